import { type Instance, statusAt, type Task } from "../../../world";
import type { VendorContext } from "../../vendor";
import { type KillTaskParameters, toMatch } from "./kill-filter";
import { invalidParameter } from "./parameters";

/** At most so many run on one instance (https://support.huaweicloud.com/intl/en-us/usermanual-das/das_05_0102.html). */
const MAX_RUNNING = 5;

/** A task with all that DAS lists of it. */
export interface KillTask {
  readonly task: Task;
  readonly parameters: KillTaskParameters;
  /** When it was terminated; milliseconds. */
  terminatedAt?: number;
}

/** Every kill task that ever was on one instance, by its id: 1, 2, 3 and so on. */
type Shelf = Map<string, KillTask>;

/** The kill tasks of all instances, the ended ones too: DAS goes on listing them. */
export class KillTasks {
  readonly #shelves = new Map<Instance, Shelf>();

  /** Oldest first. */
  on(instance: Instance): readonly KillTask[] {
    return [...this.#shelf(instance).values()];
  }

  /** Throws where five run already; which code that has is in no document. */
  add({ world, engine }: VendorContext, instance: Instance, parameters: KillTaskParameters): void {
    engine.settle(instance);
    if (world.runningTasks(instance).length >= MAX_RUNNING) {
      throw invalidParameter(
        `at most ${MAX_RUNNING} kill tasks can run on an instance at the same time, and so many run on ${instance.id}`,
      );
    }
    const shelf = this.#shelf(instance);
    const id = String(shelf.size + 1);
    const duration = parameters.task_type === "auto" ? parameters.task_duration : null;
    const task = world.startTask(instance, toMatch(parameters), duration, id);
    shelf.set(id, { task, parameters });
  }

  /** Throws where no such task runs; which code that has is in no document. */
  terminate({ world, engine }: VendorContext, instance: Instance, id: string): void {
    engine.settle(instance);
    const found = this.#shelf(instance).get(id);
    const now = world.clock.now();
    if (!found || statusAt(found.task, now) !== "running") {
      throw invalidParameter(`the kill task ${id} does not exist on ${instance.id}, or it has ended`);
    }
    world.cancelTask(found.task);
    found.terminatedAt = now;
  }

  #shelf(instance: Instance): Shelf {
    let shelf = this.#shelves.get(instance);
    if (!shelf) {
      shelf = new Map();
      this.#shelves.set(instance, shelf);
    }
    return shelf;
  }
}
