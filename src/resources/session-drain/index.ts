import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { drainSessions, targetGone } from "../../engine/drain";
import {
  AlreadyReported,
  type Context,
  type Desired,
  defineResource,
  hasUnknown,
  isUnknown,
  type State,
  UNKNOWN,
} from "../../framework";
import type { Selection, Target } from "../../model";
import { factsOf } from "../../vendors/facts";
import { type TargetValue, toTarget } from "../blocks";
import { previewSelection } from "../preview";
import { isConfigured, type ProviderClients } from "../provider-clients";
import { engineContext, reportEvents } from "../render";
import { selectionOf } from "../session-kill/values";
import { isValid, reportDrainProblems, withHint } from "./rules";
import { type Drain, drainSchema } from "./schema";

export const sessionDrain = defineResource<Drain, ProviderClients>({
  schema: drainSchema,

  validate: (config, { diagnostics }) => reportDrainProblems(config, diagnostics),

  async plan({ action, plan, prior }, ctx) {
    if (action === "destroy") return planDestroy(prior!, ctx);
    // What is pinned stays so until another target is declared.
    const isSame = prior !== null && isDeepStrictEqual(plan.target, prior.target);
    plan.region = isSame ? prior.region : regionOf(plan.target, ctx, prior);
  },

  async create({ plan }, { client }) {
    return { ...plan, id: randomUUID(), region: pinned(plan, client) } as State<Drain>;
  },

  /** A declaration of what is to come can't drift. */
  read: async ({ state }) => state,

  async update({ plan }, { client }) {
    return { ...plan, region: pinned(plan, client) } as State<Drain>;
  },

  async delete({ prior }, ctx) {
    // The state may be older than a rule, or edited: what it holds is checked again before anything is killed.
    if (!isValid(prior, ctx, "error")) throw new AlreadyReported();
    const target = targetOf(prior);
    const report = await drainSessions(
      {
        selection: drained(prior),
        maxKills: prior.max_kills,
        graceMs: prior.grace_seconds * 1_000,
        deadlineMs: prior.deadline_seconds * 1_000,
        failOnSurvivors: prior.fail_on_survivors,
        statements: ctx.client.statements,
      },
      { source: ctx.client.source(target), killer: ctx.client.killer(target) },
      engineContext(ctx),
    );
    // An error among them keeps the resource in the state.
    reportEvents(report.events.map(withHint), ctx.diagnostics);
  },

  importState: { unsupported: "A drain is nothing that a database holds. Declare it and apply." },
});

/** The planned region; where the plan could not know it, that of now. */
function pinned({ target, region }: Desired<Drain>, client: ProviderClients): unknown {
  if (!isUnknown(region)) return region;
  const { service, region: named } = toTarget(target as TargetValue);
  return client.region(service, named);
}

/** The region that will be called; unknown while the provider's is not known. */
function regionOf(target: unknown, { client }: Context<ProviderClients>, prior: State<Drain> | null) {
  if (isUnknown(target)) return UNKNOWN;
  const { service, region } = target as TargetValue;
  if (hasUnknown([service, region])) return UNKNOWN;
  const named = region ?? undefined;
  return isConfigured(client, service!, named, prior) ? client.region(service!, named) : UNKNOWN;
}

/** The target of a state: where its region was not declared, the one that was found then. */
function targetOf({ target, region }: State<Drain>): Target {
  return { ...toTarget(target as TargetValue), ...(region && { region }) };
}

/** @throws Error for a state without a choice */
function drained(state: State<Drain>): Selection {
  const selection = selectionOf({ facts: factsOf(state.target.service), keyOf: String }, state);
  if (!selection) throw new Error("A drain whose sessions are not known");
  return selection;
}

/** Shows who would be drained now. The destroy decides by itself: by then sessions have come and gone. */
async function planDestroy(prior: State<Drain>, ctx: Context<ProviderClients>): Promise<void> {
  if (!isValid(prior, ctx, "warning")) return;
  const target = targetOf(prior);
  if (!isConfigured(ctx.client, target.service, target.region, null)) return;
  try {
    await previewSelection(
      {
        target,
        selection: drained(prior),
        maxKills: prior.max_kills,
        standing: false,
        exists: false,
        warnsOnly: true,
      },
      ctx,
    );
  } catch (error) {
    const { classify } = engineContext(ctx);
    const fault = classify(error);
    if (fault?.kind !== "gone") throw error;
    reportEvents([targetGone(ctx.client.source(target).name, fault)], ctx.diagnostics);
  }
}
