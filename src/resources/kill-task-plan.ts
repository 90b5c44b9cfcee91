import { isDeepStrictEqual } from "node:util";
import { type Context, type Diagnostics, hasUnknown, isUnknown, UNKNOWN, type Unknown } from "../framework";
import type { Service, Target } from "../model";
import { factsOf } from "../vendors/facts";
import { NotKnownYetError } from "./client-kit";
import { explainAny, isConfigurationError } from "./explain";
import { type MatchValue, reportSelectionProblems, toFilter } from "./match";
import { previewKills } from "./preview";
import type { ProviderClients } from "./provider-clients";
import { findVictimsOnce } from "./victims";

/** What the kill tasks of every vendor declare, as planned. */
export interface TaskPlan {
  readonly match: MatchValue | Unknown | null;
  readonly match_all: boolean | Unknown | null;
  readonly duration_seconds: number | Unknown | null;
  readonly renew_on_expiry: boolean | Unknown | null;
  readonly max_kills: number | Unknown | null;
}

/** The rules that hold for every vendor's kill task. */
export function reportTaskProblems(config: TaskPlan, service: Service, diagnostics: Diagnostics): void {
  reportSelectionProblems(config, diagnostics, { facts: factsOf(service), evaluatedBy: "task" });
  if (config.renew_on_expiry !== true || config.duration_seconds !== null) return;
  diagnostics.warning(
    "Nothing to renew",
    "A task without duration_seconds never expires. Set duration_seconds, or remove renew_on_expiry.",
    ["renew_on_expiry"],
  );
}

/**
 * Whether applying a plan starts a task: there is none, it is another one by its declared attributes, or it no longer runs
 * although it should.
 */
export function startsTask<P extends TaskPlan>(
  plan: P,
  prior: ({ readonly [K in keyof P]?: unknown } & { readonly status: string | null }) | null,
  declared: readonly (keyof P)[],
): boolean {
  if (prior === null || declared.some((name) => !isDeepStrictEqual(plan[name], prior[name]))) return true;
  if (prior.status === "expired") return plan.renew_on_expiry !== false;
  return prior.status !== "running";
}

/** The status of a start as far as it can be planned: what is unknown may turn out as it was, and then an ended task stays ended. */
export function startStatus<P extends TaskPlan>(
  plan: P,
  prior: { readonly status: string | null } | null,
  declared: readonly (keyof P)[],
): "running" | typeof UNKNOWN {
  const undecided = hasUnknown(plan.renew_on_expiry) || declared.some((name) => hasUnknown(plan[name]));
  return prior?.status === "expired" && undecided ? UNKNOWN : "running";
}

/** Makes a client to see that the provider is configured; false where it is not wholly known yet, as may be for what is to be created. */
export function isConfigured(make: () => unknown, prior: unknown): boolean {
  try {
    make();
    return true;
  } catch (error) {
    if (error instanceof NotKnownYetError && prior === null) return false;
    throw error;
  }
}

/** Shows whom a task that is to be started would kill now, as far as the plan knows whom it is for. */
export async function previewTask(
  plan: TaskPlan,
  target: Target,
  ctx: Context<ProviderClients>,
): Promise<void> {
  if (isUnknown(plan.max_kills)) return;
  const filter = plan.match === null ? null : toFilter(plan.match);
  if (filter === undefined || (filter === null && plan.match_all !== true)) return;
  await previewKills(
    {
      target: target.instance_id,
      maxKills: plan.max_kills,
      warnings: ctx.client.warnings,
      find: () => findVictimsOnce(ctx.client, { target, filter }, ctx.signal),
      explain: explainAny,
      fatal: isConfigurationError,
    },
    ctx.diagnostics,
  );
}
