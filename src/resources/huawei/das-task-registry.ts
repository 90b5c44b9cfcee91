/**
 * What one plan or apply knows of the kill tasks on DAS instances. A task is named by region, instance and its number there,
 * see {@link taskKey}.
 */
export class DasTaskRegistry {
  readonly #owned = new Set<string>();
  readonly #adopted = new Set<string>();
  readonly #ending = new Set<string>();
  readonly #stopped = new Set<string>();
  readonly #starting = new Map<string, Map<string, string>>();

  /** Notes that a resource of this configuration has the task. */
  own(task: string): void {
    this.#owned.add(task);
  }

  isOwned(task: string): boolean {
    return this.#owned.has(task);
  }

  /**
   * Notes that a resource took over a task that ran already. It may be that of another resource, which is renamed or changed
   * in the same apply and has not had its turn: that one then leaves the task alone.
   */
  adopt(task: string): void {
    this.own(task);
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

  /** Notes that this plan ends the task. */
  planEnd(task: string): void {
    this.#ending.add(task);
  }

  isEnding(task: string): boolean {
    return this.#ending.has(task);
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
