import { type DrainOrder, type DrainReport, drainSessions } from "../../../../src/engine/drain";
import type { EngineContext } from "../../../../src/engine/ports";
import type { Choice, SessionFilter } from "../../../../src/model";
import { fault, type Live, Simulation } from "../kill/simulation";
import { ALL, codes, REPORT, sent } from "../kill/support";

type What = Partial<Omit<DrainOrder, "selection">> & {
  choice?: Choice;
  exclude?: SessionFilter | null;
  protectedUsers?: readonly string[];
};

/** Runs before the list of this number, from 1, by its kind: `whole` is a drain's own look, or the first of a kill; `named` is of sessions that were chosen. */
type Hooks = Readonly<Record<`${"whole" | "named"} ${number}`, () => void>>;

function portsOf(sim: Simulation, hooks: Hooks): Simulation["ports"] {
  const { source, killer } = sim.ports;
  const calls = { whole: 0, named: 0 };
  const list: typeof source.list = (signal, keys) => {
    const kind = keys ? "named" : "whole";
    hooks[`${kind} ${++calls[kind]}`]?.();
    return source.list(signal, keys);
  };
  return { killer, source: { ...source, list } };
}

function drain(
  sim: Simulation,
  what: What = {},
  ctx: Partial<EngineContext> = {},
  hooks: Hooks = {},
): Promise<DrainReport> {
  const { choice = REPORT, exclude = null, protectedUsers = [], ...rest } = what;
  const order: DrainOrder = {
    selection: { choice, exclude, protectedUsers },
    maxKills: null,
    graceMs: 0,
    deadlineMs: 60_000,
    failOnSurvivors: true,
    ...rest,
  };
  return drainSessions(order, portsOf(sim, hooks), sim.context(ctx));
}

const told = (report: DrainReport) => codes(report as never);
const left = (report: DrainReport) => report.left.map(({ id }) => id);
const running = (sim: Simulation) => sim.live.map(({ id }) => id);

/** A client that opens a new connection some time after each of its sessions is killed, so many times. */
function reconnecting(sim: Simulation, times: number, afterMs: number): void {
  let number = 100;
  const end = sim.end.bind(sim);
  sim.end = (live: Live, finished?: boolean) => {
    end(live, finished);
    if (live.user !== "report" || number >= 100 + times) return;
    const id = `${number++}`;
    sim.in(afterMs, () => sim.add(id, 0));
  };
}

