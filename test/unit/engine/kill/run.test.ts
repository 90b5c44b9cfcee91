import { killSessions } from "../../../../src/engine/kill";
import type { Session } from "../../../../src/model";
import { fault, Simulation } from "./simulation";
import { ALL, codes, ids, kill, left, type Order, order, outcomes, sent } from "./support";

const FAILING = Array(9).fill({ error: fault("failed") });

describe("the rounds of a kill", () => {
  test("are one where all went well, without a pause", async () => {
    const sim = new Simulation();
    sim.add("1");
    await kill(sim);
    // Two looks for the round, one after it.
    expect([sim.lists, sim.sleeps]).toEqual([3, []]);
  });

  test("follow at once on a session that changed, and only until it was sent", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.beforeList.set(2, () => Object.assign(one, { startedAt: sim.time }));
    const report = await kill(sim);
    expect([sim.lists, sim.sleeps, outcomes(report)]).toEqual([5, [], { 1: "killed" }]);
  });

  test("follow a failure after a pause that is longer each time, and as long as the service asked for last", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("throttled", { retryAfterMs: 7_000 }) }, { error: fault("failed") });
    await kill(sim);
    expect(sim.sleeps).toEqual([7_000, 1_000]);
  });

  test("follow a doubt after a pause", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ unanswered: true });
    await kill(sim);
    expect(sim.sleeps).toEqual([500]);
  });

  test("end where an abort ends the pause", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("failed") });
    sim.in(300, () => sim.abort.abort(new Error("stop")));
    const report = await kill(sim);
    expect([sent(sim), codes(report)]).toEqual([[["1"]], ["E DBKILL_KILL_NOT_SENT"]]);
  });

  test("tell once what the first list showed", async () => {
    const sim = new Simulation("clickhouse");
    for (const user of ["report", "etl"]) sim.add("q", 100, { user });
    sim.add("r");
    sim.killMishaps.push({ error: fault("lost") });
    sim.beforeList.set(3, () => sim.add("s"));
    const report = await kill(sim);
    expect(codes(report)).toEqual(["W DBKILL_SESSION_ID_SHARED"]);
    expect(report).toMatchObject({ matched: 2, complete: true, failed: false });
  });

  test("take a statement that is forgotten meanwhile for ended, not for unknown", async () => {
    const sim = new Simulation("mrs");
    sim.add("a");
    sim.killMishaps.push({ error: fault("failed") });
    sim.beforeKill.set(1, () => sim.live.splice(0));
    const report = await kill(sim, { choice: ids("a") });
    expect([sent(sim), outcomes(report), codes(report)]).toEqual([[["a"]], { a: "gone" }, []]);
  });
});

describe("a list that fails at first", () => {
  const blindly = (what: Order = {}, error = fault("failed")) => {
    const sim = new Simulation("mrs");
    sim.add("a");
    sim.listMishaps.push(...Array(9).fill({ error }));
    return { sim, killing: kill(sim, { choice: ids("a"), verify: false, ...what }) };
  };

  test("is told once where ids are sent without it in every round", async () => {
    const { sim, killing } = blindly();
    sim.killMishaps.push({ error: fault("throttled") });
    const report = await killing;
    expect(sent(sim)).toEqual([["a"], ["a"]]);
    expect(codes(report).filter((code) => code.includes("LIST_FAILED"))).toEqual([
      "W DBKILL_KILL_LIST_FAILED",
    ]);
    expect(report.events[0]!.fault?.kind).toBe("failed");
  });

  test.each<[string, Order]>([
    ["verify", { verify: true }],
    ["max_kills", { maxKills: 9 }],
    ["protected_users", { protectedUsers: ["etl"] }],
    ["exclude", { exclude: { users: ["etl"] } }],
    ["an earlier run", { previous: [left("a", null)] }],
  ])("is an error where %s needs it", async (_what, what) => {
    const { sim, killing } = blindly(what);
    expect([codes(await killing), sent(sim), sim.lists]).toEqual([["E DBKILL_KILL_LIST_FAILED"], [], 1]);
  });

  test("is an error where the account may not list", async () => {
    const { sim, killing } = blindly({}, fault("configuration", { permission: true }));
    expect([codes(await killing), sent(sim)]).toEqual([["E DBKILL_KILL_LIST_FAILED"], []]);
  });

  test.each(["configuration", "gone", "aborted"] as const)("of kind %s is thrown", async (kind) => {
    const error = fault(kind);
    await expect(blindly({}, error).killing).rejects.toBe(error);
  });
});

