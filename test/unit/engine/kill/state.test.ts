import { NEVER, type Sighting } from "../../../../src/engine/kill/look";
import {
  CHANGED,
  isFinal,
  KillState,
  messageOf,
  REPLACED,
  UNEXPECTED,
  unexpected,
} from "../../../../src/engine/kill/state";
import { isPending, mayHaveKilled, newTrack, sizeOf, type Track } from "../../../../src/engine/kill/track";
import type { EngineContext, Fault } from "../../../../src/engine/ports";
import { fault, Simulation } from "./simulation";
import { ids, type Order, order, stateOf } from "./support";

const SIM = new Simulation();
const session = (id: string, more: Parameters<Simulation["add"]>[2] = {}) =>
  SIM.toSession(new Simulation().add(id, 100, more));
const seen = (...users: string[]): Sighting => ({
  sessions: users.map((user) => session("1", { user })),
  from: 0,
  at: 0,
});
const FAILED = fault("failed").fault;

describe("a session", () => {
  const known = (more: Partial<Track>) => Object.assign(newTrack("1", seen("report")), more);
  const refusal = { message: "no" };

  test.each<[string, boolean, Partial<Track>]>([
    ["was not sent", true, {}],
    ["was sent", false, { sentAt: 0 }],
    ["was sent, and the answer is in doubt", true, { sentAt: 0, doubt: true }],
    ["has ended", false, { gone: {}, doubt: true }],
    ["can't be sent", false, { unsendable: true, doubt: true }],
    ["was dropped", false, { dropped: true, doubt: true }],
    ["was refused by itself", false, { refusal, doubt: true }],
    ["was refused alone", false, { refusal, refusedWith: ["1"] }],
    ["was refused with others", true, { refusal, refusedWith: ["1", "2"] }],
  ])("that %s may be sent by another round: %s", (_what, pending, more) => {
    expect(isPending(known(more))).toBe(pending);
  });

  test.each<[string, boolean, Partial<Track>]>([
    ["was not sent", false, {}],
    ["was sent", true, { sentAt: 0 }],
    ["was refused alone", false, { refusedWith: ["1"] }],
    ["was refused with others", true, { refusedWith: ["1", "2"] }],
  ])("that %s may be killed: %s", (_what, killed, more) => {
    expect(mayHaveKilled(known(more))).toBe(killed);
  });

  test("counts for all that have its id, and for one where it was never listed", () => {
    expect([sizeOf({ seen: seen("a", "b") }), sizeOf({ seen: seen("a") }), sizeOf({ seen: NEVER })]).toEqual([
      2, 1, 1,
    ]);
  });

  test("is new with nothing sent, and as it was first seen", () => {
    const first = seen("report");
    expect(newTrack("1", first)).toEqual({ key: "1", first, seen: first, accepted: false, doubt: false });
  });
});

describe("who is spared", () => {
  const spared = (user: string, reason: "system" | "changed") => ({
    session: session("1", { user }),
    reason,
    detail: "d",
  });

  test("is kept once for each user and reason", () => {
    const state = stateOf(SIM);
    const all = [spared("a", "system"), spared("a", "changed"), spared("b", "system")];
    for (const each of [...all, ...all]) state.spare(each);
    expect([state.spared, state.isSpared("1"), state.isSpared("2")]).toEqual([all, true, false]);
    state.unspare("1");
    expect([state.spared, state.isSpared("1")]).toEqual([[], false]);
  });
});

describe("a session that changed before it was sent", () => {
  const change = (what: Order, user: string, known: Partial<Track> = {}) => {
    const state = stateOf(SIM, what);
    const track = Object.assign(state.track("1", seen("report")), { doubt: true }, known);
    expect(state.spareChanged(track, seen(user, "etl"))).toBe(false);
    expect(track).toMatchObject({ doubt: false, held: CHANGED });
    expect(state.spared.map(({ session: { user: name }, reason }) => [name, reason])).toEqual([
      [user, "changed"],
      ["etl", "changed"],
    ]);
    return [track.gone, state.changed];
  };

  test("may be chosen afresh by a filter, and by its id if it may still be there", () => {
    expect(change({}, "billing")).toEqual([undefined, true]);
    expect(change({ choice: ids("1") }, "report")).toEqual([undefined, true]);
  });

  test("has ended where its id was named and has a new owner", () => {
    expect(change({ choice: ids("1") }, "billing")).toEqual([{ message: REPLACED }, false]);
  });

  test("stays as it is where it was sent", () => {
    for (const what of [{}, { choice: ids("1") }])
      expect(change(what, "billing", { sentAt: 0 })).toEqual([undefined, false]);
  });
});

