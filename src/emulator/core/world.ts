import { Clock } from "./clock";
import type { Service } from "./service";
import type { Match, Session, TaskStatus } from "./types";

/** A database that somebody posted. */
export interface Instance {
  readonly service: Service;
  readonly id: string;
  readonly product?: string;
  readonly tenantId?: string;
  readonly edition?: string;
  /** Absent: it answers calls for any region. */
  readonly region?: string;
  /** Tasks that may still run: an expired one leaves when it is next looked at. */
  tasks: Task[];
  /** Its tasks run and kill nothing: the vendor's switch for them is off. */
  tasksPaused?: boolean;
}

/** A vendor-side kill task. Times are milliseconds of the emulator's clock. */
export interface Task {
  readonly id: string;
  readonly instance: Instance;
  readonly match: Match;
  readonly createdAt: number;
  /** Null: until it is cancelled. */
  readonly expiresAt: number | null;
  cancelled: boolean;
  /** Sessions that died by it. */
  kills: number;
}

/** A session that died. */
export interface Kill {
  readonly at: number;
  readonly instance: Instance;
  readonly by: string;
  /** As it was when it died. */
  readonly session: Session;
}

/** Gets what happens to tasks and sessions, when it is found out. */
export interface WorldObserver {
  killed(kill: Kill): void;
  taskChanged(task: Task, event: "started" | "cancelled" | "expired"): void;
}

/** Everything that the vendors' APIs and the engines share: instances, tasks, kills and the time. */
export class World {
  readonly clock = new Clock();
  readonly #instances = new Map<string, Instance>();
  #tasks: Task[] = [];
  #kills: Kill[] = [];
  readonly #killsOn = new Map<Instance, Kill[]>();

  constructor(private readonly observer?: WorldObserver) {}

  /** The instance, or undefined where nobody posted it. Each product, and each tenant, of an instance id is one of its own. */
  find(service: Service, instanceId: string, product?: string, tenantId?: string): Instance | undefined {
    return this.#instances.get(keyOf(service, instanceId, product, tenantId));
  }

  /** Makes an instance known to the vendors' APIs. */
  place(instance: Instance): void {
    const { service, id, product, tenantId } = instance;
    this.#instances.set(keyOf(service, id, product, tenantId), instance);
  }

  instances(): Iterable<Instance> {
    return this.#instances.values();
  }

  /** Every task that ever was, oldest first. */
  tasks(): readonly Task[] {
    return this.#tasks;
  }

  /** Every kill, oldest first. */
  kills(): readonly Kill[] {
    return this.#kills.sort((one, other) => one.at - other.at);
  }

  /** The kills on one instance, oldest first. */
  killsOn(instance: Instance): readonly Kill[] {
    return this.#killsOn.get(instance) ?? [];
  }

  /** Starts a task; `durationSeconds` null: until it is cancelled. Without `id` it gets one that no other task has. */
  startTask(
    instance: Instance,
    match: Match,
    durationSeconds: number | null,
    id = String(this.#tasks.length + 1),
  ): Task {
    const now = this.clock.now();
    const expiresAt = durationSeconds === null ? null : now + durationSeconds * 1000;
    const task: Task = { id, instance, match, createdAt: now, expiresAt, cancelled: false, kills: 0 };
    this.#tasks.push(task);
    instance.tasks.push(task);
    this.observer?.taskChanged(task, "started");
    return task;
  }

  /** Ends a task now, for good. */
  cancelTask(task: Task): void {
    task.cancelled = true;
    task.instance.tasks = task.instance.tasks.filter((each) => each !== task);
    this.observer?.taskChanged(task, "cancelled");
  }

  /** The tasks that run on an instance now. */
  runningTasks(instance: Instance): Task[] {
    const now = this.clock.now();
    const expired = instance.tasks.filter((task) => statusAt(task, now) !== "running");
    if (expired.length > 0) {
      instance.tasks = instance.tasks.filter((task) => !expired.includes(task));
      for (const task of expired) this.observer?.taskChanged(task, "expired");
    }
    return instance.tasks;
  }

  /** Notes a session's death, and on the task that caused it. */
  recordKill(kill: Kill, task?: Task): void {
    this.#kills.push(kill);
    const there = this.#killsOn.get(kill.instance);
    if (there) there.push(kill);
    else this.#killsOn.set(kill.instance, [kill]);
    if (task) task.kills += 1;
    this.observer?.killed(kill);
  }

  /** Everything empty, clock back to real time. */
  reset(): void {
    this.#instances.clear();
    this.#tasks = [];
    this.#kills = [];
    this.#killsOn.clear();
    this.clock.reset();
  }
}

/** At the very time at which it expires, a task no longer runs. */
export function statusAt(task: Task, now: number): TaskStatus {
  if (task.cancelled) return "cancelled";
  return task.expiresAt !== null && task.expiresAt <= now ? "expired" : "running";
}

function keyOf(
  service: Service,
  instanceId: string,
  product: string | undefined,
  tenantId: string | undefined,
): string {
  return JSON.stringify([service.name, product ?? null, tenantId ?? null, instanceId]);
}
