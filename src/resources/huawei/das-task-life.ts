import { setTimeout as sleep } from "node:timers/promises";
import { type Context, DiagnosticError } from "../../framework";
import type { CallOptions, DasClient, DasKillTask, DasKillTaskInput } from "../../vendors/huawei";
import { isVendorError } from "../explain";
import type { ProviderClients } from "../provider-clients";
import { UnsettledError } from "../replace-task";
import { describeFilter, describeTask, isSame, statusAt } from "./das-task";
import {
  declaredTwice,
  MOST_TASKS,
  notConfirmed,
  notListed,
  notStopped,
  switchOff,
  tooMany,
} from "./das-task-errors";
import { ownerOf, taskKey } from "./das-task-registry";

/** How often a start that may not have arrived is tried. */
const START_ATTEMPTS = 3;
/** When to look for a task whose start was not confirmed, in milliseconds after the look before. */
const UNCONFIRMED_LOOKS = [0, 500, 1000];
/** A start that was confirmed is looked for until the time of the operation is over. */
const LOOK_INTERVAL_MS = 1000;

/** The tasks of an instance at a moment of the vendor's clock. */
export interface Tasks {
  readonly all: readonly DasKillTask[];
  readonly running: readonly DasKillTask[];
  readonly at: Date;
}

/**
 * A start whose task was not seen yet, or that was sent more than once: kept in the private data, so that a later run still finds
 * what came through.
 */
interface Pending {
  /** The numbers of the tasks that there were before. */
  readonly before: readonly string[];
  readonly wanted: DasKillTaskInput;
}

/** Starts the kill tasks of one instance and stops them. To be used for one change of the instance at a time. */
export class DasTaskLife {
  constructor(
    private readonly client: DasClient,
    private readonly instanceId: string,
    private readonly ctx: Pick<
      Context<ProviderClients>,
      "client" | "diagnostics" | "log" | "private" | "signal"
    >,
  ) {}

  /** Where its tasks run. */
  get region(): string {
    return this.client.region;
  }

  /** Where its tasks run, and for whom. */
  get projectId(): string {
    return this.client.projectId;
  }

  async list(call: CallOptions): Promise<Tasks> {
    const { tasks, at } = await this.client.listKillTasks(this.instanceId, call);
    const { dasTasks } = this.ctx.client;
    const running = tasks.filter(
      (task) => statusAt(task, at) === "running" && !dasTasks.isStopped(this.key(task.taskId)),
    );
    return { all: tasks, running, at };
  }

  /** Refuses where a task would run and kill nothing. */
  async requireSwitch(call: CallOptions): Promise<void> {
    if (!(await this.isSwitchOn(call))) throw new DiagnosticError(switchOff(this.instanceId));
  }

  /** Whether the instance's kill tasks kill at all. */
  async isSwitchOn(call: CallOptions): Promise<boolean> {
    return (await this.client.getKillSwitch(this.instanceId, call)) === "ON";
  }

  /**
   * Starts a task, so that afterwards exactly one runs for this declaration. Throws UnsettledError where it stayed unknown
   * whether it runs; the private data then hold what is needed to find out later.
   *
   * @param adopt whether an equal task that runs already, and belongs to no resource this process knows, is taken over
   */
  async start(wanted: DasKillTaskInput, adopt: boolean, call: CallOptions): Promise<DasKillTask> {
    let tasks = await this.list(call);
    const late = this.pendingAmong(tasks);
    const taken = late.filter((task) => isSame(task, wanted));
    // A start of an earlier run came through after all: what is no longer declared goes, what is declared stays.
    for (const task of late) if (task !== taken[0]) await this.stop(task.taskId, call);
    if (taken[0]) {
      this.ctx.private.set("pending", undefined);
      return this.taken(taken[0]);
    }
    if (late.length > 0) tasks = await this.list(call);

    const equal = tasks.running.filter((task) => isSame(task, wanted));
    const owned = equal.find((task) => this.ctx.client.dasTasks.isOwned(this.key(task.taskId)));
    if (owned) throw declaredTwice(this.instanceId, describeTask(owned));
    if (adopt && equal[0]) return this.adopted(lowest(equal), equal);
    if (tasks.running.length >= MOST_TASKS) throw tooMany(this.instanceId, tasks.running.map(describeTask));

    const before = tasks.all.map(({ taskId }) => taskId);
    this.ctx.private.set("pending", { before, wanted } satisfies Pending);
    try {
      return this.taken(await this.startAndFind(wanted, new Set(before), call));
    } catch (error) {
      if (!(error instanceof UnsettledError)) this.ctx.private.set("pending", undefined);
      throw error;
    }
  }

