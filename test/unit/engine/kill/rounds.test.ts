import { type KillPorts, killSessions } from "../../../../src/engine/kill";
import { fault, Simulation } from "./simulation";
import { ALL, codes, ids, kill, left, order, outcomes, REPORT, sent } from "./support";

describe("the look right before a request", () => {
  test("spares an id that belongs to another user by then", async () => {
    const sim = new Simulation();
    const old = sim.add("1");
    sim.add("2");
    sim.beforeList.set(2, () => {
      sim.end(old);
      sim.add("1", 0, { user: "billing" });
    });
    const report = await kill(sim);
    expect([sent(sim), outcomes(report)]).toEqual([[["2"]], { 2: "killed" }]);
    expect(report.spared).toMatchObject([{ session: { id: "1", user: "billing" }, reason: "changed" }]);
  });

  test("spares a named id that belongs to another user by then, in every round", async () => {
    const sim = new Simulation();
    const old = sim.add("1");
    sim.beforeList.set(2, () => {
      sim.end(old);
      sim.add("1", 0, { user: "billing" });
    });
    const report = await kill(sim, { choice: ids("1") });
    expect([sent(sim), outcomes(report)]).toEqual([[], { 1: "gone" }]);
    expect(codes(report)).toEqual(["W DBKILL_SESSION_NOT_FOUND"]);
  });

  test("spares another host's connection, and a query that is too young to be the one that was chosen", async () => {
    const sim = new Simulation("clickhouse");
    const [one, two] = [sim.add("a", 600), sim.add("b", 600)];
    sim.beforeList.set(2, () => {
      sim.end(one);
      sim.end(two);
      sim.add("a", 600, { host: "10.9.9.9" });
      sim.add("b", 5);
    });
    await kill(sim, { choice: ids("a", "b") });
    expect(sent(sim)).toEqual([]);
  });

  test("spares what no longer matches", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.beforeList.set(2, () => Object.assign(one, { database: "other" }));
    const report = await kill(sim, { choice: { by: "match", match: { databases: ["shop"] } } });
    expect([sent(sim), report.results, report.failed]).toEqual([[], [], false]);
    expect(report.spared).toMatchObject([{ session: { id: "1" }, reason: "changed" }]);
  });

  test("chooses afresh what still matches with another statement", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.beforeList.set(2, () => Object.assign(one, { startedAt: sim.time, info: "SELECT 2" }));
    const report = await kill(sim);
    expect([sent(sim), outcomes(report), report.spared]).toEqual([[["1"]], { 1: "killed" }, []]);
  });

  test("allows for the rounding of ages", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.latency = 1_400;
    const report = await kill(sim);
    expect(outcomes(report)).toEqual({ 1: "killed" });
    expect(sim.lists).toBe(3);
  });

  test("is made for each piece", async () => {
    const sim = new Simulation("dbbrain");
    const lives = Array.from({ length: 150 }, (_, index) => sim.add(`${index + 1}`));
    sim.beforeKill.set(1, () => {
      sim.end(lives[149]!);
      sim.add("150", 0, { user: "billing" });
    });
    const report = await kill(sim);
    expect(sim.requests.map(({ sessions }) => sessions.length)).toEqual([100, 49]);
    expect(sim.live.map(({ user }) => user)).toEqual(["billing"]);
    expect(report.results).toHaveLength(149);
  });
});

