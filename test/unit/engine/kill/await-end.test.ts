import { newTrack, type Track } from "../../../../src/engine/kill/track";
import { awaitEnd, hasTimeFor, pause, pauseAfter, youth } from "../../../../src/engine/kill/verify";
import type { EngineContext, Listing, SessionSource } from "../../../../src/engine/ports";
import type { Session } from "../../../../src/model";
import { factsOf } from "../../../../src/vendors/facts";
import { fault, Simulation } from "./simulation";

function session(id: string, more: Partial<Session> = {}): Session {
  const blank = { user: "report", host: "h", database: "", command: "", state: "", info: "" };
  return { id, ...blank, duration_seconds: 100, ...more };
}

/** What one look answers: sessions, or an error. */
type Answer = Partial<Listing> | Error;

/** A source that answers one after the other, and the last one for ever; each look takes 20 ms. */
function scripted(sim: Simulation, ...answers: Answer[]) {
  const looks: { at: number; aborted: boolean; keys?: readonly string[] }[] = [];
  const source: SessionSource = {
    ...sim.source,
    list: async (signal, keys) => {
      const answer = answers[Math.min(looks.length, answers.length - 1)]!;
      looks.push({ at: sim.time, aborted: signal.aborted, keys });
      sim.pass(20);
      if (answer instanceof Error) throw answer;
      return { sessions: [], complete: true, at: sim.time, ...answer };
    },
  };
  return { source, looks };
}

function track(sim: Simulation, id: string, known: Partial<Track> = {}): Track {
  const seen = { sessions: [session(id)], from: sim.time - 10, at: sim.time };
  return Object.assign(newTrack(id, seen), { sentAt: sim.time, accepted: true }, known);
}

const NEVER = { sessions: [], from: 0, at: 0 };
const UNSEEN = { first: NEVER, seen: NEVER };
const THERE = { sessions: [session("1")] };

async function wait(
  answers: Answer[],
  { known = {}, service = "dbbrain", ctx = {}, patienceMs = undefined as number | undefined } = {},
) {
  const sim = new Simulation(service);
  const one = track(sim, "1", known);
  const { source, looks } = scripted(sim, ...answers);
  const start = sim.time;
  const verification = await awaitEnd([one], source, sim.context(ctx), patienceMs);
  return { sim, one, looks, verification, waited: sim.time - start };
}

describe("time for a pause", () => {
  test.each([
    ["no deadline", undefined, 60_000],
    ["a deadline, of which two seconds are kept", 10_000, 8_000],
    ["a deadline, of which a tenth is kept", 100_000, 90_000],
  ])("with %s", (_what, time, least) => {
    const sim = new Simulation();
    const ctx = sim.context(time === undefined ? {} : { deadline: sim.time + time });
    expect(hasTimeFor(least - 1, ctx)).toBe(true);
    expect(hasTimeFor(least, ctx)).toBe(false);
  });
});

test("a pause after failures is longer each time, and as long as the service asks", () => {
  expect([1, 2, 3].map((failures) => pauseAfter(failures, 0))).toEqual([500, 1_000, 2_000]);
  expect([pauseAfter(1, 7_000), pauseAfter(3, 700)]).toEqual([7_000, 2_000]);
});

describe("a pause", () => {
  const passing = (sleep: EngineContext["clock"]["sleep"]) => {
    const sim = new Simulation();
    return { sim, ctx: sim.context({ clock: Object.assign(Object.create(sim), { sleep }) }) };
  };

  test("tells whether the operation goes on", async () => {
    const sim = new Simulation();
    expect([await pause(sim.context(), 100), sim.sleeps]).toEqual([true, [100]]);
    sim.in(50, () => sim.abort.abort(new Error("stop")));
    expect([await pause(sim.context(), 100), sim.sleeps]).toEqual([false, [100, 100]]);
    expect([await pause(sim.context(), 100), sim.sleeps]).toEqual([false, [100, 100]]);
  });

  test("that an abort does not cut short, but meets, ends the operation too", async () => {
    const { sim, ctx } = passing(async () => sim.abort.abort(new Error("stop")));
    expect(await pause(ctx, 100)).toBe(false);
  });

  test("throws what is no abort", async () => {
    const broken = new Error("no timer");
    const { ctx } = passing(async () => {
      throw broken;
    });
    await expect(pause(ctx, 100)).rejects.toBe(broken);
  });
});

test("a session may be young for a second more than the service says, as ages are rounded", () => {
  expect(youth(factsOf("clickhouse"))).toBe(2_000);
  expect(youth(factsOf("dbbrain"))).toBe(0);
  expect(youth(factsOf("mrs"))).toBe(0);
});

