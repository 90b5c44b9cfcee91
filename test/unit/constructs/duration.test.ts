import { DefaultTokenResolver, StringConcat, TerraformVariable, Tokenization } from "cdktf";
import { assert, integer, property } from "fast-check";
import { Duration } from "../../../src";
import { expression, failure, newStack } from "./support";

describe("Duration", () => {
  test("each factory converts its unit to seconds", () => {
    expect(Duration.seconds(90).toSeconds()).toBe(90);
    expect(Duration.minutes(2).toSeconds()).toBe(120);
    expect(Duration.hours(3).toSeconds()).toBe(10_800);
    expect(Duration.days(1).toSeconds()).toBe(86_400);
  });

  test("a whole number of minutes is sixty times as many seconds", () => {
    assert(
      property(integer({ min: 1, max: 1_000_000_000 }), (amount) => {
        expect(Duration.minutes(amount).toSeconds()).toBe(Duration.seconds(amount).toSeconds() * 60);
      }),
    );
  });

  test("it is written in Terraform's notation", () => {
    expect(`${Duration.minutes(5)}`).toBe("300s");
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER])(
    "%p hours are refused with the unit to use",
    (amount) => {
      const error = failure(() => Duration.hours(amount));
      expect(error).toMatchObject({ name: "ConstructError", code: "DBKILL_DURATION_INVALID" });
      expect(error.where).toBe("Duration.hours");
      expect(error.message).toContain(`${amount}, but`);
    },
  );

  test("number tokens are converted when Terraform runs", () => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, "length", { type: "number" });
    const resolver = new DefaultTokenResolver(new StringConcat());
    const resolve = (value: unknown) => Tokenization.resolve(value, { scope: stack, resolver });
    expect(resolve(Duration.seconds(variable.numberValue).toSeconds())).toBe(expression("var.length"));
    expect(resolve(Duration.hours(variable.numberValue).toSeconds())).toBe(expression("(var.length * 3600)"));
    expect(resolve(Duration.seconds(variable.numberValue).toString())).toBe(`${expression("var.length")}s`);
  });
});
