import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type KillReport, type KillResult, killSessions } from "../engine/kill";
import {
  AlreadyReported,
  type ApplyContext,
  type Attribute,
  attr,
  block,
  type Context,
  hasUnknown,
  isUnknown,
  modify,
  privateRecord,
  type Resource,
  UNKNOWN,
  validate,
} from "../framework";
import {
  type Choice,
  checkSelection,
  type Selection,
  type SelectionDraft,
  type ServiceFacts,
  sessionKey,
  type Target,
  UNDECIDED,
} from "../model";
import type { KillerOptions } from "../vendors/adapters";
import { excludeBlock, type FilterValue, matchBlock, toDraft, toFilter, unlistedFields } from "./blocks";
import { previewSelection } from "./preview";
import { isConfigured, type ProviderClients } from "./provider-clients";
import { engineContext, reportEvents, reportProblems } from "./render";

/** The values of any of these types: what they share is read by name. */
// biome-ignore lint/suspicious/noExplicitAny: schemas of different types share these attributes
type Values = Record<string, any>;

/** How one Terraform type that kills chosen sessions once maps to the use cases. */
export interface SessionKillType {
  readonly facts: ServiceFacts;
  target(values: Values): Target;
  /** One element of the attribute of ids, as a key. */
  keyOf(element: unknown): string;
  /** The attributes of a row of `results` that only this type has. */
  row?(result: KillResult): Values;
  /** What the vendor offers beside the sessions, such as whether it records the kill. */
  killOptions?(values: Values): KillerOptions;
  /** The setting that names the database, for messages about it. */
  readonly place: "instance_id" | "cluster_id";
}