describe("a piece of a kill whose ids are long", () => {
  /** A service that takes so many characters of ids in one request. */
  const narrow = (sim: Simulation, room: number): KillPorts => {
    const { source, killer } = sim.ports;
    const countFitting = (keys: readonly string[]) => {
      let used = 0;
      for (const [count, key] of keys.entries()) {
        used += key.length;
        if (used > room) return count;
      }
      return keys.length;
    };
    return { source, killer: { ...killer, countFitting } };
  };
  const long = (index: number) => `q${index}`.padEnd(30, "x");

  test("holds what fits, and is preceded by a look of its own", async () => {
    const sim = new Simulation("clickhouse");
    const lives = [1, 2, 3, 4, 5].map((index) => sim.add(long(index)));
    // Between two requests an id gets another owner, or a shorter query of the same one.
    sim.beforeKill.set(1, () => {
      sim.end(lives[2]!);
      sim.add(long(3), 0, { user: "billing", host: lives[2]!.host });
    });
    sim.beforeKill.set(2, () => {
      sim.end(lives[4]!);
      sim.add(long(5), 2);
    });
    const named = [1, 2, 3, 4, 5].map(long);
    const report = await killSessions(order({ choice: ids(...named) }), narrow(sim, 60), sim.context());
    expect(sent(sim)).toEqual([[long(1), long(2)], [long(4)]]);
    for (const { sessions, look } of sim.requests)
      expect(look.map(({ id }) => id)).toEqual(expect.arrayContaining(sessions.map(({ id }) => id)));
    expect(sim.live.map(({ id, user }) => [id, user])).toEqual([
      [long(3), "billing"],
      [long(5), "report"],
    ]);
    expect(outcomes(report)).toEqual({
      [long(1)]: "killed",
      [long(2)]: "killed",
      [long(3)]: "gone",
      [long(4)]: "killed",
      [long(5)]: "gone",
    });
  });

  test("leaves out an id that fits into none, says so, and sends the others", async () => {
    const sim = new Simulation("clickhouse");
    for (const id of ["a", "b".repeat(99), "c"]) sim.add(id);
    const report = await killSessions(order(), narrow(sim, 60), sim.context());
    expect(sent(sim)).toEqual([["a"], ["c"]]);
    // One look at first, one for each request, one after them.
    expect(sim.lists).toBe(4);
    expect(report.results).toMatchObject([
      { key: "a", outcome: "killed" },
      { key: "b".repeat(99), outcome: "survived", message: expect.stringContaining("too long") },
      { key: "c", outcome: "killed" },
    ]);
    expect(report.failed).toBe(true);
  });

  test("is not sent where the service takes fewer by then", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.add("2");
    let asked = 0;
    const { source, killer } = sim.ports;
    const countFitting = () => (asked++ === 0 ? 2 : 1);
    const killing = killSessions(order(), { source, killer: { ...killer, countFitting } }, sim.context());
    await expect(killing).rejects.toThrow("2 ids");
    expect(sim.requests).toEqual([]);
  });

  test("whose answer is lost is not sent again for the new owner of its id, and the others are sent", async () => {
    const sim = new Simulation("clickhouse");
    const lives = [1, 2, 3].map((index) => sim.add(long(index)));
    sim.killMishaps.push({ error: fault("lost") });
    sim.beforeKill.set(1, () => {
      sim.end(lives[0]!);
      sim.add(long(1), 0, { user: "billing" });
    });
    const choice = ids(...[1, 2, 3].map(long));
    const report = await killSessions(order({ choice }), narrow(sim, 30), sim.context());
    expect(sent(sim)).toEqual([[long(1)], [long(2)], [long(3)]]);
    expect(sim.live).toMatchObject([{ id: long(1), user: "billing" }]);
    expect(outcomes(report)[long(2)]).toBe("killed");
  });
});

