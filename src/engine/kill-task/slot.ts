import { EngineError } from "../events";
import type { Fault } from "../ports";
import { assertCarriedOut, isUnsettled, kindOf, patiently } from "./journal";
import { stopUnsettled, unsettled } from "./messages";
import { endOfPending, isPast, noTask, type TaskDeclaration, type TaskRecord } from "./record";
import { notRunning, slotCleared, slotReplaced, slotTaken, superseded } from "./slot-messages";
import type { StartOrder, StrategyParts, TaskStrategy } from "./strategy";

/** How often a start or stop whose outcome could not be seen is sent. */
const SETTLE_ATTEMPTS = 3;
/** The note by which processes of one run tell each other when the newest task of the slot was started. */
const NEWEST = "newest";

/** For services that keep one task per target and don't list it: only the answers to our requests tell what runs. */
export class SlotStrategy implements TaskStrategy {
  constructor(private readonly parts: StrategyParts) {}

  async requireReady(task: TaskDeclaration): Promise<void> {
    assertCarriedOut(task);
  }

  async start(task: TaskDeclaration, { cleared, signal }: StartOrder): Promise<void> {
    const { journal, options, service, ctx } = this.parts;
    const before = journal.record;
    const sentAt = ctx.clock.date().toISOString();
    journal.keep({
      ...noTask(service),
      pending: { before: [], request: task.request, sentAt, confirmed: false, open: 1 },
    });
    try {
      const lost = await this.create(task, signal).catch(async (error) => {
        if (kindOf(error, ctx) !== "busy") throw error;
        // A slot that was cleared just now is not taken: the service's codes for that have other meanings too.
        if (cleared) throw error;
        if (options.onConflict !== "replace") throw this.taken(error);
        return this.replaceHolder(task, error, signal);
      });
      if (lost) await this.settle(task, lost.fault, signal);
    } catch (error) {
      if (!isUnsettled(error)) journal.keep(before);
      throw error;
    }
    journal.keep(this.started(task));
  }

  /** Stops the slot's task, unless it is known to be over or to be another one by now. */
  async stop(record: TaskRecord, _pending: "too" | "later", signal?: AbortSignal): Promise<boolean> {
    const { journal, service, ctx } = this.parts;
    const since = record.pending ? record.pending.sentAt : record.startedAt;
    if (record.status === "stopped" && !record.pending) return false;
    // What is not stopped was started.
    if (this.isSuperseded(since!)) {
      journal.tell(superseded(service));
      return false;
    }
    const endsAt = record.pending ? endOfPending(record.pending) : record.endsAt;
    // A state that says `expired` may have it from a clock that was wrong: only the end itself tells.
    if (isPast(endsAt, ctx.clock.date()) || (record.status === "expired" && endsAt === null)) {
      // Our clock alone says so. What runs on the slot now is somebody else's, if the clock is right.
      await service.proveClock?.(signal);
      return false;
    }
    const stopped = await this.clear(signal);
    if (stopped && record.status !== "running") this.tellCleared();
    if (!stopped && record.status === "running") {
      journal.tell(notRunning(service));
    }
    return stopped;
  }

  /** Sends the start. Answers undefined where it was confirmed, and what was lost where it may have been carried out. */
  private async create(
    task: TaskDeclaration,
    signal: AbortSignal | undefined,
  ): Promise<{ fault?: Fault } | undefined> {
    const { service, ctx } = this.parts;
    // Right before each request: one without a filter kills everything.
    assertCarriedOut(task);
    try {
      const { confirmed } = await patiently(ctx, () => service.start(task.request, signal), signal);
      return confirmed ? undefined : {};
    } catch (error) {
      const fault = ctx.classify(error);
      if (fault?.kind !== "lost") throw error;
      return { fault };
    }
  }

  /** Stops the task that holds the slot, and starts ours. */
  private async replaceHolder(task: TaskDeclaration, busy: unknown, signal: AbortSignal | undefined) {
    const { journal, service } = this.parts;
    if (!(await this.clear(signal))) throw this.taken(busy);
    journal.tell(slotReplaced(service));
    // From here on the target has no task, so an abort must not stop the start.
    return this.create(task, undefined);
  }

