import { PolicyMemories, PolicyMemory } from "../../../../src/engine/runner/history";
import type { Judgement } from "../../../../src/model";
import { session } from "../../model/support";
import { mysql } from "./support";

const MINUTE = 60_000;
const START = 100_000_000;

/** A memory, and the clock that it reads. */
function remembering() {
  const clock = { time: START };
  const memory = new PolicyMemory({ now: () => clock.time, date: () => new Date(clock.time) });
  /** Kills a statement that began at a moment, as the list tells its age in whole seconds. */
  const kill = (began: number, more = {}) => {
    const duration_seconds = Math.round((clock.time - began) / 1_000);
    memory.killed(session({ duration_seconds, ...more }), clock.time);
  };
  return { clock, memory, kill, count: () => memory.history().killedWithinHour };
}

describe("the kills of an hour", () => {
  test("count one statement once, however long it takes to end, and by its first kill", () => {
    const { clock, kill, count } = remembering();
    for (const [minute, ms] of [
      [0, 400],
      [1, 0],
      [30, 900],
      [59, 100],
    ] as const) {
      clock.time = START + minute * MINUTE + ms;
      kill(START);
      expect(count()).toBe(1);
    }
    clock.time = START + 60 * MINUTE + 400;
    expect(count()).toBe(0);
  });

  test("are known as long as the session is listed as ending, however long its rollback takes, and count for an hour", () => {
    const { clock, memory, kill, count } = remembering();
    const isKnown = () => {
      const duration_seconds = Math.round((clock.time - START) / 1_000);
      return memory.hasKilled(session({ duration_seconds }));
    };
    kill(START);
    for (let minute = 10; minute <= 150; minute += 10) {
      clock.time = START + minute * MINUTE;
      expect([minute, count(), isKnown()]).toEqual([minute, minute < 60 ? 1 : 0, true]);
    }
    clock.time += 61 * MINUTE;
    expect([count(), isKnown()]).toEqual([0, false]);
  });

  test("count again once the session is killed again after an hour", () => {
    const { clock, memory, kill, count } = remembering();
    kill(START);
    clock.time += 59 * MINUTE;
    memory.hasKilled(session({ duration_seconds: 59 * 60 }));
    clock.time += 2 * MINUTE;
    expect(count()).toBe(0);
    kill(START);
    expect(count()).toBe(1);
  });

  test("count for an hour to the millisecond", () => {
    const { clock, kill, count } = remembering();
    kill(START - MINUTE);
    clock.time = START + 60 * MINUTE - 1;
    expect(count()).toBe(1);
    clock.time++;
    expect(count()).toBe(0);
  });

  test("count another session, another user and a later statement for themselves", () => {
    const { clock, kill, count } = remembering();
    kill(START);
    kill(START, { id: "12" });
    kill(START, { user: "etl" });
    clock.time += MINUTE;
    kill(START + MINUTE);
    expect(count()).toBe(4);
  });

  test("count two statements of one connection for themselves, each for an hour", () => {
    const { clock, kill, count } = remembering();
    kill(START);
    clock.time += MINUTE;
    kill(START + MINUTE);
    // Listed again, as precisely as ages tell it, and half a second later than that.
    kill(START + MINUTE + 1_000);
    expect(count()).toBe(2);
    clock.time = START + 60 * MINUTE;
    expect(count()).toBe(1);
    kill(START + MINUTE);
    expect(count()).toBe(1);
    clock.time += MINUTE;
    expect(count()).toBe(0);
    kill(START + 61 * MINUTE);
    expect(count()).toBe(1);
  });

  test("tell a statement by its start to a second and a half, and by its id where there is one", () => {
    const { clock, memory, count } = remembering();
    const seen = (more: object) => session({ duration_seconds: 0, ...more });
    memory.killed(seen({ query_id: "7" }), clock.time);
    memory.killed(seen({ query_id: "8" }), clock.time);
    memory.killed(seen({}), clock.time);
    expect(count()).toBe(3);
    clock.time += 1_500;
    expect(memory.hasKilled(seen({}))).toBe(true);
    clock.time++;
    expect([memory.hasKilled(seen({})), memory.hasKilled(seen({ query_id: "9" }))]).toEqual([false, false]);
  });

  test("count what is dated in the future, after a clock was set back", () => {
    const { clock, kill, count } = remembering();
    kill(START);
    clock.time -= 600 * MINUTE;
    expect(count()).toBe(1);
  });
});