describe("a request whose answer is lost", () => {
  test("is sent again for the same session", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("lost") });
    const report = await kill(sim);
    expect([sent(sim), outcomes(report), codes(report)]).toEqual([[["1"], ["1"]], { 1: "killed" }, []]);
  });

  test("is not sent again where it was carried out", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("lost"), after: true });
    const report = await kill(sim);
    expect([sent(sim), outcomes(report)]).toEqual([[["1"]], { 1: "killed" }]);
  });

  test.each([
    ["user", { user: "billing" }],
    ["host", { host: "10.9.9.9" }],
    ["age", {}],
  ])("is not sent again for one of another %s that took its id, though it matches", async (_, more) => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 600);
    sim.killMishaps.push({ error: fault("lost"), after: true });
    sim.beforeList.set(3, () => sim.add("q", 3, { ...more }));
    const report = await kill(sim, { choice: { by: "match", match: { databases: ["shop"] } } });
    // Whether the kill ended the first, nobody can tell.
    expect([sent(sim), outcomes(report)]).toEqual([[["q"]], { q: "gone" }]);
    expect(report.results[0]!.message).toContain("confirmed");
    expect([sim.live.length, report.failed]).toEqual([1, false]);
  });

  test("is not told to be a kill where a newcomer with its id is too young to be listed at first", async () => {
    const sim = new Simulation("clickhouse");
    const one = sim.add("q", 600);
    sim.killMishaps.push(...Array(3).fill({ error: fault("lost") }));
    // Right after the last request, when no further round looks.
    sim.beforeList.set(7, () => {
      sim.end(one);
      sim.add("q", 0, { user: "billing" });
    });
    const report = await kill(sim);
    expect([sent(sim), outcomes(report), sim.live.length]).toEqual([[["q"], ["q"], ["q"]], { q: "gone" }, 1]);
    expect(report.waitedMs).toBeGreaterThan(900);
  });

  test("is told to be a kill where it was confirmed, whoever has the id since", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 600);
    sim.beforeList.set(3, () => sim.add("q", 3, { user: "billing" }));
    expect(outcomes(await kill(sim))).toEqual({ q: "killed" });
  });

  test("is given up after three, and told apart from a kill that was accepted", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push(...Array(9).fill({ error: fault("lost") }));
    const report = await kill(sim, {}, { deadline: sim.time + 20_000 });
    expect([sent(sim).length, outcomes(report), codes(report)]).toEqual([
      3,
      { 1: "survived" },
      ["E DBKILL_KILL_UNCONFIRMED"],
    ]);
    expect([report.failed, report.unfinished]).toEqual([true, true]);
    const mild = new Simulation();
    mild.add("1", 100, { lingers: 1e9 });
    const accepted = await kill(mild, { failOnSurvivors: false });
    expect(codes(accepted)).toEqual(["W DBKILL_SESSION_SURVIVED"]);
    expect([accepted.failed, accepted.unfinished]).toEqual([false, false]);
  });

  test("is judged by a look although verify is off", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("lost") });
    expect(outcomes(await kill(sim, { verify: false }))).toEqual({ 1: "killed" });
  });

  test("of sessions that the answer leaves out is repeated for those", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ unanswered: true });
    const report = await kill(sim);
    expect([sent(sim), outcomes(report)]).toEqual([[["1"], ["1"]], { 1: "killed" }]);
  });

  test.each([true, false])("that came too late leaves the session gone, with verify = %s", async (verify) => {
    const sim = new Simulation();
    const live = sim.add("1");
    sim.beforeKill.set(1, () => sim.end(live));
    sim.killMishaps.push({ gone: true });
    const report = await kill(sim, { verify });
    expect([sent(sim), outcomes(report), codes(report)]).toEqual([[["1"]], { 1: "gone" }, []]);
  });

  test("that came after a lost one, which may have ended the session, counts it as killed", async () => {
    const sim = new Simulation();
    const live = sim.add("1");
    sim.killMishaps.push({ error: fault("lost") }, { gone: true });
    sim.beforeKill.set(2, () => sim.end(live));
    const report = await kill(sim);
    expect([sent(sim), outcomes(report)]).toEqual([[["1"], ["1"]], { 1: "killed" }]);
  });

  test("that an unknown error followed is recorded and not repeated", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: new TypeError("\u001b[31mbug"), after: true });
    const report = await kill(sim);
    expect([sent(sim), outcomes(report)]).toEqual([[["1"]], { 1: "killed" }]);
  });
});

