import type { ProviderClients } from "../../../../src/resources/provider-clients";
import { tencentSessionKill } from "../../../../src/resources/tencent/session-kill";
import { RejectedError } from "../../../../src/vendors";
import type { PrepareKillInput } from "../../../../src/vendors/tencent";

/** An instance whose sessions can be killed, and a chance to interfere before each call. */
function instance(
  ids: string[],
  interfere: { prepare?: (round: number) => void; commit?: (round: number) => boolean },
) {
  const alive = new Set(ids);
  const controller = new AbortController();
  const prepared: string[][] = [];
  const client = {
    describeMySqlProcessList: async (_input: unknown, { signal }: { signal: AbortSignal }) => {
      signal.throwIfAborted();
      return [...alive].map((ID) => ({ ID, User: "report" }));
    },
    prepareKill: async ({ Threads }: PrepareKillInput) => {
      prepared.push(Threads.map(String));
      interfere.prepare?.(prepared.length);
      if (Threads.some((id) => !alive.has(String(id)))) {
        throw new RejectedError("no such thread", { service: "dbbrain", remedy: "" });
      }
      return { sqlExecId: "x", threads: [] };
    },
    commitKill: async () => {
      if (interfere.commit?.(prepared.length) === false) return { threads: [] };
      const threads = prepared.at(-1)!.map(Number);
      for (const id of threads) alive.delete(String(id));
      return { threads };
    },
  };
  const plan = {
    instance_id: "cdb-1",
    product: "mysql",
    region: null,
    session_ids: ids,
    triggers: null,
    record_history: true,
  };
  const context = {
    client: { dbbrain: () => client } as unknown as ProviderClients,
    signal: controller.signal,
    diagnostics: { error: () => undefined, warning: () => undefined, hasErrors: () => false },
  };
  const run = async () =>
    (await tencentSessionKill.create({ plan: plan as never, config: plan as never }, context as never))
      .results;
  return { alive, controller, prepared, run };
}

describe("a Tencent session kill", () => {
  test("goes on with the others where a session ends between the listing and the Prepare", async () => {
    const { alive, prepared, run } = instance(["11", "12"], {
      prepare: (round) => void (round === 1 && alive.delete("11")),
    });
    expect(await run()).toEqual([
      { session_id: "11", outcome: "killed" },
      { session_id: "12", outcome: "killed" },
    ]);
    expect(prepared).toEqual([["11", "12"], ["12"]]);
  });

  test("is refused where the vendor refuses sessions that are all there", async () => {
    const { run, prepared } = instance(["11"], {
      prepare: () => {
        throw new RejectedError("not allowed", { service: "dbbrain", remedy: "" });
      },
    });
    await expect(run()).rejects.toThrow("not allowed");
    expect(prepared).toHaveLength(1);
  });

  test("is tried again where the Commit came too late to kill", async () => {
    const { run, prepared } = instance(["11"], { commit: (round) => round > 1 });
    expect(await run()).toEqual([{ session_id: "11", outcome: "killed" }]);
    expect(prepared).toEqual([["11"], ["11"]]);
  });

  test("records what it killed although it is told to stop right after the Commit", async () => {
    const { controller, run } = instance(["11"], {
      commit: () => {
        controller.abort();
        return true;
      },
    });
    expect(await run()).toEqual([{ session_id: "11", outcome: "killed" }]);
  });
});
