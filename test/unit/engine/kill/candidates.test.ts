import { begin, candidates, countOf } from "../../../../src/engine/kill/candidates";
import { REPLACED } from "../../../../src/engine/kill/state";
import type { Track } from "../../../../src/engine/kill/track";
import { fault, type Live, Simulation } from "./simulation";
import { ALL, chosenBy, codes, ids, kill, left, outcomes, REPORT, sent, stateOf } from "./support";

/** Nothing was done, and the service asks for some time. */
const THROTTLED = { error: fault("throttled", { retryAfterMs: 7_000 }) };

describe("how many sessions a run kills", () => {
  test("counts a session that an earlier round could not send", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.killMishaps.push(THROTTLED);
    sim.beforeKill.set(1, () => sim.add("2"));
    const report = await kill(sim, { maxKills: 1 });
    expect([sent(sim), codes(report)]).toEqual([
      [["1"]],
      ["E DBKILL_MAX_KILLS_EXCEEDED", "E DBKILL_KILL_NOT_SENT"],
    ]);
    expect(report.events[0]!.facts).toEqual({ count: 2, maxKills: 1 });
  });

  test("counts no id that had ended before", async () => {
    const sim = new Simulation();
    sim.add("2");
    const state = stateOf(sim, { choice: ids("1", "2") });
    begin(state, ...(await chosenBy(state, sim)));
    sim.add("1");
    expect(countOf(state, ...(await chosenBy(state, sim)))).toBe(1);
  });

  test("counts a named id once, listed or not", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("a");
    sim.add("b");
    const report = await kill(sim, { choice: ids("a", "b"), maxKills: 2 });
    expect(outcomes(report)).toEqual({ a: "killed", b: "killed" });
  });

  test("counts no newcomer where everything was to be killed at once", async () => {
    const sim = new Simulation();
    sim.add("1");
    const state = stateOf(sim, { choice: ALL });
    expect(countOf(state, ...(await chosenBy(state, sim)))).toBe(1);
    state.trackedOnly = true;
    expect(countOf(state, ...(await chosenBy(state, sim)))).toBe(0);
    expect(candidates(state, ...(await chosenBy(state, sim)))).toEqual([]);
  });
});

describe("what earlier passes have sent", () => {
  /** How many a run of queries counts, of which an earlier pass has sent `earlier`; and those that it has sent itself. */
  const counted = async (
    prepare: (sim: Simulation) => void,
    known?: Partial<Track>,
    earlier: Partial<Live> = {},
  ) => {
    const sim = new Simulation("clickhouse");
    const one = sim.add("q", 600, earlier);
    const sighting = { sessions: [sim.toSession(one)], from: sim.time, at: sim.time };
    const state = stateOf(sim, { sent: [{ key: "q", ...sighting }] });
    if (known) Object.assign(state.track("q", sighting), known);
    prepare(sim);
    return countOf(state, ...(await chosenBy(state, sim)));
  };
  const replace = (sim: Simulation) => {
    sim.end(sim.live[0]!);
    sim.add("q", 5);
  };

  test("counts once where it is still there, and chosen", async () => {
    expect(await counted(() => undefined)).toBe(1);
    expect(await counted((sim) => sim.add("r"))).toBe(2);
  });

  test("counts where it has ended, is chosen no more, or has another's id", async () => {
    expect(await counted((sim) => sim.end(sim.live[0]!))).toBe(1);
    expect(await counted((sim) => Object.assign(sim.live[0]!, { user: "etl" }))).toBe(1);
    expect(await counted(replace)).toBe(2);
  });

  test("counts once where this run has sent it too, and twice where it has sent another", async () => {
    expect(await counted(() => undefined, { sentAt: 0 })).toBe(1);
    expect(await counted((sim) => sim.end(sim.live[0]!), { sentAt: 0 })).toBe(1);
    const other = {
      sessions: [{ ...new Simulation().toSession(new Simulation().add("q")), user: "x" }],
      from: 0,
      at: 0,
    };
    expect(await counted(() => undefined, { sentAt: 0, seen: other })).toBe(2);
  });

  test("counts where this run knows that it has ended", async () => {
    expect(await counted(() => undefined, { gone: {} })).toBe(1);
    expect(await counted(replace, { gone: {} })).toBe(1);
  });

  test("counts once where this run knows it and could not send it", async () => {
    expect(await counted(() => undefined, {})).toBe(1);
  });

  test("counts each session that had its id", async () => {
    const sim = new Simulation("clickhouse");
    const sessions = ["a", "b"].map((user) => ({ ...sim.toSession(sim.add("q")), user }));
    sim.live.length = 0;
    const state = stateOf(sim, { sent: [{ key: "q", sessions, from: 0, at: 0 }] });
    expect(countOf(state, ...(await chosenBy(state, sim)))).toBe(2);
  });
});