describe("a drain", () => {
  test("of nobody sends nothing and looks once", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { user: "app" });
    expect(await drain(sim)).toEqual({ sent: [], left: [], events: [], failed: false });
    expect([sim.lists, sim.requests]).toEqual([1, []]);
  });

  test("kills whom it chooses, and ends with a look that shows nobody", async () => {
    const sim = new Simulation();
    for (const id of ["1", "2"]) sim.add(id);
    sim.add("3", 100, { user: "app" });
    const report = await drain(sim);
    expect([told(report), left(report), report.failed]).toEqual([[], [], false]);
    expect(report.sent.map(({ key }) => key)).toEqual(["1", "2"]);
    expect(sent(sim)).toEqual([["1", "2"]]);
    expect(running(sim)).toEqual(["3"]);
  });

  test("kills a client again each time it reconnects, until it gives up", async () => {
    const sim = new Simulation();
    sim.add("1");
    reconnecting(sim, 3, 200);
    const report = await drain(sim);
    expect([told(report), running(sim)]).toEqual([[], []]);
    expect(sent(sim)).toEqual([["1"], ["100"], ["101"], ["102"]]);
    // Each pass comes later than the one before.
    const pauses = sim.sleeps.filter((ms) => ms >= 500);
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000]);
  });

  test("of a client that never gives up ends at its deadline and names who is left", async () => {
    const sim = new Simulation();
    sim.add("1");
    reconnecting(sim, 1_000, 100);
    const began = sim.time;
    const report = await drain(sim, { deadlineMs: 20_000 });
    expect(told(report)).toEqual(["E DBKILL_DRAIN_SURVIVORS"]);
    expect(left(report)).toHaveLength(1);
    expect(report.events[0]!.facts).toEqual({ target: "db-1", count: 1, sessions: left(report) });
    expect(report.events[0]!.detail).toContain(`${left(report)[0]} report@10.0.0.3`);
    expect(sim.time - began).toBeGreaterThanOrEqual(20_000);
    expect(sim.time - began).toBeLessThan(21_000);
    expect(sim.requests.every(({ at }) => at < began + 20_000)).toBe(true);
    expect(report.events[0]!.summary).toMatch(/\b20 s$/);
  });

  test("names five of many who are left", async () => {
    const sim = new Simulation();
    for (let id = 10; id < 17; id++) sim.add(`${id}`, 100, { lingers: 1e9 });
    const report = await drain(sim, { deadlineMs: 5_000 });
    const { detail, facts } = report.events[0]!;
    expect(facts).toMatchObject({ count: 7 });
    expect(detail.match(/report@/g)).toHaveLength(5);
    expect(detail).toContain("and 2 more");
  });

  test("of a session that stays for ever ends at its deadline, as an error or as a warning", async () => {
    for (const failOnSurvivors of [true, false]) {
      const sim = new Simulation();
      sim.add("1", 100, { lingers: 1e9 });
      const report = await drain(sim, { failOnSurvivors });
      expect(told(report)).toEqual([`${failOnSurvivors ? "E" : "W"} DBKILL_DRAIN_SURVIVORS`]);
      expect([left(report), report.failed]).toEqual([["1"], failOnSurvivors]);
      // Passes are further and further apart.
      expect(sim.requests.length).toBeGreaterThan(2);
      expect(sim.requests.length).toBeLessThan(12);
    }
  });

  test("waits for a session that takes long to end", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 30_000 });
    const report = await drain(sim);
    expect([told(report), running(sim)]).toEqual([[], []]);
  });

  test("tells what the vendor said against killing a session that is left", async () => {
    const sim = new Simulation("oceanbasepro");
    sim.add("1", 100, { server: "10.0.0.1:2882", refuses: { message: "not yours", code: "NoRight" } });
    const report = await drain(sim, { deadlineMs: 5_000 });
    expect(told(report)).toEqual(["E DBKILL_DRAIN_SURVIVORS"]);
    expect(report.events[0]!.detail).toContain("not yours");
  });
});

describe("sessions that a drain spares", () => {
  test.each([
    ["excluded", { exclude: { databases: ["audit"] } }, { database: "audit" }],
    ["protected", { protectedUsers: ["backup"] }, { user: "backup" }],
    ["the server's own", {}, { user: "event_scheduler", command: "Daemon" }],
  ])("stay and are not waited for: %s", async (_, what, session) => {
    const sim = new Simulation();
    sim.add("1", 100, { user: "app" });
    sim.add("2", 100, session);
    const began = sim.time;
    const report = await drain(sim, { choice: ALL, ...what });
    expect([told(report), left(report)]).toEqual([[], []]);
    expect(sent(sim)).toEqual([["1"]]);
    expect(running(sim)).toEqual(["2"]);
    expect(sim.time - began).toBeLessThan(2_000);
  });

  test("because they share their id with others are left, and not killed", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 100);
    sim.add("q", 100, { user: "app" });
    const report = await drain(sim, { deadlineMs: 5_000 });
    expect([told(report), left(report), sim.requests]).toEqual([["E DBKILL_DRAIN_SURVIVORS"], ["q"], []]);
  });
});

