import type { EngineEvent } from "../events";
import type { Fault, KillTaskRequest, KillTaskService, ListedTask } from "../ports";
import type { TaskCode } from "./codes";
import { describeTask } from "./recognise";

/** The events of kill tasks that more than one place reports, or whose text is long. Their facts are for programs. */

type Severity = EngineEvent["severity"];

export function event(
  code: TaskCode,
  severity: Severity,
  summary: string,
  detail: string,
  more: Pick<EngineEvent, "path" | "facts" | "fault"> = {},
): EngineEvent {
  return { code, severity, summary, detail, ...more };
}

const idsOf = (tasks: readonly ListedTask[]) => tasks.map(({ taskId }) => taskId);

function listOf(service: KillTaskService, tasks: readonly ListedTask[]): string {
  return tasks.map((task) => describeTask(service, task)).join("\n");
}

/** What a fault says, as the end of a detail. */
function because(fault: Fault | undefined): string {
  return fault ? ` ${fault.summary}. ${fault.detail}` : "";
}

export function unsettled(
  service: KillTaskService,
  fault: Fault | undefined,
  why: string,
  seen: readonly ListedTask[] = [],
): EngineEvent {
  const more = seen.length > 0 ? `\nNew there:\n${listOf(service, seen)}` : "";
  return event(
    "DBKILL_TASK_UNSETTLED",
    "error",
    `Could not determine whether a kill task is running on ${service.name}`,
    `${why}${because(fault)} The state remembers the start: the next apply looks for the task, and a destroy stops it.${more}`,
    { fault, facts: { slot: service.slot, seen: idsOf(seen) } },
  );
}

export function stopUnsettled(
  service: KillTaskService,
  taskId: string | null,
  fault: Fault | undefined,
): EngineEvent {
  return event(
    "DBKILL_TASK_STOP_UNSETTLED",
    "error",
    `Could not determine whether a kill task is still running on ${service.name}`,
    `The stop was sent and its outcome is unknown.${because(fault)} Run again: it is stopped again then.`,
    { fault, facts: { slot: service.slot, taskId } },
  );
}

export function unrecognised(
  service: KillTaskService,
  severity: Severity,
  request: KillTaskRequest,
  seen: readonly ListedTask[],
): EngineEvent {
  return event(
    "DBKILL_TASK_UNRECOGNISED",
    severity,
    `A kill task on ${service.name} may be this resource's or somebody else's`,
    `An earlier start (${service.describe(request)}) had no clear outcome, and this appeared since. It was not stopped. If it is this resource's, stop it in the vendor's console and run again. If it is somebody else's, apply with -replace, or use terraform state rm instead of a destroy.\n${listOf(service, seen)}`,
    { facts: { slot: service.slot, seen: idsOf(seen) } },
  );
}

export function respelled(service: KillTaskService, request: KillTaskRequest, task: ListedTask): EngineEvent {
  return event(
    "DBKILL_TASK_RESPELLED",
    "warning",
    `${service.name} lists the new kill task with another filter than declared`,
    `Declared: ${service.describe(request)}. Listed: ${describeTask(service, task)}. It is taken for this resource's task, as it is new since the start. Compare the two, and declare the filter as it is listed.`,
    { path: ["match"], facts: { slot: service.slot, taskId: task.taskId } },
  );
}

export function equalAppeared(
  service: KillTaskService,
  ours: ListedTask,
  stopped: readonly ListedTask[],
  left: readonly ListedTask[],
): EngineEvent {
  const fate = [
    stopped.length > 0 ? `Stopped: ${idsOf(stopped).join(", ")}.` : "",
    left.length > 0 ? `Left running: ${idsOf(left).join(", ")}.` : "",
  ].filter(Boolean);
  return event(
    "DBKILL_TASK_EQUAL_APPEARED",
    "warning",
    `${1 + stopped.length + left.length} equal kill tasks appeared on ${service.name} at once`,
    `Task ${ours.taskId} is this resource's. ${fate.join(" ")} The others come from a repeated request, or from somebody who declared the same at the same moment.\n${listOf(service, [ours, ...stopped, ...left])}`,
    { facts: { slot: service.slot, taskId: ours.taskId, stopped: idsOf(stopped), left: idsOf(left) } },
  );
}