describe("a failure", () => {
  test("is noted for the sessions that it kept from being sent, with the longest time to wait", () => {
    const state = stateOf(SIM);
    const track = state.track("1", NEVER);
    state.noteFault([track], { ...FAILED, retryAfterMs: 700 });
    state.noteFault([track], FAILED);
    expect([track.fault, state.retryAfterMs]).toEqual([FAILED, 700]);
  });

  test("that no request gets past is thrown where nothing was sent", () => {
    const state = stateOf(SIM);
    const error = new Error("x");
    state.track("1", NEVER);
    expect(() => state.stop(FAILED, error)).toThrow(error);
    expect(state.halted).toBe(false);
  });

  test("that no request gets past is noted for what was not sent, where something was", () => {
    const state = stateOf(SIM);
    const [, waiting] = [
      Object.assign(state.track("1", NEVER), { sentAt: 0 }),
      state.track("2", NEVER),
      Object.assign(state.track("3", NEVER), { gone: {} }),
    ];
    expect(state.stop(FAILED, new Error("x"))).toBeUndefined();
    expect([...state.tracks.values()].map((track) => track.fault)).toEqual([undefined, FAILED, undefined]);
    expect([waiting.fault, state.halted]).toEqual([FAILED, true]);
  });

  test("that no adapter knows is a bug: thrown where nothing was sent", () => {
    const state = stateOf(SIM);
    const bug = new TypeError("b\u001bug");
    expect(() => state.faultOf(bug)).toThrow(bug);
    expect(state.faultOf(fault("lost")).kind).toBe("lost");
    state.unlistedUnconfirmed = true;
    expect(state.faultOf(bug)).toMatchObject({ kind: "configuration", code: UNEXPECTED });
    expect(state.faultOf(bug).detail).toContain("b\\x1bug");
  });

  test.each<[Fault["kind"], boolean]>([
    ["configuration", true],
    ["gone", true],
    ["aborted", true],
    ["lost", false],
    ["throttled", false],
    ["refused", false],
    ["failed", false],
    ["not_found", false],
  ])("of kind %s is final: %s", (kind, final) => {
    expect(isFinal({ ...FAILED, kind })).toBe(final);
  });

  test("says what it is, whatever was thrown", () => {
    expect(messageOf(new Error("no\u001b"))).toBe("no\\x1b");
    expect(messageOf("text")).toBe("text");
    expect(messageOf("x".repeat(400)).length).toBeLessThan(310);
    expect(unexpected("text", "lost")).toMatchObject({ kind: "lost", code: UNEXPECTED });
  });
});

describe("a run", () => {
  test("has touched something once a request may have killed", () => {
    const state = stateOf(SIM);
    const track = state.track("1", NEVER);
    expect(state.touched).toBe(false);
    state.track("2", NEVER);
    track.sentAt = 0;
    expect(state.touched).toBe(true);
    const all = stateOf(SIM);
    all.unlistedUnconfirmed = true;
    expect(all.touched).toBe(true);
  });

  test("is over when it is halted, aborted, or out of time", () => {
    const sim = new Simulation();
    const over = (more: Partial<EngineContext> = {}) =>
      new KillState(order(), sim.ports, sim.context(more)).isOver();
    expect([over(), over({ deadline: sim.time + 1 }), over({ deadline: sim.time })]).toEqual([
      false,
      false,
      true,
    ]);
    const state = stateOf(sim);
    state.halt({ code: "C", severity: "error", summary: "s", detail: "d" });
    expect([state.isOver(), state.events.map(({ code }) => code)]).toEqual([true, ["C"]]);
    sim.abort.abort();
    expect(over()).toBe(true);
  });

  test("starts with nothing done, and with what guards and events need", () => {
    const state = new KillState(order({ maxKills: 3, statements: "hidden" }), SIM.ports, SIM.context());
    expect(state).toMatchObject({
      matched: 0,
      clear: true,
      complete: true,
      halted: false,
      changed: false,
      trackedOnly: false,
      unlistedUnconfirmed: false,
    });
    expect([state.events, state.requestIds, state.spared]).toEqual([[], [], []]);
    expect(state.subject).toEqual({
      facts: SIM.facts,
      name: "db-1",
      chooser: state.chooser,
      maxKills: 3,
      describe: { statements: "hidden", hostPort: SIM.facts.list!.hostPort },
      planned: false,
    });
    expect(stateOf(new Simulation("mrs"), { choice: ids("a") }).subject.describe.hostPort).toBeUndefined();
  });

  test("logs each request, with the target and how many it names", () => {
    const logged: unknown[] = [];
    const log: EngineContext["log"] = (level, _message, fields) => logged.push([level, fields]);
    new KillState(order(), SIM.ports, SIM.context({ log })).logSend(7);
    expect(logged).toEqual([["info", { target: "db-1", sessions: 7 }]]);
  });

  test("holds back an id that can't be sent, with the reason", () => {
    const state = stateOf(SIM);
    const good = state.track("1", NEVER);
    const bad = state.track("x", NEVER);
    const long = state.track("2", NEVER);
    expect([state.holdUnsendable(good), state.holdUnsendable(bad)]).toEqual([false, true]);
    state.holdTooLong(long);
    expect([good.unsendable, good.held, bad.unsendable, long.unsendable]).toEqual([
      undefined,
      undefined,
      true,
      true,
    ]);
    expect([typeof bad.held, typeof long.held]).toEqual(["string", "string"]);
  });
});
