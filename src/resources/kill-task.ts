import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  type PendingStart,
  planTask,
  readTask,
  replaceTask,
  startsTask,
  startTask,
  stopTask,
  type TaskDeclaration,
  type TaskOptions,
  type TaskOutcome,
  type TaskRecord,
} from "../engine/kill-task";
import type { KillTaskRequest } from "../engine/ports";
import {
  AlreadyReported,
  type ApplyContext,
  attr,
  block,
  type Config,
  type Context,
  type Desired,
  hasUnknown,
  isUnknown,
  type PlanRequest,
  privateRecord,
  type Resource,
  type Schema,
  type State,
  UNKNOWN,
  type Unknown,
  validate,
} from "../framework";
import { checkSelection, MAX_SECONDS, type SelectionDraft, type ServiceFacts, type Target } from "../model";
import { excludedFields, type FilterValue, matchBlock, toDraft, toFilter } from "./blocks";
import { previewSelection } from "./preview";
import { isConfigured, type ProviderClients } from "./provider-clients";
import { engineContext, reportEvents, reportProblems } from "./render";

/** The attributes and blocks that every standing task has. */
export function taskAttributes(facts: ServiceFacts) {
  return {
    region: attr.string("optional_computed", {
      description: "Region of the instance. Default: the provider's. A change moves the task.",
      validators: [validate.lengthBetween(1, 64)],
    }),
    match: matchBlock(`Which sessions are killed. ${excludedFields(facts)}`),
    match_all: attr.bool("defaulted", {
      description: "Kill **every** session but those of the system. Excludes `match`.",
      default: false,
    }),
    duration_seconds: attr.integer("optional", {
      description: "How long the task runs, in seconds. Default: until it is destroyed.",
      validators: [validate.between(1, MAX_SECONDS)],
    }),
    renew_on_expiry: attr.bool("defaulted", {
      description: "Whether a task that ended by its own time is planned again.",
      default: false,
    }),
    max_kills: attr.integer("optional", {
      description:
        "The plan fails where more sessions than this match at that moment, or where they can't be listed. It does not limit the task once it runs.",
      validators: [validate.atLeast(0)],
    }),
    status: attr.string("computed", {
      description:
        "`running`; `expired` once the duration has passed; `stopped` where it ended before or is not known to run. The next apply starts a stopped task.",
    }),
    started_at: attr.string("computed", { description: "When the task was started (RFC 3339, UTC)." }),
    ends_at: attr.string("computed", {
      description: "When the task ends (RFC 3339, UTC); null for one that runs until destroyed.",
    }),
    pending_start: attr.string("computed", {
      description: "What is known of a request whose effect is not known yet (JSON); null otherwise.",
    }),
    timeouts: block.timeouts({ create: "5m", update: "5m", delete: "5m" }),
  };
}

type TaskSchema = Schema<
  ReturnType<typeof taskAttributes> & { id: ReturnType<typeof attr.string<"computed">> } & {
    instance_id: ReturnType<typeof attr.string<"required">>;
  }
>;
type TaskState = State<TaskSchema> & {
  readonly task_id?: string | null;
  readonly project_id?: string | null;
};
type TaskPlan = PlanRequest<TaskSchema>["plan"] & { task_id?: unknown; project_id?: unknown };

/** How one Terraform type maps to the use cases. */
export interface KillTaskType<V> {
  readonly type: string;
  readonly facts: ServiceFacts;
  /** The database, without its region. */
  target(values: V): Target;
  options(values: V): Pick<TaskOptions, "onConflict" | "adoptExisting" | "requireSwitch">;
  /** The id in the state; undefined where it is known only once the task is started. */
  id(values: V, taskId: string | null): string;
  /** Whether the id is known before the task is started. */
  readonly idIsKnown: boolean;
}

/** What is kept beside the state: nothing that a destroy needs, because the destroy of a replaced object gets the new one's. */
interface Notes {
  /** Names the resource in every plan. */
  readonly claim: string;
  /** Names the object of the state that has the task. */
  readonly owner: string;
  readonly replacing: string | null;
  readonly anothers: boolean;
  readonly listedAs: KillTaskRequest | null;
  readonly rawState: string | null;
}

const NOTES = privateRecord<Notes>(1);