describe("a request that was not carried out", () => {
  test("is sent again after the time that the service asks for", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("throttled", { retryAfterMs: 7_000 }) });
    const report = await kill(sim);
    expect(outcomes(report)).toEqual({ 1: "killed" });
    expect(sim.sleeps[0]).toBe(7_000);
  });

  test("is not sent where the service asks for more time than the operation has", async () => {
    for (const names of [["a"], ["a", "b"]]) {
      const sim = new Simulation("mrs");
      for (const id of names) sim.add(id);
      const start = sim.time;
      sim.killMishaps.push({ error: fault("throttled", { retryAfterMs: 600_000 }) });
      const report = await kill(sim, { choice: ids(...names) }, { deadline: start + 30_000 });
      expect([sent(sim), codes(report)]).toEqual([[["a"]], ["E DBKILL_KILL_NOT_SENT"]]);
      expect(sim.time - start).toBeLessThan(1_000);
    }
  });

  test("is sent after a new look, for the same session alone", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.killMishaps.push({ error: fault("throttled", { retryAfterMs: 7_000 }) });
    sim.in(1_000, () => {
      sim.end(one);
      sim.add("1", 0, { user: "billing" });
    });
    const report = await kill(sim);
    expect([sent(sim), sim.live.length, report.results]).toEqual([[["1"]], 1, []]);
  });

  test.each([
    ["dbbrain", { user: "billing" }],
    ["clickhouse", {}],
  ])("is not sent for the new owner of a named id on %s", async (service, more) => {
    const sim = new Simulation(service);
    const one = sim.add("1");
    sim.killMishaps.push({ error: fault("throttled", { retryAfterMs: 7_000 }) });
    sim.in(1_000, () => {
      sim.end(one);
      sim.add("1", 0, more);
    });
    const report = await kill(sim, { choice: ids("1") });
    expect([sent(sim), sim.live.length, outcomes(report)]).toEqual([[["1"]], 1, { 1: "gone" }]);
  });

  test.each(["throttled", "failed", "busy"] as const)("is an error after three of kind %s", async (kind) => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push(...Array(9).fill({ error: fault(kind) }));
    const report = await kill(sim, { failOnSurvivors: false });
    expect([sent(sim).length, codes(report), outcomes(report)]).toEqual([
      3,
      ["E DBKILL_KILL_NOT_SENT"],
      { 1: "survived" },
    ]);
    expect(report).toMatchObject({ unfinished: false, events: [{ fault: { kind } }] });
  });

  test("does not keep the other pieces from being sent", async () => {
    const sim = new Simulation("mrs");
    // What was accepted and takes its time is not sent again with the rest.
    for (const id of ["a", "b", "c"]) sim.add(id, 100, { lingers: 5_000 });
    sim.killMishaps.push(undefined, { error: fault("throttled") });
    const report = await kill(sim, { choice: ids("a", "b", "c") });
    expect(sent(sim)).toEqual([["a"], ["b"], ["c"], ["b"]]);
    expect(outcomes(report)).toEqual({ a: "killed", b: "killed", c: "killed" });
  });

  test("ends the round after three in a row", async () => {
    const sim = new Simulation("mrs");
    const names = Array.from({ length: 20 }, (_, index) => `s${index}`);
    for (const id of names) sim.add(id);
    sim.killMishaps.push(...Array(99).fill({ error: fault("failed") }));
    await kill(sim, { choice: ids(...names) });
    expect(sim.requests).toHaveLength(9);
  });

  test("is thrown where the configuration is wrong and nothing was sent, or else told", async () => {
    const sim = new Simulation("mrs");
    for (const id of ["a", "b", "c"]) sim.add(id);
    const error = fault("configuration");
    sim.killMishaps.push({ error });
    await expect(kill(sim, { choice: ids("a", "b", "c") })).rejects.toBe(error);
    sim.killMishaps.push(undefined, { error });
    const report = await kill(sim, { choice: ids("a", "b", "c") });
    expect(outcomes(report)).toEqual({ a: "killed", b: "survived", c: "survived" });
    expect(codes(report)).toEqual(["E DBKILL_KILL_NOT_SENT"]);
    expect(report.unfinished).toBe(true);
  });
});

