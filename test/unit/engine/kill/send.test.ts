import { NEVER } from "../../../../src/engine/kill/look";
import { lock, request, sendAll } from "../../../../src/engine/kill/send";
import { CHANGED, type KillState, UNEXPECTED } from "../../../../src/engine/kill/state";
import type { Track } from "../../../../src/engine/kill/track";
import type { KillResponse } from "../../../../src/engine/ports";
import type { ServiceFacts, Session } from "../../../../src/model";
import { factsOf } from "../../../../src/vendors/facts";
import { fault, type Live, Simulation } from "./simulation";
import { ALL, codes, ids, kill, type Order, outcomes, sent, stateOf } from "./support";

const SHOP: Order = { choice: { by: "match", match: { databases: ["shop"] } } };
const THROTTLED = { error: fault("throttled", { retryAfterMs: 7_000 }) };

describe("one request", () => {
  /** What a request for the sessions 1 and 2 leaves, of which a run knows this. */
  const answeredWith = async (answer: Partial<KillResponse> | Error, known: Partial<Track> = {}) => {
    const sim = new Simulation();
    const state = stateOf(sim);
    const tracks = ["1", "2"].map((id) =>
      Object.assign(state.track(id, { sessions: [sim.toSession(sim.add(id))], from: 0, at: 0 }), known),
    );
    const answered = request(state, tracks, async () => {
      sim.pass(20);
      if (answer instanceof Error) throw answer;
      return { refused: new Map(), unanswered: [], requestIds: ["r-1"], ...answer };
    });
    return { sim, state, tracks, failure: await answered };
  };

  test("that is answered is noted for all that it named", async () => {
    const earlier = {
      refusal: { message: "no" },
      refusedWith: ["1", "2"],
      fault: fault("lost").fault,
      doubt: true,
    };
    const { sim, state, tracks, failure } = await answeredWith({}, earlier);
    for (const track of tracks)
      expect(track).toMatchObject({
        sentAt: sim.time,
        accepted: true,
        doubt: false,
        fault: undefined,
        refusal: undefined,
        refusedWith: undefined,
      });
    expect([failure, state.clear, state.requestIds]).toEqual([undefined, true, ["r-1"]]);
  });

  test("whose answer leaves one out is in doubt for that one, unless an earlier one was confirmed", async () => {
    const { state, tracks } = await answeredWith({ unanswered: ["2"] });
    expect(tracks.map(({ accepted, doubt }) => [accepted, doubt])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(state.clear).toBe(false);
    expect((await answeredWith({ unanswered: ["2"] }, { accepted: true })).tracks[1]).toMatchObject({
      accepted: true,
    });
  });

  test("that refuses one says nothing else of it", async () => {
    const refusal = { message: "no" };
    const { state, tracks } = await answeredWith({
      refused: new Map([["2", refusal]]),
      unanswered: ["2"],
      gone: ["2"],
    });
    expect(tracks[1]).toMatchObject({ refusal, doubt: false, accepted: false });
    expect([tracks[1]!.sentAt, tracks[1]!.gone, tracks[0]!.accepted]).toEqual([undefined, undefined, true]);
    expect(state.clear).toBe(false);
  });

  test("that came too late leaves the session gone, unless an earlier one may have killed it", async () => {
    const first = await answeredWith({ gone: ["1"] });
    expect(first.tracks.map(({ gone, sentAt }) => [gone, sentAt])).toEqual([
      [{}, undefined],
      [undefined, first.sim.time],
    ]);
    const second = await answeredWith({ gone: ["1"] }, { sentAt: 5 });
    expect(second.tracks[0]).toMatchObject({ sentAt: second.sim.time, accepted: true });
    expect(second.tracks[0]).not.toHaveProperty("gone");
  });

  test.each([
    ["lost", true],
    ["aborted", false],
  ] as const)("that is %s may have been carried out, and is repeated: %s", async (kind, doubt) => {
    const error = fault(kind, { requestId: "r-9", retryAfterMs: 700 });
    const { sim, state, tracks, failure } = await answeredWith(error, {
      refusal: { message: "no" },
      refusedWith: ["1"],
    });
    for (const track of tracks)
      expect(track).toMatchObject({
        sentAt: sim.time,
        doubt,
        accepted: false,
        fault: error.fault,
        refusal: undefined,
        refusedWith: undefined,
      });
    expect([failure, state.clear, state.halted]).toEqual([undefined, false, false]);
    expect([state.requestIds, state.retryAfterMs]).toEqual([["r-9"], 700]);
  });

  test("that ends in a bug may have been carried out, and no other is sent", async () => {
    const { state, tracks } = await answeredWith(new TypeError("bug"));
    expect(tracks[0]).toMatchObject({ doubt: true, fault: { code: UNEXPECTED, kind: "lost" } });
    expect([state.halted, state.requestIds.length, state.retryAfterMs]).toEqual([true, 0, 0]);
  });

  test.each(["refused", "not_found"] as const)(
    "that is %s is refused for all that it named",
    async (kind) => {
      const error = fault(kind, { vendorCode: "Denied", requestId: "r-9" });
      const { state, tracks, failure } = await answeredWith(error);
      for (const track of tracks)
        expect(track).toMatchObject({
          refusal: { message: error.fault.summary, code: "Denied", requestId: "r-9" },
          refusedWith: ["1", "2"],
          fault: error.fault,
        });
      expect([tracks[0]!.sentAt, failure, state.clear, state.halted]).toEqual([
        undefined,
        undefined,
        false,
        false,
      ]);
    },
  );

  test.each(["throttled", "failed", "busy"] as const)("that is %s was not carried out", async (kind) => {
    const error = fault(kind, { retryAfterMs: 300 });
    const { state, tracks, failure } = await answeredWith(error);
    for (const track of tracks) {
      expect(track.fault).toBe(error.fault);
      expect([track.sentAt, track.refusal]).toEqual([undefined, undefined]);
    }
    expect([failure, state.retryAfterMs, state.halted]).toEqual([error.fault, 300, false]);
  });

  test.each(["configuration", "gone"] as const)(
    "that is %s is thrown, or ends the run where something was sent",
    async (kind) => {
      const error = fault(kind);
      await expect(answeredWith(error)).rejects.toBe(error);
      const { state, tracks } = await answeredWith(error, { sentAt: 5 });
      expect([state.halted, tracks[0]!.fault]).toEqual([true, undefined]);
    },
  );
});

describe("the last lock", () => {
  const locked = (sessions: Session[], what: Order = {}, facts: Partial<ServiceFacts> = {}) => {
    const sim = new Simulation("dbbrain", facts);
    return () => lock(stateOf(sim, what), sessions);
  };
  const some = (count: number) => {
    const sim = new Simulation();
    return Array.from({ length: count }, (_, index) => sim.toSession(sim.add(`${index + 1}`)));
  };

  test("lets through what one request takes, and refuses none and more", () => {
    expect(locked(some(100))).not.toThrow();
    expect(locked(some(101))).toThrow("101 ids");
    expect(locked([])).toThrow("0 ids");
  });

  test("takes one where the service's facts do not say how many", () => {
    expect(locked(some(1), {}, { kill: undefined })).not.toThrow();
    expect(locked(some(2), {}, { kill: undefined })).toThrow("2 ids");
  });

  test("looks at every id", () => {
    const [one, two] = some(2) as [Session, Session];
    expect(locked([one, { ...two, id: "0x1" }])).toThrow(/Refused/);
    expect(locked([{ ...one, id: "" }, two])).toThrow(/Refused/);
  });

  test("looks at the filter once more", () => {
    const match: { users?: string[] } = { users: ["report"] };
    const state = stateOf(new Simulation(), { choice: { by: "match", match } });
    delete match.users;
    expect(() => lock(state, some(1))).toThrow(/Refused/);
    expect(locked(some(1), { choice: ALL })).not.toThrow();
  });
});

describe("a session that was never listed", () => {
  const YOUNG = { ...factsOf("oceanbasepro").list!, unlistedSeconds: 1 };

  test("is sent with its id and its server where connections are killed", async () => {
    const sim = new Simulation("oceanbasepro", { list: YOUNG });
    await kill(sim, { choice: ids("7@s1") });
    expect(sim.requests[0]!.sessions).toMatchObject([{ id: "7", server: "s1", user: "" }]);
  });

  test("is sent with its whole key where queries are killed", async () => {
    const sim = new Simulation("clickhouse");
    await kill(sim, { choice: ids("7@s1") });
    expect(sim.requests[0]!.sessions[0]).toMatchObject({ id: "7@s1", user: "" });
    expect(sim.requests[0]!.sessions[0]).not.toHaveProperty("server");
  });

  test("is sent with its id and its server where the facts do not say what a kill ends", async () => {
    const sim = new Simulation("oceanbasepro", { list: YOUNG, kill: undefined });
    await kill(sim, { choice: ids("7@s1") });
    expect(sim.requests[0]!.sessions).toMatchObject([{ id: "7", server: "s1" }]);
  });

  test("and is listed right before its request is chosen by the next round", async () => {
    const sim = new Simulation("clickhouse");
    sim.beforeList.set(2, () => sim.add("q", 5));
    const report = await kill(sim, { choice: ids("q") });
    expect([sent(sim), sim.lists, outcomes(report)]).toEqual([[["q"]], 5, { q: "killed" }]);
  });

  test("is not sent where a guard appears between the two looks", async () => {
    const sim = new Simulation("clickhouse");
    const protectedUsers: string[] = [];
    sim.beforeList.set(2, () => protectedUsers.push("etl"));
    await kill(sim, { choice: ids("q"), protectedUsers }, { deadline: sim.time + 5_000 });
    expect(sent(sim)).toEqual([]);
  });
});

describe("the look right before a request", () => {
  test("tells that the list is not complete", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push(undefined, { incomplete: true });
    const report = await kill(sim);
    expect([report.complete, outcomes(report)]).toEqual([false, { 1: "killed" }]);
  });

  test.each([
    ["max_kills", { maxKills: 5 }],
    ["protected_users", { protectedUsers: ["etl"] }],
  ])("that is not complete proves no %s, for named sessions either", async (path, guard) => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push(undefined, { incomplete: true });
    const report = await kill(sim, { choice: ids("1"), ...guard });
    expect([sent(sim), report.events[0]]).toMatchObject([
      [],
      { code: "DBKILL_LIST_INCOMPLETE", path: [path] },
    ]);
  });

  test("tells that a named session has ended, if it is complete", async () => {
    for (const incomplete of [false, true]) {
      const sim = new Simulation();
      const one = sim.add("1");
      sim.listMishaps.push(undefined, { incomplete });
      sim.beforeList.set(2, () => sim.end(one));
      const report = await kill(sim, { choice: ids("1") });
      expect([sent(sim), outcomes(report)]).toEqual([[], { 1: "gone" }]);
      expect([report.complete, codes(report)]).toEqual([!incomplete, ["W DBKILL_SESSION_NOT_FOUND"]]);
      // Where it tells nothing, another round has to.
      expect(sim.lists).toBe(incomplete ? 3 : 2);
    }
  });

  test("tells with what words of the service a session has ended", async () => {
    const sim = new Simulation("mrs");
    const one = sim.add("a");
    sim.beforeList.set(2, () => sim.end(one, true));
    const { results } = await kill(sim, { choice: ids("a") });
    expect(results).toMatchObject([{ outcome: "gone", statusAfter: "FINISHED" }]);
  });

  test("ends the doubt about a session that is not there any more", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.killMishaps.push({ error: fault("lost") });
    sim.beforeList.set(4, () => sim.end(one));
    const report = await kill(sim);
    // Two looks for each of two rounds, and one after them.
    expect([sent(sim), sim.lists, outcomes(report)]).toEqual([[["1"]], 5, { 1: "killed" }]);
  });

  test.each<[string, Order, Partial<Live>, number]>([
    ["chooses no more: it has no result", SHOP, { database: "other" }, 0],
    ["chooses still, with another statement: it has one", SHOP, { startedAt: 1_000_000 }, 1],
    [
      "spares, though it is named: it has one",
      { choice: ids("1"), exclude: { databases: ["other"] } },
      { database: "other" },
      1,
    ],
  ])("finds in the last round a session that the kill %s", async (_what, what, change, count) => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.killMishaps.push({ error: fault("failed") }, { error: fault("failed") });
    sim.beforeList.set(6, () => Object.assign(one, change));
    const report = await kill(sim, what);
    expect([sim.lists, sent(sim).length, report.results.length]).toEqual([6, 2, count]);
    for (const { outcome, message } of report.results)
      expect([outcome, message]).toEqual(["survived", CHANGED]);
  });

  test("leaves out what a filter chooses no more, and keeps what it named by id", async () => {
    for (const choice of [{ by: "match", match: { databases: ["shop"] } } as const, ids("1")]) {
      const sim = new Simulation();
      const one = sim.add("1");
      sim.beforeList.set(2, () => Object.assign(one, { database: "other" }));
      const exclude = choice.by === "ids" ? { databases: ["other"] } : null;
      const report = await kill(sim, { choice, exclude });
      expect([sent(sim), report.results]).toEqual([[], []]);
    }
  });

  test("finds a session that was sent before and matches no longer: it keeps its result", async () => {
    const sim = new Simulation();
    const one = sim.add("1", 100, { lingers: 1e9 });
    sim.killMishaps.push({ error: fault("lost") });
    sim.beforeList.set(4, () => Object.assign(one, { database: "other" }));
    const what = { choice: { by: "match", match: { databases: ["shop"] } } } as const;
    const report = await kill(sim, what, { deadline: sim.time + 5_000 });
    expect([sent(sim), outcomes(report)]).toEqual([[["1"]], { 1: "survived" }]);
  });

  test("is compared with the look before, not with the first", async () => {
    const sim = new Simulation("clickhouse");
    const one = sim.add("q", 600);
    sim.killMishaps.push({ error: fault("lost") });
    // Each second look is a second off, as rounding may have it.
    sim.beforeList.set(2, () => {
      one.startedAt += 1_000;
    });
    sim.beforeList.set(4, () => {
      one.startedAt += 1_000;
    });
    await kill(sim);
    expect(sent(sim)).toEqual([["q"], ["q"]]);
  });

  test("that fails counts as a request that was not sent", async () => {
    const sim = new Simulation("mrs");
    for (const id of ["a", "b"]) sim.add(id);
    sim.listMishaps.push(undefined, THROTTLED);
    const report = await kill(sim, { choice: ids("a", "b") });
    expect([sent(sim), sim.sleeps[0]]).toEqual([[["b"], ["a"]], 7_000]);
    expect(outcomes(report)).toEqual({ a: "killed", b: "killed" });
  });

  test("that fails for good is told of what was not sent", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push(undefined, ...Array(9).fill(THROTTLED));
    const report = await kill(sim);
    expect([sent(sim), codes(report), report.results[0]]).toMatchObject([
      [],
      ["E DBKILL_KILL_NOT_SENT"],
      { outcome: "survived", message: "It was throttled" },
    ]);
  });

  test.each(["configuration", "gone", "aborted"] as const)(
    "that is %s is thrown where nothing was sent, and else ends the run",
    async (kind) => {
      const sim = new Simulation("mrs");
      for (const id of ["a", "b", "c"]) sim.add(id);
      const error = fault(kind);
      sim.listMishaps.push(undefined, { error });
      await expect(kill(sim, { choice: ids("a", "b") })).rejects.toBe(error);
      sim.listMishaps.push(undefined, undefined, { error });
      const report = await kill(sim, { choice: ids("a", "b", "c") });
      expect([sent(sim), codes(report)]).toEqual([[["a"]], ["E DBKILL_KILL_NOT_SENT"]]);
    },
  );
});

