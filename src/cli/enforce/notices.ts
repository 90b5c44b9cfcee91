import { enforcerOf, type Policy, vendorLimits } from "../../model";
import { factsOf } from "../../vendors/facts";
import type { ReadPolicies } from "../policies/read";
import { policyId } from "../preview/scope";
import type { EnforceOptions } from "./options";

/** A line for people. */
export interface Notice {
  readonly text: string;
  readonly code?: string;
}

/** The policies that a runner puts into force. */
export interface InForce {
  readonly read: ReadPolicies;
  /** Those that `--policy` names. */
  readonly asked: readonly Policy[];
  /** Those that this runner carries out. */
  readonly acting: ReadonlySet<Policy>;
  /** How many databases they are for. */
  readonly databases: number;
}

/** What the runner says of policies when they come into force: how many there are, and what deserves a look. */
export function noticesOf(
  { read: { policies, warnings }, asked, acting, databases }: InForce,
  options: Pick<EnforceOptions, "audit" | "dryRun" | "policy">,
): Notice[] {
  const { policy: name } = options;
  const of = acting.size === policies.length ? "" : ` of ${policies.length}`;
  const on = databases === 1 ? "1 database" : `${databases} databases`;
  const notices: Notice[] = [
    { text: `enforces ${acting.size}${of} ${acting.size === 1 ? "policy" : "policies"} on ${on}` },
    ...warnings.map((warning) => ({ text: `Warning: ${warning}` })),
  ];
  if (name !== undefined && asked.length === 0) {
    notices.push({
      text: `Warning: there is no policy ${JSON.stringify(name)} any more, as --policy names it, so no session is killed`,
      code: "DBKILL_POLICIES_EMPTY",
    });
  }
  return [...notices, ...[...acting].flatMap((policy) => warningsOf(policy, options))];
}

function warningsOf(policy: Policy, { audit, dryRun }: Pick<EnforceOptions, "audit" | "dryRun">): Notice[] {
  const id = policyId(policy);
  const facts = factsOf(policy.target.service);
  const enforces = policy.enabled && policy.mode === "enforce" && !dryRun;
  // Also in a dry run, whose report does not show it.
  if (policy.enabled && enforcerOf(policy, facts) === "vendor") {
    // Terraform's decision holds, even if this version would decide differently.
    const doubts = vendorLimits(policy, facts).map(({ field }) => field);
    const doubt =
      doubts.length > 0 ? `, though by this version's rules the task can't express ${doubts.join(", ")}` : "";
    return [
      {
        text: `Warning: policy ${id} is left to the vendor's task, which Terraform starts${doubt}. Set enforcement = "runner" to have it enforced here`,
        code: "DBKILL_POLICY_LEFT_TO_VENDOR",
      },
    ];
  }
  if (enforces && policy.max_kills_per_hour !== null && audit === "-") {
    return [
      {
        text: `Warning: max_kills_per_hour of policy ${id} counts only the kills of this process. With --audit FILE it also counts kills from before a restart`,
        code: "DBKILL_HOURLY_CAP_NOT_KEPT",
      },
    ];
  }
  return [];
}