describe("a list that fails later", () => {
  test.each(["failed", "configuration", "gone"] as const)(
    "as %s ends the sending; what was sent is looked at, what was not is told",
    async (kind) => {
      const sim = new Simulation("mrs");
      sim.add("a");
      sim.add("b");
      sim.killMishaps.push(undefined, { error: fault("throttled") });
      const error = fault(kind, { summary: "no list" });
      sim.listMishaps.push(undefined, undefined, undefined, { error });
      const report = await kill(sim, { choice: ids("a", "b") });
      expect([sent(sim), codes(report)]).toEqual([[["a"], ["b"]], ["E DBKILL_KILL_NOT_SENT"]]);
      expect(report.results).toMatchObject([
        { id: "a", outcome: "killed", message: null },
        { id: "b", outcome: "survived", message: "no list" },
      ]);
      expect([report.unfinished, sim.lists]).toEqual([true, 5]);
    },
  );
});

test("what was sent before a list failed is told by what became of its own request", async () => {
  const sim = new Simulation("mrs");
  sim.add("a", 100, { lingers: 1e9 });
  sim.killMishaps.push({ error: fault("lost") });
  sim.listMishaps.push(undefined, undefined, { error: fault("failed") });
  const { results } = await kill(sim, { choice: ids("a") }, { deadline: sim.time + 5_000 });
  expect(results).toMatchObject([{ outcome: "survived", message: "It was lost" }]);
});

const guard = { protectedUsers: ["etl"] };

describe("a named id that may be young, where someone is to be spared,", () => {
  test("is looked for in the first round alone, as long as it may be young", async () => {
    const sim = new Simulation("clickhouse");
    sim.latency = 0;
    sim.add("q");
    sim.killMishaps.push({ error: fault("failed") });
    const report = await kill(sim, { choice: ids("q", "r"), ...guard });
    // Four times for two seconds, and once for the failure.
    expect(sim.sleeps).toEqual([500, 500, 500, 500, 500]);
    expect(outcomes(report)).toEqual({ q: "killed", r: "gone" });
  });

  test("is looked for every half second until it would be listed", async () => {
    const sim = new Simulation("clickhouse");
    const report = await kill(sim, { choice: ids("q"), ...guard });
    expect([sim.sleeps, outcomes(report)]).toEqual([[500, 500, 500, 500], { q: "gone" }]);
  });

  test("is not waited for where it is listed, chosen by a filter, or left by an earlier run", async () => {
    for (const what of [
      { choice: ids("q") },
      {},
      { choice: ids("q", "r"), previous: [left("r", null), left("q", null)] },
    ]) {
      const sim = new Simulation("clickhouse");
      sim.add("q");
      await kill(sim, { ...what, ...guard });
      expect(sim.sleeps).toEqual([]);
    }
  });

  test("is not waited for where every session is listed, or nobody is to be spared", async () => {
    for (const [service, what] of [
      ["dbbrain", guard],
      ["clickhouse", { maxKills: 5 }],
    ] as const) {
      const sim = new Simulation(service);
      sim.add("1");
      const start = sim.time;
      await kill(sim, { choice: ids("1", "2"), ...what }, { deadline: start + 3_000 });
      expect(sim.requests[0]!.at - start).toBe(2 * sim.latency);
    }
  });

  test("is waited for until an abort, after which nothing is sent", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q");
    sim.in(700, () => sim.abort.abort(new Error("stop")));
    const report = await kill(sim, { choice: ids("q", "r"), ...guard });
    expect([sim.sleeps, sent(sim), report.failed]).toEqual([[500, 500], [], true]);
  });
});

