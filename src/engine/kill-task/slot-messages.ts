import type { EngineEvent } from "../events";
import type { Fault, KillTaskService } from "../ports";
import { withFault } from "../sentences";
import { event } from "./messages";

/** The events of services that run one task on a target and do not list it. Their facts are for programs. */

export function slotTaken(service: KillTaskService, fault: Fault | undefined): EngineEvent {
  return event(
    "DBKILL_TASK_SLOT_TAKEN",
    "error",
    `A kill task that this state does not know seems to run on ${service.name}`,
    withFault(
      "The instance runs one at a time, and the service refused another. It may come from the console, another configuration, an apply that was killed, or create_before_destroy of this resource.",
      fault,
      'Set on_conflict = "replace" to stop it, or remove this resource to keep it.',
    ),
    { path: ["on_conflict"], fault, facts: { slot: service.slot } },
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

export function slotCleared(service: KillTaskService): EngineEvent {
  return event(
    "DBKILL_TASK_SLOT_CLEARED",
    "warning",
    `The answer to an earlier request was lost, and the kill task found on ${service.name} was stopped`,
    "dbkill takes it for this resource's own. The service does not say whose task it stops: if somebody else started one since, that one was stopped.",
    { path: ["instance_id"], facts: { slot: service.slot } },
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

export function slotUnlocked({ name, slot }: KillTaskService, why: string): EngineEvent {
  return event(
    "DBKILL_TASK_SLOT_UNLOCKED",
    "warning",
    "Other runs were not kept from changing the same kill tasks",
    `No lock file can be written for ${name}: ${why}. The change was made without one.`,
    { facts: { slot } },
  );
}
