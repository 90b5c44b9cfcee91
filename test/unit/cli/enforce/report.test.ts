import { Reporter } from "../../../../src/cli/enforce/report";
import type { Fault } from "../../../../src/engine/ports";
import type { PolicyPass } from "../../../../src/engine/runner/order";
import { policy } from "../../model/policy/support";

describe("what the runner says of its passes", () => {
  const [first, second] = [policy({ name: "first" }), policy({ name: "second" })];
  const { target } = first;
  const event = { code: "DBKILL_TEST", severity: "error" as const, summary: "s", detail: "d" };
  const passOf = (of: typeof first, more: Partial<PolicyPass> = {}): PolicyPass => ({
    policy: of,
    enforcer: "runner",
    matched: 1,
    wouldKill: 1,
    killed: {},
    spared: {},
    capped: false,
    events: [],
    ...more,
  });

  /** How many lines each report makes. */
  function lines(...passes: (readonly PolicyPass[] | Fault)[]): number[] {
    const said: string[] = [];
    const reporter = new Reporter((line) => said.push(line));
    return passes.map((of) => {
      const before = said.length;
      const fault = "kind" in of ? of : undefined;
      const policies = "kind" in of ? [passOf(first, { events: [event] })] : of;
      reporter.report({ target, pass: { target, fault, policies, failed: fault !== undefined } });
      return said.length - before;
    });
  }

  const both = [passOf(first), passOf(second)];

  test("is said once, also around a pass that was cut short", () => {
    expect(lines(both, both, [passOf(first)], both)).toEqual([2, 0, 0, 0]);
  });

  test("is said again where it has changed, of that policy alone, and whenever something was killed", () => {
    const killed = passOf(first, { wouldKill: 0, killed: { killed: 1 } });
    expect(lines(both, [passOf(first, { wouldKill: 2 }), passOf(second)], [killed], [killed])).toEqual([
      2, 1, 1, 1,
    ]);
  });

  test("of a failure is said once, though each answer has another request id and time in it", () => {
    const told: number[] = [];
    const said: string[] = [];
    const reporter = new Reporter((line) => said.push(line));
    const failing = (requestId: string, detail: string) => {
      const fault: Fault = { kind: "refused", code: "DBKILL_TEST", summary: "s", detail: "d", requestId };
      const events = [{ ...event, fault, detail: `${detail}\nRequest id: ${requestId}` }];
      const before = said.length;
      reporter.report({
        target,
        pass: { target, fault, policies: [passOf(first, { events })], failed: true },
      });
      told.push(said.length - before);
    };
    failing("5f-0a", "Denied at 10:00:01.");
    failing("c3-9b", "Denied at 10:00:06.");
    failing("77-e2", "Gone at 10:00:11.");
    expect(told).toEqual([1, 0, 1]);
    expect(said[0]).toContain("5f-0a");
  });

  test("is said again after the target has failed, and a failure is said once", () => {
    const fault: Fault = { kind: "failed", code: "DBKILL_TEST", summary: "s", detail: "d" };
    expect(lines(both, fault, fault, both)).toEqual([2, 1, 0, 2]);
  });
});
