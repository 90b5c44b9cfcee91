import { randomUUID } from "node:crypto";
import type { SessionEngine } from "../../../engines/engine";
import type { Instance, World } from "../../../world";
import { type Action, defineAction } from "../action";
import { TencentError } from "../error";
import { findInstance } from "./instance";

/** From Prepare to Commit; later the SqlExecId is void. */
const COMMIT_WITHIN_MS = 10_000;

/** The console kills at most so many sessions at once; that the API has the same limit is not documented. */
const MAX_THREADS = 100;

interface Prepared {
  readonly instance: Instance;
  readonly threads: number[];
  readonly preparedAt: number;
}

/**
 * KillMySqlThreads (https://tencentcloud.com/document/api/1035/42301), in two stages: Prepare names the threads and answers a SqlExecId,
 * Commit with it kills them and answers those that it killed. Threads that are gone, protected or refused are just not among them.
 *
 * - RecordHistory true (the default): Prepare fails with InvalidParameterValue where a thread does not exist. False: nothing is checked.
 * - A SqlExecId is good for one Commit within ten seconds of the emulator's clock. After that Commit kills nothing and says so by
 *   an empty Threads; one that was never given out is InvalidParameterValue. Neither answer is documented.
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