  /** A start that may have been carried out: stopping leaves none, starting again leaves one. */
  private async settle(
    task: TaskDeclaration,
    lost: Fault | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { service, ctx } = this.parts;
    let last = lost;
    for (let attempt = 1; attempt <= SETTLE_ATTEMPTS; attempt++) {
      ctx.log("warn", "the outcome of a start is unknown; stopping and starting again", {
        slot: service.slot,
        attempt,
      });
      try {
        if (await this.clear(signal)) this.tellCleared();
      } catch (error) {
        throw this.unsettled(ctx.classify(error) ?? last);
      }
      try {
        const again = await this.create(task, undefined);
        if (!again) return;
        last = again.fault ?? last;
      } catch (error) {
        last = ctx.classify(error) ?? last;
        // Busy after our own stop: the lost request came through late. After any other refusal it may still do so.
        if (kindOf(error, ctx) !== "busy") break;
      }
    }
    throw this.unsettled(last);
  }

  /**
   * Stops the task that runs on the slot. After a lost answer it is sent again at once, without waiting: later, somebody else's task may
   * hold the slot.
   *
   * @returns whether something ran
   * @throws EngineError where its outcome stays unknown
   */
  private async clear(signal: AbortSignal | undefined): Promise<boolean> {
    const { service, ctx } = this.parts;
    const send = () => service.stop(null, signal);
    let fault: Fault | undefined;
    for (let attempt = 1; attempt <= SETTLE_ATTEMPTS; attempt++) {
      const isRepeated = attempt > 1;
      try {
        const answer = await (isRepeated ? send() : patiently(ctx, send, signal));
        // It was still there after an attempt whose answer was lost: it is ours, or somebody made it in between.
        if (answer === "stopped" && isRepeated) this.tellCleared();
        if (answer === "stopped") return true;
        // An earlier attempt, whose answer was lost, may have stopped it.
        if (answer === "none") return isRepeated;
        fault = undefined;
      } catch (error) {
        fault = ctx.classify(error);
        if (fault?.kind === "not_found" || fault?.kind === "gone") return isRepeated;
        if (fault?.kind === "lost") continue;
        if (!isRepeated) throw error;
        break;
      }
    }
    throw new EngineError(stopUnsettled(service, null, fault));
  }

  /** The service does not say whose task it stops. If it was somebody else's, the warning tells. */
  private tellCleared(): void {
    const { journal, service } = this.parts;
    const event = slotCleared(service);
    if (!journal.events.some(({ code }) => code === event.code)) journal.tell(event);
  }

  private taken(error: unknown): EngineError {
    return new EngineError(slotTaken(this.parts.service, this.parts.ctx.classify(error)));
  }

  private unsettled(fault: Fault | undefined): EngineError {
    const why =
      "The service did not say whether it started the task, and stopping it failed too. A task that ran there may have been stopped.";
    return new EngineError(unsettled(this.parts.service, fault, why));
  }

  private started({ service, request }: TaskDeclaration): TaskRecord {
    const { memory, options, ctx } = this.parts;
    const newest = Date.parse(memory.get(NEWEST) ?? "");
    // Later than any start of this run, so that the newest of two objects is always told.
    const now = Math.max(ctx.clock.date().getTime(), Number.isNaN(newest) ? 0 : newest + 1);
    const startedAt = new Date(now).toISOString();
    memory.set(NEWEST, startedAt);
    options.registry.slots.saw(service.slot, startedAt);
    const { durationSeconds } = request;
    const endsAt = durationSeconds === null ? null : new Date(now + durationSeconds * 1000).toISOString();
    return { ...noTask(service), status: "running", startedAt, endsAt };
  }

  /** Whether a later task of this configuration has taken the place of one that was started at this time. */
  private isSuperseded(startedAt: string): boolean {
    const { memory, options, service } = this.parts;
    const newest = memory.get(NEWEST) ?? "";
    return newest > startedAt || options.registry.slots.holdsNewer(service.slot, startedAt);
  }
}