/** The attributes that say when a kill runs again, and what became of it. */
export function killAttributes(rowAttributes: Record<string, Attribute<string, "computed", false>> = {}) {
  return {
    id: attr.string("computed", {
      description: "An id of this state's own; the vendor has none.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    triggers: attr.map("string", "optional", { description: "Any values. A change of one kills again." }),
    verify: attr.bool("defaulted", {
      description:
        "Whether to list again after the kill, until every session is gone or the operation's time is nearly over. With `false` an outcome reads `unknown` unless an answer was lost or the vendor refused.",
      default: true,
    }),
    fail_on_survivors: attr.bool("defaulted", {
      description:
        "Whether a session that is still there after the kill, or of which nothing is known, is an error, so that the next apply tries it again. With `false` it is a warning.",
      default: true,
    }),
    results: attr.objectList(
      {
        id: attr.string("computed", { description: "The session's id." }),
        ...rowAttributes,
        user: attr.string("computed", { description: "Its user; null where it was never listed." }),
        outcome: attr.string("computed", {
          description:
            "`killed`: it was there before the kill and is not any more. `gone`: it ended before. `survived`: it is still there. `refused`: the vendor refused to kill it. `unknown`: the kill was sent, and nobody looked or could look.",
        }),
        message: attr.string("computed", {
          description:
            "What the vendor said against killing it, or why it was not sent; null where there is nothing to say.",
        }),
      },
      "computed",
      { description: "What became of each session." },
    ),
    killed: attr.integer("computed", { description: "How many of `results` are `killed`." }),
    timeouts: block.timeouts({ create: "5m", update: "5m" }),
  };
}

/** The attributes and blocks that choose sessions and hold a kill back, for services that list their sessions. */
export function selectionAttributes(facts: ServiceFacts) {
  const { many } = facts.words;
  return {
    match: matchBlock(
      `Which ${many} are killed: they are listed during the apply, and those that match are killed. ${unlistedFields(facts)}`,
    ),
    exclude: excludeBlock(),
    match_all: attr.bool("optional", {
      description: `\`true\` kills **every** one of the ${many} but those of the system, \`protected_users\` and \`exclude\`.`,
    }),
    protected_users: attr.set("string", "optional", {
      description:
        "Users whose sessions are never killed, besides the system's own accounts. Naming a session of theirs is an error.",
    }),
    max_kills: attr.integer("optional", {
      description: `The most ${many} that may be killed. More are an error: in the plan, and again in the apply before anything is killed. It is also an error if the list can't be read.`,
      validators: [validate.atLeast(0)],
    }),
  };
}

/** Attributes whose change kills again. */
const SELECTORS = ["match", "match_all", "exclude", "protected_users", "triggers"] as const;

/** What is kept beside the state. */
interface Notes {
  /** Whether the last kill did not do everything that was declared: the next apply tries what is left. */
  readonly unfinished: true;
}

const NOTES = privateRecord<Notes>(1);

/** The handlers of a Terraform type that kills chosen sessions once. */
export function sessionKillHandlers<S>(type: SessionKillType): Omit<Resource<S, ProviderClients>, "schema"> {
  const handlers = new SessionKillHandlers(type);
  return {
    validate: handlers.validate,
    plan: handlers.plan,
    create: handlers.create,
    read: async ({ state }: { state: Values }) => state,
    update: handlers.update,
    delete: handlers.delete,
    importState: {
      unsupported: `A kill that has happened can't be read back from ${type.facts.title}. Declare it and apply.`,
    },
  } as unknown as Omit<Resource<S, ProviderClients>, "schema">;
}

class SessionKillHandlers {
  constructor(private readonly type: SessionKillType) {}

  validate = (config: Values, { diagnostics }: Pick<Context<ProviderClients>, "diagnostics">): void => {
    const { facts, keyOf } = this.type;
    const ids = config[facts.ids.attribute];
    const draft: SelectionDraft = {
      ids: isUnknown(ids) ? UNDECIDED : ids?.map((id: unknown) => (hasUnknown(id) ? UNDECIDED : keyOf(id))),
      match: toDraft((config.match ?? null) as FilterValue | null),
      match_all: isUnknown(config.match_all) ? UNDECIDED : config.match_all,
      exclude: toDraft((config.exclude ?? null) as FilterValue | null),
      protected_users: isUnknown(config.protected_users)
        ? UNDECIDED
        : config.protected_users?.map((user: unknown) => (isUnknown(user) ? UNDECIDED : user)),
    };
    const choices = facts.list ? undefined : (["ids"] as const);
    reportProblems(
      checkSelection(draft, { facts, evaluatedBy: "list", ...(choices && { choices }) }),
      diagnostics,
    );
  };

  plan = async (
    { action, plan, prior }: { action: string; plan: Values; prior: Values | null },
    ctx: Context<ProviderClients>,
  ): Promise<void> => {
    if (action === "destroy") return;
    const again = prior !== null && !this.#isAnother(plan, prior);
    if (again && !NOTES.get(ctx.private)) {
      plan.results = prior.results;
      plan.killed = prior.killed;
      return;
    }
    plan.results = UNKNOWN;
    plan.killed = UNKNOWN;
    const selection = this.#selection(plan);
    if (!selection || isUnknown(plan.max_kills) || hasUnknown(this.#place(plan))) return;
    const target = this.type.target(plan);
    // What is still to be created runs nothing, and its own apply plans this resource again.
    if (!isConfigured(ctx.client, target.service, target.region, prior)) return;
    await previewSelection(
      {
        target,
        selection,
        maxKills: plan.max_kills ?? null,
        standing: false,
        exists: prior !== null,
        ...(again && { previous: this.#previous(prior) }),
      },
      ctx,
    );
  };

  create = async ({ plan }: { plan: Values }, ctx: KillContext): Promise<Values> =>
    this.#kill(plan, { id: randomUUID(), previous: undefined, creates: true }, ctx);

  update = async ({ plan, prior }: { plan: Values; prior: Values }, ctx: KillContext): Promise<Values> => {
    // A planned kill has no known results yet.
    if (!isUnknown(plan.results)) return plan;
    const again = !this.#isAnother(plan, prior) && NOTES.get(ctx.private) !== undefined;
    const previous = again ? this.#previous(prior) : undefined;
    return this.#kill(plan, { id: prior.id as string, previous, creates: false }, ctx);
  };

  delete = async ({ prior }: { prior: Values }, { diagnostics }: Context<ProviderClients>): Promise<void> => {
    const { words } = this.type.facts;
    diagnostics.report({
      severity: "warning",
      code: "DBKILL_KILL_DESTROY_DOES_NOTHING",
      summary: `Destroying a ${words.one} kill does nothing`,
      detail: `The ${words.many} of ${prior[this.type.place]} that it killed stay killed. It was only removed from the state.`,
    });
  };

  async #kill(
    plan: Values,
    { id, previous, creates }: { id: string; previous: readonly KillResult[] | undefined; creates: boolean },
    ctx: KillContext,
  ): Promise<Values> {
    const selection = this.#selection(plan);
    if (!selection) throw new Error("A kill whose sessions are not known");
    const target = this.type.target(plan);
    const report = await killSessions(
      {
        selection,
        maxKills: plan.max_kills ?? null,
        verify: plan.verify === true,
        failOnSurvivors: plan.fail_on_survivors === true,
        statements: ctx.client.statements,
        ...(previous && { previous }),
      },
      { source: ctx.client.source(target), killer: ctx.client.killer(target, this.type.killOptions?.(plan)) },
      engineContext(ctx),
    );
    reportEvents(report.events, ctx.diagnostics);
    // Nothing was sent: state and notes stay as they are, so that what an earlier kill left is still to be done.
    if (report.failed && !report.unfinished) throw new AlreadyReported();
    NOTES.set(ctx.private, report.unfinished ? { unfinished: true } : undefined);
    if (report.unfinished && creates) tellTaint(selection.choice, ctx);
    return this.#toState(plan, id, report);
  }

  #toState(plan: Values, id: string, { results }: Pick<KillReport, "results">): Values {
    return {
      ...plan,
      id,
      results: results.map((result) => ({
        id: result.id,
        user: result.user,
        outcome: result.outcome,
        message: result.message,
        ...this.type.row?.(result),
      })),
      killed: results.filter(({ outcome }) => outcome === "killed").length,
    };
  }

  /** The rows of a state, as results. */
  #previous(prior: Values): KillResult[] {
    return ((prior.results ?? []) as Values[]).map((row) => {
      const { id, user, outcome, message, server } = row as KillResult;
      return {
        key: sessionKey({ id, server: server ?? undefined }),
        id,
        user,
        outcome,
        message,
        ...(server && { server }),
      };
    });
  }

  /** Whether another kill is declared than that of the state. */
  #isAnother(plan: Values, prior: Values): boolean {
    return [this.type.facts.ids.attribute, ...SELECTORS].some(
      (name) => !isDeepStrictEqual(plan[name] ?? null, prior[name] ?? null),
    );
  }

  /** The settings that name the database. */
  #place(values: Values): unknown[] {
    const names = [this.type.place, "product", "tenant_id", "edition", "computing_group_id", "region"];
    return names.map((name) => values[name] ?? null);
  }

  /** Whom a plan chooses; undefined while that is not known. */
  #selection(values: Values): Selection | undefined {
    const { facts, keyOf } = this.type;
    const ids = values[facts.ids.attribute] ?? null;
    const { match = null, match_all = null, exclude = null, protected_users = null } = values;
    if (hasUnknown([ids, match, match_all, exclude, protected_users])) return undefined;
    const choices: Choice[] = [];
    if (ids !== null) choices.push({ by: "ids", ids: ids.map(keyOf) });
    if (match !== null) choices.push({ by: "match", match: toFilter(match)! });
    if (match_all === true) choices.push({ by: "all" });
    const [choice] = choices;
    // The model refuses this at validate, plan and apply.
    if (!choice || choices.length > 1) throw new Error("A kill without exactly one choice of sessions");
    return {
      choice,
      exclude: exclude === null ? null : toFilter(exclude)!,
      protectedUsers: protected_users ?? [],
    };
  }
}

type KillContext = ApplyContext<unknown, ProviderClients>;

/** Terraform replaces what failed to be created: the next apply would choose anew. */
function tellTaint(choice: Choice, { diagnostics }: KillContext): void {
  if (choice.by === "ids") return;
  const then = choice.by === "all" ? "everything that runs" : "whatever matches";
  diagnostics.report({
    severity: "warning",
    code: "DBKILL_KILL_TAINTED",
    summary: "The results are recorded, and Terraform marks the resource as tainted",
    detail: `The next apply kills ${then} then. To have it try again only what is left, run terraform untaint first.`,
  });
}