describe("a change of the machine's date", () => {
  test.each([
    ["forward", 5],
    ["back", -5],
  ])("%s neither ends the hour of a kill nor makes its statement another one", (_, hours) => {
    const time = { passed: 7_000, date: START };
    const clock = { now: () => time.passed, date: () => new Date(time.date) };
    const memories = new PolicyMemories(clock);
    const old = session({ id: "1", duration_seconds: 10 });
    memories.of("key", "one").killed(old, 5_000);
    time.date += hours * 60 * MINUTE;
    time.passed += 59 * MINUTE;
    const memory = memories.of("key", "two");
    expect(memory.history().killedWithinHour).toBe(1);
    expect(memory.hasKilled({ ...old, duration_seconds: 12 + 59 * 60 })).toBe(true);
    expect(memory.hasKilled({ ...old, duration_seconds: 20 + 59 * 60 })).toBe(false);
    time.passed += MINUTE;
    expect(memory.history().killedWithinHour).toBe(0);
  });
});

test("a kill of an earlier run is known though its line was written long after its age was read, and its connection's next statement is not", () => {
  const clock = { time: START };
  const memories = new PolicyMemories({ now: () => clock.time, date: () => new Date(clock.time) });
  const killed = session({ duration_seconds: 100 });
  memories.restore("key", killed, START);
  memories.restore("key", killed, START + 2_000);
  clock.time += 60_000;
  const memory = memories.of("key", "one");
  // It began 30 s before the line, less its age, says.
  expect(memory.hasKilled({ ...killed, duration_seconds: 190 })).toBe(true);
  expect(memory.hasKilled({ ...killed, duration_seconds: 159 })).toBe(true);
  expect(memory.hasKilled({ ...killed, duration_seconds: 150 })).toBe(false);
  expect(memory.hasKilled({ ...killed, id: "12", duration_seconds: 190 })).toBe(false);
});

describe("the memory of policies", () => {
  test("of one that was away for a while begins anew, but for its kills", async () => {
    const sim = mysql();
    const memories = new PolicyMemories(sim);
    const memory = memories.of("key", "one");
    memory.killed({ ...sim.add("1"), duration_seconds: 1, state: "" }, sim.time);
    memory.saw({ conditionHolds: true } as Judgement);
    memories.retain(new Set(["key"]));
    sim.pass(5_000);
    expect(memories.of("key", "one").history().heldSeconds).toBe(5);
    memories.retain(new Set());
    expect(memories.of("key", "one").history()).toMatchObject({ heldSeconds: 0, killedWithinHour: 1 });
  });

  test("across runners is whole for an unchanged one, and for a changed one its kills", async () => {
    const sim = mysql();
    const memories = new PolicyMemories(sim);
    const memory = memories.of("key", "one");
    memory.killed({ ...sim.add("1"), duration_seconds: 1, state: "" }, sim.time);
    memory.saw({ conditionHolds: true } as Judgement);
    sim.pass(5_000);
    expect(memories.of("key", "one").history()).toMatchObject({ heldSeconds: 5, killedWithinHour: 1 });
    expect(memories.of("key", "two").history()).toMatchObject({ heldSeconds: 0, killedWithinHour: 1 });
    expect(memories.of("other", "one").history()).toMatchObject({ heldSeconds: 0, killedWithinHour: 0 });
    // A pass that goes on with the old revision still counts.
    memory.killed({ ...sim.add("2"), duration_seconds: 1, state: "" }, sim.time);
    expect(memories.of("key", "two").history().killedWithinHour).toBe(2);
  });
});