  /** Stops a task. Tells whether there was one that ran: that it is gone already is a success. */
  async stop(taskId: string, call: CallOptions): Promise<boolean> {
    let refusal: unknown;
    try {
      const { success } = await this.client.terminateKillTask(this.instanceId, taskId, call);
      if (success) {
        this.ctx.client.dasTasks.stop(this.key(taskId));
        return true;
      }
    } catch (error) {
      if (!isVendorError(error) || !isRefusal(error.code)) throw error;
      refusal = error;
    }
    const { running } = await this.list(call);
    const task = running.find((each) => each.taskId === taskId);
    if (!task) return refusal === undefined;
    throw refusal ?? notStopped(this.instanceId, task);
  }

  /** Stops whatever an earlier run started without seeing it. */
  async stopPending(call: CallOptions): Promise<void> {
    if (!this.ctx.private.get("pending")) return;
    for (const task of this.pendingAmong(await this.list(call))) await this.stop(task.taskId, call);
    this.ctx.private.set("pending", undefined);
  }

  /** Notes that this resource has a task; false where another one of the state has it. */
  owns(taskId: string): boolean {
    return this.ctx.client.dasTasks.own(this.key(taskId), ownerOf(this.ctx.private));
  }

  /** What runs of a start that was sent more than once, beside the task that this resource has. Where there is none, it is forgotten. */
  moreOfStart(tasks: Tasks): readonly DasKillTask[] {
    const more = this.pendingAmong(tasks);
    if (more.length === 0 && this.ctx.private.get("pending")) this.ctx.private.set("pending", undefined);
    return more;
  }

  private async startAndFind(
    wanted: DasKillTaskInput,
    before: ReadonlySet<string>,
    call: CallOptions,
  ): Promise<DasKillTask> {
    let unconfirmed: unknown;
    for (let attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
      try {
        const { success } = await this.client.addKillTask(this.instanceId, wanted, {
          ...(attempt === 1 ? call : {}),
          // The declaration was checked before: a request without a filter is one for every session.
          matchAll: describeFilter(wanted).startsWith("every session"),
        });
        if (success) return this.seen(await this.find(wanted, before), attempt);
        // Nobody documents what false means, and answers with false and a result have been seen: looking tells.
        unconfirmed = notConfirmed(this.instanceId);
      } catch (error) {
        if (error instanceof UnsettledError) throw error;
        if (!isVendorError(error) || !error.ambiguous) throw unconfirmed ? new UnsettledError(error) : error;
        unconfirmed = error;
      }
      this.ctx.log.warn("it is not known whether a kill task was started; looking for it", {
        instance_id: this.instanceId,
        attempt,
      });
      const found = await this.lookFor(wanted, before, UNCONFIRMED_LOOKS);
      if (found) return this.seen(found, attempt);
    }
    throw new UnsettledError(unconfirmed);
  }

  /** A start that was sent once has come to its end; an earlier one may still be on its way. */
  private seen(task: DasKillTask, attempts: number): DasKillTask {
    if (attempts === 1) this.ctx.private.set("pending", undefined);
    return task;
  }

  /** The task of a start that was confirmed: it is there, or will be listed in a moment. */
  private async find(wanted: DasKillTaskInput, before: ReadonlySet<string>): Promise<DasKillTask> {
    let found = await this.lookFor(wanted, before, [0]);
    while (!found && !this.ctx.signal.aborted) found = await this.lookFor(wanted, before, [LOOK_INTERVAL_MS]);
    if (found) return found;
    const { all } = await this.list({}).catch(() => ({ all: [] }));
    const others = all.filter(({ taskId }) => !before.has(taskId)).map(describeTask);
    throw new UnsettledError(notListed(this.instanceId, wanted, others));
  }