describe("the grace time of a drain", () => {
  test("kills nobody who leaves by themselves, and ends as soon as nobody is left", async () => {
    const sim = new Simulation();
    const live = sim.add("1");
    sim.in(10_000, () => sim.end(live));
    const began = sim.time;
    const report = await drain(sim, { graceMs: 60_000 });
    expect([told(report), sim.requests]).toEqual([[], []]);
    expect(sim.time - began).toBeLessThan(14_000);
  });

  test("is over before the first kill, and does not count against the deadline", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 8_000 });
    const began = sim.time;
    const report = await drain(sim, { graceMs: 30_000, deadlineMs: 10_000 });
    expect(told(report)).toEqual([]);
    expect(sim.requests[0]!.at - began).toBeGreaterThanOrEqual(30_000);
  });

  test("ends without a kill where the caller gives up", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.in(5_000, () => sim.abort.abort(new Error("stop")));
    await expect(drain(sim, { graceMs: 60_000 })).rejects.toThrow("stop");
    expect(sim.requests).toEqual([]);
  });

  test("survives a list that fails", async () => {
    const sim = new Simulation();
    const live = sim.add("1");
    sim.in(5_000, () => sim.end(live));
    sim.listMishaps.push({ error: fault("failed") }, { error: fault("throttled", { retryAfterMs: 1 }) });
    expect(told(await drain(sim, { graceMs: 60_000 }))).toEqual([]);
    expect(sim.requests).toEqual([]);
  });
});

describe("max_kills of a drain", () => {
  test("holds back the first kill where more are there", async () => {
    const sim = new Simulation();
    for (const id of ["1", "2", "3"]) sim.add(id);
    const report = await drain(sim, { maxKills: 2 });
    expect([told(report), sim.requests, report.failed]).toEqual([["E DBKILL_MAX_KILLS_EXCEEDED"], [], true]);
    const allowed = new Simulation();
    for (const id of ["1", "2", "3"]) allowed.add(id);
    expect(told(await drain(allowed, { maxKills: 3 }))).toEqual([]);
  });

  test("is for the whole drain: who reconnects counts again", async () => {
    const sim = new Simulation();
    sim.add("1");
    reconnecting(sim, 10, 200);
    const report = await drain(sim, { maxKills: 3 });
    expect(told(report)).toEqual(["E DBKILL_MAX_KILLS_EXCEEDED"]);
    expect(report.events[0]!.facts).toMatchObject({ count: 4, maxKills: 3 });
    expect(sent(sim)).toEqual([["1"], ["100"], ["101"]]);
  });

  test("counts a session once that is killed in several passes", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 30_000 });
    const report = await drain(sim, { maxKills: 1 });
    expect(told(report)).toEqual([]);
    expect(sim.requests.length).toBeGreaterThan(1);
    expect(report.sent).toHaveLength(1);
  });

  test("still counts a session that ended when another one comes between two looks", async () => {
    const sim = new Simulation();
    const live = sim.add("1", 100, { lingers: 1e9 });
    const swap = () => {
      sim.end(live);
      sim.add("2");
    };
    // Whole lists: the drain's look and the kill's, twice.
    const report = await drain(sim, { maxKills: 1 }, {}, { "whole 4": swap });
    expect(told(report)).toEqual(["E DBKILL_MAX_KILLS_EXCEEDED"]);
    expect(sent(sim)).toEqual([["1"]]);
  });

  test("counts a session once that a pass sends again after a lost answer", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 6_000 });
    sim.killMishaps.push(undefined, { error: fault("lost") });
    const report = await drain(sim, { maxKills: 1 });
    expect(told(report)).toEqual([]);
    expect(sent(sim).length).toBeGreaterThan(2);
  });

  test("counts a session once that dies of the second of its kills", async () => {
    const sim = new Simulation();
    const live = sim.add("1", 100, { lingers: 1e9 });
    sim.killMishaps.push(undefined, { error: fault("lost"), after: true });
    sim.beforeKill.set(2, () => sim.in(5, () => sim.end(live)));
    const hooks = { "whole 4": () => void sim.add("2", 100, { lingers: 1e9 }) };
    const report = await drain(sim, { maxKills: 2, deadlineMs: 10_000 }, {}, hooks);
    expect([told(report), left(report)]).toEqual([["E DBKILL_DRAIN_SURVIVORS"], ["2"]]);
  });

  test("counts a killed session that one list does not show", async () => {
    const sim = new Simulation();
    const live = sim.add("1", 100, { lingers: 1e9 });
    const hide = () => {
      sim.live.splice(sim.live.indexOf(live), 1);
      sim.killMishaps.push({ error: fault("throttled") });
    };
    const show = () => {
      sim.live.unshift(live);
      sim.add("3");
    };
    const hooks: Record<string, () => void> = { "whole 4": () => sim.add("2"), "whole 5": show };
    // The look right before the second pass's request.
    const ports = portsOf(sim, hooks);
    const { list } = ports.source;
    let whole = 0;
    const source = {
      ...ports.source,
      list: (signal: AbortSignal, keys?: readonly string[]) => {
        if (!keys) whole++;
        else if (whole === 4 && sim.live.includes(live)) hide();
        return list(signal, keys);
      },
    };
    const selection = { choice: REPORT, exclude: null, protectedUsers: [] };
    const order = { selection, maxKills: 2, graceMs: 0, deadlineMs: 60_000, failOnSurvivors: true };
    const report = await drainSessions(order, { ...ports, source }, sim.context());
    expect(told(report)).toEqual(["E DBKILL_MAX_KILLS_EXCEEDED"]);
    expect(report.events[0]!.facts).toMatchObject({ count: 3 });
    expect(sent(sim).flat()).not.toContain("3");
  });

  test("counts a query that takes over the id of a killed one", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 100);
    let next = false;
    const end = sim.end.bind(sim);
    sim.end = (live, finished) => {
      end(live, finished);
      if (!next) sim.in(10, () => sim.add("q", 3));
      next = true;
    };
    const report = await drain(sim, { maxKills: 1 });
    expect(told(report)).toEqual(["E DBKILL_MAX_KILLS_EXCEEDED"]);
    expect(sim.requests).toHaveLength(1);
  });

  test("is not proven by a list that is incomplete", async () => {
    const sim = new Simulation();
    sim.add("1");
    for (let call = 0; call < 9; call++) sim.listMishaps.push({ incomplete: true });
    const report = await drain(sim, { maxKills: 5 });
    expect([told(report), sim.requests]).toEqual([["E DBKILL_LIST_INCOMPLETE"], []]);
  });
});

