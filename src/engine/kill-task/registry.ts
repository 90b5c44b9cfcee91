import type { KillTaskRequest, KillTaskService } from "../ports";
import type { SlotRegistry } from "../slots";
import { asListed } from "./recognise";

/**
 * What one plan or apply knows of kill tasks: which object of the state has which task, which were stopped, and which are to be
 * started. Lives as long as one configured provider.
 */
export class TaskRegistry {
  readonly #owners = new Map<string, string>();
  readonly #stopped = new Set<string>();
  readonly #priorTasks = new Map<string, { readonly slot: string; readonly taskId: string }>();
  readonly #starting = new Map<string, Map<string, string>>();
  readonly #requests = new Map<string, Map<string, KillTaskRequest>>();
  readonly #answers = new Map<string, Promise<unknown>>();

  constructor(readonly slots: SlotRegistry) {}

  /**
   * Notes that an object of the state has the task; false where another one has it already, as after a rename that was interrupted
   * between its two halves.
   */
  own(slot: string, taskId: string, owner: string): boolean {
    const task = keyOf(slot, taskId);
    const first = this.#owners.get(task) ?? owner;
    this.#owners.set(task, first);
    return first === owner;
  }

  isOwned(slot: string, taskId: string): boolean {
    return this.#owners.has(keyOf(slot, taskId));
  }

  /** Notes that this process stopped the task: a listing may be a moment behind. */
  stopped(slot: string, taskId: string): void {
    this.#stopped.add(keyOf(slot, taskId));
  }

  wasStopped(slot: string, taskId: string): boolean {
    return this.#stopped.has(keyOf(slot, taskId));
  }

  /**
   * Claims a request on a slot for one resource in this plan; false where another one declares a request that the service can't tell
   * from it.
   */
  claimRequest(service: KillTaskService, request: KillTaskRequest, claim: string): boolean {
    const claims = this.#requests.get(service.slot) ?? new Map<string, KillTaskRequest>();
    const listed = asListed(request);
    const twin = [...claims].some(
      ([other, theirs]) => other !== claim && service.isSame?.(listed, theirs) === true,
    );
    if (!twin) this.#requests.set(service.slot, claims.set(claim, request));
    return !twin;
  }

  /** Notes the task that a resource, named by its claim, has before this plan. */
  planFrom(claim: string, slot: string, taskId: string): void {
    this.#priorTasks.set(claim, { slot, taskId });
  }

  /** The task of the slot that a resource has before this plan. */
  priorTask(claim: string, slot: string): string | null {
    const prior = this.#priorTasks.get(claim);
    return prior?.slot === slot ? prior.taskId : null;
  }

  /**
   * Whether the task is that of a resource which starts another one on the same slot in this plan: it makes room first. One that
   * starts elsewhere may leave later than another one comes.
   */
  isReplaced(slot: string, taskId: string): boolean {
    const claims = this.#starting.get(slot);
    return [...this.#priorTasks].some(
      ([claim, prior]) => prior.slot === slot && prior.taskId === taskId && claims?.has(claim) === true,
    );
  }

  /** Notes that a resource starts a task on a slot in this plan; answers what the others start there. A replacement is planned twice. */
  planStart(slot: string, claim: string, description: string): readonly string[] {
    const starting = this.#starting.get(slot) ?? new Map<string, string>();
    this.#starting.set(slot, starting.set(claim, description));
    return [...starting].flatMap(([other, task]) => (other === claim ? [] : [task]));
  }

  /** Asks once in this process: all plans and refreshes of a slot share one answer. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key) as Promise<T> | undefined;
    if (known) return known;
    const answer = ask();
    this.#answers.set(key, answer);
    return answer;
  }
}

function keyOf(slot: string, taskId: string): string {
  return JSON.stringify([slot, taskId]);
}
