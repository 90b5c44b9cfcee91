import { isDeepStrictEqual } from "node:util";
import type { PendingStart, TaskDeclaration, TaskRecord } from "../../engine/kill-task";
import { type Config, hasUnknown, isUnknown } from "../../framework";
import {
  defaultAction,
  documentHash,
  documentOf,
  enforcerOf,
  isExpired,
  POLICY_DEFAULTS,
  type Policy,
  type PolicyDraft,
  type PolicyWindow,
  type Target,
  UNDECIDED,
  vendorLimits,
} from "../../model";
import { factsOf } from "../../vendors/facts";
import { type TargetValue, toFilter, toTarget } from "../blocks";
import type { Notes } from "../kill-task/state";
import type { ProviderClients } from "../provider-clients";
import { filterDraftOf } from "../session-kill/values";
import type { PolicyPlan, PolicySchema, PolicyState } from "./schema";

/** A configuration as the rules of the model read it. */
export function draftOf(config: Config<PolicySchema>): PolicyDraft {
  return decided({ ...filterDraftOf(config), ...pick(config) }) as PolicyDraft;
}

function pick({ name, action, victims, group_by, when, window, expires_at }: Config<PolicySchema>) {
  return { name, action, victims, group_by, when, windows: window, expires_at };
}

/** Unknown values are undecided, at every depth. */
function decided(value: unknown): unknown {
  if (isUnknown(value)) return UNDECIDED;
  if (Array.isArray(value)) return value.map(decided);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, decided(part)]));
}

/** The settings of the resource that are a policy. */
const DECLARED = [
  "name",
  "target",
  "region",
  "match",
  "match_all",
  "exclude",
  "protected_users",
  "protect_tools",
  "action",
  "victims",
  "group_by",
  "max_kills",
  "max_kills_per_hour",
  "when",
  "mode",
  "enforcement",
  "window",
  "enabled",
  "expires_at",
  "priority",
  "reason",
] as const satisfies readonly (keyof PolicyState)[];

/** The policy that a plan or a state describes; undefined while something of it is not known. */
export function policyOf(values: PolicyState): Policy | undefined {
  if (DECLARED.some((name) => hasUnknown(values[name]))) return undefined;
  const target = targetOf(values);
  return {
    name: values.name,
    target,
    match: values.match && (toFilter(values.match as never) ?? null),
    exclude: values.exclude && (toFilter(values.exclude as never) ?? null),
    protected_users: values.protected_users ?? [],
    protect_tools: values.protect_tools,
    action: (values.action as Policy["action"] | null) ?? defaultAction(factsOf(target.service)),
    victims: values.victims as Policy["victims"],
    group_by: values.group_by as Policy["group_by"],
    max_kills: values.max_kills,
    max_kills_per_hour: values.max_kills_per_hour,
    when: values.when,
    mode: values.mode as Policy["mode"],
    enforcement: values.enforcement as Policy["enforcement"],
    enforced_by: null,
    windows: values.window.map((window) => ({ ...window, days: window.days ?? [] }) as PolicyWindow),
    enabled: values.enabled,
    expires_at: values.expires_at,
    priority: values.priority,
    reason: values.reason,
  };
}

/**
 * A partly known policy, with unknown settings left out: a setting that the vendor's task can't express here, it can't express in the
 * whole policy either. Undefined while the service is not known.
 */
export function knownPart(config: Config<PolicySchema> | PolicyPlan): Policy | undefined {
  const { target, match, protected_users } = config as Config<PolicySchema>;
  if (target === null || isUnknown(target) || isUnknown(target.service)) return undefined;
  const values = Object.fromEntries(
    DECLARED.map((name) => [name, known(config[name]) ?? DEFAULTS[name] ?? null]),
  );
  const policy = policyOf(values as never)!;
  const draft = filterDraftOf({ match } as never).match;
  return {
    ...policy,
    // The rules handle undecided filter fields.
    match: draft === UNDECIDED || draft === null ? null : (draft as Policy["match"]),
    ...(hasUnknown([match, protected_users]) && { protected_users: [] }),
  };
}

