import { EngineError } from "../../../src/engine/events";

const EVENT = { code: "C", severity: "error", summary: "What", detail: "Why." } as const;

test("an error of a use case has its event, and its words", () => {
  const error = new EngineError(EVENT);
  expect([error.event, error.name, error.message]).toEqual([EVENT, "EngineError", "What. Why."]);
  expect(error).toBeInstanceOf(Error);
});

test("is known by its mark, in another copy of the module too", () => {
  const copy = Object.assign(new Error("x"), { [Symbol.for("dbkill.engine-error")]: true, event: EVENT });
  expect(new EngineError(EVENT) instanceof EngineError).toBe(true);
  expect(copy instanceof EngineError).toBe(true);
  const others: unknown[] = [
    new Error("x"),
    Object.assign(new Error("x"), { event: EVENT }),
    null,
    undefined,
    "x",
  ];
  for (const other of others) expect(other instanceof EngineError).toBe(false);
});