  /**
   * Looks for the new task that is ours: after what was sent, nothing but the listing tells it. Where several equal ones
   * appeared, somebody else declared the same at the same moment, or a start that was thought lost came through: one does the work
   * of all, so the first stays and the others go.
   */
  private async lookFor(
    wanted: DasKillTaskInput,
    before: ReadonlySet<string>,
    looks: readonly number[],
  ): Promise<DasKillTask | undefined> {
    for (const delay of looks) {
      if (delay > 0) await sleep(delay);
      try {
        // What was sent has to be found, so that the waiting of this call does not listen for an abort.
        const { all } = await this.list({});
        const fresh = all.filter((task) => !before.has(task.taskId) && isSame(task, wanted));
        if (fresh.length === 0) continue;
        const ours = lowest(fresh);
        if (fresh.length > 1) await this.dropOthers(ours, fresh);
        return ours;
      } catch (error) {
        // Something runs by now, or may: whatever went wrong, the state has to remember the start.
        throw new UnsettledError(error);
      }
    }
    return undefined;
  }

  private async dropOthers(ours: DasKillTask, equal: readonly DasKillTask[]): Promise<void> {
    const others = equal.filter((task) => task !== ours);
    for (const task of others) await this.stop(task.taskId, {});
    this.ctx.diagnostics.warning(
      `${equal.length} equal kill tasks appeared on ${this.instanceId} at once`,
      `Seen: ${equal.map(describeTask).join("; ")}. Task ${ours.taskId} stays and is this resource's; ${others.map(({ taskId }) => taskId).join(", ")} was stopped, for one does the work of all. It came from a request whose answer was lost, or from somebody who declared the same at the same moment and now shares this task.`,
      ["instance_id"],
    );
  }

  private adopted(ours: DasKillTask, equal: readonly DasKillTask[]): DasKillTask {
    const others = equal.filter((task) => task !== ours).map(({ taskId }) => taskId);
    this.ctx.client.dasTasks.adopt(this.key(ours.taskId));
    this.ctx.private.set("pending", undefined);
    this.ctx.diagnostics.warning(
      `A kill task that this run did not start was adopted on ${this.instanceId}`,
      `It is the declared one in every filter (${describeTask(ours)}), so that no second one was started. It may come from an apply that was broken off; if it was made in the console or by another Terraform state, destroying this resource stops it for them too. Set adopt_existing = false to start one beside it.${others.length > 0 ? ` Further equal ones run on: ${others.join(", ")}.` : ""}`,
      ["instance_id"],
    );
    return this.taken(ours);
  }

  /** The task is this resource's from now on. */
  private taken(task: DasKillTask): DasKillTask {
    // Each start has an owner of its own: a replacement takes over the private data of what it replaces.
    this.ctx.private.set("owner", undefined);
    this.owns(task.taskId);
    return task;
  }

  /** The running tasks that come from a start which is not settled, and belong to no resource. */
  private pendingAmong(tasks: Tasks): readonly DasKillTask[] {
    const pending = this.ctx.private.get("pending") as Pending | undefined;
    if (!pending) return [];
    return tasks.running
      .filter((task) => !pending.before.includes(task.taskId) && isSame(task, pending.wanted))
      .filter((task) => !this.ctx.client.dasTasks.isOwned(this.key(task.taskId)));
  }

  private key(taskId: string): string {
    return taskKey(this.client.region, this.instanceId, taskId);
  }
}

/** Numbers count up, so that the lowest is the first. */
function lowest(tasks: readonly DasKillTask[]): DasKillTask {
  return tasks.reduce((one, other) => (BigInt(other.taskId) < BigInt(one.taskId) ? other : one));
}

/** A refusal may mean that the task is gone: which code says so is not documented. */
function isRefusal(code: string): boolean {
  return code === "DBKILL_ERR_REJECTED" || code === "DBKILL_ERR_NOT_FOUND";
}
