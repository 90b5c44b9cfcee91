import type { SessionSource, VendorPreview } from "../../../src/engine/ports";
import { type PreviewOrder, previewKills } from "../../../src/engine/preview";
import type { SessionFilter } from "../../../src/model";
import { fault, Simulation } from "./kill/simulation";
import { ALL, codes, ids, left, type Order, REPORT } from "./kill/support";

function preview(
  sim: Simulation,
  { choice = REPORT, exclude = null, protectedUsers = [], ...rest }: Order & Partial<PreviewOrder> = {},
  source: SessionSource = sim.source,
) {
  const selection = { choice, exclude, protectedUsers };
  return previewKills({ selection, maxKills: null, killedBy: "kill", ...rest }, source, sim.context());
}

function withVendor(
  sim: Simulation,
  answer: VendorPreview,
): { source: SessionSource; asked: (SessionFilter | null)[] } {
  const asked: (SessionFilter | null)[] = [];
  const source = {
    ...sim.source,
    preview: async (filter: SessionFilter | null) => {
      asked.push(filter);
      return answer;
    },
  };
  return { source, asked };
}

test("tells who would be killed, and who is spared, and kills nobody", async () => {
  const sim = new Simulation();
  sim.add("1", 100, { info: "SELECT '\u001b[2J'" });
  sim.add("2", 100, { user: "etl" });
  sim.add("3", 100, { user: "billing" });
  const found = await preview(sim, { choice: ALL, protectedUsers: ["etl"], exclude: { users: ["billing"] } });
  expect(found).toMatchObject({
    matched: 3,
    count: 1,
    listed: 3,
    complete: true,
    failed: false,
    victims: [{ id: "1" }],
  });
  expect(found.spared.map(({ session, reason }) => [session.id, reason])).toEqual([
    ["2", "protected"],
    ["3", "excluded"],
  ]);
  expect(found.events).toMatchObject([
    {
      code: "DBKILL_KILL_PREVIEW",
      severity: "warning",
      facts: { target: "db-1", count: 1, listed: 3, complete: true, sessions: ["1"] },
    },
  ]);
  expect(found.events[0]!.detail).not.toContain("\u001b");
  expect([sim.requests, sim.live.length]).toEqual([[], 3]);
});

test("says would, not were", async () => {
  const sim = new Simulation();
  sim.add("1");
  const [event] = (await preview(sim)).events;
  expect(event!.summary).toContain("would be killed");
  // Terraform shows a plan's warnings again after its apply.
  expect(`${event!.summary} ${event!.detail}`).not.toMatch(/\bnow\b|\b(is|are) chosen\b|at this moment/);
});

test("hides statements where it is asked to, also in a guard's error", async () => {
  const sim = new Simulation();
  sim.add("1", 100, { info: "SELECT secret" });
  sim.add("2", 100, { info: "SELECT secret" });
  for (const maxKills of [null, 1]) {
    for (const statements of ["hidden", "hashed"] as const) {
      const { events } = await preview(sim, { maxKills, statements });
      expect(JSON.stringify(events)).not.toContain("secret");
    }
  }
});

test("has one summary for all quiet targets", async () => {
  const summaries = [];
  for (const service of ["dbbrain", "das"])
    summaries.push((await preview(new Simulation(service))).events[0]!.summary);
  expect(new Set(summaries).size).toBe(1);
});

describe("the guards", () => {
  test.each([
    ["DBKILL_MAX_KILLS_EXCEEDED", { maxKills: 1 }],
    ["DBKILL_PROTECTED_SESSION_CHOSEN", { choice: ids("1", "2"), protectedUsers: ["report"] }],
  ])("are those of the kill: %s", async (code, what) => {
    const sim = new Simulation();
    sim.add("1");
    sim.add("2");
    const found = await preview(sim, what);
    expect([codes(found as never), found.failed]).toEqual([[`E ${code}`], true]);
    // A plan kills nothing yet.
    expect(found.events[0]!.detail).not.toContain("Nothing more is killed");
  });

  test("count ids that may run without being listed", async () => {
    expect(
      codes((await preview(new Simulation("clickhouse"), { choice: ids("a", "b"), maxKills: 1 })) as never),
    ).toEqual(["E DBKILL_MAX_KILLS_EXCEEDED"]);
  });

  test("need a complete list; without guards it is a warning", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push({ incomplete: true }, { incomplete: true });
    expect(codes((await preview(sim, { maxKills: 9 })) as never)).toEqual(["E DBKILL_LIST_INCOMPLETE"]);
    expect(codes((await preview(sim)) as never)).toEqual([
      "W DBKILL_LIST_INCOMPLETE",
      "W DBKILL_KILL_PREVIEW",
    ]);
  });

  test.each([
    ["W", {}],
    ["E", { maxKills: 9 }],
    ["E", { protectedUsers: ["etl"] }],
    ["E", { exclude: { users: ["etl"] } }],
  ])("a list that fails is %s with %j", async (severity, guard) => {
    for (const error of [fault("failed"), fault("configuration", { permission: true })]) {
      for (const service of ["dbbrain", "das", "clickhouse", "oceanbasepro"]) {
        for (const killedBy of ["kill", "task"] as const) {
          const sim = new Simulation(service);
          sim.listMishaps.push({ error });
          const found = await preview(sim, { ...guard, killedBy });
          expect([codes(found as never), found.complete]).toEqual([
            [`${severity} DBKILL_KILL_LIST_FAILED`],
            false,
          ]);
          expect([found.failed, found.events[0]!.fault]).toEqual([severity === "E", error.fault]);
          expect([found.victims.length, found.spared.length, found.matched, found.count]).toEqual([
            0, 0, 0, 0,
          ]);
        }
      }
    }
  });

  test.each([
    ["W", {}],
    ["E", { maxKills: 9 }],
  ])("a preview of the vendor's own that is not allowed is %s with %j", async (severity, guard) => {
    const sim = new Simulation("das");
    const preview_ = async () => {
      throw fault("configuration", { permission: true });
    };
    const found = await preview(
      sim,
      { ...guard, choice: ALL, killedBy: "task" },
      { ...sim.source, preview: preview_ },
    );
    expect(codes(found as never)).toEqual([`${severity} DBKILL_KILL_LIST_FAILED`]);
  });

  test.each(["configuration", "gone", "aborted"] as const)(
    "throw the adapter's own error of kind %s",
    async (kind) => {
      const sim = new Simulation();
      const error = fault(kind);
      sim.listMishaps.push({ error });
      await expect(preview(sim)).rejects.toBe(error);
    },
  );
});

