import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { drainSessions, targetGone } from "../engine/drain";
import type { EngineEvent } from "../engine/events";
import {
  AlreadyReported,
  attr,
  block,
  type Config,
  type Context,
  type Desired,
  type Diagnostic,
  type Diagnostics,
  defineResource,
  hasUnknown,
  isUnknown,
  modify,
  parseDuration,
  type State,
  schema,
  UNKNOWN,
  validate,
} from "../framework";
import {
  checkDrainTimes,
  checkSelection,
  DRAIN_DEFAULTS,
  type Selection,
  type Target,
  UNDECIDED,
} from "../model";
import { factsOf } from "../vendors/facts";
import { excludeBlock, matchBlock, type TargetValue, targetBlock, toTarget } from "./blocks";
import { previewSelection } from "./preview";
import { isConfigured, type ProviderClients } from "./provider-clients";
import { engineContext, reportEvents, reportProblems } from "./render";
import { filterDraftOf, selectionOf } from "./session-kill/values";
import { factsOfTarget, LISTABLE, reportTargetProblems } from "./target";

/** How long a destroy may take where nothing is said. */
const DELETE = `${DRAIN_DEFAULTS.delete / 60}m`;
const DAY = 86_400;

const drainSchema = schema({
  description:
    "Kills the sessions of a database when it is destroyed, so that what must have no sessions can be deleted after it: a schema, a user, the database itself. Let the drain depend on these, and Terraform destroys the drain first. Creating and changing it does nothing to sessions. A destroy has only the state: change a setting, apply, then destroy.",
  attributes: {
    id: attr.string("computed", {
      description: "An id of this state's own; the vendor has none.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    target: targetBlock(LISTABLE),
    region: attr.string("computed", {
      description:
        "The region that the destroy calls: that of `target`, else the provider's when this was created or `target` changed last.",
    }),
    match: matchBlock("Which sessions are drained: those that match when the destroy lists them."),
    match_all: attr.bool("optional", {
      description:
        "`true` drains **every** session but those of the system, `protected_users` and `exclude`.",
    }),
    exclude: excludeBlock(),
    protected_users: attr.set("string", "optional", {
      description:
        "Users whose sessions are never killed, besides the system's own accounts. Nobody waits for them either.",
    }),
    max_kills: attr.integer("optional", {
      description:
        "The most sessions that the whole drain may kill, each counted once: a client that reconnects is a new session. More are an error, and nothing more is killed. It is also an error if the list can't be read. A plan of the destroy warns.",
      validators: [validate.atLeast(0)],
    }),
    grace_seconds: attr.integer("defaulted", {
      description: "How long sessions may leave by themselves before the first kill.",
      default: DRAIN_DEFAULTS.grace_seconds,
      validators: [validate.between(0, DAY)],
    }),
    deadline_seconds: attr.integer("defaulted", {
      description:
        "How long to kill after `grace_seconds`, in passes, as clients reconnect. It ends as soon as a list shows nobody.",
      default: DRAIN_DEFAULTS.deadline_seconds,
      validators: [validate.between(1, DAY)],
    }),
    fail_on_survivors: attr.bool("defaulted", {
      description:
        "Whether it is an error if sessions are left when `deadline_seconds` is over, or if nobody can tell: the resource then stays in the state, and what comes after it is not destroyed. With `false` it is a warning.",
      default: true,
    }),
    timeouts: block.timeouts({ delete: DELETE }),
  },
});

type Drain = typeof drainSchema;
type Declared = Omit<Config<Drain>, "id" | "region">;

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

/** Asks the rules about a state: none may be broken where something is killed. */
function isValid(
  prior: State<Drain>,
  { diagnostics }: Context<ProviderClients>,
  severity: "error" | "warning",
): boolean {
  let valid = true;
  const report = (problem: Diagnostic) => {
    if (problem.severity !== "error") return;
    valid = false;
    diagnostics.report({ ...problem, severity, detail: `${problem.detail}\n\n${HINT}` });
  };
  if (!factsOfTarget(prior.target)) {
    report({
      severity: "error",
      code: "DBKILL_TARGET_INVALID",
      summary: `Sessions of the service ${JSON.stringify(prior.target.service)} can't be drained`,
      detail: `They can't be listed. Set one of ${LISTABLE.join(", ")}.`,
      path: ["target", "service"],
    });
  }
  reportDrainProblems(prior as Declared, { report });
  return valid;
}

/** Everything that is wrong with a declaration, as far as it is known. */
function reportDrainProblems(config: Declared, diagnostics: Pick<Diagnostics, "report">): void {
  const facts = factsOfTarget(config.target);
  reportTargetProblems(config.target, diagnostics);
  reportProblems(
    [
      ...checkSelection(filterDraftOf(config), {
        ...(facts && { facts }),
        evaluatedBy: "list",
        choices: ["match", "match_all"],
      }),
      ...checkDrainTimes({
        grace_seconds: secondsOf(config, "grace_seconds"),
        deadline_seconds: secondsOf(config, "deadline_seconds"),
        delete: limitOf(config.timeouts),
      }),
    ],
    diagnostics,
  );
}

function secondsOf(config: Declared, name: "grace_seconds" | "deadline_seconds"): number | typeof UNDECIDED {
  const value = config[name];
  return isUnknown(value) ? UNDECIDED : (value ?? DRAIN_DEFAULTS[name]);
}

/** In seconds. What is no duration is refused by its own rule. */
function limitOf(timeouts: Declared["timeouts"]): number | typeof UNDECIDED {
  if (hasUnknown(timeouts)) return UNDECIDED;
  const text = ((timeouts as { delete?: string | null } | null)?.delete ?? DELETE) as string;
  const milliseconds = parseDuration(text);
  return milliseconds === undefined ? UNDECIDED : milliseconds / 1_000;
}

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

const HINT =
  "A destroy has only the state: if you change a setting, apply it before you destroy again. To give the drain up, run terraform state rm with its address.";

function withHint(event: EngineEvent): EngineEvent {
  return event.severity === "error" ? { ...event, detail: `${event.detail}\n\n${HINT}` } : event;
}