function notesOf(ctx: Pick<Context<ProviderClients>, "private">): Notes {
  return NOTES.get(ctx.private) ?? { claim: newName(), owner: newName(), ...NO_TASK };
}

const NO_TASK = { replacing: null, anothers: false, listedAs: null, rawState: null };

/** Short: Terraform writes the whole state again after every resource. */
function newName(): string {
  return randomBytes(6).toString("base64url");
}

/** What makes a task another one. */
const DECLARED = ["instance_id", "product", "region", "match", "match_all", "duration_seconds"] as const;

/** The handlers of a Terraform type for standing kill tasks; the values are read by the names that all types share. */
export function killTaskHandlers<S, V>(
  type: KillTaskType<V>,
): Omit<Resource<S, ProviderClients>, "schema" | "importState"> & Pick<KillTaskHandlers, "toState"> {
  return new KillTaskHandlers(type as never) as never;
}

class KillTaskHandlers {
  constructor(private readonly type: KillTaskType<TaskState>) {}

  validate = (
    config: Config<TaskSchema>,
    { diagnostics }: Pick<Context<ProviderClients>, "diagnostics">,
  ): void => {
    const { facts } = this.type;
    reportProblems(
      checkSelection(draftOf(config), { facts, evaluatedBy: "task", choices: ["match", "match_all"] }),
      diagnostics,
    );
    if (config.renew_on_expiry !== true || config.duration_seconds !== null) return;
    diagnostics.report({
      severity: "warning",
      code: "DBKILL_RENEWAL_WITHOUT_DURATION",
      summary: "There is nothing to renew",
      detail:
        "A task without duration_seconds never expires. Set duration_seconds, or remove renew_on_expiry.",
      path: ["renew_on_expiry"],
    });
  };

