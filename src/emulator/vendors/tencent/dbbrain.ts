import { randomUUID } from "node:crypto";
import { ControlError } from "../../core/fields";
import { hostMatches, sameCommand } from "../../core/match";
import { isMysqlSystemSession, type Service } from "../../core/service";
import type { Match, Session } from "../../core/types";
import type { Instance, World } from "../../core/world";
import type { SessionEngine } from "../../engines/engine";
import { POST_FIRST } from "../wire";
import { type Action, type Api, defineAction, TencentError } from "./action";

/** TencentDB's administration account. */
const OWN_ACCOUNTS = ["tencentroot"];

/** DBbrain: diagnosis and treatment of TencentDB for MySQL (`mysql`), TDSQL-C (`cynosdb`) and their relatives. */
export const DBBRAIN: Service = {
  name: "dbbrain",
  products: ["mysql", "cynosdb", "mariadb", "dcdb"],
  // TDSQL-C ids begin with cynosdbmysql-; the API's own default is mysql.
  defaultProduct: (instanceId) => (instanceId.startsWith("cynosdb") ? "cynosdb" : "mysql"),
  sessionId: { pattern: /^[1-9]\d{0,14}$/, words: "a whole number, as MySQL connection ids are" },
  // "System connections are spared" (https://www.tencentcloud.com/document/product/1035/71632), without a list of them.
  spares: (session) => isMysqlSystemSession(session, OWN_ACCOUNTS),
};

/** The products that have kill tasks and immediate kills. */
const KILL_PRODUCTS = ["mysql", "cynosdb"];

/**
 * The instance that a call names. A product that the action does not know is InvalidParameterValue, an instance that nobody
 * posted is ResourceNotFound: not every action lists that code among its own, but it is one of Tencent's common error codes.
 */
export function findInstance(
  world: World,
  instanceId: string,
  product = "mysql",
  products: readonly string[] = KILL_PRODUCTS,
): Instance {
  if (!products.includes(product)) {
    throw new TencentError(
      "InvalidParameterValue",
      `The value of the parameter \`Product\` must be one of ${products.join(", ")}.`,
    );
  }
  const instance = world.find(DBBRAIN, instanceId, product);
  if (!instance) {
    throw new TencentError(
      "ResourceNotFound",
      `The instance ${instanceId} of product ${product} is not found. ${POST_FIRST}`,
    );
  }
  return instance;
}

/** The filters of a kill task, as CreateKillTask takes them. */
export interface KillFilter {
  readonly Host?: string;
  /** Names joined by `,`. */
  readonly DB?: string;
  /** Commands joined by `,`. */
  readonly Command?: string;
  readonly Info?: string;
  readonly Infos?: string[];
  readonly User?: string;
  readonly Time?: number;
}

/**
 * A kill task's filters as a match. None of them is a match of everything; an empty text filters nothing.
 * Throws InvalidParameter for Info together with Infos, InvalidParameterValue for a negative Time.
 */
export function toMatch({ Host, DB, Command, Info, Infos, User, Time }: KillFilter): Match {
  if (Info && Infos?.length) {
    throw new TencentError("InvalidParameter", "The parameters `Info` and `Infos` exclude each other.");
  }
  if (Time !== undefined && Time < 0) {
    throw new TencentError(
      "InvalidParameterValue",
      "The value of the parameter `Time` must not be negative.",
    );
  }
  return {
    ...(User && { users: [User] }),
    ...(Host && { hosts: [Host] }),
    ...(DB && { databases: names(DB) }),
    ...(Command && { commands: names(Command) }),
    ...(Info && { info_prefix: Info }),
    ...(Infos?.length && { info_keywords: Infos }),
    ...(Time !== undefined && { min_duration_seconds: Time }),
  };
}

function names(joined: string): string[] {
  return joined.split(",").map((name) => name.trim());
}

/** `Duration` of a task that runs until it is cancelled. */
const UNTIL_CANCELLED = -1;

/** The API documents no bound; its integers are taken for 32 bits wide. In seconds, 68 years. */
const LONGEST_DURATION = 2 ** 31 - 1;

/**
 * CreateKillTask (https://www.tencentcloud.com/document/product/1035/44870). A task has no id, it is the one of its instance
 * and product. Which error a second one on the same instance gets is in no document: here it is FailedOperation, one of the action's
 * error codes, and the first task runs on. A task's first pass is at the next whole second.
 */
export const createKillTask = defineAction({
  name: "CreateKillTask",
  ratePerSecond: 20,
  parameters: {
    InstanceId: "string!",
    Duration: "integer!",
    Host: "string",
    DB: "string",
    Command: "string",
    Info: "string",
    Infos: "string[]",
    User: "string",
    Time: "integer",
    Product: "string",
  },
  carryOut({ InstanceId, Duration, Product, ...filter }, { world, engine }) {
    if (Duration !== UNTIL_CANCELLED && (Duration <= 0 || Duration > LONGEST_DURATION)) {
      throw new TencentError(
        "InvalidParameterValue",
        `The value of the parameter \`Duration\` must be a number of seconds from 1 to ${LONGEST_DURATION}, or -1.`,
      );
    }
    const match = toMatch(filter);
    const instance = findInstance(world, InstanceId, Product);
    engine.settle(instance);
    if (world.runningTasks(instance).length > 0) {
      throw new TencentError(
        "FailedOperation",
        `A session killing task already runs on ${InstanceId}; cancel it first.`,
      );
    }
    world.startTask(instance, match, Duration === UNTIL_CANCELLED ? null : Duration);
    return { Status: 1 };
  },
});

/**
 * CancelKillTask (https://cloud.tencent.com/document/product/1130/72836): ends the task of an instance and product. Its response
 * where none runs is in no document: here it is ResourceNotFound, one of the action's error codes.
 */
export const cancelKillTask = defineAction({
  name: "CancelKillTask",
  ratePerSecond: 20,
  parameters: { InstanceId: "string!", Product: "string" },
  carryOut({ InstanceId, Product }, { world, engine }) {
    const instance = findInstance(world, InstanceId, Product);
    engine.settle(instance);
    const [task] = world.runningTasks(instance);
    if (!task) {
      throw new TencentError("ResourceNotFound", `No session killing task runs on ${InstanceId}.`);
    }
    world.cancelTask(task);
    return { Status: 1 };
  },
});

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
  async carryOut(parameters, { world, engine }) {
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
    const instance = findInstance(world, InstanceId, Product, DBBRAIN.products);
    const { ID, User, Host, DB, State, Command, Time = 0, Info = "" } = parameters;
    const chosen = (await engine.list(instance)).filter(
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
    // Which text stands for MySQL's NULL is in no document: here it is an empty one.
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
    async carryOut({ InstanceId, Stage, Threads, SqlExecId, Product, RecordHistory }, { world, engine }) {
      const instance = findInstance(world, InstanceId, Product);
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

/** DBbrain's API. The version is the only one with kill tasks. */
export const dbbrainApi: Api = {
  service: DBBRAIN,
  version: "2021-05-27",
  actions: () => [createKillTask, cancelKillTask, killMySqlThreads(), describeMySqlProcessList],
  startTask(instance, match, durationSeconds, { world, engine }) {
    engine.settle(instance);
    if (world.runningTasks(instance).length > 0) {
      throw new ControlError(409, "TaskExists", `a kill task already runs on ${instance.id}`);
    }
    return world.startTask(instance, match, durationSeconds).id;
  },
};
