import { killSessions } from "../../../../src/engine/kill";
import { fault, Simulation } from "./simulation";
import { codes, ids, kill, order, outcomes, REPORT, sent } from "./support";

describe("verification", () => {
  test("waits with growing pauses until what was killed is gone", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 100, { lingers: 6_000 });
    const report = await kill(sim);
    expect(outcomes(report)).toEqual({ q: "killed" });
    expect(sim.sleeps).toEqual([250, 500, 1_000, 2_000, 4_000]);
    expect(report.waitedMs).toBeGreaterThan(6_000);
  });

  test("waits 60 s without a deadline, with pauses of 5 s at most", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 1e9 });
    const report = await kill(sim);
    expect(outcomes(report)).toEqual({ 1: "survived" });
    expect(codes(report)).toEqual(["E DBKILL_SESSION_SURVIVED"]);
    expect(report.waitedMs).toBeGreaterThan(59_000);
    expect(report.waitedMs).toBeLessThan(61_000);
    expect(Math.max(...sim.sleeps)).toBe(5_000);
    expect(report.events[0]!.facts).toEqual({ keys: ["1"], waitedMs: report.waitedMs });
  });

  test.each([
    [100_000, 88_000, 91_000],
    [10_000, 7_500, 8_200],
  ])("keeps some of %d ms for the caller", async (time, least, most) => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 1e9 });
    const start = sim.time;
    await kill(sim, {}, { deadline: start + time });
    expect(sim.time - start).toBeGreaterThan(least);
    expect(sim.time - start).toBeLessThan(most);
  });

  test("looks once where no time is left", async () => {
    const sim = new Simulation();
    sim.add("1");
    expect(outcomes(await kill(sim, {}, { deadline: sim.time + 500 }))).toEqual({ 1: "killed" });
  });

  test("is left out where nobody asks for it and the answer was clear", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 1e9 });
    const report = await kill(sim, { verify: false });
    expect([sim.lists, outcomes(report), codes(report), report.failed]).toEqual([
      2,
      { 1: "unknown" },
      [],
      false,
    ]);
  });

  test("takes a new owner of the id for the end of the old one", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 600);
    sim.beforeList.set(3, () => sim.add("q", 10));
    const report = await kill(sim);
    expect([outcomes(report), sim.live.length]).toEqual([{ q: "killed" }, 1]);
  });

  test("does not take a connection for ended because it runs another statement", async () => {
    const sim = new Simulation();
    const one = sim.add("1", 600, { lingers: 1e9 });
    sim.beforeList.set(3, () => Object.assign(one, { startedAt: sim.time, info: "SELECT 2" }));
    const report = await kill(sim, {}, { deadline: sim.time + 5_000 });
    expect([outcomes(report), sent(sim).length]).toEqual([{ 1: "survived" }, 1]);
  });

  test("does not take a query for replaced because the list was slow", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 600, { lingers: 1e9 });
    sim.beforeList.set(3, () => {
      sim.latency = 9_000;
    });
    const slow = sim.source;
    const ports = {
      ...sim.ports,
      source: {
        ...slow,
        list: async (signal: AbortSignal, keys?: readonly string[]) => {
          const listing = await slow.list(signal, keys);
          // The ages are those of the start of a slow answer.
          if (sim.latency < 9_000) return listing;
          return {
            ...listing,
            sessions: listing.sessions.map((one) => ({ ...one, duration_seconds: one.duration_seconds - 9 })),
          };
        },
      },
    };
    const report = await killSessions(order(), ports, sim.context({ deadline: sim.time + 30_000 }));
    expect(outcomes(report)).toEqual({ q: "survived" });
  });

  test("that can't list leaves the outcome unknown", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push(undefined, undefined, ...Array(9).fill({ error: fault("failed") }));
    const report = await kill(sim);
    expect(outcomes(report)).toEqual({ 1: "unknown" });
    expect(codes(report)).toEqual(["W DBKILL_VERIFY_FAILED", "E DBKILL_OUTCOME_UNKNOWN"]);
    expect(sim.lists).toBe(5);
  });

  test("goes on after a listing that failed", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push(undefined, undefined, { error: fault("throttled") });
    const report = await kill(sim);
    expect([outcomes(report), codes(report)]).toEqual([{ 1: "killed" }, []]);
  });

  test("keeps what it saw before it failed", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.add("2", 100, { lingers: 1e9 });
    sim.listMishaps.push(
      undefined,
      undefined,
      undefined,
      ...Array(9).fill({ error: fault("configuration") }),
    );
    expect(outcomes(await kill(sim))).toEqual({ 1: "killed", 2: "unknown" });
  });

  test("proves nothing by what an incomplete list lacks", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push(undefined, undefined, ...Array(99).fill({ incomplete: true }));
    const report = await kill(sim, {}, { deadline: sim.time + 5_000 });
    expect([outcomes(report), codes(report)]).toEqual([{ 1: "unknown" }, ["E DBKILL_OUTCOME_UNKNOWN"]]);
  });

  test("names twenty sessions of many", async () => {
    const sim = new Simulation();
    for (let id = 1; id <= 30; id++) sim.add(`${id}`, 100, { lingers: 1e9 });
    const { events } = await kill(sim);
    expect(events[0]!.detail.split("\n").slice(1)).toHaveLength(21);
    expect(events[0]!.facts!.keys).toHaveLength(30);
  });
});

