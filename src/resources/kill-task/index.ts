import {
  lostTask,
  readTask,
  replaceTask,
  startTask,
  stopTask,
  type TaskDeclaration,
  type TaskOptions,
  type TaskOutcome,
  type TaskRecord,
} from "../../engine/kill-task";
import {
  AlreadyReported,
  type ApplyContext,
  type Config,
  type Context,
  isUnknown,
  type PlanRequest,
  type Resource,
} from "../../framework";
import { checkSelection } from "../../model";
import { toTaskDraft } from "../blocks";
import type { ProviderClients } from "../provider-clients";
import { engineContext, reportEvents, reportProblems } from "../render";
import type { KillTaskType, TaskDesired, TaskSchema, TaskState } from "./attributes";
import { planTaskResource } from "./plan";
import { keepNotes, type Notes, newName, notesOf, requestOf, targetOf, toRecord, toState } from "./state";

export { taskAttributes } from "./attributes";

/** The handlers of a Terraform type for standing kill tasks; the values are read by the names that all types share. */
export function killTaskHandlers<S, V>(
  type: KillTaskType<V>,
): Omit<Resource<S, ProviderClients>, "schema" | "importState"> & Pick<KillTaskHandlers, "toState" | "lost"> {
  return new KillTaskHandlers(type as never) as never;
}

type TaskApplyContext = ApplyContext<TaskSchema, ProviderClients>;

class KillTaskHandlers {
  constructor(private readonly type: KillTaskType<TaskState>) {}

  validate = (
    config: Config<TaskSchema>,
    { diagnostics }: Pick<Context<ProviderClients>, "diagnostics">,
  ): void => {
    const { facts } = this.type;
    reportProblems(
      checkSelection(toTaskDraft(config), { facts, evaluatedBy: "task", choices: ["match", "match_all"] }),
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

  plan = (request: PlanRequest<TaskSchema>, ctx: Context<ProviderClients>): Promise<void> =>
    planTaskResource(this.type, request, ctx);

  create = async ({ plan }: { plan: TaskDesired }, ctx: TaskApplyContext): Promise<TaskState> => {
    const notes = { ...notesOf(ctx), owner: newName(), listedAs: null, rawState: null };
    const outcome = await startTask(
      this.#declaration(plan as TaskState, ctx),
      {
        ...this.#options(plan, notes, ctx),
        save: (record) => ctx.saveState(this.toState(plan as TaskState, record) as never),
      },
      engineContext(ctx),
    );
    return this.#finish(plan as TaskState, outcome, notes, ctx);
  };

  read = async (
    { state }: { state: TaskState },
    ctx: Context<ProviderClients>,
  ): Promise<TaskState | null> => {
    const notes = notesOf(ctx);
    const outcome = await readTask(
      this.#declaration(state, ctx),
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
    { plan, prior }: { plan: TaskDesired; prior: TaskState },
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
    // A task can always be stopped, even where the state has no valid filter.
    const request = requestOf(prior) ?? { filter: null, durationSeconds: prior.duration_seconds };
    const outcome = await stopTask(
      { service: ctx.client.taskService(targetOf(this.type, prior)), request },
      toRecord(prior, notes),
      this.#options(prior, notes, ctx),
      engineContext(ctx),
    );
    reportEvents(outcome.events, ctx.diagnostics);
  };

  /** A declaration with what is known of its task. */
  toState = (values: TaskState, record: TaskRecord): TaskState => toState(this.type, values, record);

  /** The state to use when a declaration's own state is lost: its task, if any, has yet to be found. */
  lost = (declared: TaskState, clients: ProviderClients): TaskState => {
    const { service } = this.type.facts;
    const values = { ...declared, region: clients.region(service, declared.region ?? undefined) };
    const request = requestOf(values) ?? { filter: null, durationSeconds: values.duration_seconds };
    const task = clients.taskService(targetOf(this.type, values));
    return this.toState(values, lostTask(task, request, new Date()));
  };

  /** Reports what happened. A failed step returns what the state must keep, so that no task is lost. */
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
    ctx.saveState(null);
    throw aborted.length > 0 ? ctx.signal.reason : new AlreadyReported();
  }

  #declaration(values: TaskState, ctx: Context<ProviderClients>): TaskDeclaration {
    const request = requestOf(values);
    // The model refuses this at validate, plan and apply: a request without a filter kills everything.
    if (!request) throw new Error("A kill task that neither match nor match_all describes");
    return {
      service: ctx.client.taskService(targetOf(this.type, values)),
      request,
      matchAll: values.match_all === true,
    };
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
}