describe("a drain whose list", () => {
  test("fails for a while goes on", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push({ error: fault("failed") }, undefined, { error: fault("failed") });
    const report = await drain(sim);
    expect([told(report), sent(sim)]).toEqual([[], [["1"]]]);
  });

  test("fails until the deadline does not claim that nobody is left", async () => {
    for (const failOnSurvivors of [true, false]) {
      const sim = new Simulation();
      sim.add("1");
      for (let call = 0; call < 99; call++) sim.listMishaps.push({ error: fault("failed") });
      const report = await drain(sim, { failOnSurvivors });
      expect(told(report)).toEqual([`${failOnSurvivors ? "E" : "W"} DBKILL_DRAIN_UNPROVEN`]);
      expect([report.events[0]!.fault?.code, report.failed]).toEqual(["TEST_failed", failOnSurvivors]);
      expect(sim.requests).toEqual([]);
    }
  });

  test("waits as long as the service asks", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push({ error: fault("throttled", { retryAfterMs: 7_000 }) });
    expect(told(await drain(sim))).toEqual([]);
    expect(sim.sleeps[0]).toBe(7_000);
    expect(sim.requests[0]!.at).toBeGreaterThan(1_007_000);
  });

  test("is incomplete does not prove that nobody is left", async () => {
    const sim = new Simulation();
    for (let call = 0; call < 99; call++) sim.listMishaps.push({ incomplete: true });
    expect(told(await drain(sim, { deadlineMs: 10_000 }))).toEqual(["E DBKILL_DRAIN_UNPROVEN"]);
  });

  test("is forbidden fails at once, and says so", async () => {
    const sim = new Simulation();
    sim.add("1");
    const forbidden = { error: fault("configuration", { permission: true }) };
    for (let call = 0; call < 99; call++) sim.listMishaps.push(forbidden);
    const report = await drain(sim, { graceMs: 60_000 });
    expect([told(report), sim.requests, sim.sleeps]).toEqual([["E DBKILL_KILL_LIST_FAILED"], [], []]);
    expect([report.failed, report.left.length]).toEqual([true, 0]);
  });

  test("is forbidden to a kill alone fails at once, too", async () => {
    const sim = new Simulation();
    sim.add("1");
    const forbid = () => sim.listMishaps.push({ error: fault("configuration", { permission: true }) });
    const report = await drain(sim, {}, {}, { "whole 2": forbid });
    expect([told(report), sim.requests, sim.sleeps]).toEqual([["E DBKILL_KILL_LIST_FAILED"], [], []]);
  });

  test("fails for a wrong configuration throws that", async () => {
    const sim = new Simulation();
    sim.listMishaps.push({ error: fault("configuration") });
    await expect(drain(sim)).rejects.toThrow("It was configuration");
  });

  test("has no young queries is asked again after those would show", async () => {
    const sim = new Simulation("clickhouse");
    const { unlistedSeconds } = sim.facts.list!;
    expect(unlistedSeconds).toBe(1);
    sim.add("young", 0);
    const report = await drain(sim);
    expect([told(report), sent(sim), running(sim)]).toEqual([[], [["young"]], []]);
  });
});

