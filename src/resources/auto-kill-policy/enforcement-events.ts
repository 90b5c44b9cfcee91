import type { EngineEvent } from "../../engine/events";
import type { Policy } from "../../model";
import type { PolicyState } from "./schema";

/** Who is to enforce a policy, and what a plan knows of it. */
export interface Enforcement {
  readonly enforcer: string;
  /** What the vendor's task can't express; null where it enforces the policy. */
  readonly why: string | null;
  readonly prior: PolicyState | null;
}

/** Reports that a policy moves from one enforcer to the other. */
export function enforcementEvents({ name }: Policy, { enforcer, why, prior }: Enforcement): EngineEvent[] {
  const events: EngineEvent[] = [];
  if (prior?.enforced_by && prior.enforced_by !== enforcer) {
    const [from, to] =
      enforcer === "vendor" ? ["the runner", "the vendor's task"] : ["the vendor's task", "the runner"];
    events.push({
      code: "DBKILL_POLICY_MOVES",
      severity: "warning",
      path: ["enforcement"],
      summary: `Policy ${JSON.stringify(name)} moves from ${from} to ${to}`,
      detail:
        enforcer === "vendor"
          ? "A runner leaves the policy to the vendor as soon as it has the new document. Until then both may kill what matches."
          : `The apply stops the vendor's task. From then on nobody enforces the policy until a runner has the new document. ${why}.`,
      facts: { from: prior.enforced_by, to: enforcer },
    });
  }
  return events;
}
