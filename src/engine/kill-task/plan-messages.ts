import type { UnclearField } from "../../model";
import type { EngineEvent } from "../events";
import type { KillTaskService, ListedTask } from "../ports";
import { withFault } from "../sentences";
import { event } from "./messages";
import { describeTask, maxRunning, SECOND_BESIDE } from "./recognise";
import { TASK_LABEL } from "./record";

/** The events of the place that a task takes, most of them told by a plan. Their facts are for programs. */

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

export function filterUnclear({ field, detail }: UnclearField): EngineEvent {
  return event(
    "DBKILL_TASK_FILTER_UNCLEAR",
    "warning",
    `The vendor's task may compare match.${field} otherwise than the plan shows`,
    `${detail}. It may kill more sessions, or none. ${UNCLEAR_REMEDIES[field]}`,
    { path: ["match", field] },
  );
}

const UNCLEAR_REMEDIES: Readonly<Record<UnclearField["field"], string>> = {
  hosts: "Name whole addresses, or use a dbkill_auto_kill_policy, which the runner enforces.",
  info_keywords: "Name one keyword, or use a dbkill_auto_kill_policy, which the runner enforces.",
};

/** @param holder what the resource that has the slot is called, and @param label the one that wants it too */
export function slotClaimed({ name, slot }: KillTaskService, holder: string, label: string): EngineEvent {
  const areTasks = holder === TASK_LABEL && label === TASK_LABEL;
  const wayOut = areTasks ? "" : ' A policy gives way to the other one with enforcement = "runner".';
  return event(
    "DBKILL_TASK_SLOT_CLAIMED",
    "error",
    areTasks
      ? `Two kill tasks are declared for ${name}`
      : `Two resources declare the kill task of ${name}: ${holder} and ${label}`,
    `The service runs one kill task at a time there, so each would replace the other at every apply. Keep one of the two resources, or join their filters.${wayOut}`,
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
    `It equals the declared task in every filter (${describeTask(service, equal)}). The apply adopts it if it belongs to no other resource. ${SECOND_BESIDE}`,
    { path: ["adopt_existing"], facts: { slot: service.slot, taskId: equal.taskId } },
  );
}
