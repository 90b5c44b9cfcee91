import { EngineError } from "../events";
import type { Fault } from "../ports";
import { patiently } from "./journal";
import { type ListedParts, listTasks, type Tasks } from "./listing";
import { event, stopUnsettled } from "./messages";

/** How often a stop is sent after which the task still runs. */
const ATTEMPTS = 3;

/**
 * Stops a task by its id. No other task ever gets this id, so a stop can be sent again.
 *
 * @returns whether one ran: that it is gone already is a success
 * @throws EngineError where it still runs, or where nothing tells whether it does; the adapter's error where the stop was refused
 */
export async function stopTaskById(
  parts: ListedParts,
  taskId: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { ctx, options, service } = parts;
  let fault: Fault | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    let mayHaveRun = true;
    let refusal: unknown;
    fault = undefined;
    try {
      const answer = await patiently(ctx, () => service.stop(taskId, signal), signal);
      if (answer === "stopped") {
        options.registry.stopped(service.slot, taskId);
        return true;
      }
      mayHaveRun = answer !== "none";
    } catch (error) {
      fault = ctx.classify(error);
      const kind = fault?.kind;
      // A refusal may mean that the task is gone already: which code says so is not documented.
      if (kind !== "lost" && kind !== "refused" && kind !== "not_found") throw error;
      if (kind !== "lost") [mayHaveRun, refusal] = [false, error];
    }
    let tasks: Tasks;
    try {
      tasks = await listTasks(parts, signal);
    } catch {
      throw new EngineError(stopUnsettled(service, taskId, fault));
    }
    if (!tasks.running.some((each) => each.taskId === taskId)) {
      // An earlier attempt whose answer told nothing may have stopped it.
      const stopped = mayHaveRun || attempt > 1;
      if (stopped) options.registry.stopped(service.slot, taskId);
      return stopped;
    }
    if (refusal !== undefined) throw refusal;
  }
  throw new EngineError(
    event(
      "DBKILL_TASK_NOT_STOPPED",
      "error",
      `${service.facts.title} did not stop kill task ${taskId} of ${service.name}`,
      `The stop was sent ${ATTEMPTS} times, and the task still runs. Run again, or stop it in the vendor's console.`,
      { facts: { slot: service.slot, taskId }, fault },
    ),
  );
}
