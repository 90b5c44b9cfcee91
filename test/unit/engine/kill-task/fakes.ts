import { type TaskOptions, TaskRegistry } from "../../../../src/engine/kill-task";
import type {
  Clock,
  EngineContext,
  Fault,
  KillTaskRequest,
  KillTaskService,
  ListedTask,
  TaskListing,
} from "../../../../src/engine/ports";
import { type SlotLock, SlotRegistry } from "../../../../src/engine/slots";
import { MemorySlotLock } from "../../../../src/resources/slot-lock";
import { dasFacts } from "../../../../src/vendors/huawei/das/facts";
import { dbbrainFacts } from "../../../../src/vendors/tencent/dbbrain/facts";

/** A clock that jumps over every wait. */
export class FakeClock implements Clock {
  ms = Date.parse("2026-01-01T00:00:00Z");
  /** Told of every wait, before it. */
  onSleep: (ms: number) => void = () => undefined;

  now(): number {
    return this.ms;
  }

  date(): Date {
    return new Date(this.ms);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw new Error("aborted");
    this.onSleep(ms);
    this.ms += ms;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export class FakeFault extends Error {
  constructor(readonly kind: Fault["kind"]) {
    super(`vendor: ${kind}`);
  }
}

export function classify(error: unknown): Fault | undefined {
  if (!(error instanceof FakeFault)) return undefined;
  const code = `DBKILL_ERR_${error.kind.toUpperCase()}`;
  return { kind: error.kind, code, summary: error.message, detail: "Do something." };
}

/** What becomes of one request. `... before`: nothing was done; `... after`: it was carried out. */
export type Luck =
  | "done"
  | "lost before"
  | "lost after"
  | "unconfirmed before"
  | "unconfirmed after"
  | "throttled"
  | "failed"
  | "refused"
  | "configuration"
  | "gone"
  /** Lost, and carried out when the test says so: {@link FakeService.arrive}. */
  | "lost, late";

interface Running {
  readonly taskId: string;
  readonly request: KillTaskRequest;
  readonly startedAt: number;
  readonly endsAt: number | null;
  readonly foreign: boolean;
  stoppedAt: number | null;
  visibleFrom: number;
}

const seconds = (request: KillTaskRequest) => request.durationSeconds;

/** What both kinds of services have in common: tasks, luck, and a record of every call. */
export abstract class FakeService {
  readonly tasks: Running[] = [];
  readonly calls: string[] = [];
  /** For the next starts and stops, one each; then everything goes well. */
  luck: { start: Luck[]; stop: Luck[] } = { start: [], stop: [] };
  /** How the service spells what it is sent. */
  respell: (request: KillTaskRequest) => KillTaskRequest = (request) => request;
  /** How long a new task is not listed, in ms. */
  listedAfterMs = 0;
  /** How many listings fail. */
  failingLists = 0;
  isGone = false;
  switchOn = true;
  protected counter = 0;
  private late: { readonly request: KillTaskRequest; readonly sentAt: number }[] = [];

  constructor(
    readonly clock: FakeClock,
    readonly region = "r-1",
    readonly instance = "i-1",
  ) {}

  get name() {
    return this.instance;
  }

  running(): Running[] {
    return this.tasks.filter(
      (task) => task.stoppedAt === null && (task.endsAt === null || task.endsAt > this.clock.ms),
    );
  }

  /** What runs, as `user` or `user (foreign)`, sorted. */
  users(): string[] {
    return this.running()
      .map(({ request, foreign }) => `${request.filter?.users?.[0]}${foreign ? " (foreign)" : ""}`)
      .sort();
  }

  foreignStopped(): Running[] {
    return this.tasks.filter(({ foreign, stoppedAt }) => foreign && stoppedAt !== null);
  }

  add(request: KillTaskRequest, foreign: boolean): Running {
    const startedAt = this.clock.ms;
    const duration = seconds(request);
    const task = {
      taskId: String(++this.counter),
      request: this.respell(request),
      startedAt,
      endsAt: duration === null ? null : startedAt + duration * 1000,
      foreign,
      stoppedAt: null,
      visibleFrom: startedAt + (foreign ? 0 : this.listedAfterMs),
    };
    this.tasks.push(task);
    return task;
  }

  protected delay(request: KillTaskRequest): void {
    this.late.push({ request, sentAt: this.clock.ms });
  }

  /** What was on its way comes through now: everything, or what was sent this long ago. */
  arrive(ms = 0): void {
    const due = this.late.filter(({ sentAt }) => sentAt + ms <= this.clock.ms);
    this.late = this.late.filter((each) => !due.includes(each));
    for (const { request } of due) this.comeThrough(request);
  }

  protected abstract comeThrough(request: KillTaskRequest): void;

  describe(request: KillTaskRequest): string {
    return `${JSON.stringify(request.filter)} for ${request.durationSeconds ?? "ever"}`;
  }

  /** The process dies at this many calls from now: before the call, or right after it was carried out. */
  crash: { in: number; after: boolean } | null = null;
  isDead = false;

  protected take(kind: "start" | "stop"): Luck {
    if (this.isDead) throw new Error("the process is dead");
    if (this.crash && this.crash.in-- <= 0) {
      this.isDead = true;
      if (!this.crash.after) throw new Error("the process died");
    }
    const luck = this.luck[kind].shift() ?? "done";
    this.calls.push(`${kind} (${luck})`);
    if (this.isGone) throw new FakeFault("gone");
    const fault = { throttled: 1, failed: 1, refused: 1, configuration: 1, gone: 1 } as Record<
      string,
      number
    >;
    if (fault[luck]) throw new FakeFault(luck as Fault["kind"]);
    return luck;
  }
}

/** DBbrain: one task, no name, no list. */
export class FakeSlotService extends FakeService implements KillTaskService {
  readonly facts = dbbrainFacts;
  clockIsRight = true;

  get slot() {
    return `dbbrain/${this.region}/${this.instance}/mysql`;
  }

  async start(request: KillTaskRequest) {
    const luck = this.take("start");
    if (luck === "lost, late") this.delay(request);
    if (luck === "lost before" || luck === "lost, late") throw new FakeFault("lost");
    if (luck !== "unconfirmed before") {
      if (this.running().length > 0) {
        if (luck === "lost after") throw new FakeFault("lost");
        throw new FakeFault("busy");
      }
      this.add(request, false);
    }
    if (luck === "lost after") throw new FakeFault("lost");
    return { confirmed: luck === "done" };
  }

  async stop(_taskId: string | null) {
    const luck = this.take("stop");
    if (luck === "lost before") throw new FakeFault("lost");
    if (luck === "unconfirmed before") return "unconfirmed" as const;
    const [task] = this.running();
    if (task) task.stoppedAt = this.clock.ms;
    if (luck === "lost after") throw new FakeFault("lost");
    if (luck === "unconfirmed after") return "unconfirmed" as const;
    return task ? ("stopped" as const) : ("none" as const);
  }

  protected comeThrough(request: KillTaskRequest): void {
    if (this.running().length === 0) this.add(request, false);
  }

  async proveClock(): Promise<void> {
    this.calls.push("prove clock");
    if (!this.clockIsRight) throw new FakeFault("configuration");
  }
}

/** DAS: five tasks, known by listing. */
export class FakeListedService extends FakeService implements KillTaskService {
  readonly facts = dasFacts;
  account = "p-1";
  /** Called before each listing, for what happens between two calls. */
  onList: () => void = () => undefined;
  tellsTime = true;

  get slot() {
    return `das/${this.region}/${this.instance}`;
  }

  async start(request: KillTaskRequest) {
    const luck = this.take("start");
    if (luck === "lost, late") this.delay(request);
    if (luck === "lost before" || luck === "lost, late") throw new FakeFault("lost");
    if (luck !== "unconfirmed before") {
      if (this.running().length >= 5) throw new FakeFault("refused");
      this.add(request, false);
    }
    if (luck === "lost after") throw new FakeFault("lost");
    return { confirmed: luck === "done" };
  }

  async stop(taskId: string | null) {
    const luck = this.take("stop");
    if (luck === "lost before") throw new FakeFault("lost");
    if (luck === "unconfirmed before") return "unconfirmed" as const;
    const task = this.running().find((each) => each.taskId === taskId);
    if (task) task.stoppedAt = this.clock.ms;
    if (luck === "lost after") throw new FakeFault("lost");
    if (luck === "unconfirmed after") return "unconfirmed" as const;
    return task ? ("stopped" as const) : ("none" as const);
  }

  async list(): Promise<TaskListing> {
    if (this.isDead) throw new Error("the process is dead");
    this.onList();
    if (this.isGone) throw new FakeFault("gone");
    if (this.failingLists > 0) {
      this.failingLists--;
      throw new FakeFault("failed");
    }
    const visible = this.tasks.filter(({ visibleFrom }) => visibleFrom <= this.clock.ms);
    const at = this.tellsTime ? this.clock.date() : (undefined as never);
    return { tasks: visible.map((task) => this.listed(task)), at };
  }

  isSame(task: ListedTask, request: KillTaskRequest): boolean {
    return JSON.stringify(task.request) === JSON.stringify(request);
  }

  async isSwitchOn(): Promise<boolean> {
    return this.switchOn;
  }

  protected comeThrough(request: KillTaskRequest): void {
    this.add(request, false);
  }

  private listed({ taskId, request, startedAt, endsAt, stoppedAt }: Running): ListedTask {
    const isOver = endsAt !== null && endsAt <= this.clock.ms;
    const status = stoppedAt !== null ? "stopped" : isOver ? "expired" : "running";
    const ends = endsAt === null ? null : new Date(endsAt);
    return { taskId, request, status, startedAt: new Date(startedAt), endsAt: ends, rawState: "0" };
  }
}

/** A request for the sessions of one user. */
export function forUser(user: string, durationSeconds: number | null = null): KillTaskRequest {
  return { filter: { users: [user], min_duration_seconds: 60 }, durationSeconds };
}

/** One process of a provider: a context, and the options of one resource of it. */
export function provider(clock: FakeClock, lock: SlotLock = new MemorySlotLock()) {
  const registry = new TaskRegistry(new SlotRegistry(lock));
  const ctx: EngineContext = {
    clock,
    log: () => undefined,
    classify,
    signal: new AbortController().signal,
    deadline: clock.ms + 300_000,
  };
  const options = (changes: Partial<TaskOptions> = {}): TaskOptions => ({
    onConflict: "error",
    adoptExisting: true,
    requireSwitch: true,
    owner: "owner",
    registry,
    ...changes,
  });
  return { ctx, options, registry };
}

export const codesOf = (outcome: { readonly events: readonly { readonly code: string }[] }) =>
  outcome.events.map(({ code }) => code);
