import { mayConflict, type Policy } from "../../../../src/model";
import { policy } from "./support";

const conflict = (one: Partial<Policy>, other: Partial<Policy>) => {
  const [a, b] = [policy({ name: "a", ...one }), policy({ name: "b", action: "query", ...other })];
  expect(mayConflict(b, a)).toBe(mayConflict(a, b));
  return mayConflict(a, b);
};

describe("two policies of a target conflict", () => {
  test("where they may choose one session and end different things", () => {
    expect(conflict({}, {})).toBe(true);
    expect(conflict({ match: null }, {})).toBe(true);
    expect(conflict({ match: { users: ["a", "b"] } }, { match: { users: ["b"] } })).toBe(true);
    expect(conflict({ match: { users: ["a"] } }, { match: { databases: ["x"] } })).toBe(true);
    expect(conflict({ match: { commands: ["QUERY"] } }, { match: { commands: ["Query"] } })).toBe(true);
    expect(conflict({ match: { users: ["caf\u00e9"] } }, { match: { users: ["cafe\u0301"] } })).toBe(true);
  });

  test("not where exact names tell their sessions apart", () => {
    expect(conflict({ match: { users: ["a"] } }, { match: { users: ["b", "A"] } })).toBe(false);
    expect(conflict({ match: { users: ["a"], databases: ["x"] } }, { match: { databases: ["y"] } })).toBe(
      false,
    );
    expect(conflict({ match: { commands: ["Sleep"] } }, { match: { commands: ["Query"] } })).toBe(false);
    expect(conflict({ match: { states: ["x"] } }, { match: { states: ["X"] } })).toBe(false);
  });

  test("not where one can't act, observes, or does the same", () => {
    expect(conflict({}, { action: "connection" })).toBe(false);
    expect(conflict({ enabled: false }, {})).toBe(false);
    expect(conflict({}, { mode: "observe" })).toBe(false);
  });
});
