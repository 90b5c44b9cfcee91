import { type ApplyContext, type Context, DiagnosticError, defineResource, isUnknown } from "../../framework";
import type { CallOptions } from "../../vendors/tencent";
import { explainAny } from "../explain";
import { reportTaskProblems } from "../kill-task-plan";
import type { ProviderClients } from "../provider-clients";
import { replaceTask, UnsettledError } from "../replace-task";
import { isBusy, slotOf, startedState, TaskLife } from "./kill-task-life";
import { isSuperseded, planKillTask } from "./kill-task-plan";
import { type KillTaskDesired, type KillTaskState, killTaskSchema } from "./kill-task-schema";

/** DBbrain refuses callers whose clock is off by more, so a task this long over is over on its side too. */
const CLOCK_SKEW_MS = 5 * 60_000;

export const tencentKillTask = defineResource<typeof killTaskSchema, ProviderClients>({
  schema: killTaskSchema,

  validate(config, { diagnostics }) {
    reportTaskProblems(config, "dbbrain", diagnostics);
  },

  plan: planKillTask,

  async create({ plan }, ctx) {
    const slot = slotOf(plan);
    return ctx.client.slots.exclusively(slot, async () => {
      const life = declaredLife(plan, ctx);
      noteStart(life, ctx);
      try {
        await life.start(plan, { signal: ctx.signal });
      } catch (error) {
        if (error instanceof UnsettledError) {
          ctx.saveState(startedState(plan, new Date()));
          throw unsettled(slot, error);
        }
        throw isBusy(error) ? slotTaken(slot, error) : error;
      }
      const state = startedState(plan, new Date());
      ctx.client.slots.saw(slot, state.created_at!);
      return state;
    });
  },

  async read({ state }, ctx) {
    const [slot, createdAt] = [slotOf(state), state.created_at ?? ""];
    const { slots } = ctx.client;
    slots.saw(slot, createdAt);
    // The state holds two objects of one slot where a replacement (create_before_destroy) was broken off: the older is to
    // be destroyed, which would cancel the newer one's task. Whichever is read last learns of the other.
    if (slots.holdsNewer(slot, createdAt)) ctx.private.set("superseded", true);
    if (state.status !== "running") return state;
    if (hasEnded(state, 0)) return { ...state, status: "expired" };
    return slots.holdsOlder(slot, createdAt) ? { ...state, status: "cancelled" } : state;
  },

  async update({ plan, prior }, ctx) {
    // A planned start has no known time yet.
    if (!isUnknown(plan.created_at)) return plan as KillTaskState;
    const slot = slotOf(plan);
    return ctx.client.slots.exclusively(slot, () => edit(slot, plan, prior, ctx));
  },

  async delete({ prior }, ctx) {
    const slot = slotOf(prior);
    await ctx.client.slots.exclusively(slot, async () => {
      if (isSuperseded(prior, ctx)) {
        ctx.diagnostics.warning(
          `The kill task of ${slot} was not cancelled`,
          "A newer task of this configuration has taken its place (create_before_destroy), and cancelling would stop that one.",
        );
        return;
      }
      const life = startedLife(prior, ctx);
      const call = { signal: ctx.signal };
      if (await isOver(prior, life, call)) return;
      if ((await life.stop(prior, call)) || prior.status !== "running" || hasEnded(prior, 0)) return;
      ctx.diagnostics.warning(
        `No kill task ran on ${slot} any more`,
        `DBbrain found none to cancel in ${life.region}: it was stopped in the console or by another Terraform state, or its instance is gone. Where the credentials now belong to another account, it may run on in the former one.`,
      );
    });
  },

  importState: {
    unsupported:
      'DBbrain has no call that lists kill tasks or reads one back, so what runs can\'t be brought into the state. Declare the task and apply it; where one is running already, set on_conflict = "replace" to let the declared one take its place.',
  },
});

type UpdateContext = ApplyContext<typeof killTaskSchema, ProviderClients>;