describe("the fate of a session", () => {
  const fate = async (answer: Answer, known: Partial<Track> = {}, service = "clickhouse") =>
    (await wait([answer], { known, service, patienceMs: 0 })).one.fate;
  const aged = (...ages: number[]) => ({
    sessions: ages.map((duration_seconds, index) => session("1", { duration_seconds, host: `h${index}` })),
  });

  test("that is listed is told by who has the id", async () => {
    expect(await fate(THERE)).toEqual({ kind: "there", session: session("1") });
    expect(await fate({ sessions: [session("1", { user: "etl" })] })).toEqual({ kind: "replaced" });
    expect(await fate({ sessions: [session("2")] })).toMatchObject({ kind: "absent" });
  });

  test.each([
    ["as old as its request", [0], "there"],
    ["older", [9], "there"],
    ["old, beside a newcomer", [-9, 9], "there"],
    ["a newcomer", [-9], "replaced"],
  ])("that was sent unseen is told by its age: %s", async (_what, ages, kind) => {
    expect(await fate(aged(...ages), UNSEEN)).toMatchObject({ kind });
  });

  test("that was never sent, nor listed before, is there by now", async () => {
    expect(await fate(aged(-9), { ...UNSEEN, sentAt: undefined })).toMatchObject({ kind: "there" });
  });

  test("that is not listed is told by what the service says, or by how complete the list is", async () => {
    const ended = { status: "FINISHED", finished: true, message: null };
    const told = { ended: new Map([["1", ended]]) };
    expect(await fate({ ...told, complete: false })).toEqual({ kind: "absent", ended });
    expect(await fate({ complete: false })).toEqual({ kind: "unclear" });
  });

  test("that is not listed may be young where it was sent a moment ago", async () => {
    const sent = (ms: number) => ({ sentAt: 1_000_000 - ms });
    expect(await fate({}, sent(1_999))).toEqual({ kind: "absent", early: true });
    expect(await fate({}, sent(2_000))).toEqual({ kind: "absent", early: false });
    expect(await fate({}, { ...UNSEEN, ...sent(1_999) })).toEqual({ kind: "unclear" });
    expect(await fate({}, { ...UNSEEN, ...sent(2_000) })).toEqual({ kind: "absent", early: false });
    expect(await fate({}, { ...UNSEEN, sentAt: undefined })).toEqual({ kind: "absent", early: false });
    expect(await fate({}, sent(0), "dbbrain")).toEqual({ kind: "absent", early: false });
  });
});

describe("the waiting", () => {
  test("looks for the keys that were sent, and ends where they are gone", async () => {
    const { looks, verification, sim } = await wait([{}]);
    expect(looks).toMatchObject([{ keys: ["1"], aborted: false }]);
    expect([verification, sim.sleeps]).toEqual([{ waitedMs: 20 }, []]);
  });

  test("goes on while one is there, or nothing tells", async () => {
    const { looks, sim, one } = await wait([THERE, { complete: false }, {}]);
    expect([looks.length, sim.sleeps, one.fate?.kind]).toEqual([3, [250, 500], "absent"]);
  });

  test.each([
    ["was not sent", { sentAt: undefined }, 1],
    ["was sent", {}, 2],
  ])("for one that is there and %s", async (_what, known, count) => {
    expect((await wait([THERE, {}], { known })).looks).toHaveLength(count);
  });

  test.each([
    ["accepted", true, 1],
    ["not confirmed", false, 5],
  ])(
    "for one that is absent, where a newcomer may be young, and the kill was %s",
    async (_what, accepted, count) => {
      const { looks } = await wait([{}], { known: { accepted }, service: "clickhouse" });
      expect(looks).toHaveLength(count);
    },
  );

  test("ends with the patience of the caller", async () => {
    const { looks, waited, one, sim } = await wait([THERE], { patienceMs: 1_000 });
    expect([looks.length, waited, sim.sleeps, one.fate?.kind]).toEqual([4, 1_020, [250, 500, 190], "there"]);
  });

  test("ends with the operation's time, of which some is kept", async () => {
    const sim = new Simulation();
    const { source, looks } = scripted(sim, THERE);
    await awaitEnd([track(sim, "1")], source, sim.context({ deadline: sim.time + 2_020 }), 60_000);
    expect([looks.length, sim.sleeps]).toEqual([1, []]);
  });

  test("is told with what it met last, and in all", async () => {
    const { fault: failed } = fault("failed");
    const { verification, looks, one, waited } = await wait([THERE, fault("failed")]);
    expect(verification).toEqual({ waitedMs: waited, fault: failed });
    expect([looks.length, one.fate]).toEqual([4, undefined]);
  });

  test("forgets a failure after a look that succeeds", async () => {
    const bad = fault("failed");
    const { verification, looks } = await wait([bad, bad, THERE, bad, bad, {}]);
    expect([looks.length, verification.fault]).toEqual([6, undefined]);
  });

  test.each(["configuration", "gone"] as const)("ends at a failure of kind %s", async (kind) => {
    const { looks, verification } = await wait([fault(kind), {}]);
    expect([looks.length, verification.fault?.kind]).toEqual([1, kind]);
  });

  test("ends at a bug, which is told", async () => {
    const bug = new TypeError("bug");
    const { looks, verification } = await wait([bug, {}]);
    expect([looks.length, verification.error, verification.fault]).toEqual([1, bug, undefined]);
  });

  test("keeps what was seen to have ended when a look fails", async () => {
    const sim = new Simulation();
    const tracks = [track(sim, "1"), track(sim, "2"), track(sim, "3", { sentAt: undefined })];
    const { source } = scripted(sim, THERE, fault("configuration"));
    await awaitEnd(tracks, source, sim.context());
    expect(tracks.map(({ fate }) => fate?.kind)).toEqual([undefined, "absent", "absent"]);
  });
});

describe("an abort while waiting", () => {
  const aborted = async (...answers: Answer[]) => {
    const sim = new Simulation();
    const one = track(sim, "1");
    const logged: string[] = [];
    const { source, looks } = scripted(sim, ...answers);
    sim.in(100, () => sim.abort.abort(new Error("stop")));
    const ctx = sim.context({ log: (level) => void logged.push(level) });
    const { fault: problem } = await awaitEnd([one], source, ctx);
    return { looks, one, logged, problem };
  };

  test("is followed by one more look", async () => {
    const { looks, one, logged } = await aborted(THERE, {});
    expect([looks.map((look) => look.aborted), one.fate?.kind, logged]).toEqual([
      [false, false],
      "absent",
      [],
    ]);
  });

  test("leaves what was seen before where that look fails", async () => {
    const { looks, one, logged, problem } = await aborted(THERE, fault("failed"));
    expect([looks.length, one.fate?.kind, logged, problem]).toEqual([2, "there", ["warn"], undefined]);
  });
});