  plan = async (request: PlanRequest<TaskSchema>, ctx: Context<ProviderClients>): Promise<void> => {
    const { action, plan, prior } = request;
    const notes = notesOf(ctx);
    const starts = action !== "destroy" && this.#planValues(request, ctx);
    const declared = action === "destroy" ? undefined : this.#declared(plan, prior, ctx);
    const { movedExample, options } = this.#planTexts(action === "destroy" ? prior! : (plan as TaskState));
    const before = prior as TaskState | null;
    // Without a connection nothing runs yet, and what is to be created is planned again in its own apply.
    const priorTask = before && {
      service: ctx.client.taskService(this.#target(before)),
      record: toRecord(before, notes),
    };
    const outcome = await planTask(
      {
        action: action === "no-op" ? "update" : action,
        claim: notes.claim,
        declared: declared && { service: declared.service, request: requestOf(plan as TaskState) ?? null },
        prior: priorTask ?? undefined,
        starts,
        movedExample,
      },
      { ...options, owner: notes.owner, registry: ctx.client.tasks },
      engineContext(ctx),
    );
    NOTES.set(ctx.private, { ...notes, replacing: outcome.replacing, anothers: outcome.anothers });
    reportEvents(outcome.events, ctx.diagnostics);
    if (!starts || !declared) return;
    // The vendor did not answer: it would be asked in vain, and the same error shown twice.
    if (outcome.events.some(({ severity, fault }) => severity === "error" && fault)) return;
    await this.#preview(plan as TaskState, prior !== null, ctx);
  };

  create = async ({ plan }: { plan: Desired<TaskSchema> }, ctx: TaskApplyContext): Promise<TaskState> => {
    const notes = { ...notesOf(ctx), owner: newName(), listedAs: null, rawState: null };
    const outcome = await startTask(
      this.#declaration(plan as TaskState, ctx),
      this.#options(plan, notes, ctx),
      engineContext(ctx),
    );
    return this.#finish(plan as TaskState, outcome, notes, ctx);
  };

  read = async (
    { state }: { state: TaskState },
    ctx: Context<ProviderClients>,
  ): Promise<TaskState | null> => {
    const notes = notesOf(ctx);
    const task = this.#declaration(state, ctx);
    const outcome = await readTask(
      task,
      toRecord(state, notes),
      this.#options(state, notes, ctx),
      engineContext(ctx),
    );
    reportEvents(outcome.events, ctx.diagnostics);
    if (outcome.failed) return state;
    if (outcome.record === null) return null;
    keepNotes(ctx, notes, outcome.record);
    return this.toState(state, outcome.record);
  };

  update = async (
    { plan, prior }: { plan: Desired<TaskSchema>; prior: TaskState },
    ctx: TaskApplyContext,
  ): Promise<TaskState> => {
    // A planned start has no known time yet.
    if (!isUnknown(plan.started_at)) return plan as TaskState;
    const notes = notesOf(ctx);
    // Where the old task stays or is started again, the state says what it does: the next plan shows the edit again.
    const valuesOf = (isOld: boolean) => (isOld ? prior : (plan as TaskState));
    const outcome = await replaceTask(
      this.#declaration(prior, ctx),
      this.#declaration(plan as TaskState, ctx),
      toRecord(prior, notes),
      {
        ...this.#options(plan, notes, ctx),
        save: (record, isOld) => ctx.saveState(this.toState(valuesOf(isOld), record) as never),
      },
      engineContext(ctx),
    );
    return this.#finish(valuesOf(outcome.isOld), outcome, notes, ctx);
  };

  delete = async ({ prior }: { prior: TaskState }, ctx: Context<ProviderClients>): Promise<void> => {
    const notes = notesOf(ctx);
    // Whatever the state says of the filter, a task can always be stopped.
    const request = requestOf(prior) ?? { filter: null, durationSeconds: prior.duration_seconds };
    const outcome = await stopTask(
      { service: ctx.client.taskService(this.#target(prior)), request },
      toRecord(prior, notes),
      this.#options(prior, notes, ctx),
      engineContext(ctx),
    );
    reportEvents(outcome.events, ctx.diagnostics);
  };

  /** A declaration with what is known of its task. */
  toState = (values: TaskState, record: TaskRecord): TaskState => ({
    ...values,
    id: this.type.id(values, record.taskId),
    region: record.region,
    status: record.status,
    started_at: record.startedAt,
    ends_at: record.endsAt,
    pending_start: record.pending && JSON.stringify(record.pending),
    ...("task_id" in values && { task_id: record.taskId }),
    ...("project_id" in values && { project_id: record.account }),
  });

  /** Reports what happened. A failed step answers what the state has to keep, so that nothing is lost. */
  #finish(
    values: TaskState,
    { record, events }: TaskOutcome,
    notes: Notes,
    ctx: TaskApplyContext,
  ): TaskState {
    // Nothing was done in time, or before Terraform asked to stop: the reason says how to allow more.
    const isCutOff = record === null && ctx.signal.aborted;
    const aborted = isCutOff ? events.filter(({ code }) => code === "DBKILL_TASK_INTERRUPTED") : [];
    reportEvents(
      events.filter((event) => !aborted.includes(event)),
      ctx.diagnostics,
    );
    if (record) keepNotes(ctx, { ...notes, replacing: null }, record);
    // With an error among the diagnostics the state is kept, and what was created is marked as tainted.
    if (record) return this.toState(values, record);
    throw aborted.length > 0 ? ctx.signal.reason : new AlreadyReported();
  }

  /** Decides whether applying this plan starts a task, and plans the computed attributes accordingly. */
  #planValues({ plan, prior, config }: PlanRequest<TaskSchema>, ctx: Context<ProviderClients>): boolean {
    const before = prior as TaskState | null;
    const values = plan as TaskPlan;
    if (config.region === null) values.region = this.#providerRegion(before, ctx);
    const declared = DECLARED.filter((name) => name in values) as (keyof TaskState)[];
    const same = before !== null && declared.every((name) => isDeepStrictEqual(values[name], before[name]));
    const starts = startsTask(
      before as Pick<TaskRecord, "status"> | null,
      same,
      values.renew_on_expiry !== false,
    );
    const computed = ["id", "status", "started_at", "ends_at", "pending_start"] as const;
    const optional = (["task_id", "project_id"] as const).filter((name) => name in values);
    if (!starts) {
      for (const name of [...computed, ...optional])
        (values as Record<string, unknown>)[name] = before![name];
      return false;
    }
    const undecided = hasUnknown(values.renew_on_expiry) || declared.some((name) => hasUnknown(values[name]));
    values.status = before?.status === "expired" && undecided ? UNKNOWN : "running";
    values.started_at = UNKNOWN;
    values.ends_at = values.duration_seconds === null ? null : UNKNOWN;
    // A start that was repeated may be carried out once more later.
    values.pending_start = UNKNOWN;
    for (const name of optional) values[name] = UNKNOWN;
    const idIsKnown =
      this.type.idIsKnown && !hasUnknown([values.instance_id, (values as { product?: unknown }).product]);
    values.id = idIsKnown ? this.type.id(values as TaskState, null) : UNKNOWN;
    return true;
  }

  /** The region in force where the resource names none. What an import or an older plan has not told is what it is now. */
  #providerRegion(before: TaskState | null, ctx: Context<ProviderClients>): string | Unknown {
    return isConfigured(ctx.client, this.type.facts.service, undefined, before)
      ? ctx.client.region(this.type.facts.service)
      : UNKNOWN;
  }