describe("the report", () => {
  test("of an error after something was sent says so, and keeps what was sent", async () => {
    const sim = new Simulation();
    sim.add("1");
    const match: { users?: string[] } = { users: ["report"] };
    sim.killMishaps.push({ error: fault("lost") });
    sim.beforeList.set(4, () => delete match.users);
    const report = await kill(sim, { choice: { by: "match", match } });
    expect([sent(sim), codes(report)]).toEqual([
      [["1"]],
      ["E DBKILL_UNEXPECTED", "E DBKILL_KILL_UNCONFIRMED"],
    ]);
    expect(report.events[0]!.detail).toContain("Refused");
    expect([report.failed, report.unfinished, report.sent.map(({ key }) => key)]).toEqual([
      true,
      true,
      ["1"],
    ]);
  });

  test("has who was chosen, but nobody who is spared since", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.add("2");
    sim.beforeList.set(2, () => Object.assign(one, { database: "other" }));
    const report = await kill(sim, { choice: { by: "match", match: { databases: ["shop"] } } });
    expect(report.victims.map(({ id }) => id)).toEqual(["2"]);
    expect(report.sent).toMatchObject([{ key: "2", sessions: [{ id: "2" }] }]);
  });

  test("has what a request for several may have killed, and nothing that was refused alone", async () => {
    for (const [names, expected] of [
      [
        ["1", "2"],
        ["1", "2"],
      ],
      [["1"], []],
    ]) {
      const sim = new Simulation();
      for (const id of names!) sim.add(id);
      sim.killMishaps.push({ error: fault("refused") });
      sim.listMishaps.push(undefined, undefined, ...FAILING);
      const report = await kill(sim);
      expect(report.sent.map(({ key }) => key)).toEqual(expected);
      expect(report.unfinished).toBe(names!.length > 1);
    }
  });

  test("of a named id that was not listed has no session", async () => {
    const sim = new Simulation();
    const report = await kill(sim, { choice: ids("1") });
    expect([report.victims, report.sent, sim.lists]).toEqual([[], [], 1]);
  });

  test("keeps what an earlier run knew of others, in its order", async () => {
    const sim = new Simulation();
    sim.add("2");
    const previous = [left("2", "report"), left("1", "report", "killed")];
    const { results } = await kill(sim, { choice: ALL, previous });
    expect(results.map(({ key, outcome }) => [key, outcome])).toEqual([
      ["2", "killed"],
      ["1", "killed"],
    ]);
  });

  test("has the vendor's request ids", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push({ error: fault("lost", { requestId: "r-lost" }) });
    expect((await kill(sim)).requestIds).toEqual(["r-lost", "request-2"]);
  });
});

describe("a look after the kill", () => {
  test("is made without verify where an id could not be sent", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("a,b");
    sim.add("c", 100, { lingers: 1e9 });
    const report = await kill(sim, { verify: false }, { deadline: sim.time + 4_000 });
    expect(outcomes(report)).toEqual({ "a,b": "survived", c: "survived" });
  });

  test("is made without verify where something was not sent", async () => {
    const sim = new Simulation("mrs");
    for (const id of ["a", "b"]) sim.add(id, 100, { lingers: 1e9 });
    sim.killMishaps.push(undefined, ...Array(9).fill({ error: fault("throttled") }));
    const report = await kill(sim, { choice: ids("a", "b"), verify: false }, { deadline: sim.time + 8_000 });
    expect(outcomes(report)).toEqual({ a: "survived", b: "survived" });
  });

  test("is not made without verify where all was answered, though a named id had ended", async () => {
    const sim = new Simulation();
    sim.add("1");
    const report = await kill(sim, { choice: ids("1", "2"), verify: false });
    expect([sim.lists, outcomes(report)]).toEqual([2, { 1: "unknown", 2: "gone" }]);
  });

  test("is not made where nothing was sent", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push(...Array(9).fill({ error: fault("throttled") }));
    const report = await kill(sim);
    expect([sim.lists, outcomes(report), report.waitedMs]).toEqual([6, { 1: "survived" }, 0]);
  });

  test("tells of one that was refused whether it is still there", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.killMishaps.push({ error: fault("refused") });
    sim.beforeKill.set(1, () => sim.end(one));
    const report = await kill(sim, { verify: false });
    expect([outcomes(report), codes(report)]).toEqual([{ 1: "gone" }, []]);
  });

  test("that ends in a bug is told, and the kill is not undone by it", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push(undefined, undefined, { error: new TypeError("b\u001bug") });
    const report = await kill(sim);
    expect([codes(report), outcomes(report)]).toEqual([
      ["W DBKILL_VERIFY_FAILED", "E DBKILL_OUTCOME_UNKNOWN"],
      { 1: "unknown" },
    ]);
    expect(report.events[0]!.detail).toContain("b\\x1bug");
  });

  test("waits as long as the caller has patience", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { lingers: 1e9 });
    const report = await kill(sim, { patienceMs: 1_000 });
    expect(report.waitedMs).toBeLessThan(1_200);
  });

  test("does not look for what had ended before", async () => {
    const sim = new Simulation();
    sim.add("1");
    const asked: (readonly string[] | undefined)[] = [];
    const { source, killer } = sim.ports;
    const list = (signal: AbortSignal, keys?: readonly string[]) => {
      asked.push(keys);
      return source.list(signal, keys);
    };
    await killSessions(
      order({ choice: ids("1", "2") }),
      { source: { ...source, list }, killer },
      sim.context(),
    );
    expect(asked).toEqual([["1", "2"], ["1"], ["1"]]);
  });
});

test("the ids of a request are those that were listed, with all that was listed of them", async () => {
  const sim = new Simulation();
  const listed: Session = sim.toSession(sim.add("1", 30));
  await kill(sim);
  expect(sim.requests[0]!.sessions).toEqual([listed]);
});