async function edit(
  slot: string,
  plan: KillTaskDesired,
  prior: KillTaskState,
  ctx: UpdateContext,
): Promise<KillTaskState> {
  const old = startedLife(prior, ctx);
  const next = declaredLife(plan, ctx);
  const runs = prior.status === "running" && !hasEnded(prior, 0);
  return replaceTask<KillTaskState>({
    name: slot,
    stopped: { ...prior, status: "cancelled" },
    stop: async () => {
      const call = { signal: ctx.signal };
      return !(await isOver(prior, old, call)) && (await old.stop(prior, call));
    },
    // From here on an abort would leave the database unprotected, so that nothing listens for one.
    start: async (stoppedOne) => {
      try {
        await next.start(plan, {});
      } catch (error) {
        if (error instanceof UnsettledError) {
          noteStart(next, ctx);
          throw unsettled(slot, error);
        }
        // A slot that was cleared just now is not taken: the vendor's codes for that also have other meanings.
        throw isBusy(error) && !stoppedOne ? slotTaken(slot, error) : error;
      }
      noteStart(next, ctx);
      const state = startedState(plan, new Date());
      ctx.client.slots.saw(slot, state.created_at!);
      return state;
    },
    restore: runs ? () => startAgain(prior, old) : undefined,
    saveState: (state) => ctx.saveState(state),
  });
}

/** Starts a task that was cancelled just now for what is left of its time. */
async function startAgain(prior: KillTaskState, life: TaskLife): Promise<KillTaskState> {
  const startedAt = new Date();
  const remaining =
    prior.expires_at === null ? null : Math.ceil((Date.parse(prior.expires_at) - startedAt.getTime()) / 1000);
  await life.start({ ...prior, duration_seconds: remaining }, {});
  return { ...prior, created_at: startedAt.toISOString() };
}

/** For a task that is to be started. */
function declaredLife(task: KillTaskDesired, ctx: Context<ProviderClients>): TaskLife {
  return new TaskLife(ctx.client.dbbrain(task.region ?? undefined), ctx);
}

/** For a task that was started before, in the region it was started in: the provider's may be another one by now. */
function startedLife(task: KillTaskState, ctx: Context<ProviderClients>): TaskLife {
  const noted = ctx.private.get("region") as string | undefined;
  return new TaskLife(ctx.client.dbbrain(task.region ?? noted), ctx);
}

/** Remembers where a task was started, which the state does not say where the region is the provider's. */
function noteStart(life: TaskLife, ctx: Context<ProviderClients>): void {
  ctx.private.set("region", life.region);
  ctx.private.set("superseded", undefined);
}

/** Whether a task has ended by its own time for certain, so that what runs on its slot now is somebody else's. */
async function isOver(state: KillTaskState, life: TaskLife, call: CallOptions): Promise<boolean> {
  if (!hasEnded(state, CLOCK_SKEW_MS)) return false;
  await life.proveClock(state, call);
  return true;
}

function hasEnded(state: KillTaskState, marginMs: number): boolean {
  return state.expires_at !== null && Date.parse(state.expires_at) + marginMs <= Date.now();
}

function slotTaken(slot: string, error: unknown): DiagnosticError {
  const { summary, detail } = explainAny(error);
  return new DiagnosticError({
    summary: `A kill task that this state does not know seems to run on ${slot}`,
    detail: `To cancel it and let this one take its place, set on_conflict = "replace"; to keep it, remove this resource.\n\nIt may have been made in the console, by another Terraform state, by an apply that was killed, or be this resource's own old one under create_before_destroy. DBbrain keeps one kill task per instance and product, and answered: ${summary}\n${detail}`,
    path: ["instance_id"],
  });
}

function unsettled(slot: string, error: UnsettledError): DiagnosticError {
  const { summary, detail } = explainAny(error.cause);
  return new DiagnosticError({
    summary: `It is not known whether the kill task of ${slot} runs`,
    detail: `DBbrain did not say whether it started the task, and clearing the slot to start it anew failed too: ${summary}\n${detail}\n\nThe state keeps the task, so that the next apply cancels whatever runs and starts it anew.`,
  });
}
