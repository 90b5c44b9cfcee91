import * as fc from "fast-check";
import { huaweiDasKillHistory } from "../../../src/resources/huawei-das-kill-history";
import type { ProviderClients } from "../../../src/resources/provider-clients";
import type { DasKillHistoryInput } from "../../../src/vendors/huawei";

/** Reads a history of so many kills from a vendor that tells this total. */
async function read(kills: number, told: number, limit: number | null) {
  const calls: DasKillHistoryInput[] = [];
  const client = {
    listKillHistory: async (_instance: string, input: DasKillHistoryInput) => {
      calls.push(input);
      const first = (input.pageNum - 1) * input.pageSize;
      const length = Math.max(0, Math.min(input.pageSize, kills - first));
      const killedSessions = Array.from({ length }, (_, index) => ({
        sessionId: `${first + index}`,
        killTime: new Date(0),
      }));
      return { killedSessions, totalCount: told };
    },
  };
  const config = {
    instance_id: "i",
    region: null,
    node_id: null,
    start_time: "2026-11-22T10:00:00+08:00",
    end_time: "2026-11-22T03:00:00.5Z",
    limit,
  };
  const clouds = { clientOf: () => client } as unknown as ProviderClients;
  const state = await huaweiDasKillHistory.read({ config: config as never }, { client: clouds } as never);
  return { calls, state };
}

describe("the history of DAS kills", () => {
  test("is the first kills up to the limit, whatever total the vendor tells", async () => {
    const size = fc.nat(260);
    await fc.assert(
      fc.asyncProperty(size, size, fc.integer({ min: 1, max: 300 }), async (kills, told, limit) => {
        const { state, calls } = await read(kills, told, limit);
        const ids = state.killed_sessions!.map((row) => row.session_id);
        expect(ids).toEqual(Array.from({ length: Math.min(kills, limit) }, (_, index) => `${index}`));
        expect(state.total_count).toBeGreaterThanOrEqual(ids.length);
        expect(calls.length).toBeLessThanOrEqual(Math.ceil(Math.min(kills, limit) / 50) + 1);
      }),
    );
  });

  test("is asked for in milliseconds, and is 1000 kills where nothing else is said", async () => {
    const { state, calls } = await read(1100, 1100, null);
    expect(state.killed_sessions).toHaveLength(1000);
    expect(state.total_count).toBe(1100);
    expect(calls[0]).toEqual({
      nodeId: undefined,
      startTime: Date.UTC(2026, 10, 22, 2),
      endTime: Date.UTC(2026, 10, 22, 3, 0, 0, 500),
      pageNum: 1,
      pageSize: 50,
    });
  });
});
