import type { Context } from "../../framework";
import type { CallOptions, DbbrainClient } from "../../vendors/tencent";
import { isConfigurationError, isVendorError } from "../explain";
import { type MatchValue, toFilter } from "../match";
import type { ProviderClients } from "../provider-clients";
import { UnsettledError } from "../replace-task";
import { toKillTaskFilter } from "./filter";
import type { KillTaskDesired, KillTaskState } from "./kill-task-schema";

/** What DBbrain is known or expected to answer where the slot is taken; the documentation does not say. */
const BUSY_CODES = new Set(["FailedOperation", "OperationDenied", "ResourceInUse", "LimitExceeded"]);
/** How often an outcome that could not be seen is settled by cancelling and creating again. */
const SETTLE_ATTEMPTS = 3;

export type TaskDeclaration = Pick<
  KillTaskState,
  "instance_id" | "product" | "match" | "match_all" | "duration_seconds" | "on_conflict"
>;

/** The one place on which a task can run. */
export function slotOf(task: { instance_id: string; product: string }): string {
  return `${task.instance_id}/${task.product}`;
}

/** Starts tasks and stops them, one slot's at a time. */
export class TaskLife {
  constructor(
    private readonly client: DbbrainClient,
    private readonly ctx: Pick<Context<ProviderClients>, "diagnostics" | "log">,
  ) {}

  /** Where its tasks run. */
  get region(): string {
    return this.client.region;
  }

  /**
   * Starts a task, so that afterwards exactly one runs on the slot. Where an answer is lost, the slot is cleared and the
   * task is created again. Throws UnsettledError where it stayed unknown whether the task runs.
   */
  async start(task: TaskDeclaration, call: CallOptions): Promise<void> {
    try {
      await this.create(task, call);
    } catch (error) {
      if (isVendorError(error) && error.ambiguous) return this.settle(task, error, call);
      if (!isBusy(error)) throw error;
      if (task.on_conflict !== "replace") throw error;
      const taken = await this.stop(task, call);
      if (!taken) throw error;
      this.ctx.diagnostics.warning(
        `A kill task that this state did not know ran on ${slotOf(task)} and was cancelled`,
        'on_conflict = "replace" lets this resource take its place. Whoever declared the other one now has none.',
        ["on_conflict"],
      );
      try {
        await this.create(task, call);
      } catch (again) {
        if (isVendorError(again) && again.ambiguous) return this.settle(task, again, call);
        throw again;
      }
    }
  }

  /**
   * Proves by the vendor's clock that ours is right: every signed call is refused where they are more than five minutes
   * apart. Throws where that, or nothing, was answered.
   */
  async proveClock(task: { instance_id: string; product: string }, call: CallOptions): Promise<void> {
    try {
      await this.client.describeMySqlProcessList(
        { InstanceId: task.instance_id, Product: task.product, Limit: 1 },
        call,
      );
    } catch (error) {
      // Any other refusal comes after the signature was accepted.
      if (!isVendorError(error) || !error.vendorCode || isConfigurationError(error)) throw error;
    }
  }

  /** Cancels the slot's task. Tells whether there was one, as far as can be known. */
  async stop(task: { instance_id: string; product: string }, call: CallOptions): Promise<boolean> {
    try {
      await this.client.cancelKillTask({ InstanceId: task.instance_id, Product: task.product }, call);
      return true;
    } catch (error) {
      // Ambiguous: an earlier attempt, whose answer was lost, may have cancelled it.
      if (isVendorError(error) && error.code === "DBKILL_ERR_NOT_FOUND") return error.ambiguous;
      throw error;
    }
  }

  private async create(task: TaskDeclaration, call: CallOptions): Promise<void> {
    const filter = task.match ? (toFilter(task.match as MatchValue) ?? null) : null;
    // The last line of defence: a request without a filter kills everything.
    if (filter === null && !task.match_all)
      throw new Error("A kill task without a filter needs match_all = true");
    await this.client.createKillTask(
      {
        InstanceId: task.instance_id,
        Product: task.product,
        Duration: task.duration_seconds ?? -1,
        ...toKillTaskFilter(filter),
      },
      { ...call, matchAll: filter === null },
    );
  }

  /** A create that may have been carried out: cancelling leaves none, creating again leaves one. */
  private async settle(task: TaskDeclaration, first: unknown, call: CallOptions): Promise<void> {
    let last = first;
    for (let attempt = 1; attempt <= SETTLE_ATTEMPTS; attempt++) {
      this.ctx.log.warn("the outcome of CreateKillTask is not known; cancelling and creating again", {
        slot: slotOf(task),
        attempt,
      });
      try {
        const stopped = await this.stop(task, call);
        if (stopped && attempt === 1) this.warnOfLostAnswer(task);
        await this.create(task, call);
        return;
      } catch (error) {
        last = error;
        // Busy after our own cancel: the lost request came through late.
        if (!(isVendorError(error) && error.ambiguous) && !isBusy(error)) break;
      }
    }
    throw new UnsettledError(last);
  }

  /** The vendor does not say whose task it cancels: somebody else's must not vanish without a word. */
  private warnOfLostAnswer(task: TaskDeclaration): void {
    this.ctx.diagnostics.warning(
      `The answer to starting the kill task of ${slotOf(task)} was lost, and the task found there was cancelled`,
      "It is taken for this resource's own, which was then started anew. A task of somebody else's (made in the console or by another Terraform state) can't be told from it; if there was one, it is gone.",
      ["instance_id"],
    );
  }
}

/** Whether the vendor refused because the slot is taken, as far as its answer tells. */
export function isBusy(error: unknown): boolean {
  return isVendorError(error) && BUSY_CODES.has(error.vendorCode ?? "");
}

/** The state of a task that was started just now. */
export function startedState(plan: KillTaskDesired | KillTaskState, now: Date): KillTaskState {
  const ends = plan.duration_seconds === null ? null : now.getTime() + plan.duration_seconds * 1000;
  return {
    ...(plan as KillTaskState),
    id: slotOf(plan),
    status: "running",
    created_at: now.toISOString(),
    expires_at: ends === null ? null : new Date(ends).toISOString(),
  };
}
