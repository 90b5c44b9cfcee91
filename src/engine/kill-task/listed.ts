import { EngineError } from "../events";
import type { EngineContext, Fault, KillTaskRequest, ListedTask } from "../ports";
import { assertCarriedOut, isUnsettled, patiently } from "./journal";
import {
  adopted,
  declaredTwice,
  equalAppeared,
  event,
  noRoom,
  respelled,
  stopUnsettled,
  switchOff,
  unrecognised,
  unsettled,
} from "./messages";
import type { TaskOptions } from "./options";
import {
  asListed,
  describeTask,
  first,
  isListedBy,
  LISTED_WITHIN_MS,
  type ListedService,
  ofPending,
  type Sorted,
  sortByRequest,
} from "./recognise";
import { noTask, type PendingStart, type TaskDeclaration, type TaskRecord } from "./record";
import type { StartOrder, StrategyParts, TaskStrategy } from "./strategy";

/** How often a start that may not have arrived is sent, and a stop. */
const ATTEMPTS = 3;
/** When to look for a task whose start was not confirmed, in ms after the look before. */
const UNCONFIRMED_LOOKS = [0, 500, 1_000, 2_000];
const LOOK_INTERVAL_MS = 1_000;
/** The last part of the operation's time, in ms, is for writing down what happened. */
const RESERVE_MS = 2_000;

/** The tasks of a target at a moment of the service's clock. */
export interface Tasks {
  readonly all: readonly ListedTask[];
  readonly running: readonly ListedTask[];
  readonly at: Date;
}

/** What processes of one run tell each other: that a task was taken over, and by which object of the state. */
export const adoptedKey = (taskId: string) => `adopted/${taskId}`;

/** Lists the tasks of a target. */
export async function listTasks(
  service: ListedService,
  { registry }: Pick<TaskOptions, "registry">,
  { clock }: EngineContext,
  signal?: AbortSignal,
): Promise<Tasks> {
  const { tasks, at } = await service.list(signal);
  const running = tasks.filter(
    ({ status, taskId }) => status === "running" && !registry.wasStopped(service.slot, taskId),
  );
  // A service that does not tell its time leaves us ours.
  return { all: tasks, running, at: Number.isNaN(at?.getTime() ?? Number.NaN) ? clock.date() : at };
}

/** The record of a task that is listed as running. */
export function recordOf(
  service: ListedService,
  request: KillTaskRequest,
  task: ListedTask,
  pending: PendingStart | null,
): TaskRecord {
  return {
    ...noTask(service),
    taskId: task.taskId,
    status: "running",
    startedAt: task.startedAt?.toISOString() ?? null,
    endsAt: task.endsAt?.toISOString() ?? null,
    listedAs: service.isSame(task, request) ? null : task.request,
    rawState: task.rawState,
    pending,
  };
}

/** Several tasks beside each other, each with an id that only the list tells. */
export class ListedStrategy implements TaskStrategy {
  readonly #service: ListedService;

  constructor(private readonly parts: StrategyParts & { readonly service: ListedService }) {
    this.#service = parts.service;
  }

  async requireReady(task: TaskDeclaration, signal?: AbortSignal): Promise<void> {
    assertCarriedOut(task);
    const service = this.#service;
    if (!this.parts.options.requireSwitch || !service.isSwitchOn) return;
    if (!(await service.isSwitchOn(signal))) throw new EngineError(switchOff(service, "error"));
  }

  async start(task: TaskDeclaration, { pending, adopt, signal }: StartOrder): Promise<void> {
    const { journal, options, memory } = this.parts;
    const service = this.#service;
    assertCarriedOut(task);
    if (pending && (await this.takeLate(task, pending, signal))) return;
    const tasks = await this.list(signal);
    const equal = tasks.running.filter(
      (each) => each.taskId !== options.replacing && service.isSame(each, task.request),
    );
    const anothers = equal.find(({ taskId }) => {
      const adopter = memory.get(adoptedKey(taskId));
      return options.registry.isOwned(service.slot, taskId) || (adopter ?? options.owner) !== options.owner;
    });
    if (anothers) throw new EngineError(declaredTwice(service, describeTask(service, anothers)));
    if (adopt && isSome(equal)) return this.adopt(task, equal);
    const max = service.facts.task?.maxRunning ?? Number.POSITIVE_INFINITY;
    if (tasks.running.length >= max) {
      throw new EngineError(
        noRoom(
          service,
          max,
          tasks.running.map((each) => describeTask(service, each)),
        ),
      );
    }
    const before = journal.record;
    try {
      await this.startAndFind(task, tasks, signal);
    } catch (error) {
      if (!isUnsettled(error)) journal.keep(before);
      throw error;
    }
  }