test("a failure is logged with what it means, and nothing that it says", async () => {
  const sim = new Simulation();
  sim.add("1");
  sim.killMishaps.push({ error: fault("failed") });
  const logged: unknown[] = [];
  await kill(sim, {}, { log: (level, _message, fields) => logged.push([level, fields]) });
  expect(logged).toContainEqual(["warn", { kind: "failed", code: "TEST_failed" }]);
});

describe("the pieces of a round", () => {
  const many = (...mishaps: ("" | "failed" | "throttled")[]) => {
    const sim = new Simulation("mrs");
    const names = mishaps.map((_, index) => `s${index}`);
    for (const id of names) sim.add(id);
    sim.killMishaps.push(...mishaps.map((kind) => (kind === "" ? undefined : { error: fault(kind) })));
    return { sim, names };
  };

  test("are sent with a pause after each failure, longer each time, until one is carried out", async () => {
    const { sim, names } = many("failed", "failed", "", "failed", "failed", "");
    const report = await kill(sim, { choice: ids(...names) });
    expect(sent(sim).slice(0, 6).flat()).toEqual(names);
    expect(sim.sleeps.slice(0, 4)).toEqual([500, 1_000, 500, 1_000]);
    expect(new Set(Object.values(outcomes(report)))).toEqual(new Set(["killed"]));
  });

  test("end with an abort in a pause, and with the operation's time", async () => {
    const { sim, names } = many("failed", "", "");
    sim.in(100, () => sim.abort.abort(new Error("stop")));
    await kill(sim, { choice: ids(...names) });
    expect(sent(sim)).toEqual([["s0"]]);
    const late = many("throttled", "", "");
    await kill(late.sim, { choice: ids(...late.names) }, { deadline: late.sim.time + 2_500 });
    expect(sent(late.sim)).toEqual([["s0"]]);
  });

  test("leave out an id that can't be sent, without a request of its own", async () => {
    const sim = new Simulation("mrs", {
      ids: { ...factsOf("mrs").ids, problemOf: (id) => (id === "b" ? "is b" : undefined) },
    });
    for (const id of ["a", "b"]) sim.add(id);
    const report = await kill(sim, { choice: ids("b", "a") });
    expect([sent(sim), outcomes(report)]).toEqual([[["a"]], { b: "survived", a: "killed" }]);
  });

  test("hold as many as the service takes, one where it does not say", async () => {
    const sim = new Simulation("clickhouse", { kill: undefined });
    for (const id of ["a", "b"]) sim.add(id);
    await kill(sim);
    expect(sent(sim)).toEqual([["a"], ["b"]]);
  });

  test("are not sent once the run is over", async () => {
    const sim = new Simulation();
    sim.add("1");
    const state: KillState = stateOf(sim);
    state.track("1", NEVER);
    state.halted = true;
    await sendAll(state, ["1"], true);
    expect([sim.requests, sim.lists]).toEqual([[], 0]);
  });
});