describe("a refusal", () => {
  test("of one session is told with the vendor's words, code and request id", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { refuses: { message: "No\u001b[2J privilege", code: "Denied", requestId: "r-1" } });
    sim.add("2");
    const report = await kill(sim);
    expect(sent(sim)).toEqual([["1", "2"]]);
    expect(report.results).toMatchObject([
      {
        key: "1",
        outcome: "refused",
        message: "No\\x1b[2J privilege",
        vendorCode: "Denied",
        requestId: "r-1",
      },
      { key: "2", outcome: "killed", message: null },
    ]);
    expect(codes(report)).toEqual(["E DBKILL_SESSION_REFUSED"]);
  });

  test("is an error although survivors are none", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { refuses: { message: "no" } });
    expect((await kill(sim, { failOnSurvivors: false })).failed).toBe(true);
  });

  test("of the whole request is final where all sessions are there", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.add("2");
    sim.killMishaps.push(...Array(9).fill({ error: fault("refused") }));
    const report = await kill(sim);
    expect([sent(sim).length, outcomes(report)]).toEqual([1, { 1: "refused", 2: "refused" }]);
  });

  test("of the whole request is tried again without what ended meanwhile", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.add("2");
    sim.killMishaps.push({ error: fault("refused") });
    sim.beforeKill.set(1, () => sim.end(one));
    const report = await kill(sim);
    expect([sent(sim), outcomes(report), codes(report)]).toEqual([
      [["1", "2"], ["2"]],
      { 1: "gone", 2: "killed" },
      [],
    ]);
  });

  test("of the whole request is recorded where it may have killed some", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.add("2", 100, { refuses: { message: "locked" } });
    sim.killMishaps.push({ error: fault("refused"), after: true });
    const report = await kill(sim);
    expect([sent(sim), outcomes(report), report.unfinished]).toEqual([
      [["1", "2"], ["2"]],
      { 1: "gone", 2: "refused" },
      true,
    ]);
  });
});

describe("what is not listed", () => {
  test("is over where the service lists everything", async () => {
    const sim = new Simulation();
    sim.add("1");
    const report = await kill(sim, { choice: ids("2", "1") });
    expect(report.results.map(({ key, outcome }) => [key, outcome])).toEqual([
      ["2", "gone"],
      ["1", "killed"],
    ]);
    expect([sent(sim), codes(report)]).toEqual([[["1"]], ["W DBKILL_SESSION_NOT_FOUND"]]);
  });

  test("is never killed later, when a newcomer takes its id", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("lost") });
    sim.beforeKill.set(1, () => sim.add("2"));
    const report = await kill(sim, { choice: ids("1", "2") });
    expect([sent(sim), outcomes(report)]).toEqual([[["1"], ["1"]], { 1: "killed", 2: "gone" }]);
  });

  test("is sent where young sessions are not listed and nobody is to be spared", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 0);
    const report = await kill(sim, { choice: ids("q") });
    expect(sent(sim)).toEqual([["q"]]);
    expect(sim.live).toEqual([]);
    expect(report.results).toMatchObject([{ outcome: "gone", user: null }]);
    // Absence proves nothing until a query that runs would be listed.
    expect(report.waitedMs).toBeGreaterThan(1_900);
  });

  test("is sent by its whole id, whatever a client put into it", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("job@7", 0);
    const other = sim.add("job");
    const report = await kill(sim, { choice: ids("job@7") });
    expect([sent(sim), sim.live]).toEqual([[["job@7"]], [other]]);
    expect(report.results).toMatchObject([{ key: "job@7", id: "job@7" }]);
  });

  test("is not sent again where the answer was lost", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 0);
    sim.killMishaps.push({ error: fault("lost") });
    const report = await kill(sim, { choice: ids("q") }, { deadline: sim.time + 9_000 });
    expect([sent(sim), outcomes(report), codes(report)]).toEqual([
      [["q"]],
      { q: "survived" },
      ["E DBKILL_KILL_UNCONFIRMED"],
    ]);
  });

  test.each([
    ["protected_users", { protectedUsers: ["etl"] }],
    ["exclude", { exclude: { users: ["etl"] } }],
  ])("is waited for where %s spares someone", async (_, guard) => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 0, { user: "etl" });
    const theirs = await kill(sim, { choice: ids("q"), ...guard });
    expect([sent(sim), theirs.results.length]).toEqual([[], 0]);
    sim.add("r", 0);
    const report = await kill(sim, { choice: ids("r", "s"), ...guard });
    expect([sent(sim), outcomes(report)]).toEqual([[["r"]], { r: "killed", s: "gone" }]);
  });
});