  async stop(record: TaskRecord, pending: "too" | "later", signal?: AbortSignal): Promise<boolean> {
    const { options, memory, journal } = this.parts;
    const service = this.#service;
    let stopped = false;
    const { taskId } = record;
    const adopter = taskId === null ? undefined : memory.get(adoptedKey(taskId));
    const isAnothers = options.anothers === true || (adopter ?? options.owner) !== options.owner;
    // What is said to be stopped is stopped again: the stop may have come to nothing.
    if (taskId !== null && record.status !== "expired" && !isAnothers) {
      stopped = await this.stopOne(taskId, signal);
      journal.keep({ ...record, status: "stopped" });
    }
    if (!record.pending || pending === "later") return stopped;
    const { request, confirmed } = record.pending;
    const { same, alike, other, ended } = await this.lookForPending(record.pending, record.listedAs, signal);
    for (const task of [...same, ...alike]) stopped = (await this.stopOne(task.taskId, signal)) || stopped;
    if (other.length === 0) return stopped;
    // A confirmed start made a task. Where this is the only one that can be it, it must not be left without anybody looking.
    const isOurs = confirmed && other.length === 1 && same.length + alike.length + ended.length === 0;
    if (isOurs) throw new EngineError(unrecognised(service, "error", request, other));
    journal.tell(unrecognised(service, "warning", request, other));
    return stopped;
  }

