import { TerraformVariable } from "cdktf";
import { Window, type WindowProps } from "../../../src";
import { DAYS } from "../../../src/model";
import { newStack, refusals } from "./support";

const night: WindowProps = { start: "22:00", end: "06:00", timeZone: "Europe/Berlin" };

describe("Window", () => {
  test("says what it is told, on every day or on some", () => {
    expect(Window.of(night).toWindow()).toEqual(night);
    expect(Window.of({ ...night, days: DAYS }).toWindow()).toEqual({ ...night, days: [...DAYS] });
  });

  test.each<[Partial<Record<keyof WindowProps, unknown>>, string]>([
    [{ start: "24:00" }, "start"],
    [{ start: "7:00" }, "start"],
    [{ end: "24:01" }, "end"],
    [{ timeZone: "CET" }, "timeZone"],
    [{ timeZone: "Europe/Berlyn" }, "timeZone"],
    [{ days: ["mon", "Monday"] }, "days"],
    [{ days: ["mon", "mon"] }, "days"],
  ])("refuses %j", (wrong, path) => {
    expect(refusals(() => Window.of({ ...night, ...wrong } as WindowProps))).toEqual([
      `DBKILL_POLICY_WINDOW_INVALID ${path}`,
    ]);
  });

  test("leaves to Terraform what only Terraform knows", () => {
    const stack = newStack();
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    const days = new TerraformVariable(stack, "days", { type: "list(string)" }).listValue;
    const window = Window.of({ days: days as never, start: text, end: text, timeZone: text });
    expect(window.toWindow()).toEqual({ days, start: text, end: text, timeZone: text });
    expect(refusals(() => Window.of({ ...night, days: [text, "Monday"] as never }))).toHaveLength(1);
  });

  test("can't be changed, and tells itself from others", () => {
    const days: ("mon" | "tue")[] = ["mon"];
    const window = Window.of({ ...night, days });
    days.push("tue");
    window.toWindow().days!.push("wed");
    expect(window.props.days).toEqual(["mon"]);
    expect(() => (window.props.days as string[]).push("tue")).toThrow(TypeError);
    expect([Window.isWindow(window), Window.isWindow(night)]).toEqual([true, false]);
  });
});
