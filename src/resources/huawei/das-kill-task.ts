import { type ApplyContext, type Context, DiagnosticError, defineResource, isUnknown } from "../../framework";
import type { CallOptions, DasKillTask } from "../../vendors/huawei";
import { explainAny } from "../explain";
import { reportTaskProblems } from "../kill-task-plan";
import type { ProviderClients } from "../provider-clients";
import { replaceTask, UnsettledError } from "../replace-task";
import { importDasKillTask } from "./das-kill-task-import";
import { planDasKillTask } from "./das-kill-task-plan";
import { type DasKillTaskDesired, type DasKillTaskState, dasKillTaskSchema } from "./das-kill-task-schema";
import { type TaskDeclaration, toTaskInput } from "./das-task";
import { DasTaskLife } from "./das-task-life";
import { instanceKey, taskKey } from "./das-task-registry";
import { readTask, toState, toUnknownState } from "./das-task-state";
import { isInstanceGone, notePlace, requireProject } from "./gone";

export const dasKillTask = defineResource<typeof dasKillTaskSchema, ProviderClients>({
  schema: dasKillTaskSchema,

  validate(config, { diagnostics }) {
    reportTaskProblems(config, "das", diagnostics);
  },

  plan: planDasKillTask,

  async create({ plan }, ctx) {
    const life = declaredLife(plan, ctx);
    const call = { signal: ctx.signal };
    return exclusively(life, plan, ctx, async () => {
      notePlace(life, ctx.private);
      if (plan.require_switch) await life.requireSwitch(call);
      return start(life, plan, plan.adopt_existing, ctx, call);
    });
  },

  async read({ state }, ctx) {
    return readTask(state, startedLife(state, ctx), ctx);
  },

  async update({ plan, prior }, ctx) {
    // A planned start has no known time yet.
    if (!isUnknown(plan.started_at)) return plan as DasKillTaskState;
    const old = startedLife(prior, ctx);
    const next = declaredLife(plan, ctx);
    return exclusively(next, plan, ctx, async () => {
      // Before the old one is stopped: it is to be in force where the new one can't be.
      if (plan.require_switch) await next.requireSwitch({ signal: ctx.signal });
      return edit(old, next, plan, prior, ctx);
    });
  },

  async delete({ prior }, ctx) {
    const life = startedLife(prior, ctx);
    const call = { signal: ctx.signal };
    await exclusively(life, prior, ctx, async () => {
      try {
        await life.stopPending(call);
        const runs = prior.task_id !== null && prior.status !== "expired";
        if (runs && ctx.private.get("anothers") !== true) await stop(life, prior, ctx, call);
      } catch (error) {
        if (!isInstanceGone(error)) throw error;
        requireProject(prior.instance_id, life, ctx.private);
        ctx.diagnostics.warning(
          `${prior.instance_id} is gone, and its kill task with it`,
          `DAS knows no such instance in ${life.region}. Where the credentials or the project are others by now, the task may run on in the former one.\n\n${error.message}`,
        );
      }
    });
  },

  importState: importDasKillTask,
});

type ChangeContext = ApplyContext<typeof dasKillTaskSchema, ProviderClients>;

/** One change of an instance at a time: which task is the new one is told by listing before and after. */
function exclusively<T>(
  life: DasTaskLife,
  task: { readonly instance_id: string },
  ctx: Context<ProviderClients>,
  change: () => Promise<T>,
): Promise<T> {
  return ctx.client.slots.exclusively(instanceKey(life.region, task.instance_id), change);
}

/** Terminate, then create: DAS can't change a task. */
function edit(
  old: DasTaskLife,
  next: DasTaskLife,
  plan: DasKillTaskDesired,
  prior: DasKillTaskState,
  ctx: ChangeContext,
): Promise<DasKillTaskState> {
  const runs = prior.status === "running" && prior.task_id !== null;
  // A stop that was not confirmed may have come to nothing, so that what is said to be stopped is stopped again.
  const mayRun = prior.status !== "expired" && prior.task_id !== null;
  return replaceTask<DasKillTaskState>({
    name: prior.instance_id,
    stopped: { ...prior, status: "stopped" },
    stop: async () => mayRun && (await stop(old, prior, ctx, { signal: ctx.signal })) && runs,
    // From here on an abort would leave the database unprotected, so that nothing listens for one.
    start: async (stoppedOne) => {
      notePlace(next, ctx.private);
      // What runs and was not stopped just now may be an earlier run's, which was broken off; after a stop it would be
      // another resource's.
      return start(next, plan, plan.adopt_existing && !stoppedOne, ctx, {});
    },
    restore: runs ? () => startAgain(old, prior, ctx) : undefined,
    saveState: (state) => ctx.saveState(state),
  });
}

async function start(
  life: DasTaskLife,
  plan: DasKillTaskDesired,
  adopt: boolean,
  ctx: ChangeContext,
  call: CallOptions,
): Promise<DasKillTaskState> {
  let task: DasKillTask;
  try {
    task = await life.start(toTaskInput(plan as TaskDeclaration), adopt, call);
  } catch (error) {
    if (!(error instanceof UnsettledError)) throw error;
    ctx.saveState(toUnknownState(plan));
    throw unsettled(plan.instance_id, error);
  }
  noteTaskState(task, ctx);
  return toState(plan, task);
}

/** Starts a task that was stopped just now for what is left of its time. */
async function startAgain(
  life: DasTaskLife,
  prior: DasKillTaskState,
  ctx: ChangeContext,
): Promise<DasKillTaskState> {
  const left = prior.ends_at === null ? null : Math.ceil((Date.parse(prior.ends_at) - Date.now()) / 1000);
  if (left !== null && left < 1) throw new Error("The time of the task was over meanwhile");
  const declared = { ...(prior as TaskDeclaration), duration_seconds: left };
  const task = await life.start(toTaskInput(declared), false, {});
  notePlace(life, ctx.private);
  noteTaskState(task, ctx);
  return toState(prior, task);
}

/** Stops a resource's task, unless another resource took it over in this apply. */
async function stop(
  life: DasTaskLife,
  { instance_id, task_id }: DasKillTaskState,
  ctx: Context<ProviderClients>,
  call: CallOptions,
): Promise<boolean> {
  if (ctx.client.dasTasks.isAdopted(taskKey(life.region, instance_id, task_id!))) return true;
  return life.stop(task_id!, call);
}

function declaredLife(task: DasKillTaskDesired, ctx: Context<ProviderClients>): DasTaskLife {
  return new DasTaskLife(ctx.client.das(task.region ?? undefined), task.instance_id, ctx);
}

/** For a task that was started before, in the region it was started in: the provider's may be another one by now. */
function startedLife(task: DasKillTaskState, ctx: Context<ProviderClients>): DasTaskLife {
  const noted = ctx.private.get("region") as string | undefined;
  return new DasTaskLife(ctx.client.das(task.region ?? noted), task.instance_id, ctx);
}

/** Remembers the number that the vendor gave the task's state while it certainly ran. */
function noteTaskState({ taskState }: DasKillTask, ctx: Context<ProviderClients>): void {
  ctx.private.set("task_state", taskState ?? undefined);
}

function unsettled(instanceId: string, error: UnsettledError): DiagnosticError {
  const { summary, detail } = explainAny(error.cause);
  return new DiagnosticError({
    summary: `It is not known whether a kill task runs on ${instanceId}`,
    detail: `${summary}\n${detail}\n\nThe state remembers the start, so that the next apply looks for the task, and a destroy stops it.`,
  });
}