describe("a target that is gone", () => {
  test.each([1, 2, 4])("is drained, with a warning, at list %i", async (call) => {
    const sim = new Simulation();
    sim.add("1");
    for (let before = 1; before < call; before++) sim.listMishaps.push(undefined);
    for (let later = 0; later < 9; later++) sim.listMishaps.push({ error: fault("gone") });
    const report = await drain(sim);
    expect([told(report), report.failed]).toEqual([["W DBKILL_DRAIN_TARGET_GONE"], false]);
    expect(report.left).toHaveLength(0);
  });
});

describe("a drain that is interrupted", () => {
  test("after a kill tells who is left, and is no success", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 1e9 });
    sim.in(10_000, () => sim.abort.abort(new Error("stop")));
    const report = await drain(sim, { failOnSurvivors: false });
    expect([told(report), left(report), report.failed]).toEqual([
      ["E DBKILL_DRAIN_INTERRUPTED"],
      ["1"],
      true,
    ]);
    expect(sim.time).toBeLessThan(1_011_000);
    expect(sim.requests.every(({ at }) => at < 1_010_000)).toBe(true);
  });

  test.each(["whole 3", "whole 4"] as const)("while it lists (%s), too", async (list) => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 1e9 });
    const abort = () => sim.abort.abort(new Error("stop"));
    const report = await drain(sim, {}, {}, { [list]: abort });
    expect([told(report), left(report)]).toEqual([["E DBKILL_DRAIN_INTERRUPTED"], ["1"]]);
    expect(sim.requests).toHaveLength(1);
    expect(sim.time).toBeLessThan(1_004_000);
  });

  test("while its first kill lists sends nothing and throws the reason", async () => {
    const sim = new Simulation();
    sim.add("1");
    const abort = () => sim.abort.abort(new Error("stop"));
    await expect(drain(sim, {}, {}, { "whole 2": abort })).rejects.toThrow("stop");
    expect(sim.requests).toEqual([]);
  });

  test("by the operation's time sends nothing after it", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 1e9 });
    const deadline = sim.time + 10_000;
    // The signal aborts late: a look is under way.
    sim.in(30_000, () => sim.abort.abort(new Error("time is over")));
    const report = await drain(sim, {}, { deadline });
    expect(told(report)).toEqual(["E DBKILL_DRAIN_INTERRUPTED"]);
    expect(sim.requests.length).toBeGreaterThan(1);
    expect(sim.requests.every(({ at }) => at < deadline)).toBe(true);
  });

  test("and whose sessions are gone all the same, is a success", async () => {
    const sim = new Simulation();
    sim.add("1");
    // In the pause after the first pass.
    sim.in(400, () => sim.abort.abort(new Error("stop")));
    const report = await drain(sim);
    expect([told(report), report.failed, sent(sim)]).toEqual([[], false, [["1"]]]);
    expect(sim.time).toBeLessThan(1_000_500);
  });

  test("before it began sends nothing and throws the reason", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.abort.abort(new Error("stop"));
    await expect(drain(sim)).rejects.toThrow("stop");
    expect([sim.lists, sim.requests]).toEqual([0, []]);
  });
});