const DEFAULTS: Readonly<Record<string, unknown>> = { ...POLICY_DEFAULTS, window: [] };

/** Removes unknown values at every depth. */
function known(value: unknown): unknown {
  if (isUnknown(value)) return null;
  if (Array.isArray(value)) return value.filter((item) => !isUnknown(item)).map(known);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, known(part)]));
}

/** The settings that the vendor's task is started with. */
const TASK_SETTINGS = ["target", "region", "match", "match_all", "expires_at"] as const;

/** Whether a plan keeps the settings that the vendor's task was started with. */
export function isSameTask(plan: PolicyPlan | PolicyState, prior: PolicyState): boolean {
  return TASK_SETTINGS.every((name) => isDeepStrictEqual(plan[name], prior[name]));
}

/** The database of a policy, in the region that was found for it. */
export function targetOf({ target, region }: PolicyState): Target {
  return { ...toTarget(target as TargetValue), ...(region !== null && { region }) };
}

/** What is derived from a policy alone. */
export function derived(policy: Policy) {
  const facts = factsOf(policy.target.service);
  const enforcer = enforcerOf(policy, facts);
  const limits = vendorLimits(policy, facts);
  // Tells the runner who enforces it: a runner of another version might decide differently.
  const document = documentOf({ ...policy, enforced_by: enforcer });
  return {
    id: `${policy.target.service}/${policy.target.instance_id}/${policy.name}`,
    document,
    document_hash: documentHash(document),
    enforced_by: enforcer,
    enforced_by_reason:
      limits.length === 0 ? null : limits.map(({ field, detail }) => `${field}: ${detail}`).join("; "),
  };
}

/** Whether the vendor's task is to run for a policy now. */
export function wantsTask(policy: Policy, now: Date): boolean {
  return (
    policy.enabled &&
    !isExpired(policy, now) &&
    enforcerOf(policy, factsOf(policy.target.service)) === "vendor"
  );
}

/** The task that enforces a policy. Its own time ends it when the policy expires. */
export function taskOf(policy: Policy, client: ProviderClients, now: Date): TaskDeclaration {
  const { match, expires_at } = policy;
  return {
    service: client.taskService(policy.target),
    request: {
      filter: match,
      durationSeconds:
        expires_at === null ? null : Math.max(1, Math.ceil((Date.parse(expires_at) - now.getTime()) / 1000)),
    },
    matchAll: match === null,
  };
}

/** What the state and its notes know of the vendor's task; null where there is none. */
export function recordOf(state: PolicyState, { listedAs, rawState }: Notes): TaskRecord | null {
  if (state.enforced_by !== "vendor") return null;
  if (state.started_at === null && state.pending_start === null) return null;
  return {
    taskId: state.task_id,
    status: state.status === "enforced" ? "running" : state.status === "expired" ? "expired" : "stopped",
    startedAt: state.started_at,
    endsAt: state.ends_at,
    region: state.region ?? "",
    account: state.project_id,
    listedAs,
    rawState,
    pending: state.pending_start === null ? null : (JSON.parse(state.pending_start) as PendingStart),
  };
}

const STATUS = { running: "enforced", expired: "expired", stopped: "stopped" } as const;

/** A declaration with what is known of its task; null: there is none. A policy for the runner then counts as pending. */
export function withRecord(values: PolicyState, record: TaskRecord | null, now: Date): PolicyState {
  return {
    ...values,
    status: record ? STATUS[record.status] : restingStatus(values, now),
    task_id: record?.taskId ?? null,
    project_id: record?.account ?? null,
    started_at: record?.startedAt ?? null,
    ends_at: record?.endsAt ?? null,
    pending_start: record?.pending ? JSON.stringify(record.pending) : null,
  };
}

/** The status of a policy for which the vendor has no task. */
export function restingStatus(
  { enabled, expires_at, enforced_by }: Pick<PolicyState, "enabled" | "expires_at" | "enforced_by">,
  now: Date,
): string {
  if (!enabled) return "disabled";
  if (isExpired({ expires_at }, now)) return "expired";
  return enforced_by === "vendor" ? "stopped" : "pending";
}
