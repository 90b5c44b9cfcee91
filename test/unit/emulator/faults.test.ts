import { Faults, parseFaults } from "../../../src/emulator/core/faults";
import type { Fault } from "../../../src/emulator/core/types";

function strikes(faults: Fault[], calls: string[]): (string | undefined)[] {
  const inForce = new Faults();
  inForce.replace(faults);
  return calls.map((action) => inForce.next("dbbrain", action)?.kind);
}

describe("faults", () => {
  test("one without times strikes every call of its action, and no other", () => {
    const fault: Fault = { service: "dbbrain", action: "CreateKillTask", kind: "throttle" };
    expect(strikes([fault], ["CreateKillTask", "CancelKillTask", "CreateKillTask"])).toEqual([
      "throttle",
      undefined,
      "throttle",
    ]);
  });

  test("one without an action strikes every call of its service", () => {
    expect(strikes([{ service: "dbbrain", kind: "refuse" }], ["A", "B"])).toEqual(["refuse", "refuse"]);
    expect(strikes([{ service: "das", kind: "refuse" }], ["A"])).toEqual([undefined]);
  });

  test("after and times choose a run of matching calls", () => {
    const fault: Fault = { service: "dbbrain", action: "A", kind: "http_500", after: 1, times: 2 };
    expect(strikes([fault], ["A", "B", "A", "A", "A"])).toEqual([
      undefined,
      undefined,
      "http_500",
      "http_500",
      undefined,
    ]);
  });

  test("of several the first in the list strikes, and the next once it is used up", () => {
    const list: Fault[] = [
      { service: "dbbrain", kind: "throttle", times: 2 },
      { service: "dbbrain", kind: "reset_after", times: 1 },
    ];
    expect(strikes(list, ["A", "A", "A", "A"])).toEqual(["throttle", "throttle", "reset_after", undefined]);
  });

  test.each<[unknown, string]>([
    [{}, "faults: must be a list"],
    [[1], "faults[0]: must be a JSON object"],
    [[{ kind: "refuse" }], "faults[0].service: is required"],
    [[{ service: "ec2", kind: "refuse" }], "faults[0].service: must be one of dbbrain"],
    [[{ service: "dbbrain" }], "faults[0].kind: is required"],
    [[{ service: "dbbrain", kind: "explode" }], "faults[0].kind: must be one of refuse"],
    [[{ service: "dbbrain", kind: "refuse", often: 1 }], "faults[0].often: unknown field"],
    [
      [{ service: "dbbrain", kind: "refuse", times: 0 }],
      "faults[0].times: must be a whole number, at least 1",
    ],
    [[{ service: "dbbrain", kind: "refuse", after: -1 }], "faults[0].after: must be a whole number"],
    [[{ service: "dbbrain", kind: "slow" }], "faults[0].delay_ms: is required where kind is slow"],
    [[{ service: "dbbrain", kind: "slow", delay_ms: "1" }], "faults[0].delay_ms: must be a number"],
    [[{ service: "dbbrain", kind: "code" }], "faults[0].code: is required where kind is code"],
    [
      [{ service: "dbbrain", kind: "slow", delay_ms: 1, code: "X" }],
      "faults[0].code: belongs to kind code alone",
    ],
  ])("refuses %j", (faults, message) => {
    expect(() => parseFaults(faults, "faults")).toThrow(message);
  });
});
