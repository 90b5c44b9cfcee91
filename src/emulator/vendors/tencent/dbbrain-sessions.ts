import { randomUUID } from "node:crypto";
import { hostMatches, sameCommand } from "../../core/match";
import type { Session } from "../../core/types";
import type { Instance, World } from "../../core/world";
import type { SessionEngine } from "../../engines/engine";
import { type Action, defineAction, TencentError } from "./action";
import { DBBRAIN, findInstance } from "./dbbrain-instances";

const DEFAULT_LIMIT = 20;

/**
 * DescribeMySqlProcessList (https://cloud.tencent.com/document/api/1130/57824): the sessions that run now. Filters are ANDed; texts
 * are compared exactly, but for Command (without case), Host (without the port, `%` as a wildcard) and Info (it holds the text).
 * The vendor does not say how it compares, nor whether Limit has a maximum.
 */
export const describeMySqlProcessList = defineAction({
  name: "DescribeMySqlProcessList",
  ratePerSecond: 20,
  parameters: {
    InstanceId: "string!",
    ID: "integer",
    User: "string",
    Host: "string",
    DB: "string",
    State: "string",
    Command: "string",
    Time: "integer",
    Info: "string",
    Limit: "integer",
    Product: "string",
    StatDimensions: "object[]",
  },
  async carryOut(parameters, context) {
    const { InstanceId, Product, Limit = DEFAULT_LIMIT, StatDimensions } = parameters;
    if (Limit <= 0) {
      throw new TencentError("InvalidParameterValue", "The value of the parameter `Limit` must be positive.");
    }
    if (StatDimensions?.length) {
      throw new TencentError(
        "UnsupportedOperation",
        "The emulator has no statistics: leave out `StatDimensions`.",
      );
    }
    const instance = findInstance(context, InstanceId, Product, DBBRAIN.products);
    const { ID, User, Host, DB, State, Command, Time = 0, Info = "" } = parameters;
    const chosen = (await context.engine.list(instance)).filter(
      (session) =>
        (ID === undefined || session.id === String(ID)) &&
        (!User || session.user === User) &&
        (!Host || hostMatches(Host, session.host)) &&
        (!DB || session.database === DB) &&
        (!State || session.state === State) &&
        (!Command || sameCommand(Command, session.command)) &&
        (session.duration_seconds ?? 0) >= Time &&
        session.info.includes(Info),
    );
    return { ProcessList: chosen.slice(0, Limit).map(toRow), Statistics: [] };
  },
});

/** Every field is a text, the numbers too. */
function toRow(session: Session) {
  return {
    ID: session.id,
    User: session.user,
    Host: session.host,
    DB: session.database,
    State: session.state,
    Command: session.command,
    // Which text stands for MySQL's NULL is not documented: here it is an empty one.
    Time: String(session.duration_seconds ?? ""),
    Info: session.info,
    SqlType: (/^\s*([a-z]+)/i.exec(session.info)?.[1] ?? "").toUpperCase(),
  };
}

/** From Prepare to Commit; later the SqlExecId is void. */
const COMMIT_WITHIN_MS = 10_000;

/** The console kills at most 100 sessions at once; that the API has the same limit is not documented. */
const MAX_THREADS = 100;

interface Prepared {
  readonly instance: Instance;
  readonly threads: number[];
  readonly preparedAt: number;
}

/**
 * KillMySqlThreads (https://tencentcloud.com/document/api/1035/42301), in two stages: Prepare names the threads and returns a SqlExecId,
 * Commit with it kills them and returns those that it killed. Threads that are gone, protected or refused are just not among them.
 *
 * - RecordHistory true (the default): Prepare fails with InvalidParameterValue where a thread does not exist. False: nothing is checked.
 * - A SqlExecId is good for one Commit within ten seconds of the emulator's clock. After that Commit kills nothing and says so by
 *   an empty Threads; one that was never given out is InvalidParameterValue. Neither is documented.
 */
export function killMySqlThreads(): Action {
  const prepared = new Map<string, Prepared>();
  return defineAction({
    name: "KillMySqlThreads",
    ratePerSecond: 20,
    parameters: {
      InstanceId: "string!",
      Stage: "string!",
      Threads: "integer[]",
      SqlExecId: "string",
      Product: "string",
      RecordHistory: "boolean",
    },
    async carryOut({ InstanceId, Stage, Threads, SqlExecId, Product, RecordHistory }, context) {
      const { world, engine } = context;
      const instance = findInstance(context, InstanceId, Product);
      if (Stage === "Prepare") {
        const threads = checkThreads(Threads);
        if (RecordHistory ?? true) await checkThatTheyExist(threads, instance, engine);
        const id = randomUUID();
        prepared.set(id, { instance, threads, preparedAt: world.clock.now() });
        return { Threads: [], SqlExecId: id };
      }
      if (Stage !== "Commit") {
        throw new TencentError(
          "InvalidParameterValue",
          "The value of the parameter `Stage` must be Prepare or Commit.",
        );
      }
      if (!SqlExecId) {
        throw new TencentError("MissingParameter", "Stage Commit needs the parameter `SqlExecId`.");
      }
      const work = prepared.get(SqlExecId);
      if (work?.instance !== instance) {
        throw new TencentError(
          "InvalidParameterValue",
          "The value of the parameter `SqlExecId` is not one that Prepare gave out for this instance.",
        );
      }
      const threads = isVoid(work, world) ? [] : work.threads;
      prepared.set(SqlExecId, { ...work, threads: [] });
      return { Threads: await killAll(threads, instance, engine), SqlExecId };
    },
  });
}

function checkThreads(threads: number[] | undefined): number[] {
  if (!threads?.length) {
    throw new TencentError("MissingParameter", "Stage Prepare needs the parameter `Threads`.");
  }
  if (threads.length > MAX_THREADS) {
    throw new TencentError("LimitExceeded", `At most ${MAX_THREADS} sessions can be killed at once.`);
  }
  return threads;
}

async function checkThatTheyExist(
  threads: number[],
  instance: Instance,
  engine: SessionEngine,
): Promise<void> {
  const alive = new Set((await engine.list(instance)).map(({ id }) => id));
  const unknown = threads.filter((thread) => !alive.has(String(thread)));
  if (unknown.length > 0) {
    throw new TencentError(
      "InvalidParameterValue",
      `No such threads on ${instance.id}: ${unknown.join(", ")}.`,
    );
  }
}

function isVoid({ preparedAt }: Prepared, world: World): boolean {
  return world.clock.now() - preparedAt > COMMIT_WITHIN_MS;
}

async function killAll(threads: number[], instance: Instance, engine: SessionEngine): Promise<number[]> {
  const spared = new Set(
    (await engine.list(instance)).filter((session) => instance.service.spares(session)).map(({ id }) => id),
  );
  const killed: number[] = [];
  for (const thread of threads) {
    if (spared.has(String(thread))) continue;
    const { outcome } = await engine.kill(instance, String(thread), "api");
    if (outcome === "killed" || outcome === "accepted") killed.push(thread);
  }
  return killed;
}