export function secondRunning(service: KillTaskService, tasks: readonly ListedTask[]): EngineEvent {
  return event(
    "DBKILL_TASK_SECOND_RUNNING",
    "warning",
    `A second kill task like this one runs on ${service.name}`,
    `The start was repeated while its outcome was unknown, and both were carried out. The next change or destroy of this resource stops the second one. To stop it now, use the vendor's console.\n${listOf(service, tasks)}`,
    { facts: { slot: service.slot, seen: idsOf(tasks) } },
  );
}

export function adopted(
  service: KillTaskService,
  ours: ListedTask,
  others: readonly ListedTask[],
): EngineEvent {
  const more = others.length > 0 ? `\nFurther equal ones run on:\n${listOf(service, others)}` : "";
  return event(
    "DBKILL_TASK_ADOPTED",
    "warning",
    `A kill task that this run did not start was adopted on ${service.name}`,
    `It is the declared one in every filter (${describeTask(service, ours)}). If it was made in the console or by another configuration, destroying this resource stops it for them too. Set adopt_existing = false to start one beside it.${more}`,
    { path: ["adopt_existing"], facts: { slot: service.slot, taskId: ours.taskId } },
  );
}

export function declaredTwice(service: KillTaskService, what: string): EngineEvent {
  return event(
    "DBKILL_TASK_DECLARED_TWICE",
    "error",
    `The same kill task is declared twice for ${service.name}`,
    `Both are equal in every filter (${what}), so neither could be told from the other. Remove one of the two resources.`,
    { path: ["match"], facts: { slot: service.slot } },
  );
}

export function noRoom(service: KillTaskService, max: number, tasks: readonly string[]): EngineEvent {
  return event(
    "DBKILL_TASK_NO_ROOM",
    "error",
    `${service.name} has no room for a further kill task`,
    `${service.facts.title} runs at most ${max} on one instance. Stop one of them, or join filters. What this configuration destroys makes no room in the same run: destroy it first (terraform apply -target), or add a moved block if one became the other.\n${tasks.join("\n")}`,
    { path: ["instance_id"], facts: { slot: service.slot, max, tasks: tasks.length } },
  );
}

export function switchOff(service: KillTaskService, severity: Severity): EngineEvent {
  return event(
    "DBKILL_TASK_SWITCH_OFF",
    severity,
    `The kill switch of ${service.name} is off, so a kill task kills nothing`,
    "An apply that starts a task fails while it is off. Turn it on in the vendor's console or by a kill switch resource that this task depends on. Set require_switch = false to declare the task all the same.",
    { path: ["require_switch"], facts: { slot: service.slot } },
  );
}

export function slotTaken(service: KillTaskService, fault: Fault | undefined): EngineEvent {
  return event(
    "DBKILL_TASK_SLOT_TAKEN",
    "error",
    `A kill task that this state does not know seems to run on ${service.name}`,
    `There is room for one, and the service refused another. It may come from the console, from another configuration, or be this resource's own old one under create_before_destroy.${because(fault)} Set on_conflict = "replace" to stop it, or remove this resource to keep it.`,
    { path: ["on_conflict"], fault, facts: { slot: service.slot } },
  );
}

export function slotCleared(service: KillTaskService): EngineEvent {
  return event(
    "DBKILL_TASK_SLOT_CLEARED",
    "warning",
    `The answer to an earlier request was lost, and the kill task found on ${service.name} was stopped`,
    "It is taken for this resource's own. The service does not tell whose task it stops: if somebody else made one since, that one is gone.",
    { path: ["instance_id"], facts: { slot: service.slot } },
  );
}

export function targetGone(service: KillTaskService, fault: Fault | undefined): EngineEvent {
  return event(
    "DBKILL_TASK_TARGET_GONE",
    "warning",
    `${service.name} is gone, and its kill task with it`,
    `${service.facts.title} knows no such instance in ${service.region}. If the credentials or the project are others by now, the task may still run in the former one: undo that before you apply.${because(fault)}`,
    { path: ["instance_id"], fault, facts: { slot: service.slot } },
  );
}

export function otherAccount(
  service: KillTaskService,
  account: string,
  fault: Fault | undefined,
): EngineEvent {
  return event(
    "DBKILL_TASK_OTHER_ACCOUNT",
    "error",
    `${service.name} is in another account or project than the provider's`,
    `Its task was started in ${account}, and ${service.account} in ${service.region} has no such instance. Use the provider settings from that time. If the instance is gone for good: terraform state rm.${because(fault)}`,
    { path: ["instance_id"], fault, facts: { slot: service.slot, account } },
  );
}