describe("a kill of a drain", () => {
  test("never uses the call that kills everything", async () => {
    const sim = new Simulation("clickhouse");
    expect(sim.facts.kill!.killsAll).toBe(true);
    sim.add("a");
    sim.add("b");
    const report = await drain(sim, { choice: ALL });
    expect([told(report), sim.killAlls, running(sim)]).toEqual([[], [], []]);
    expect(sent(sim)).toEqual([["a", "b"]]);
  });

  test("whose answer is lost is no end: the next look tells", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("lost"), after: true });
    const report = await drain(sim);
    expect([told(report), running(sim), sent(sim)]).toEqual([[], [], [["1"]]]);
  });

  test("of a query that took over the id of a killed one is one more", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 100);
    sim.beforeKill.set(1, () => sim.in(10, () => sim.add("q", 3)));
    const report = await drain(sim);
    expect([told(report), sent(sim)]).toEqual([[], [["q"], ["q"]]]);
    expect(report.sent).toHaveLength(2);
  });

  test("that is not sent for a while is sent by a later pass", async () => {
    const sim = new Simulation();
    sim.add("1");
    for (let call = 0; call < 4; call++) sim.killMishaps.push({ error: fault("throttled") });
    const report = await drain(sim);
    expect([told(report), running(sim)]).toEqual([[], []]);
  });

  test("that is forbidden throws that", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("configuration", { permission: true }) });
    await expect(drain(sim)).rejects.toThrow("It was configuration");
  });

  test("looks right before, and spares a session that changed hands", async () => {
    const sim = new Simulation();
    const live = sim.add("1");
    // The drain's look, the kill's list, and the look right before the request.
    sim.beforeList.set(3, () => {
      live.user = "app";
    });
    const report = await drain(sim);
    expect([told(report), sim.requests, running(sim)]).toEqual([[], [], ["1"]]);
  });

  test("needs a choice", async () => {
    const sim = new Simulation();
    sim.add("1");
    await expect(drain(sim, { choice: { by: "match", match: {} } })).rejects.toThrow("Refused");
    await expect(drain(new Simulation("mrs"))).rejects.toThrow("can't list");
  });
});

describe("the times of a drain", () => {
  test("at its deadline nobody is killed any more", async () => {
    const sim = new Simulation();
    sim.latency = 0;
    sim.add("1");
    const report = await drain(sim, { deadlineMs: 0 });
    expect([told(report), sim.requests]).toEqual([["E DBKILL_DRAIN_SURVIVORS"], []]);
  });

  test("the grace time is looked at every three seconds, and at its end", async () => {
    const sim = new Simulation();
    sim.add("1");
    await drain(sim, { graceMs: 4_000 });
    expect(sim.sleeps.slice(0, 2)).toEqual([3_000, 960]);
  });

  test("the grace time goes on while a list is incomplete, though it shows nobody", async () => {
    const sim = new Simulation();
    sim.listMishaps.push({ incomplete: true });
    sim.in(1_000, () => {
      const live = sim.add("1");
      sim.in(5_000, () => sim.end(live));
    });
    expect(told(await drain(sim, { graceMs: 30_000 }))).toEqual([]);
    expect(sim.requests).toEqual([]);
  });

  test("nobody is seen as long as a session may be young, and no longer", async () => {
    const sim = new Simulation("clickhouse");
    await drain(sim);
    expect([sim.sleeps, sim.lists]).toEqual([[2_000 - sim.latency], 2]);
  });

  test("a pass waits two seconds at least for what it has killed, and later ones longer", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 1e9 });
    await drain(sim, { deadlineMs: 40_000 });
    const apart = sim.requests.slice(1).map(({ at }, index) => at - sim.requests[index]!.at);
    expect(apart[0]).toBeGreaterThanOrEqual(2_500);
    expect(apart[0]).toBeLessThan(3_500);
    expect(apart[3]).toBeGreaterThanOrEqual(8_000);
  });
});