describe("the kill of everything", () => {
  test("is the vendor's single call where nobody is to be spared", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("a,b");
    sim.add("c", 0);
    const report = await kill(sim, { choice: ALL });
    expect([sim.killAlls.length, sim.requests, sim.live]).toEqual([1, [], []]);
    expect([outcomes(report), report.requestIds]).toEqual([{ "a,b": "killed" }, ["request-all"]]);
  });

  test.each([
    ["exclude", { exclude: { users: ["etl"] } }],
    ["protected_users", { protectedUsers: ["etl"] }],
    ["max_kills", { maxKills: 5 }],
    [
      "an earlier run",
      { previous: [{ key: "a", id: "a", user: "report", outcome: "survived" as const, message: null }] },
    ],
  ])("goes by id with %s", async (_, what) => {
    const sim = new Simulation("clickhouse");
    sim.add("a");
    // Too young to be listed: nothing in the list warns of it.
    const young = sim.add("e", 0, { user: "etl" });
    const report = await kill(sim, { choice: ALL, ...what });
    expect([sim.killAlls, outcomes(report).a, sim.live]).toEqual([[], "killed", [young]]);
  });

  test("is not sent after an abort", async () => {
    const sim = new Simulation("clickhouse");
    const one = sim.add("a");
    sim.in(10, () => sim.abort.abort(new Error("stop")));
    await kill(sim, { choice: ALL });
    expect([sim.killAlls, sim.live]).toEqual([[], [one]]);
  });

  test("goes by id where the server's own run, or may run without being listed", async () => {
    const sim = new Simulation("clickhouse", { systemUsers: new Set(["default"]) });
    sim.add("a");
    const own = sim.add("b", 100, { user: "default" });
    await kill(sim, { choice: ALL });
    expect([sim.killAlls, sim.live]).toEqual([[], [own]]);
    sim.end(own);
    sim.add("c");
    sim.listMishaps.push({ incomplete: true });
    await kill(sim, { choice: ALL });
    expect([sim.killAlls, sim.live]).toEqual([[], []]);
  });

  test("goes by id where the service has no such call", async () => {
    const sim = new Simulation("oceanbasepro");
    sim.add("1", 100, { server: "s1" });
    sim.add("1", 100, { server: "s2", user: "proxyro" });
    const report = await kill(sim, { choice: ALL });
    expect([outcomes(report), sim.live.length]).toEqual([{ "1@s1": "killed" }, 1]);
  });

  test("is never sent twice: after a lost answer what was listed is killed by id, and no newcomer", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("a");
    sim.killMishaps.push({ error: fault("lost") });
    sim.beforeList.set(2, () => sim.add("n", 50));
    const report = await kill(sim, { choice: ALL });
    expect([sim.killAlls.length, sent(sim), outcomes(report)]).toEqual([1, [["a"]], { a: "killed" }]);
    expect(codes(report)).toEqual(["W DBKILL_KILL_UNCONFIRMED"]);
  });

  test("goes by id where the vendor refuses its single call", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("a");
    sim.killMishaps.push({ error: fault("refused") });
    const report = await kill(sim, { choice: ALL });
    expect([sim.killAlls.length, sent(sim), outcomes(report)]).toEqual([1, [["a"]], { a: "killed" }]);
    expect(codes(report)).toEqual(["W DBKILL_KILL_NOT_SENT"]);
  });

  test("reports each session by the id that it was listed with", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("7@nightly");
    const { results } = await kill(sim, { choice: ALL });
    expect(results).toMatchObject([{ key: "7@nightly", id: "7@nightly", outcome: "killed" }]);
    expect(results[0]).not.toHaveProperty("server");
  });

  test("is not repeated for a newcomer with an id of those listed", async () => {
    const sim = new Simulation("clickhouse");
    const old = sim.add("a", 600);
    sim.killMishaps.push({ error: fault("throttled") });
    sim.beforeList.set(2, () => {
      sim.end(old);
      sim.add("a", 20);
    });
    await kill(sim, { choice: ALL });
    expect([sent(sim), sim.live.length]).toEqual([[], 1]);
  });

  test("is an error where its answer was lost and nothing was listed", async () => {
    const sim = new Simulation("clickhouse");
    sim.killMishaps.push({ error: fault("lost") });
    const report = await kill(sim, { choice: ALL, failOnSurvivors: false });
    expect([codes(report), report.unfinished, sim.killAlls.length]).toEqual([
      ["E DBKILL_KILL_UNCONFIRMED"],
      true,
      1,
    ]);
    // Nobody is there to look for.
    expect(sim.lists).toBe(1);
  });
});

