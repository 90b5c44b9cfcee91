import { jsonPath, placed, valueAt } from "../../../../src/model/policy/json-path";

test.each([
  [[], ""],
  [["policies", 2, "match", "users", 0], "policies[2].match.users[0]"],
  [["$schema"], "$schema"],
  [["a b", "c"], '["a b"].c'],
  [["x", "\u202e"], 'x["\\u202e"]'],
  [["x".repeat(61)], `["${"x".repeat(59)}...]`],
])("the path of %j is %s", (steps, path) => {
  expect(jsonPath(steps)).toBe(path);
});

test.each([
  ["a.b", "a.b", true],
  ["a.b.c", "a.b", true],
  ["a.b[0]", "a.b", true],
  ["a.bc", "a.b", false],
  ["a", "a.b", false],
  ["x.a.b[0]", "a.b", false],
])("%s is within %s: %s", (path, place, isWithin) => {
  expect(placed(path, place)).toBe(isWithin);
});

test("what a document inherits is no part of it", () => {
  expect(valueAt({ a: [{ b: 7 }] }, ["a", 0, "b"])).toBe(7);
  expect(valueAt({}, ["constructor"])).toBeUndefined();
  expect(valueAt("text", ["length"])).toBeUndefined();
  expect(valueAt({ a: null }, ["a", "b"])).toBeUndefined();
});