describe("what a drain tells", () => {
  test("shows statements as it is told to", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { info: "SELECT secret", lingers: 1e9 });
    const report = await drain(sim, { statements: "hidden", deadlineMs: 3_000 });
    expect(told(report)).toEqual(["E DBKILL_DRAIN_SURVIVORS"]);
    expect(JSON.stringify(report.events)).not.toContain("secret");
  });

  test("is of what it does, not of a plan", async () => {
    const sim = new Simulation();
    sim.listMishaps.push({ error: fault("configuration", { permission: true }) });
    const { events } = await drain(sim);
    expect(events[0]!.detail).toContain("Nothing more is killed");
  });

  test("has the failure that kept its kills from being sent, which is no refusal", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push(...Array(99).fill({ error: fault("throttled") }));
    const { events } = await drain(sim, { deadlineMs: 8_000 });
    expect(events).toMatchObject([{ code: "DBKILL_DRAIN_SURVIVORS", fault: { kind: "throttled" } }]);
    expect(events[0]!.detail).not.toContain("refused");
  });

  test("has two queries of one client, each with its own id", async () => {
    const sim = new Simulation("clickhouse");
    for (const id of ["a", "b"]) sim.add(id, 100, { host: "h" });
    const report = await drain(sim);
    expect(report.sent.map(({ key }) => key)).toEqual(["a", "b"]);
  });

  test("needs no list of a service that has none, for ids", async () => {
    expect(told(await drain(new Simulation("mrs"), { choice: { by: "ids", ids: ["a"] } }))).toEqual([]);
  });
});

describe("an error of a drain's ports", () => {
  /** A drain whose list of this number fails, and all after it, or that one alone. */
  const broken = (sim: Simulation, whole: number, work: () => Error, once = false) => {
    const { source, killer } = sim.ports;
    let calls = 0;
    const list: typeof source.list = (signal, keys) =>
      !keys && ++calls >= whole && !(once && calls > whole)
        ? Promise.reject(work())
        : source.list(signal, keys);
    const selection = { choice: REPORT, exclude: null, protectedUsers: [] };
    const order = { selection, maxKills: null, graceMs: 0, deadlineMs: 60_000, failOnSurvivors: true };
    return drainSessions(order, { killer, source: { ...source, list } }, sim.context());
  };

  test.each([1, 2])("that no adapter knows is thrown, at list %d", async (whole) => {
    const sim = new Simulation();
    sim.add("1");
    const bug = new TypeError("bug");
    await expect(broken(sim, whole, () => bug)).rejects.toBe(bug);
  });

  test("that is no abort is told, though the caller gave up at the same moment", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 1e9 });
    const failing = () => {
      sim.abort.abort(new Error("stop"));
      return fault("failed");
    };
    const { events } = await broken(sim, 3, failing, true);
    expect(events).toMatchObject([{ code: "DBKILL_DRAIN_INTERRUPTED", fault: { kind: "failed" } }]);
  });

  test("that is an abort of nobody's is thrown", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 1e9 });
    await expect(broken(sim, 3, () => fault("aborted"))).rejects.toThrow("aborted");
    const again = new Simulation();
    again.add("1", 100, { lingers: 1e9 });
    const aborting = broken(again, 3, () => {
      again.abort.abort(new Error("stop"));
      return fault("aborted");
    });
    await expect(aborting).rejects.toThrow("It was aborted");
  });

  test("that ends a kill is thrown, though the caller gave up at the same moment", async () => {
    for (const [error, aborts] of [
      [fault("configuration"), true],
      [fault("aborted"), false],
    ] as const) {
      const sim = new Simulation();
      sim.add("1");
      const failing = broken(sim, 2, () => {
        if (aborts) sim.abort.abort(new Error("stop"));
        return error;
      });
      await expect(failing).rejects.toBe(error);
    }
  });
});

test("a kill of a drain holds no more than fits into one request", async () => {
  const sim = new Simulation("clickhouse");
  for (const id of ["a", "b", "c"]) sim.add(id);
  const { source, killer } = sim.ports;
  const ports = {
    source,
    killer: { ...killer, countFitting: (keys: readonly string[]) => Math.min(2, keys.length) },
  };
  const selection = { choice: REPORT, exclude: null, protectedUsers: [] };
  const order = { selection, maxKills: null, graceMs: 0, deadlineMs: 60_000, failOnSurvivors: true };
  await drainSessions(order, ports, sim.context());
  expect(sent(sim)).toEqual([["a", "b"], ["c"]]);
});
