import type { ServiceFacts, TaskFacts } from "../facts";
import { checkFilter } from "../filter-rules";
import { comparable } from "../matcher";
import { unclearFields } from "../unclear-fields";
import type { Enforcer, Policy } from "./policy";

/** Why the vendor's task can't enforce a policy. */
export interface EnforcementReason {
  /** The setting that it can't express: `exclude`, `match.info_regex`. */
  readonly field: string;
  /** Why, in one line without a full stop. */
  readonly detail: string;
}

/** What a vendor's task says to one setting of a policy: the settings that it can't express; empty where it means the same. */
type Limit = (policy: Policy, service: Vendor) => readonly EnforcementReason[];

/** A service that has kill tasks. */
interface Vendor {
  readonly facts: ServiceFacts;
  readonly task: TaskFacts;
}

const none: Limit = () => [];

/** What every vendor's task ends. Sources: DBbrain 2021-05-27, CreateKillTask; DAS v3, add-kill-process-task: both kill sessions. */
const TASK_ENDS = "connection";

/** A setting that no vendor's task knows, unless it is left out. */
function unknownToTasks(field: keyof Policy, isLeftOut: (policy: Policy) => boolean): Limit {
  return (policy, { task }) => (isLeftOut(policy) ? [] : [{ field, detail: `${task.api} has no ${field}` }]);
}

/**
 * The one table of what a vendor's task can express. Every setting of a policy is in it. What is expressible means exactly the same
 * there; a task that would kill more is never used. `protect_tools` is the exception that a plan warns of, see `toolOf`.
 */
const LIMITS: Readonly<Record<keyof Policy, Limit>> = {
  name: none,
  target: none,
  match: ({ match }, { facts, task }) =>
    match === null
      ? []
      : [
          ...checkFilter(match, { facts, evaluatedBy: "task" }).map(({ path, summary }) => ({
            field: ["match", ...path.slice(0, 1)].join("."),
            detail: summary,
          })),
          ...unclearFields(match, task).map(({ field, detail }) => ({ field: `match.${field}`, detail })),
        ],
  exclude: unknownToTasks("exclude", ({ exclude }) => exclude === null),
  protected_users: (policy, { task }) =>
    mayHitProtected(policy)
      ? [{ field: "protected_users", detail: `${task.api} would kill their sessions too` }]
      : [],
  protect_tools: none,
  action: ({ action }, { task }) =>
    action === TASK_ENDS ? [] : [{ field: "action", detail: `${task.api} ends the ${TASK_ENDS}` }],
  victims: unknownToTasks("victims", ({ victims }) => victims === "all"),
  // Without `victims` it chooses nobody.
  group_by: none,
  max_kills: unknownToTasks("max_kills", ({ max_kills }) => max_kills === null),
  max_kills_per_hour: unknownToTasks(
    "max_kills_per_hour",
    ({ max_kills_per_hour }) => max_kills_per_hour === null,
  ),
  when: unknownToTasks("when", ({ when }) => when === null),
  mode: ({ mode }) => (mode === "enforce" ? [] : [{ field: "mode", detail: "Only the runner observes" }]),
  enforcement: ({ enforcement }) =>
    enforcement === "runner" ? [{ field: "enforcement", detail: 'enforcement = "runner"' }] : [],
  windows: unknownToTasks("windows", ({ windows }) => windows.length === 0),
  // Derived from the other settings.
  enforced_by: none,
  enabled: none,
  // As the task's duration.
  expires_at: none,
  // The order of policies decides only between kills of the runner; overlaps are warned of.
  priority: none,
  reason: none,
};

/** Whether a task with the policy's `match` alone may kill a protected user's sessions. */
function mayHitProtected({ match, protected_users }: Policy): boolean {
  if (protected_users.length === 0) return false;
  const named = new Set(match?.users?.map(comparable));
  return named.size === 0 || protected_users.some((user) => named.has(comparable(user)));
}

/**
 * Everything that keeps the vendor's task from enforcing a policy; empty where it means exactly the same. A service without tasks is
 * the one reason of its policies.
 */
export function vendorLimits(policy: Policy, facts: ServiceFacts): EnforcementReason[] {
  if (!facts.task) return [{ field: "target", detail: `${facts.title} has no standing kill tasks` }];
  const { task } = facts;
  return Object.values(LIMITS).flatMap((limit) => limit(policy, { facts, task }));
}

/**
 * Who enforces a policy: as decided by Terraform, else by the table. A policy that requires the vendor's task but can't be expressed by it
 * breaks a rule: see `checkEnforcement`.
 */
export function enforcerOf(policy: Policy, facts: ServiceFacts): Enforcer {
  return policy.enforced_by ?? (vendorLimits(policy, facts).length === 0 ? "vendor" : "runner");
}