test("warns of ids that are shared, excluded, or none", async () => {
  const sim = new Simulation("clickhouse");
  sim.add("q");
  sim.add("q", 100, { user: "etl" });
  expect(codes((await preview(sim)) as never)).toEqual([
    "W DBKILL_SESSION_ID_SHARED",
    "W DBKILL_KILL_PREVIEW",
  ]);
  const other = new Simulation();
  other.add("1");
  expect(
    codes((await preview(other, { choice: ids("1"), exclude: { users: ["report"] } })) as never),
  ).toEqual(["W DBKILL_CHOSEN_SESSION_EXCLUDED", "W DBKILL_KILL_PREVIEW"]);
  expect(codes((await preview(other, { choice: ids() })) as never)).toEqual(["W DBKILL_NOTHING_TO_KILL"]);
});

test("of an unfinished run shows what is left of it", async () => {
  const sim = new Simulation();
  sim.add("1");
  sim.add("2");
  const previous = [{ key: "2", id: "2", user: "report", outcome: "survived" as const, message: null }];
  expect((await preview(sim, { choice: ALL, previous })).victims).toMatchObject([{ id: "2" }]);
});

test("of an unfinished run whose sessions have all ended has nothing to show", async () => {
  const sim = new Simulation();
  sim.add("1");
  const previous = [left("1", "report", "killed")];
  const found = await preview(sim, { choice: ALL, previous });
  expect(found).toMatchObject({
    matched: 0,
    victims: [],
    count: 0,
    complete: true,
    events: [],
    failed: false,
  });
  expect(sim.lists).toBe(0);
});

test("counts an unlisted id only where it may be sent unseen", async () => {
  for (const more of [
    { protectedUsers: ["etl"] },
    { exclude: { users: ["etl"] } },
    { previous: [left("a", null), left("b", null)] },
  ])
    expect(
      codes(
        (await preview(new Simulation("clickhouse"), {
          choice: ids("a", "b"),
          maxKills: 1,
          ...more,
        })) as never,
      ),
    ).toEqual(["W DBKILL_KILL_PREVIEW"]);
  const sim = new Simulation();
  sim.add("1");
  const found = await preview(sim, { choice: ids("1", "2", "3"), maxKills: 1 });
  expect([codes(found as never), found.count]).toEqual([["W DBKILL_KILL_PREVIEW"], 1]);
});

test("looks statements up where they can't be listed", async () => {
  const sim = new Simulation("mrs");
  sim.add("a");
  const found = await preview(sim, { choice: ids("a") });
  expect([codes(found as never), found.count]).toEqual([["W DBKILL_KILL_PREVIEW"], 1]);
});

test("throws a bug", async () => {
  const sim = new Simulation();
  const bug = new TypeError("bug");
  sim.listMishaps.push({ error: bug });
  await expect(preview(sim)).rejects.toBe(bug);
});

describe("of a task", () => {
  const answer = (sim: Simulation): VendorPreview => ({
    sessions: [sim.toSession(sim.add("7"))],
    count: 250,
  });

  test("is the vendor's own, where it has one", async () => {
    const sim = new Simulation("das");
    const { source, asked } = withVendor(sim, answer(sim));
    const found = await preview(sim, { killedBy: "task" }, source);
    expect([asked, sim.lists, found.count, found.listed]).toEqual([
      [{ users: ["report"] }],
      0,
      250,
      undefined,
    ]);
    await preview(sim, { killedBy: "task", choice: ALL }, source);
    expect(asked[1]).toBeNull();
    expect(found).toMatchObject({
      matched: 250,
      victims: [{ id: "7" }],
      spared: [],
      complete: true,
      failed: false,
    });
    expect(codes(found as never)).toEqual(["W DBKILL_KILL_PREVIEW"]);
    const over = await preview(sim, { killedBy: "task", maxKills: 249 }, source);
    expect(codes(over as never)).toEqual(["E DBKILL_MAX_KILLS_EXCEEDED"]);
  });

  test("counts no fewer than the vendor shows", async () => {
    const sim = new Simulation("das");
    const { source } = withVendor(sim, { ...answer(sim), count: 0 });
    expect((await preview(sim, { killedBy: "task" }, source)).count).toBe(1);
  });

  test.each([
    ["a kill", { killedBy: "kill" as const }],
    ["ids", { choice: ids("7") }],
    ["what its task can't express", { choice: { by: "match" as const, match: { info_prefix: "SELECT" } } }],
    ["an exclude", { exclude: { users: ["etl"] } }],
    ["protected users", { protectedUsers: ["etl"] }],
  ])("is by the list for %s", async (_, what) => {
    const sim = new Simulation("das");
    const { source, asked } = withVendor(sim, answer(sim));
    await preview(sim, { killedBy: "task", ...what }, source);
    expect([asked, sim.lists]).toEqual([[], 1]);
  });
});