describe("an abort", () => {
  test("ends the waiting, after one more look", async () => {
    const sim = new Simulation();
    const one = sim.add("1", 100, { lingers: 1e9 });
    sim.in(2_000, () => {
      sim.abort.abort(new Error("stop"));
      sim.end(one);
    });
    const report = await kill(sim);
    expect(outcomes(report)).toEqual({ 1: "killed" });
    expect(report.waitedMs).toBeLessThan(2_500);
  });

  test("ends the sending, and records what was sent", async () => {
    const sim = new Simulation("mrs");
    for (const id of ["a", "b"]) sim.add(id);
    sim.beforeKill.set(1, () => sim.abort.abort(new Error("stop")));
    const report = await kill(sim, { choice: ids("a", "b") });
    expect([sent(sim), outcomes(report)]).toEqual([[["a"]], { a: "killed", b: "survived" }]);
    expect([codes(report), report.unfinished]).toEqual([["E DBKILL_KILL_NOT_SENT"], true]);
  });

  test("between the look and the request keeps the request from being sent", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.in(30, () => sim.abort.abort(new Error("stop")));
    const report = await kill(sim);
    expect([sent(sim), report.failed, report.unfinished]).toEqual([[], true, false]);
  });

  test("of the request itself may have come too late", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("aborted"), after: true });
    const report = await kill(sim);
    expect([sent(sim), outcomes(report)]).toEqual([[["1"]], { 1: "killed" }]);
  });

  test("by the deadline ends the sending", async () => {
    const sim = new Simulation("mrs");
    for (const id of ["a", "b", "c"]) sim.add(id);
    const report = await kill(sim, { choice: ids("a", "b", "c") }, { deadline: sim.time + 70 });
    expect(sent(sim)).toEqual([["a"]]);
    expect(codes(report)).toEqual(["E DBKILL_KILL_NOT_SENT"]);
  });
});

describe("statements that are looked up by id", () => {
  test("are cancelled one by one, and told with the service's states", async () => {
    const sim = new Simulation("mrs");
    sim.add("a");
    sim.end(sim.add("b"), true);
    const report = await kill(sim, { choice: ids("b", "a") });
    expect(sent(sim)).toEqual([["a"]]);
    expect(report.results).toMatchObject([
      { id: "b", outcome: "gone", statusBefore: "FINISHED", statusAfter: "FINISHED", user: null },
      { id: "a", outcome: "killed", statusBefore: "RUNNING", statusAfter: "FAILED" },
    ]);
    expect(codes(report)).toEqual([]);
  });

  test("that finished faster than their cancel are gone", async () => {
    const sim = new Simulation("mrs");
    const one = sim.add("a", 100, { lingers: 1e9 });
    sim.in(2_000, () => sim.end(one, true));
    expect(outcomes(await kill(sim, { choice: ids("a") }))).toEqual({ a: "gone" });
  });

  test("that are not known keep everything from being sent", async () => {
    const sim = new Simulation("mrs");
    sim.add("a");
    const report = await kill(sim, { choice: ids("a", "typo") });
    expect([sent(sim), codes(report)]).toEqual([[], ["E DBKILL_SESSION_UNKNOWN"]]);
    expect(report.events[0]).toMatchObject({ path: ["sql_ids", "typo"], facts: { unknown: ["typo"] } });
  });

  test("that are not known any more are gone, where an earlier run left them", async () => {
    const sim = new Simulation("mrs");
    sim.add("a");
    const left = (id: string) => ({ key: id, id, user: null, outcome: "survived" as const, message: null });
    const report = await kill(sim, { choice: ids("a", "b"), previous: [left("a"), left("b")] });
    expect([outcomes(report), codes(report)]).toEqual([{ a: "killed", b: "gone" }, []]);
  });

  test("that are forgotten right before the cancel are gone", async () => {
    const sim = new Simulation("mrs");
    sim.add("a");
    sim.killMishaps.push({ error: fault("not_found") });
    sim.beforeKill.set(1, () => sim.live.splice(0));
    expect(outcomes(await kill(sim, { choice: ids("a") }))).toEqual({ a: "gone" });
  });

  test("can't be chosen by a filter", async () => {
    const sim = new Simulation("mrs");
    await expect(kill(sim, { choice: REPORT })).rejects.toThrow(/Refused/);
  });
});
