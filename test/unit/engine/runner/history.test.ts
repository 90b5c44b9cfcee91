import { PolicyMemory } from "../../../../src/engine/runner/history";
import { session } from "../../model/support";

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

  test("count what is dated in the future, after a clock was set back", () => {
    const { clock, kill, count } = remembering();
    kill(START);
    clock.time -= 600 * MINUTE;
    expect(count()).toBe(1);
  });
});
