import type { EngineEvent } from "../../engine/events";
import { planTask, SECOND_BESIDE, startsTask, type TaskRecord } from "../../engine/kill-task";
import { needRunner } from "../../engine/policy/messages";
import { previewPolicy } from "../../engine/policy/preview";
import type { RunnerPolicy } from "../../engine/policy/unvouched";
import {
  AlreadyReported,
  type Context,
  hasUnknown,
  isUnknown,
  type PlanRequest,
  UNKNOWN,
} from "../../framework";
import { checkEnforcement, isExpired, type Policy, type Target, vendorLimits } from "../../model";
import { factsOf } from "../../vendors/facts";
import type { TargetValue } from "../blocks";
import { NOTES, notesOf } from "../kill-task/state";
import { folded, listedOnce, withDestroyHint } from "../preview";
import { isConfigured, type ProviderClients } from "../provider-clients";
import { engineContext, reportEvents, reportProblems } from "../render";
import { enforcementEvents } from "./enforcement-events";
import type { PolicyPlan, PolicySchema, PolicyState } from "./schema";
import {
  derived,
  isSameTask,
  knownPart,
  policyOf,
  recordOf,
  restingStatus,
  targetOf,
  taskOf,
  wantsTask,
} from "./values";

type Request = PlanRequest<PolicySchema>;
type PlanContext = Context<ProviderClients>;

/** Plans one policy: who enforces it, what that starts and stops at the vendor, and which sessions it would kill now. */
export async function planPolicy(request: Request, ctx: PlanContext): Promise<void> {
  const { unvouched } = ctx.client;
  await unvouched.during(() => planOne(request, ctx));
  const needy = request.action === "destroy" ? undefined : needsRunner(request.plan);
  if (!needy || ctx.client.runnerUrls.length > 0) return;
  const all = await unvouched.note(notesOf(ctx).claim, needy, ctx.signal);
  if (all) reportEvents([needRunner(all)], ctx.diagnostics);
}

/** The warning's data for a policy that only a runner can enforce, as far as the plan knows it; undefined for other policies. */
function needsRunner(plan: PolicyPlan): RunnerPolicy | undefined {
  const policy = knownPart(plan);
  if (!policy?.enabled || isExpired(policy, new Date())) return undefined;
  const [limit] = vendorLimits(policy, factsOf(policy.target.service));
  const { name, target } = policy;
  return limit && { name: name ?? "?", instanceId: target.instance_id ?? "?", field: limit.field };
}

async function planOne(request: Request, ctx: PlanContext): Promise<void> {
  const { action, plan } = request;
  const prior = request.prior as PolicyState | null;
  const notes = notesOf(ctx);
  const before = prior && recordOf(prior, notes);
  const now = new Date();
  const policy = action === "destroy" ? undefined : declaredPolicy(plan, prior, ctx);
  const client = ctx.client;
  const starts =
    action !== "destroy" && planValues(plan, policy, { action, prior, record: before, now, client });
  if (policy) {
    const place = placeOf(policy.target);
    const events = client.policies.declare(place, notes.claim, policy);
    reportEvents(events, ctx.diagnostics);
    const problems = checkEnforcement(policy, factsOf(policy.target.service));
    reportProblems(problems, ctx.diagnostics);
    if (problems.length > 0 || events.some(({ severity }) => severity === "error"))
      throw new AlreadyReported();
  }
  const runs = policy !== undefined && wantsTask(policy, now);
  const declared = runs && isReady(policy, prior, client) ? taskOf(policy, client, now) : undefined;
  const outcome = await planTask(
    {
      action: action === "no-op" ? "update" : action,
      claim: notes.claim,
      ...(policy && { label: `policy ${JSON.stringify(policy.name)}` }),
      ...(declared && { declared: { service: declared.service, request: declared.request } }),
      ...(before && prior && { prior: { service: client.taskService(targetOf(prior)), record: before } }),
      starts,
      movedExample:
        "moved {\n  from = dbkill_auto_kill_policy.OLD_NAME\n  to   = dbkill_auto_kill_policy.NEW_NAME\n}",
    },
    { ...optionsOf(plan ?? prior), owner: notes.owner, registry: client.tasks },
    engineContext(ctx),
  );
  NOTES.set(ctx.private, { ...notes, replacing: outcome.replacing, anothers: outcome.anothers });
  reportEvents(outcome.events.map(inPolicyWords), ctx.diagnostics);
  // An unchanged policy can still change: another version of dbkill may choose the other enforcer, and a task that ended is started again.
  const stays = action === "no-op" && !starts && prior!.enforced_by === plan.enforced_by;
  if (!policy || outcome.failed || stays) return;
  await preview(policy, prior, ctx);
}

/** How a task of a policy is started. */
export function optionsOf(values: { readonly on_conflict: unknown }) {
  return {
    onConflict: values.on_conflict === "replace" ? ("replace" as const) : ("error" as const),
    adoptExisting: true,
    requireSwitch: true,
  };
}

