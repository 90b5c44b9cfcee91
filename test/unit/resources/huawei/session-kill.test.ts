import { huaweiSessionKill } from "../../../../src/resources/huawei/session-kill";
import type { ProviderClients } from "../../../../src/resources/provider-clients";
import { NetworkError, RejectedError } from "../../../../src/vendors";
import type { DasProcess, DasProcessListInput, DasProcessToKill } from "../../../../src/vendors/huawei";

/** An instance with these sessions (ids to users), and what it does when it is asked to kill. */
function instance(
  sessions: Record<string, string>,
  onKill: (asked: readonly DasProcessToKill[], alive: Map<string, string>, round: number) => number,
  mostPerPage = 100,
) {
  const alive = new Map(Object.entries(sessions));
  const asked: (readonly DasProcessToKill[])[] = [];
  const client = {
    listProcesses: async (_instance: string, { curPage, perPage }: DasProcessListInput) => {
      const processes = [...alive].map(
        ([id, user]) => ({ id, user, host: "h", command: "Query" }) as DasProcess,
      );
      const size = Math.min(perPage, mostPerPage);
      return { total: processes.length, processes: processes.slice((curPage - 1) * size, curPage * size) };
    },
    killProcesses: async (_instance: string, processes: readonly DasProcessToKill[]) => {
      asked.push(processes);
      return { count: onKill(processes, alive, asked.length) };
    },
  };
  const plan = { instance_id: "i", region: null, session_ids: Object.keys(sessions), triggers: null };
  const warnings: string[] = [];
  const context = {
    client: { das: () => client } as unknown as ProviderClients,
    signal: new AbortController().signal,
    diagnostics: {
      error: () => undefined,
      warning: (text: string) => void warnings.push(text),
      hasErrors: () => false,
    },
  };
  const run = async () =>
    (await huaweiSessionKill.create({ plan: plan as never, config: plan as never }, context as never))
      .results;
  return { asked, run, warnings };
}

const killAll = (asked: readonly DasProcessToKill[], alive: Map<string, string>) => {
  for (const { id } of asked) alive.delete(id);
  return asked.length;
};
const lost = () => new NetworkError("lost", { service: "das", remedy: "", ambiguous: true });

describe("a Huawei session kill", () => {
  test("names each session with the user that a listing shows right before", async () => {
    const { asked, run } = instance({ "9007199254740993": "report", "12": "app" }, killAll);
    expect(await run()).toEqual([
      { session_id: "12", outcome: "killed" },
      { session_id: "9007199254740993", outcome: "killed" },
    ]);
    expect(asked).toEqual([
      [
        { id: "12", user: "app" },
        { id: "9007199254740993", user: "report" },
      ],
    ]);
  });

  test.each([100, 20])("finds its sessions on every page, where a page has %d at most", async (most) => {
    const sessions = Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [`${index + 1}`, "report"]),
    );
    const { asked, run } = instance(sessions, killAll, most);
    expect((await run())!.every(({ outcome }) => outcome === "killed")).toBe(true);
    expect(asked[0]).toHaveLength(250);
  });

  test("whose answer was lost is settled by listing, and sent again only for what is left", async () => {
    const { asked, run } = instance({ "11": "app", "12": "app" }, (all, alive, round) => {
      if (round > 1) return killAll(all, alive);
      alive.delete("11");
      throw lost();
    });
    expect(await run()).toEqual([
      { session_id: "11", outcome: "killed" },
      { session_id: "12", outcome: "killed" },
    ]);
    expect(asked[1]).toEqual([{ id: "12", user: "app" }]);
  });

  test("never kills who has a session's number after the server was started again", async () => {
    const { asked, run } = instance({ "11": "report" }, (_all, alive) => {
      alive.set("11", "app");
      throw lost();
    });
    expect(await run()).toEqual([{ session_id: "11", outcome: "killed" }]);
    expect(asked).toHaveLength(1);
  });

  test("is refused where the vendor refuses sessions that are all there", async () => {
    const { asked, run } = instance({ "11": "app" }, () => {
      throw new RejectedError("not allowed", { service: "das", remedy: "" });
    });
    await expect(run()).rejects.toThrow("not allowed");
    expect(asked).toHaveLength(1);
  });
});
