import type { EngineEvent } from "../events";
import type { Fault, KillTaskRequest, KillTaskService, ListedTask } from "../ports";
import { withFault } from "../sentences";
import type { TaskCode } from "./codes";
import { describeTask, SECOND_BESIDE } from "./recognise";

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
    withFault(
      why,
      fault,
      "The state remembers the start: the next apply looks for the task, and a destroy stops it.",
    ) + more,
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
    withFault(
      "The stop was sent and its outcome is unknown.",
      fault,
      "Run again: dbkill then sends the stop again.",
    ),
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
    `${service.name} lists the new kill task with a different filter from the declared one`,
    `Declared: ${service.describe(request)}. Listed: ${describeTask(service, task)}. It appeared after the start, so dbkill takes it for this resource's. Compare the two, and declare the filter as it is listed.`,
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
  equal: readonly ListedTask[],
): EngineEvent {
  const others = equal.filter((task) => task !== ours);
  const more = others.length > 0 ? `\nThese equal tasks also run:\n${listOf(service, others)}` : "";
  return event(
    "DBKILL_TASK_ADOPTED",
    "warning",
    `A kill task that this run did not start was adopted on ${service.name}`,
    `It equals the declared task in every filter (${describeTask(service, ours)}). If it was made in the console or by another configuration, destroying this resource stops it for them too. ${SECOND_BESIDE}${more}`,
    { path: ["adopt_existing"], facts: { slot: service.slot, taskId: ours.taskId } },
  );
}

export function declaredTwice(service: KillTaskService, what: string): EngineEvent {
  return event(
    "DBKILL_TASK_DECLARED_TWICE",
    "error",
    `The same kill task is declared twice for ${service.name}`,
    `Both are equal in every filter (${what}), so dbkill could not tell them apart. Remove one of the two resources.`,
    { path: ["match"], facts: { slot: service.slot } },
  );
}

export function switchOff(service: KillTaskService, severity: Severity): EngineEvent {
  return event(
    "DBKILL_TASK_SWITCH_OFF",
    severity,
    `The kill switch of ${service.name} is off, so a kill task kills nothing`,
    "While it is off, an apply that starts a task fails. Turn it on in the vendor's console, or declare a kill switch resource that this task depends on. To start the task with the switch off, set require_switch = false.",
    { path: ["require_switch"], facts: { slot: service.slot } },
  );
}

export function targetGone(service: KillTaskService, fault: Fault | undefined): EngineEvent {
  return event(
    "DBKILL_TASK_TARGET_GONE",
    "warning",
    `${service.name} is gone, and its kill task with it`,
    withFault(
      `${service.facts.title} knows no such instance in ${service.region}. If the credentials or the project changed, the task may still run where it was: change them back before you apply.`,
      fault,
    ),
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
    `${service.name} is not in the provider's account or project`,
    withFault(
      `Its task was started in ${account}, and ${service.account} in ${service.region} has no such instance. Use the provider settings that started it. If the instance is gone for good, run terraform state rm.`,
      fault,
    ),
    { path: ["instance_id"], fault, facts: { slot: service.slot, account } },
  );
}
