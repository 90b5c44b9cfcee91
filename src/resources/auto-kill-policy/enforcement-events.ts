import type { EngineEvent } from "../../engine/events";
import type { Policy } from "../../model";
import type { PolicyState } from "./schema";

/** Who is to enforce a policy, and what a plan knows of it. */
export interface Enforcement {
  readonly enforcer: string;
  /** What the vendor's task can't express; null where it enforces the policy. */
  readonly why: string | null;
  readonly prior: PolicyState | null;
  /** Whether a runner is asked: then it is the one to vouch for the policy. */
  readonly asked: boolean;
}

/** Says that a policy moves from one enforcer to the other, and that it needs a runner. */
export function enforcementEvents(
  { name, mode }: Policy,
  { enforcer, why, prior, asked }: Enforcement,
): EngineEvent[] {
  const called = JSON.stringify(name);
  const events: EngineEvent[] = [];
  if (prior?.enforced_by && prior.enforced_by !== enforcer) {
    const [from, to] =
      enforcer === "vendor" ? ["the runner", "the vendor's task"] : ["the vendor's task", "the runner"];
    events.push({
      code: "DBKILL_POLICY_MOVES",
      severity: "warning",
      path: ["enforcement"],
      summary: `Policy ${called} moves from ${from} to ${to}`,
      detail:
        enforcer === "vendor"
          ? "A runner leaves the policy to the vendor as soon as it has the new document. Until then both may kill what matches."
          : `The apply stops the vendor's task. From then on nobody enforces the policy until a runner has the new document. ${why}.`,
      facts: { from: prior.enforced_by, to: enforcer },
    });
  }
  if (enforcer === "runner" && !asked) {
    events.push({
      code: "DBKILL_POLICY_NEEDS_RUNNER",
      severity: "warning",
      // One summary for all: Terraform folds them.
      summary: "A policy of this plan is enforced only while a runner has it",
      detail: `Terraform alone does not ${mode === "observe" ? "observe" : "enforce"} policy ${called}: give its document to dbkill's runner. The vendor's task can't: ${why}.`,
      facts: { reason: why },
    });
  }
  return events;
}