/** An event of a task in the settings of a policy, which has no `adopt_existing`, and one more way out of a place that is taken. */
export function inPolicyWords(event: EngineEvent): EngineEvent {
  if (["DBKILL_TASK_WOULD_ADOPT", "DBKILL_TASK_ADOPTED"].includes(event.code)) {
    const way = 'To leave it alone, set enforcement = "runner" for this policy.';
    return { ...event, path: ["enforcement"], detail: event.detail.replace(SECOND_BESIDE, way) };
  }
  if (!["DBKILL_TASK_NO_ROOM", "DBKILL_TASK_SLOT_TAKEN"].includes(event.code)) return event;
  return { ...event, detail: `${event.detail}\n\nOr set enforcement = "runner" for this policy.` };
}

/** The planned policy, once the region is known; undefined before. */
function declaredPolicy(
  plan: PolicyPlan,
  prior: PolicyState | null,
  { client }: PlanContext,
): Policy | undefined {
  plan.region = regionOf(plan, prior, client);
  return policyOf(plan as PolicyState);
}

function regionOf(
  plan: PolicyPlan,
  prior: PolicyState | null,
  client: ProviderClients,
): string | null | typeof UNKNOWN {
  const target = plan.target as unknown as TargetValue;
  if (isUnknown(target) || hasUnknown([target.service, target.region])) return UNKNOWN;
  if (factsOf(target.service!).regional === false) return null;
  const named = target.region ?? undefined;
  return isConfigured(client, target.service!, named, prior)
    ? client.region(target.service!, named)
    : UNKNOWN;
}

function isReady({ target }: Policy, prior: unknown, client: ProviderClients): boolean {
  return isConfigured(client, target.service, target.region, prior);
}

/** Plans the computed attributes. @returns whether applying the plan starts a task */
function planValues(
  plan: PolicyPlan,
  policy: Policy | undefined,
  {
    action,
    prior,
    record,
    now,
    client,
  }: {
    readonly action: Request["action"];
    readonly prior: PolicyState | null;
    readonly record: TaskRecord | null;
    readonly now: Date;
    readonly client: ProviderClients;
  },
): boolean {
  if (!policy) {
    for (const name of COMPUTED) (plan as Record<string, unknown>)[name] = UNKNOWN;
    return true;
  }
  Object.assign(plan, derived(policy));
  const wanted = wantsTask(policy, now);
  const starts = wanted && startsTask(record, prior !== null && isSameTask(plan, prior), false);
  // A saved plan may be applied after that time, when the task has ended: its values are unknown.
  const mayExpire =
    action !== "no-op" && policy.enabled && policy.expires_at !== null && !isExpired(policy, now);
  if (mayExpire) plan.status = UNKNOWN;
  else if (starts) plan.status = "enforced";
  else plan.status = wanted ? prior!.status : plannedStatus(plan as PolicyState, prior, now, client);
  for (const name of OF_TASK) {
    if (!wanted) plan[name] = null;
    else plan[name] = starts || mayExpire ? UNKNOWN : prior![name];
  }
  if (starts && policy.expires_at === null) plan.ends_at = null;
  return starts;
}

/** The state's attributes of the vendor's task. */
const OF_TASK = ["task_id", "project_id", "started_at", "ends_at", "pending_start"] as const;

/** The status of a policy for which the vendor has no task: what the refresh has found, or what the apply will ask the runner. */
function plannedStatus(
  plan: PolicyState,
  prior: PolicyState | null,
  now: Date,
  client: ProviderClients,
): string | typeof UNKNOWN {
  const status = restingStatus(plan, now);
  if (status !== "pending" || client.runnerUrls.length === 0) return status;
  return prior?.document_hash === plan.document_hash && prior.enforced_by === "runner"
    ? prior.status!
    : UNKNOWN;
}

const COMPUTED = [
  "id",
  "document",
  "document_hash",
  "enforced_by",
  "enforced_by_reason",
  "task_id",
  "project_id",
  "status",
  "started_at",
  "ends_at",
  "pending_start",
] as const;

/**
 * Says who enforces the policy, and which sessions it would kill now.
 * @throws AlreadyReported where a guard refuses the plan
 */
async function preview(policy: Policy, prior: PolicyState | null, ctx: PlanContext): Promise<void> {
  const { client } = ctx;
  const { enforced_by: enforcer, enforced_by_reason: why } = derived(policy);
  if (!policy.enabled) return;
  reportEvents(enforcementEvents(policy, { enforcer, why, prior }), ctx.diagnostics);
  const guarded = policy.max_kills !== null && policy.mode === "enforce";
  if ((!client.previews && !guarded) || !isReady(policy, prior, client)) return;
  const { events, failed } = await previewPolicy(
    { policy, enforcer, statements: client.previews ? client.statements : "hidden" },
    listedOnce(client, policy.target),
    engineContext(ctx),
  );
  const shown = client.previews ? events : events.filter(({ severity }) => severity === "error");
  reportEvents(
    shown.map((event) => {
      if (event.code === "DBKILL_POLICY_PREVIEW") return folded(event, client);
      return prior && event.severity === "error" ? withDestroyHint(event) : event;
    }),
    ctx.diagnostics,
  );
  if (failed) throw new AlreadyReported();
}

/** Names a database: equal for two targets that are the same one, however its id is written. */
function placeOf(target: Target): string {
  const { canonicalId = (id: string) => id } = factsOf(target.service);
  return JSON.stringify({ ...target, instance_id: canonicalId(target.instance_id) });
}