  /** The task of a plan as far as its place is known; undefined before that. */
  #declared(plan: PlanRequest<TaskSchema>["plan"], prior: unknown, ctx: Context<ProviderClients>) {
    const { instance_id, region, product } = plan as TaskState & { product?: unknown };
    if (hasUnknown([instance_id, region, product])) return undefined;
    if (!isConfigured(ctx.client, this.type.facts.service, region!, prior)) return undefined;
    return { service: ctx.client.taskService(this.#target(plan as TaskState)) };
  }

  #declaration(values: TaskState, ctx: Context<ProviderClients>): TaskDeclaration {
    const request = requestOf(values);
    // The model refuses this at validate, plan and apply: a request without a filter kills everything.
    if (!request) throw new Error("A kill task that neither match nor match_all describes");
    return {
      service: ctx.client.taskService(this.#target(values)),
      request,
      matchAll: values.match_all === true,
    };
  }

  #target(values: TaskState): Target {
    return { ...this.type.target(values), ...(values.region !== null && { region: values.region }) };
  }

  #options(values: unknown, notes: Notes, ctx: Context<ProviderClients>): TaskOptions {
    const { owner, replacing, anothers } = notes;
    return {
      ...this.type.options(values as TaskState),
      owner,
      replacing,
      anothers,
      registry: ctx.client.tasks,
    };
  }

  #planTexts(values: TaskState) {
    const { type } = this.type;
    return {
      options: this.type.options(values),
      movedExample: `moved {\n  from = ${type}.OLD_NAME\n  to   = ${type}.NEW_NAME\n}`,
    };
  }

  async #preview(plan: TaskState, exists: boolean, ctx: Context<ProviderClients>): Promise<void> {
    const request = requestOf(plan);
    if (!request || isUnknown(plan.max_kills)) return;
    const choice = request.filter
      ? ({ by: "match", match: request.filter } as const)
      : ({ by: "all" } as const);
    await previewSelection(
      {
        target: this.#target(plan),
        selection: { choice, exclude: null, protectedUsers: [] },
        maxKills: plan.max_kills,
        standing: true,
        exists,
      },
      ctx,
    );
  }
}

type TaskApplyContext = ApplyContext<TaskSchema, ProviderClients>;

function draftOf(config: Pick<Config<TaskSchema>, "match" | "match_all">): SelectionDraft {
  return {
    match: toDraft(config.match as FilterValue | Unknown | null),
    match_all: config.match_all as never,
  };
}

/** What a declaration asks for; undefined while it is not known. */
function requestOf(
  values: Pick<TaskState, "match" | "match_all" | "duration_seconds">,
): KillTaskRequest | undefined {
  const { match, match_all, duration_seconds: durationSeconds } = values;
  if (isUnknown(match_all) || isUnknown(durationSeconds) || isUnknown(match)) return undefined;
  if (match === null) return match_all === true ? { filter: null, durationSeconds } : undefined;
  const filter = toFilter(match as FilterValue);
  return filter && { filter, durationSeconds };
}

function toRecord(state: TaskState, { listedAs, rawState }: Notes): TaskRecord {
  return {
    taskId: state.task_id ?? null,
    status: (state.status ?? "stopped") as TaskRecord["status"],
    startedAt: state.started_at,
    endsAt: state.ends_at,
    region: state.region ?? "",
    account: state.project_id ?? null,
    listedAs,
    rawState,
    pending: state.pending_start === null ? null : (JSON.parse(state.pending_start) as PendingStart),
  };
}

function keepNotes(ctx: Context<ProviderClients>, notes: Notes, { listedAs, rawState }: TaskRecord): void {
  NOTES.set(ctx.private, { ...notes, listedAs, rawState });
}
