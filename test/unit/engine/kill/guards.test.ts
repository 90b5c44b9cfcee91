import { killSessions } from "../../../../src/engine/kill";
import { Chooser } from "../../../../src/engine/kill/choose";
import { warningsOf } from "../../../../src/engine/kill/guards";
import type { Look } from "../../../../src/engine/kill/look";
import { listFailed, sharedWarning } from "../../../../src/engine/kill/messages";
import { factsOf } from "../../../../src/vendors/facts";
import { fault, Simulation } from "./simulation";
import { ALL, codes, ids, kill, outcomes, REPORT, sent } from "./support";

describe("max_kills", () => {
  test("holds back everything where more match, and allows exactly as many", async () => {
    const sim = new Simulation();
    for (const id of ["1", "2", "3"]) sim.add(id);
    const over = await kill(sim, { maxKills: 2 });
    expect([codes(over), sent(sim), over.results]).toEqual([["E DBKILL_MAX_KILLS_EXCEEDED"], [], []]);
    expect(over.events[0]).toMatchObject({ path: ["max_kills"], facts: { count: 3, maxKills: 2 } });
    // It names each of them in a line.
    expect(over.events[0]!.detail.split("\n")).toHaveLength(4);
    expect([over.failed, over.unfinished]).toEqual([true, false]);
    expect(outcomes(await kill(sim, { maxKills: 3 }))).toEqual({ 1: "killed", 2: "killed", 3: "killed" });
  });

  test("counts what was sent in earlier rounds, so that newcomers can't exceed it", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("lost"), after: true });
    // In the next round two others match: with the one that was sent they are three.
    sim.beforeList.set(3, () => {
      sim.add("2");
      sim.add("3");
    });
    const report = await kill(sim, { maxKills: 2 });
    expect(sent(sim)).toEqual([["1"]]);
    expect(codes(report)).toContain("E DBKILL_MAX_KILLS_EXCEEDED");
    expect(report.unfinished).toBe(true);
  });

  test("counts ids that may run without being listed", async () => {
    const sim = new Simulation("clickhouse");
    const report = await kill(sim, { choice: ids("a", "b"), maxKills: 1 });
    expect([codes(report), sent(sim)]).toEqual([["E DBKILL_MAX_KILLS_EXCEEDED"], []]);
  });

  test("counts every session of a shared id", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("a", 100, { host: "h1" });
    sim.add("a", 100, { host: "h2" });
    const report = await kill(sim, { maxKills: 1 });
    expect([codes(report), sent(sim)]).toEqual([["E DBKILL_MAX_KILLS_EXCEEDED"], []]);
  });
});

describe("an incomplete listing", () => {
  test.each([
    ["max_kills", { maxKills: 10 }],
    ["protected_users", { protectedUsers: ["etl"] }],
    ["exclude", { exclude: { users: ["etl"] } }],
  ])("does not prove %s", async (path, guard) => {
    for (const choice of [REPORT, ALL, ids("1")]) {
      const sim = new Simulation();
      sim.add("1");
      sim.listMishaps.push({ incomplete: true });
      const report = await kill(sim, { choice, ...guard });
      expect([codes(report), report.events[0]!.path, sent(sim)]).toEqual([
        ["E DBKILL_LIST_INCOMPLETE"],
        [path],
        [],
      ]);
    }
  });

  test.each([
    ["an error where something is guarded", { maxKills: 10 }, "E DBKILL_LIST_INCOMPLETE"],
    ["a warning where nothing is", {}, "W DBKILL_LIST_INCOMPLETE"],
  ])("says why the service has it so, as %s", async (_how, guard, code) => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push({ incomplete: "The account lacks PROCESS." });
    const report = await kill(sim, guard);
    expect(codes(report)).toEqual([code]);
    expect(report.events[0]!.detail).toContain("The account lacks PROCESS.");
  });

  test("is not enough right before the request either", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push(undefined, { incomplete: true });
    const report = await kill(sim, { maxKills: 10 });
    expect(codes(report)).toContain("E DBKILL_LIST_INCOMPLETE");
    expect(sent(sim)).toEqual([]);
  });

  test("warns where nothing is guarded, and kills what is listed", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push({ incomplete: true });
    const report = await kill(sim);
    expect([codes(report), outcomes(report)]).toEqual([["W DBKILL_LIST_INCOMPLETE"], { 1: "killed" }]);
    expect(report.complete).toBe(false);
  });

  test("does not tell that a named session is over", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push(...Array(9).fill({ incomplete: true }));
    const report = await kill(sim, { choice: ids("1", "2") }, { deadline: sim.time + 3_000 });
    expect(outcomes(report)).toEqual({ 1: "unknown", 2: "unknown" });
    expect(sent(sim)).toEqual([["1"]]);
    expect(report.failed).toBe(true);
  });
});