describe("what an earlier run left", () => {
  test.each([ALL, ids("1")])("is over where its id has another user now: %j", async (choice) => {
    const sim = new Simulation();
    sim.add("1", 100, { user: "billing" });
    const report = await kill(sim, { choice, previous: [left("1", "report")] });
    expect(report.results).toMatchObject([{ key: "1", outcome: "gone", message: REPLACED }]);
    expect(report.spared).toMatchObject([{ session: { user: "billing" }, reason: "changed" }]);
  });

  test("stays open where its user is not known and it matches no longer", async () => {
    const sim = new Simulation();
    sim.add("1", 100, { user: "billing" });
    const report = await kill(sim, { previous: [left("1", null)] });
    expect([sent(sim), outcomes(report), report.spared]).toEqual([[], { 1: "survived" }, []]);
  });

  test("stays open where one of those that share its id is still the same user's", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q");
    sim.add("q", 100, { user: "billing" });
    const report = await kill(sim, { choice: ids("q"), previous: [left("q", "report")] });
    expect([sent(sim), outcomes(report)]).toEqual([[], { q: "survived" }]);
  });

  test("is over where its id gets a new owner before it is sent", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.killMishaps.push(THROTTLED);
    sim.in(1_000, () => {
      sim.end(one);
      sim.add("1", 0, { user: "billing" });
    });
    const report = await kill(sim, { choice: ids("1"), previous: [left("1", "report")] });
    expect([sent(sim), report.results]).toMatchObject([[["1"]], [{ outcome: "gone", message: REPLACED }]]);
  });

  test("of everything is not sent for a newcomer of the same user", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.killMishaps.push(THROTTLED);
    sim.in(1_000, () => {
      sim.end(one);
      sim.add("1", 0, { host: "10.9.9.9:1" });
    });
    const report = await kill(sim, { choice: ALL, previous: [left("1", "report")] });
    expect([sent(sim), outcomes(report), sim.live.length]).toEqual([[["1"]], { 1: "gone" }, 1]);
  });

  test("is looked for only where something is left", async () => {
    const sim = new Simulation();
    sim.add("1");
    await kill(sim, { choice: ALL, previous: [left("1", "report", "killed")] });
    expect(sim.lists).toBe(0);
  });
});

describe("a named id that is not listed", () => {
  test("by an incomplete list is never sent, not even where a later list has it", async () => {
    const sim = new Simulation();
    sim.add("1");
    sim.listMishaps.push({ incomplete: true });
    sim.killMishaps.push({ error: fault("lost") });
    sim.beforeKill.set(1, () => sim.add("2"));
    const report = await kill(sim, { choice: ids("1", "2") });
    expect([sent(sim), outcomes(report)]).toEqual([[["1"], ["1"]], { 1: "killed", 2: "survived" }]);
    expect(codes(report)).toEqual(["E DBKILL_SESSION_SURVIVED"]);
    expect(report.results[1]!.message).not.toBeNull();
  });

  test("by an incomplete list needs no further round", async () => {
    const sim = new Simulation();
    sim.listMishaps.push({ incomplete: true });
    await kill(sim, { choice: ids("2") });
    expect([sim.lists, sim.sleeps]).toEqual([1, []]);
  });

  test("is no candidate where every session is listed", async () => {
    const sim = new Simulation();
    sim.listMishaps.push({ incomplete: true });
    const state = stateOf(sim, { choice: ids("2") });
    const seen = await chosenBy(state, sim);
    begin(state, ...seen);
    expect(candidates(state, ...seen)).toEqual([]);
    expect(countOf(state, ...seen)).toBe(0);
  });

  test("may be young: it is sent again where nothing was done", async () => {
    const sim = new Simulation("clickhouse");
    sim.killMishaps.push({ error: fault("failed") });
    const report = await kill(sim, { choice: ids("q") });
    expect([sent(sim), outcomes(report)]).toEqual([[["q"], ["q"]], { q: "gone" }]);
  });

  test("is sent once it is listed, where nothing was done before", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 0);
    sim.killMishaps.push(THROTTLED);
    const report = await kill(sim, { choice: ids("q") });
    expect([sent(sim), outcomes(report)]).toEqual([[["q"], ["q"]], { q: "killed" }]);
    expect(report.results[0]!.user).toBe("report");
  });

  test("is no candidate where it was listed before", async () => {
    const sim = new Simulation("clickhouse");
    const one = sim.add("q");
    const state = stateOf(sim, { choice: ids("q") });
    expect(candidates(state, ...(await chosenBy(state, sim)))).toEqual(["q"]);
    sim.end(one);
    expect(countOf(state, ...(await chosenBy(state, sim)))).toBe(0);
    expect(candidates(state, ...(await chosenBy(state, sim)))).toEqual([]);
  });

  test("is not sent unseen where it was listed before", async () => {
    const sim = new Simulation("clickhouse");
    const one = sim.add("q", 600);
    sim.killMishaps.push(THROTTLED);
    // The newcomer is too young to be listed when the next round looks.
    sim.in(6_950, () => {
      sim.end(one);
      sim.add("q", 0, { user: "billing" });
    });
    const report = await kill(sim, { choice: ids("q") });
    expect([sent(sim), outcomes(report), sim.live.length]).toEqual([[["q"]], { q: "gone" }, 1]);
    expect(codes(report)).toEqual(["W DBKILL_SESSION_NOT_FOUND"]);
  });
});