describe("what is left of an unfinished run", () => {
  test("is killed alone, of the same users", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.add("2", 100, { user: "billing" });
    sim.add("3");
    sim.add("9");
    const previous = [
      left("0", "report", "killed"),
      left("1", "report"),
      left("2", "report"),
      left("3", null),
      left("4", "report"),
      // It was gone before: who has its id now is somebody else.
      left("9", "report", "gone"),
    ];
    for (const choice of [ALL, REPORT, ids("0", "1", "2", "3", "4", "9")]) {
      const round = new Simulation();
      for (const live of sim.live) round.add(live.id, 100, { user: live.user });
      const report = await kill(round, { choice, previous });
      expect(sent(round)).toEqual([["1", "3"]]);
      expect(outcomes(report)).toMatchObject({ 0: "killed", 1: "killed", 3: "killed" });
      if (choice !== REPORT) expect(outcomes(report)).toMatchObject({ 2: "gone", 4: "gone" });
      expect(report.failed).toBe(false);
    }
  });

  test("must still match", async () => {
    const sim = new Simulation();
    sim.add("1", 3);
    const report = await kill(sim, {
      choice: { by: "match", match: { min_duration_seconds: 60 } },
      previous: [left("1", "report")],
    });
    expect([sent(sim), outcomes(report)]).toEqual([[], { 1: "survived" }]);
  });

  test("is not sent again unseen", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 0, { user: "billing" });
    const report = await kill(sim, { choice: ids("q"), previous: [left("q", null)] });
    expect([sent(sim), outcomes(report)]).toEqual([[], { q: "gone" }]);
  });

  test("by a filter is over where it is not listed any more, or has a new owner", async () => {
    const sim = new Simulation();
    sim.add("2", 100, { user: "billing" });
    const report = await kill(sim, { previous: [left("1", "report"), left("2", "report")] });
    expect([sent(sim), outcomes(report), report.failed]).toEqual([[], { 1: "gone", 2: "gone" }, false]);
  });

  test("is nothing where all is over: nothing is sent, nothing said", async () => {
    const sim = new Simulation();
    sim.add("1");
    const report = await kill(sim, { choice: ALL, previous: [left("1", "report", "killed")] });
    expect([sent(sim), codes(report), outcomes(report)]).toEqual([[], [], { 1: "killed" }]);
  });
});
