import { EngineError } from "../events";
import type { KillTaskRequest, ListedTask } from "../ports";
import { isSome, type ListedParts, recordOf, type Tasks } from "./listing";
import { adopted, declaredTwice, respelled } from "./messages";
import { describeTask, first } from "./recognise";
import type { PendingStart, TaskDeclaration } from "./record";

/** What processes of one run tell each other: by which object of the state a task was adopted. */
const adoptionKey = (taskId: string) => `adopted/${taskId}`;

/**
 * Looks for tasks that run already and are equal to the declared one, and takes the first of them over.
 *
 * @param adopt whether one may be taken over
 * @returns whether one was: then none has to be started
 * @throws EngineError where one belongs to another resource: two equal tasks could not be told apart
 */
export function adoptEqual(
  parts: ListedParts,
  { request }: TaskDeclaration,
  { running }: Tasks,
  adopt: boolean,
): boolean {
  const { service, options, journal } = parts;
  const equal = running.filter((each) => each.taskId !== options.replacing && service.isSame(each, request));
  const anothers = equal.find(
    ({ taskId }) => options.registry.isOwned(service.slot, taskId) || isAdoptedByAnother(parts, taskId),
  );
  if (anothers) throw new EngineError(declaredTwice(service, describeTask(service, anothers)));
  if (!adopt || !isSome(equal)) return false;
  const ours = first(equal);
  parts.memory.set(adoptionKey(ours.taskId), options.owner);
  journal.tell(adopted(service, ours, equal));
  own(parts, request, ours, null);
  return true;
}

/** Makes a listed task this resource's: from now on its record is what the state keeps. */
export function own(
  { journal, options, service }: ListedParts,
  request: KillTaskRequest,
  task: ListedTask,
  pending: PendingStart | null,
): void {
  options.registry.own(service.slot, task.taskId, options.owner);
  if (!service.isSame(task, request)) journal.tell(respelled(service, request, task));
  journal.keep(recordOf(service, request, task, pending));
}

/** Whether another object of the state has adopted a task, in any process of the run. */
export function isAdoptedByAnother({ memory, options }: ListedParts, taskId: string): boolean {
  return (memory.get(adoptionKey(taskId)) ?? options.owner) !== options.owner;
}

/** Whether a task was not there before a start, and belongs to no resource that this run knows. */
export function isFree(
  { service, options: { registry }, memory }: ListedParts,
  taskId: string,
  known: ReadonlySet<string>,
): boolean {
  return (
    !known.has(taskId) &&
    !registry.isOwned(service.slot, taskId) &&
    !registry.wasStopped(service.slot, taskId) &&
    memory.get(adoptionKey(taskId)) === undefined
  );
}