describe("a listing that fails", () => {
  test.each([
    ["match", {}],
    ["max_kills", { choice: ids("1"), verify: false, maxKills: 1 }],
    ["protected_users", { choice: ids("1"), verify: false, protectedUsers: ["etl"] }],
    ["exclude", { choice: ids("1"), verify: false, exclude: { users: ["etl"] } }],
    ["the look right before it", { choice: ids("1"), verify: false }],
    ["everything", { choice: ALL, verify: false }],
  ])("kills nobody where %s needs it", async (_, what) => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push(...Array(9).fill({ error: fault("failed") }));
    const report = await kill(sim, what);
    expect([codes(report), sent(sim)]).toEqual([["E DBKILL_KILL_LIST_FAILED"], []]);
    expect(report).toMatchObject({ results: [], unfinished: false, events: [{ fault: { kind: "failed" } }] });
  });

  test.each(["dbbrain", "das", "clickhouse", "oceanbasepro"])(
    "kills nobody by id either, with or without verify: %s",
    async (service) => {
      const server = service === "oceanbasepro" ? { server: "s1" } : {};
      const key = service === "oceanbasepro" ? "1@s1" : "1";
      for (const verify of [true, false]) {
        for (const error of [fault("failed"), fault("configuration", { permission: true })]) {
          const sim = new Simulation(service);
          sim.add("1", 100, server);
          sim.listMishaps.push(...Array(9).fill({ error }));
          const report = await kill(sim, { choice: ids(key), verify });
          expect([codes(report), sent(sim)]).toEqual([["E DBKILL_KILL_LIST_FAILED"], []]);
          expect(report).toMatchObject({ results: [], unfinished: false, events: [{ fault: error.fault }] });
        }
      }
    },
  );

  test("is no obstacle where the service has no list, never uses an id twice, and nobody asks for a look", async () => {
    const sim = new Simulation("mrs");
    sim.add("1");
    sim.listMishaps.push(...Array(9).fill({ error: fault("failed") }));
    const report = await kill(sim, { choice: ids("1"), verify: false });
    expect([codes(report), sent(sim)]).toEqual([["W DBKILL_KILL_LIST_FAILED"], [["1"]]]);
    expect(outcomes(report)).toEqual({ 1: "unknown" });
  });

  test.each(["configuration", "gone", "aborted"] as const)(
    "throws the adapter's own error of kind %s",
    async (kind) => {
      const sim = new Simulation();
      const error = fault(kind);
      sim.listMishaps.push({ error });
      await expect(kill(sim)).rejects.toBe(error);
    },
  );

  test("throws a bug of an adapter while nothing is sent", async () => {
    const sim = new Simulation();
    sim.listMishaps.push({ error: new TypeError("bug") });
    await expect(kill(sim)).rejects.toThrow("bug");
  });
});

describe("who is spared", () => {
  test("a protected user, in any Unicode form, and the server's own", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { user: "jose\u0301" });
    sim.add("2", 100, { user: "event_scheduler" });
    sim.add("3", 100, { user: "x", command: "Binlog Dump" });
    sim.add("4", 100, { user: "report" });
    const report = await kill(sim, { choice: ALL, protectedUsers: ["jos\u00e9"] });
    expect(outcomes(report)).toEqual({ 4: "killed" });
    expect(report.spared.map(({ session, reason }) => [session.id, reason])).toEqual([
      ["1", "protected"],
      ["2", "system"],
      ["3", "system"],
    ]);
  });

  test.each([
    ["protected", { user: "etl" }],
    ["system", { user: "tencentroot" }],
  ])("a %s session named by its id is an error, and nothing is sent", async (reason, more) => {
    const sim = new Simulation();
    sim.add("1");
    sim.add("2", 100, more);
    const report = await kill(sim, { choice: ids("1", "2"), protectedUsers: ["etl"] });
    expect([codes(report), sent(sim)]).toEqual([["E DBKILL_PROTECTED_SESSION_CHOSEN"], []]);
    expect(report.events[0]!.facts).toEqual({ sessions: ["2"], reasons: [reason] });
    expect(report.events[0]!.path).toEqual(["session_ids"]);
  });

  test("one that exclude names, by id with a warning", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.add("2", 100, { user: "etl" });
    const report = await kill(sim, { choice: ids("1", "2"), exclude: { users: ["etl"] } });
    expect([codes(report), outcomes(report), sent(sim)]).toEqual([
      ["W DBKILL_CHOSEN_SESSION_EXCLUDED"],
      { 1: "killed" },
      [["1"]],
    ]);
    expect(report.spared).toMatchObject([{ session: { id: "2" }, reason: "excluded" }]);
    expect(report.events[0]).toMatchObject({ path: ["exclude"], facts: { sessions: ["2"] } });
  });

  test("a warning of exclude names no session that is spared for another reason", async () => {
    const sim = new Simulation();
    const { facts, name } = sim.ports.source;
    const chooser = new Chooser({ choice: ids("1"), exclude: { users: ["etl"] }, protectedUsers: [] }, facts);
    const subject = { facts, name, chooser, maxKills: null, describe: {}, planned: false };
    const blank = {
      user: "etl",
      host: "",
      database: "",
      command: "",
      state: "",
      duration_seconds: 0,
      info: "",
    };
    const spared = (id: string, reason: "excluded" | "system") => ({
      session: { ...blank, id },
      reason,
      detail: "d",
    });
    const warned = (...all: ReturnType<typeof spared>[]) =>
      warningsOf(subject, { complete: true } as Look, { shared: [], spared: all } as never);
    const events = warned(spared("1", "system"), spared("2", "excluded"));
    expect(events.map(({ facts }) => facts)).toEqual([{ sessions: ["2"] }]);
    expect(warned(spared("1", "system"))).toEqual([]);
  });

  test("one that shares its id with a session that is not chosen", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q");
    sim.add("q", 100, { user: "etl" });
    sim.add("r");
    sim.add("r");
    const report = await kill(sim);
    expect([codes(report), outcomes(report), sent(sim)]).toEqual([
      ["W DBKILL_SESSION_ID_SHARED"],
      { r: "killed" },
      [["r"]],
    ]);
    expect(report.spared).toMatchObject([{ session: { id: "q", user: "report" }, reason: "not_selected" }]);
  });
});

