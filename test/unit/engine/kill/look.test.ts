import {
  isReplaced,
  isSame,
  isSameVictim,
  lookAt,
  mayHaveRunAt,
  type Sighting,
} from "../../../../src/engine/kill/look";
import type { ServiceFacts, Session } from "../../../../src/model";
import { factsOf } from "../../../../src/vendors/facts";
import { Simulation } from "./simulation";

const QUERIES = factsOf("clickhouse");
const CONNECTIONS = factsOf("dbbrain");
const LOOKED_UP = factsOf("mrs");
const { kill: _, ...NO_KILL } = QUERIES as ServiceFacts;

const AT = 1_000_000;

function session(more: Partial<Session> = {}): Session {
  return {
    id: "1",
    user: "report",
    host: "h",
    database: "",
    command: "",
    state: "",
    duration_seconds: 100,
    info: "",
    ...more,
  };
}

/** The sessions of one key, in a listing that took so many ms and was answered at `at`. */
function seen(at: number, sessions: readonly Partial<Session>[], took = 0): Sighting {
  return { sessions: sessions.map(session), from: at - took, at };
}

const ONE = seen(AT, [{}]);
const LATER = 10_000;
/** The same statement, 10 s later, and so many seconds off. */
const later = (off = 0, more: Partial<Session> = {}) =>
  seen(AT + LATER, [{ duration_seconds: 110 - off, ...more }]);

describe("the same session", () => {
  test.each([
    [0, true],
    [2, true],
    [-2, true],
    [3, false],
    [-3, false],
  ])("began within two seconds: %d s later: %s", (off, same) => {
    expect(isSame(ONE, later(off), QUERIES)).toBe(same);
    expect(isSame(ONE, later(off), CONNECTIONS)).toBe(same);
  });

  test("is the same statement where a kill ends a statement: by its id, and by its text", () => {
    const one = seen(AT, [{ query_id: "7", info: "SELECT 1" }]);
    const now = (query_id: string, info: string) => later(0, { query_id, info });
    expect(isSame(one, now("7", "SELECT 1"), QUERIES)).toBe(true);
    expect(isSame(one, now("8", "SELECT 1"), QUERIES)).toBe(false);
    expect(isSame(one, now("7", "SELECT 2"), QUERIES)).toBe(false);
    expect(isSame(one, now("8", "SELECT 2"), CONNECTIONS)).toBe(true);
  });

  test.each([{ user: "etl" }, { host: "g" }])("has the same user and host, not %j", (more) => {
    expect(isSame(ONE, later(0, more), QUERIES)).toBe(false);
  });

  test("tells no age where sessions are looked up by ids that are never used twice", () => {
    expect(isSame(ONE, later(50), LOOKED_UP)).toBe(true);
  });

  test("is each of those that have the id now", () => {
    const now = seen(AT, [{}, { host: "g" }]);
    expect(isSame(ONE, now, QUERIES)).toBe(false);
    expect(isSame(now, ONE, QUERIES)).toBe(true);
    expect(isSame(now, now, QUERIES)).toBe(true);
  });
});

describe("the same victim", () => {
  test("is a connection with any statement", () => {
    expect(isSameVictim(ONE, later(105), CONNECTIONS)).toBe(true);
    expect(isSameVictim(ONE, later(105, { host: "g" }), CONNECTIONS)).toBe(false);
  });

  test.each([
    ["a kill that ends queries", QUERIES],
    ["no kill", NO_KILL],
  ])("is one query with %s", (_what, facts) => {
    expect(isSameVictim(ONE, later(), facts)).toBe(true);
    expect(isSameVictim(ONE, later(105), facts)).toBe(false);
  });

  test("is each of the connections that have the id now", () => {
    const two = seen(AT, [{}, { host: "g" }]);
    expect(isSameVictim(ONE, two, CONNECTIONS)).toBe(false);
    expect(isSameVictim(two, ONE, CONNECTIONS)).toBe(true);
  });
});

describe("a session that is replaced", () => {
  test("has another user or host", () => {
    for (const facts of [QUERIES, CONNECTIONS, LOOKED_UP, NO_KILL]) {
      expect(isReplaced(ONE, later(0, { user: "etl" }), facts)).toBe(true);
      expect(isReplaced(ONE, later(0, { host: "g" }), facts)).toBe(true);
      expect(isReplaced(ONE, later(), facts)).toBe(false);
    }
  });

  test.each([
    [2, false],
    [3, true],
  ])("is, where queries are killed, one that began later for certain: %d s: %s", (off, replaced) => {
    expect(isReplaced(ONE, later(off), QUERIES)).toBe(replaced);
    expect(isReplaced(ONE, later(off), NO_KILL)).toBe(replaced);
    expect(isReplaced(ONE, later(off), CONNECTIONS)).toBe(false);
    expect(isReplaced(ONE, later(off), LOOKED_UP)).toBe(false);
  });

  test("is not told by the age that a slow listing shows", () => {
    expect(isReplaced(ONE, seen(AT + LATER, [{ duration_seconds: 103 }], 7_000), QUERIES)).toBe(false);
  });

  test("is none of those that had the id before, nor of those that have it now", () => {
    const two = seen(AT, [{}, { host: "g" }]);
    const other = seen(AT, [{ host: "x" }]);
    expect(isReplaced(two, ONE, QUERIES)).toBe(false);
    expect(isReplaced(ONE, two, QUERIES)).toBe(false);
    expect(isReplaced(two, other, QUERIES)).toBe(true);
  });
});

test("a session may have run at a moment by its age, allowing for two seconds and a slow listing", () => {
  const look = { from: AT - 5_000, at: AT } as Parameters<typeof mayHaveRunAt>[1];
  const began = AT - 5_000 - 100_000;
  expect(mayHaveRunAt(session(), look, began)).toBe(true);
  expect(mayHaveRunAt(session(), look, began - 2_000)).toBe(true);
  expect(mayHaveRunAt(session(), look, began - 2_001)).toBe(false);
});

test("a look keeps the sessions of one key together, and the time when it was asked for", async () => {
  const sim = new Simulation("clickhouse");
  sim.add("a");
  sim.add("b");
  sim.add("a", 100, { user: "etl" });
  const asked = sim.time;
  const look = await lookAt(sim.source, sim, sim.abort.signal);
  expect([...look.byKey].map(([key, all]) => [key, all.map(({ user }) => user)])).toEqual([
    ["a", ["report", "etl"]],
    ["b", ["report"]],
  ]);
  expect([look.from, look.at]).toEqual([asked, asked + sim.latency]);
});
