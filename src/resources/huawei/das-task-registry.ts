import type { Context } from "../../framework";
import { SlotRegistry } from "../slots";

/**
 * What one plan or apply knows of the kill tasks on DAS instances. A task is named by region, instance and its number there,
 * see {@link taskKey}.
 */
export class DasTaskRegistry {
  readonly #owners = new Map<string, string>();
  readonly #adopted = new Set<string>();
  readonly #before = new Map<string, string>();
  readonly #stopped = new Set<string>();
  readonly #starting = new Map<string, Map<string, string>>();

  /**
   * Notes that an object of the state has the task; false where another one has it already, as after a rename that was broken off
   * between its two halves.
   */
  own(task: string, owner: string): boolean {
    const first = this.#owners.get(task) ?? owner;
    this.#owners.set(task, first);
    return first === owner;
  }

  isOwned(task: string): boolean {
    return this.#owners.has(task);
  }

  /**
   * Notes that a resource took over a task that ran already. It may be that of another resource, which is renamed or changed
   * in the same apply and has not had its turn: that one then leaves the task alone.
   */
  adopt(task: string): void {
    this.#adopted.add(task);
  }

  isAdopted(task: string): boolean {
    return this.#adopted.has(task);
  }

  /** Notes that this process stopped the task: a listing may be a moment behind. */
  stop(task: string): void {
    this.#stopped.add(task);
  }

  isStopped(task: string): boolean {
    return this.#stopped.has(task);
  }

  /** Notes the task that a resource, named by its claim, has before this plan. */
  planFrom(claim: string, task: string): void {
    this.#before.set(claim, task);
  }

  /** Whether the task is that of a resource which starts another one in this plan: it makes room first. */
  isReplaced(task: string): boolean {
    const starts = (claim: string) => [...this.#starting.values()].some((claims) => claims.has(claim));
    return [...this.#before].some(([claim, before]) => before === task && starts(claim));
  }

  /**
   * Notes that a resource, named by its claim, starts a task on an instance in this plan; answers what the others start there.
   * A replacement is planned twice.
   */
  planStart(instance: string, claim: string, description: string): readonly string[] {
    const starting = this.#starting.get(instance) ?? new Map<string, string>();
    this.#starting.set(instance, starting.set(claim, description));
    return [...starting].flatMap(([other, task]) => (other === claim ? [] : [task]));
  }
}

/** An instance's name in this process. */
export function instanceKey(region: string, instanceId: string): string {
  return `das/${region}/${instanceId}`;
}

/** A task's name in this process. */
export function taskKey(region: string, instanceId: string, taskId: string): string {
  return `${instanceKey(region, instanceId)}/${taskId}`;
}

/** What names the object of the state that has a task: kept with it from then on. */
export function ownerOf(data: Context<unknown>["private"]): string {
  const owner = (data.get("owner") as string | undefined) ?? SlotRegistry.newClaim();
  data.set("owner", owner);
  return owner;
}