  private list(signal?: AbortSignal): Promise<Tasks> {
    return listTasks(this.#service, this.parts.options, this.parts.ctx, signal);
  }

  /** What may come from an earlier start of this resource and belongs to nobody else. */
  private pendingAmong(pending: PendingStart, { running }: Tasks, listedAs: TaskRecord["listedAs"]): Sorted {
    const none: ReadonlySet<string> = new Set();
    const free = running.filter(({ taskId }) => this.isFree(taskId, none));
    return ofPending(pending, free, this.#service, listedAs);
  }

  /**
   * Looks for what an earlier start has made, until it is there or had time enough to be listed.
   *
   * @throws EngineError where an abort ends the waiting: nothing is known then
   */
  private async lookForPending(
    pending: PendingStart,
    listedAs: TaskRecord["listedAs"],
    signal: AbortSignal | undefined,
  ): Promise<Late> {
    const { clock } = this.parts.ctx;
    for (;;) {
      const tasks = await this.list(signal);
      const found = this.pendingAmong(pending, tasks, listedAs);
      if (found.same.length + found.alike.length >= pending.open || isListedBy(tasks.at, pending)) {
        const known = new Set(pending.before);
        const ended = tasks.all.filter(({ taskId, status }) => status !== "running" && !known.has(taskId));
        return { ...found, ended };
      }
      if (signal?.aborted)
        throw this.unsettled(undefined, "The operation's time was over before it was listed.");
      await clock.sleep(LOOK_INTERVAL_MS, signal).catch(() => undefined);
    }
  }

  /**
   * Looks what an earlier start has made by now: what is no longer declared is stopped, what is declared stays.
   *
   * @returns whether the declared task runs
   * @throws EngineError where a task is there that may come from it and can't be told: a second one is not started
   */
  private async takeLate(
    task: TaskDeclaration,
    pending: PendingStart,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const service = this.#service;
    const { same, alike, other } = await this.lookForPending(
      pending,
      this.parts.journal.record?.listedAs ?? null,
      signal,
    );
    const late = [...same, ...alike];
    // In another spelling it is the declared one only if that is what was sent.
    const unchanged = service.isSame(asListed(pending.request), task.request);
    const wanted = unchanged ? late : sortByRequest(late, task.request, service).same;
    const kept = isSome(same) && unchanged ? first(same) : isSome(wanted) ? first(wanted) : undefined;
    for (const each of late) if (each !== kept) await this.stopOne(each.taskId, signal);
    if (kept) {
      this.taken(task.request, kept, null);
      return true;
    }
    if (late.length === 0 && other.length > 0) {
      throw new EngineError(unrecognised(service, "error", pending.request, other));
    }
    const { journal } = this.parts;
    if (journal.record) journal.keep({ ...journal.record, pending: null });
    return false;
  }

  private adopt({ request }: TaskDeclaration, equal: Some<ListedTask>): void {
    const { journal, memory, options } = this.parts;
    const ours = first(equal);
    memory.set(adoptedKey(ours.taskId), options.owner);
    const others = equal.filter((task) => task !== ours);
    journal.tell(adopted(this.#service, ours, others));
    this.taken(request, ours, null);
  }

  private async startAndFind(
    task: TaskDeclaration,
    tasks: Tasks,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { journal, ctx } = this.parts;
    const service = this.#service;
    const before = tasks.all.map(({ taskId }) => taskId);
    const sentFrom = ctx.clock.now();
    let pending: PendingStart | undefined;
    let lost: Fault | undefined;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      // Right before each request: one without a filter kills everything.
      assertCarriedOut(task);
      const sentAt = new Date(tasks.at.getTime() + ctx.clock.now() - sentFrom).toISOString();
      pending = { before, request: task.request, sentAt, confirmed: false, open: attempt };
      journal.keep({ ...noTask(service), pending });
      try {
        const call = attempt === 1 ? signal : undefined;
        const { confirmed } = await patiently(ctx, () => service.start(task.request, call), call);
        pending = { ...pending, confirmed };
      } catch (error) {
        const fault = ctx.classify(error);
        if (fault?.kind !== "lost") {
          if (attempt === 1) throw error;
          throw this.unsettled(fault, "A start whose answer was lost could not be sent again.");
        }
        lost = fault;
      }
      if (pending.confirmed) journal.keep({ ...noTask(service), pending });
      else
        ctx.log("warn", "a start was not confirmed; looking for its task", { slot: service.slot, attempt });
      if (await this.find(task, pending, attempt)) return;
    }
    throw this.unsettled(
      lost,
      `The start was sent ${ATTEMPTS} times without a confirmation, and no task appeared.`,
    );
  }

  /**
   * Looks for the task that was just started: first by being new since the start, then by its filter.
   *
   * @returns false where it can be sent again: nothing is new, and the start was not confirmed
   * @throws EngineError where a task may run that can't be told to be ours
   */
  private async find(task: TaskDeclaration, pending: PendingStart, attempt: number): Promise<boolean> {
    const { ctx } = this.parts;
    const known = new Set(pending.before);
    const patient = ctx.clock.now() + LISTED_WITHIN_MS;
    const until = Math.min(patient, (ctx.deadline ?? Number.POSITIVE_INFINITY) - RESERVE_MS);
    let fault: Fault | undefined;
    let fresh: readonly ListedTask[] = [];
    for (let look = 0; ; look++) {
      try {
        // What was sent has to be found, so that a look does not listen for an abort.
        fresh = (await this.list()).all.filter(({ taskId }) => this.isFree(taskId, known));
        fault = undefined;
        const { same, alike } = sortByRequest(fresh, task.request, this.#service);
        if (isSome(same)) return this.take(task, pending, same, attempt);
        if (isSome(alike) && alike.length === 1) return this.take(task, pending, alike, attempt);
      } catch (error) {
        fault = ctx.classify(error);
        if (!fault)
          throw this.unsettled(undefined, `A look for the task failed: ${(error as Error).message}.`);
      }
      const pause = pending.confirmed ? LOOK_INTERVAL_MS : UNCONFIRMED_LOOKS[look + 1];
      if (pause === undefined || ctx.signal.aborted) break;
      if (pending.confirmed && ctx.clock.now() + pause > until) break;
      await ctx.clock.sleep(pause, ctx.signal).catch(() => undefined);
    }
    if (fault) throw this.unsettled(fault, "The start was sent, and the tasks can't be listed.");
    const running = fresh.filter(({ status }) => status === "running");
    // The service confirmed the start, and after all this time one task is new: it is ours in other words.
    const waited = ctx.clock.now() + LOOK_INTERVAL_MS > patient;
    if (pending.confirmed && waited && isSome(running) && running.length === 1) {
      return this.take(task, pending, running, attempt);
    }
    if (running.length === 0 && !pending.confirmed && !ctx.signal.aborted) return false;
    const why = pending.confirmed
      ? "The service confirmed the start and does not list a task with this filter."
      : "The start was not confirmed, and no new task has this filter.";
    throw this.unsettled(undefined, why, running);
  }

  /** Whether a task is new since a start, and belongs to no resource that this run knows. */
  private isFree(taskId: string, known: ReadonlySet<string>): boolean {
    const { options, memory } = this.parts;
    return (
      !known.has(taskId) &&
      !options.registry.isOwned(this.#service.slot, taskId) &&
      !options.registry.wasStopped(this.#service.slot, taskId) &&
      memory.get(adoptedKey(taskId)) === undefined
    );
  }

  /**
   * Takes the first of the new tasks. As many further ones as the start was repeated come from it, and one does the work of all;
   * what is beyond that is somebody else's.
   */
  private async take(
    { request }: TaskDeclaration,
    pending: PendingStart,
    equal: Some<ListedTask>,
    attempt: number,
  ): Promise<true> {
    const { journal } = this.parts;
    const service = this.#service;
    const ours = first(equal);
    this.taken(request, ours, pending);
    const others = equal.filter((task) => task !== ours);
    const repeated = others.length < attempt ? others : [];
    const stopped: ListedTask[] = [];
    for (const task of repeated) {
      // Whatever fails here, our task runs: what is left of the start stays pending.
      if (await this.stopOne(task.taskId, undefined).catch(() => false)) stopped.push(task);
    }
    // A start that was sent once has come to its end; an earlier one may still be on its way.
    const open = attempt - 1 - stopped.length;
    journal.keep({ ...journal.record!, pending: open > 0 ? { ...pending, open } : null });
    const left = others.filter((task) => !stopped.includes(task));
    if (others.length > 0) journal.tell(equalAppeared(service, ours, stopped, left));
    return true;
  }

  /** The task is this resource's from now on. */
  private taken(request: KillTaskRequest, task: ListedTask, pending: PendingStart | null): void {
    const { journal, options } = this.parts;
    const service = this.#service;
    options.registry.own(service.slot, task.taskId, options.owner);
    if (!service.isSame(task, request)) journal.tell(respelled(service, request, task));
    const record = recordOf(service, request, task, pending);
    journal.keep(task.status === "running" ? record : { ...record, status: task.status });
  }

  /**
   * Stops a task by its id, which no other task ever gets, so that it can be sent again.
   *
   * @returns whether one ran: that it is gone already is a success
   */
  private async stopOne(taskId: string, signal: AbortSignal | undefined): Promise<boolean> {
    const { ctx, options } = this.parts;
    const service = this.#service;
    let cause: { error?: unknown; fault?: Fault } = {};
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      cause = {};
      try {
        const answer = await patiently(ctx, () => service.stop(taskId, signal), signal);
        if (answer === "stopped") {
          options.registry.stopped(service.slot, taskId);
          return true;
        }
      } catch (error) {
        cause = { error, fault: ctx.classify(error) };
        // A refusal may mean that the task is gone already: which code says so is not documented.
        if (!["lost", "refused", "not_found"].includes(cause.fault?.kind ?? "")) throw error;
      }
      let tasks: Tasks;
      try {
        tasks = await this.list(signal);
      } catch {
        throw new EngineError(stopUnsettled(service, taskId, cause.fault));
      }
      if (!tasks.running.some((each) => each.taskId === taskId)) {
        const stoppedNow = cause.fault === undefined || cause.fault.kind === "lost" || attempt > 1;
        if (stoppedNow) options.registry.stopped(service.slot, taskId);
        return stoppedNow;
      }
      if (cause.fault && cause.fault.kind !== "lost") throw cause.error;
    }
    throw new EngineError(
      event(
        "DBKILL_TASK_NOT_STOPPED",
        "error",
        `${service.facts.title} did not stop kill task ${taskId} of ${service.name}`,
        `The stop was sent ${ATTEMPTS} times, and the task still runs. Run again, or stop it in the vendor's console.`,
        { facts: { slot: service.slot, taskId }, fault: cause.fault },
      ),
    );
  }

  private unsettled(fault: Fault | undefined, why: string, seen: readonly ListedTask[] = []): EngineError {
    return new EngineError(unsettled(this.#service, fault, why, seen));
  }
}

/** What an earlier start may have made: running, and ended since. */
interface Late extends Sorted {
  readonly ended: readonly ListedTask[];
}

type Some<T> = readonly [T, ...T[]];

function isSome<T>(list: readonly T[]): list is Some<T> {
  return list.length > 0;
}
