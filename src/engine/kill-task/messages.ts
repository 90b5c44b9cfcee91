import type { EngineEvent } from "../events";
import type { Fault, KillTaskRequest, KillTaskService, ListedTask } from "../ports";
import { withFault } from "../sentences";
import type { TaskCode } from "./codes";
import { describeTask, maxRunning } from "./recognise";

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
    `It equals the declared task in every filter (${describeTask(service, ours)}). If it was made in the console or by another configuration, destroying this resource stops it for them too. To start a second one beside it, set adopt_existing = false.${more}`,
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

/** @param planned what this resource would start, and what others would; absent: it is no plan */
export function noRoom(
  service: KillTaskService,
  running: readonly ListedTask[],
  planned?: { readonly own: string; readonly others: readonly string[] },
): EngineEvent {
  const max = maxRunning(service);
  const tasks = [
    ...running.map((each) => describeTask(service, each)),
    ...(planned?.others ?? []).map((task) => `to be started by another resource: ${task}`),
    ...(planned ? [`and to be started by this resource: ${planned.own}`] : []),
  ];
  return event(
    "DBKILL_TASK_NO_ROOM",
    "error",
    `${service.name} has no room for another kill task`,
    `${service.facts.title} runs at most ${max} on one instance. Stop one of them, or join filters. A task that the same run destroys still counts: destroy it first (terraform apply -target), or add a moved block if one resource was renamed.\n${tasks.join("\n")}`,
    { path: ["instance_id"], facts: { slot: service.slot, max, tasks: tasks.length } },
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

export function slotTaken(service: KillTaskService, fault: Fault | undefined): EngineEvent {
  return event(
    "DBKILL_TASK_SLOT_TAKEN",
    "error",
    `A kill task that this state does not know seems to run on ${service.name}`,
    withFault(
      "The instance runs one at a time, and the service refused another. The running one may come from the console or another configuration, or be this resource's own old one under create_before_destroy.",
      fault,
      'Set on_conflict = "replace" to stop it, or remove this resource to keep it.',
    ),
    { path: ["on_conflict"], fault, facts: { slot: service.slot } },
  );
}

export function slotCleared(service: KillTaskService): EngineEvent {
  return event(
    "DBKILL_TASK_SLOT_CLEARED",
    "warning",
    `The answer to an earlier request was lost, and the kill task found on ${service.name} was stopped`,
    "dbkill takes it for this resource's own. The service does not say whose task it stops: if somebody else started one since, that one was stopped.",
    { path: ["instance_id"], facts: { slot: service.slot } },
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

/** @param holder what the resource that has the slot is called, and @param label the one that wants it too */
export function slotClaimed({ name, slot }: KillTaskService, holder: string, label: string): EngineEvent {
  return event(
    "DBKILL_TASK_SLOT_CLAIMED",
    "error",
    `Two resources declare the kill task of ${name}: ${holder} and ${label}`,
    "The service runs one kill task at a time there, so each would replace the other at every apply. Keep one of the two resources, or join their filters.",
    { path: ["instance_id"], facts: { slot } },
  );
}

/** @param example HCL that repairs a rename */
export function slotMoved({ name, slot }: KillTaskService, example: string): EngineEvent {
  return event(
    "DBKILL_TASK_SLOT_MOVED",
    "error",
    `In this plan, one resource gives up the kill task of ${name} and another one takes it`,
    `Terraform runs the two in any order, so stopping the old task could stop the new one. If the resource was renamed or moved, add a moved block:\n\n${example}\n\nOtherwise apply the removal first, then the addition.`,
    { path: ["instance_id"], facts: { slot } },
  );
}

/** @param failure why the tasks can't be listed */
export function planUnknown({ name, slot }: KillTaskService, failure: EngineEvent): EngineEvent {
  return event(
    "DBKILL_TASK_PLAN_UNKNOWN",
    "warning",
    `The kill tasks of ${name} can't be listed, so this plan can't tell whether another one fits`,
    failure.fault ? withFault("", failure.fault) : `${failure.summary}. ${failure.detail}`,
    { fault: failure.fault, facts: { slot } },
  );
}

export function wouldAdopt(service: KillTaskService, equal: ListedTask): EngineEvent {
  return event(
    "DBKILL_TASK_WOULD_ADOPT",
    "warning",
    `A kill task like this one already runs on ${service.name}`,
    `It equals the declared task in every filter (${describeTask(service, equal)}). The apply adopts it if it belongs to no other resource. To start a second one beside it, set adopt_existing = false.`,
    { path: ["adopt_existing"], facts: { slot: service.slot, taskId: equal.taskId } },
  );
}

export function slotReplaced({ name, slot }: KillTaskService): EngineEvent {
  return event(
    "DBKILL_TASK_SLOT_REPLACED",
    "warning",
    `A kill task that this state did not know ran on ${name} and was stopped`,
    'on_conflict = "replace" lets this resource take its place. The other declaration has no task now.',
    { path: ["on_conflict"], facts: { slot } },
  );
}

export function superseded({ name, slot }: KillTaskService): EngineEvent {
  return event(
    "DBKILL_TASK_SUPERSEDED",
    "warning",
    `The kill task of ${name} was not stopped`,
    "A newer task of this configuration has taken its place, and stopping would stop that one.",
    { facts: { slot } },
  );
}

export function notRunning({ name, slot, region, facts }: KillTaskService): EngineEvent {
  return event(
    "DBKILL_TASK_NOT_RUNNING",
    "warning",
    `No kill task was running on ${name} any more`,
    `${facts.title} found none to stop in ${region}: it was stopped in the console or by another configuration, or its instance is gone. If the credentials belong to another account now, it may still run in the earlier one.`,
    { facts: { slot } },
  );
}