describe("a session that could not be sent at first", () => {
  test("and has ended since had ended before the kill", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.killMishaps.push(THROTTLED);
    sim.in(1_000, () => sim.end(one));
    const report = await kill(sim, { choice: ids("1") });
    expect([outcomes(report), codes(report)]).toEqual([{ 1: "gone" }, ["W DBKILL_SESSION_NOT_FOUND"]]);
  });

  test("and has ended since is told with the service's own words", async () => {
    const sim = new Simulation("mrs");
    const one = sim.add("a");
    sim.killMishaps.push(THROTTLED);
    sim.in(1_000, () => sim.end(one, true));
    const { results } = await kill(sim, { choice: ids("a") });
    expect(results).toMatchObject([{ outcome: "gone", statusBefore: "RUNNING", statusAfter: "FINISHED" }]);
  });

  test("by its id and is spared since has no result", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.killMishaps.push(THROTTLED);
    sim.in(1_000, () => Object.assign(one, { database: "other" }));
    const report = await kill(sim, { choice: ids("1"), exclude: { databases: ["other"] } });
    expect([sent(sim), report.results]).toEqual([[["1"]], []]);
    expect(report.spared).toMatchObject([{ session: { id: "1" }, reason: "excluded" }]);
  });

  test("by a filter is chosen afresh, whose connection it is by then", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    sim.killMishaps.push(THROTTLED);
    sim.in(1_000, () => {
      sim.end(one);
      sim.add("1", 0, { host: "10.9.9.9:1" });
    });
    const report = await kill(sim);
    expect([sent(sim), outcomes(report), sim.live]).toEqual([[["1"], ["1"]], { 1: "killed" }, []]);
  });

  test("by its id stands for what it named first, however little it changes each time", async () => {
    const sim = new Simulation("clickhouse");
    const one = sim.add("q", 600);
    const state = stateOf(sim, { choice: ids("q") });
    const found: string[][] = [];
    for (let round = 0; round < 3; round++) {
      found.push(candidates(state, ...(await chosenBy(state, sim))));
      one.startedAt += 1_000;
    }
    expect(found).toEqual([["q"], ["q"], []]);
  });

  test("is chosen afresh without what is over of an earlier round", async () => {
    const sim = new Simulation();
    const one = sim.add("1");
    const state = stateOf(sim, { choice: REPORT });
    expect(candidates(state, ...(await chosenBy(state, sim)))).toEqual(["1"]);
    const track = state.tracks.get("1")!;
    Object.assign(track, { dropped: true, held: "It changed." });
    one.startedAt = sim.time;
    expect(candidates(state, ...(await chosenBy(state, sim)))).toEqual(["1"]);
    expect(track).toMatchObject({ dropped: false, held: undefined });
    expect(track.seen.sessions[0]!.duration_seconds).toBe(0);
  });
});

test("a session that the vendor refused by itself is not sent with the others again", async () => {
  const sim = new Simulation();
  sim.add("1", 100, { refuses: { message: "no" } });
  sim.add("2", 100, { lingers: 1e9 });
  const answer = sim.ports.killer.kill;
  const killer = {
    kill: async (...args: Parameters<typeof answer>) => {
      const response = await answer(...args);
      return sim.requests.length === 1 ? { ...response, unanswered: ["2"] } : response;
    },
  };
  Object.defineProperty(sim, "ports", { value: { source: sim.source, killer } });
  const report = await kill(sim, {}, { deadline: sim.time + 20_000 });
  expect([sent(sim), outcomes(report)]).toEqual([[["1", "2"], ["2"]], { 1: "refused", 2: "survived" }]);
});