describe("the last lock", () => {
  test.each([
    ["null", { by: "match", match: null }],
    ["{}", { by: "match", match: {} }],
    ["all fields null", { by: "match", match: { users: null, hosts: null } }],
    ["every host", { by: "match", match: { hosts: ["%"] } }],
    ["no choice", undefined],
    ["null choice", null],
    ["ids that are none", { by: "ids", ids: undefined }],
  ])("refuses a choice of %s", async (_, choice) => {
    const sim = new Simulation();
    sim.add("1");
    const selection = { choice: choice as never, exclude: null, protectedUsers: [] };
    const order = { selection, maxKills: null, verify: true, failOnSurvivors: true };
    await expect(killSessions(order, sim.ports, sim.context())).rejects.toThrow(/Refused/);
    expect([sim.requests, sim.lists]).toEqual([[], 0]);
  });

  test("refuses an exclude that would spare everything", async () => {
    const sim = new Simulation();
    await expect(kill(sim, { exclude: {} })).rejects.toThrow(/Refused/);
  });

  test("refuses a filter that became empty after it was compiled", async () => {
    const sim = new Simulation();
    sim.add("1");
    const match: { users?: string[] } = { users: ["report"] };
    sim.beforeList.set(2, () => delete match.users);
    await expect(kill(sim, { choice: { by: "match", match } })).rejects.toThrow(/Refused/);
    expect(sim.requests).toEqual([]);
  });

  test("never sends an id that can mean something else, and kills the others", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("a,b");
    sim.add("c");
    const report = await kill(sim, {}, { deadline: sim.time + 4_000 });
    expect([outcomes(report), sent(sim)]).toEqual([{ "a,b": "survived", c: "killed" }, [["c"]]]);
    expect(codes(report)).toEqual(["E DBKILL_SESSION_SURVIVED"]);
    expect(report.results[0]!.message).toContain("comma");
  });

  test("checks an id once more right before it is sent", async () => {
    let checks = 0;
    const { ids: idFacts } = factsOf("dbbrain");
    const problemOf = () => (++checks > 1 ? "is not one any more" : undefined);
    const sim = new Simulation("dbbrain", { ids: { ...idFacts, problemOf } });
    sim.add("1");
    await expect(kill(sim)).rejects.toThrow(/Refused/);
    expect(sim.requests).toEqual([]);
  });

  test("sends nothing for an empty list of ids, and says so", async () => {
    const sim = new Simulation();
    sim.add("1");
    const report = await kill(sim, { choice: ids() });
    expect([codes(report), report.results, report.failed]).toEqual([["W DBKILL_NOTHING_TO_KILL"], [], false]);
    expect(sim.requests.length + sim.lists).toBe(0);
  });
});

describe("what guards tell", () => {
  const subject = (order: { maxKills?: number; protectedUsers?: string[] } = {}) => {
    const { facts, name } = new Simulation().ports.source;
    const selection = { choice: REPORT, exclude: null, protectedUsers: order.protectedUsers ?? [] };
    return {
      facts,
      name,
      chooser: new Chooser(selection, facts),
      maxKills: order.maxKills ?? null,
      describe: {},
      planned: true,
    };
  };

  const failure = { kind: "failed" as const, code: "DBKILL_ERR_X", summary: "s", detail: "d" };

  test("a list that failed: what needs it differs where something is guarded", () => {
    const told = (order: object, severity: "error" | "warning") =>
      listFailed(subject(order), failure, severity).detail;
    const bare = told({}, "error");
    const capped = told({ maxKills: 1 }, "error");
    expect(capped).not.toBe(bare);
    expect(told({ protectedUsers: ["etl"] }, "error")).toBe(capped);
    expect(told({}, "warning")).not.toBe(bare);
    expect(told({ maxKills: 1 }, "warning")).toBe(told({}, "warning"));
  });

  test("the sessions that share an id", () => {
    const blank = {
      user: "u",
      host: "",
      database: "",
      command: "",
      state: "",
      duration_seconds: 0,
      info: "",
    };
    expect(sharedWarning(subject(), [{ ...blank, id: "7" }]).facts).toEqual({ sessions: ["7"] });
  });
});
