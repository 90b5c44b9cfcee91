import { DiagnosticError } from "../../framework";
import type { DasKillTask, DasKillTaskInput } from "../../vendors/huawei";
import { DESTROY_HINT } from "../destroy-hint";
import { describeFilter, describeTask } from "./das-task";

/** How many tasks run on an instance at most. Source: DAS, "Kill Sessions". */
export const MOST_TASKS = 5;

export function notConfirmed(instanceId: string): DiagnosticError {
  return new DiagnosticError({
    summary: `DAS did not start a kill task on ${instanceId}`,
    detail:
      "It answered success = false without a reason, and no new task appeared. Look at the instance's kill tasks in the DAS console.",
  });
}

export function switchOff(instanceId: string): { summary: string; detail: string; path: string[] } {
  return {
    summary: `The kill switch of ${instanceId} is OFF, so that a kill task kills nothing`,
    detail:
      "Turn it ON in the DAS console or by a dbkill_huawei_das_kill_switch that this task depends on, or set require_switch = false to declare the task all the same.",
    path: ["require_switch"],
  };
}

export function tooMany(instanceId: string, tasks: readonly string[]): DiagnosticError {
  return new DiagnosticError({
    summary: `${instanceId} has no room for a further kill task`,
    detail: `DAS runs ${MOST_TASKS} at most on an instance:\n${tasks.join("\n")}\n\nStop one of them, or join filters. What this configuration destroys makes no room in the same run, for Terraform starts and destroys in any order: destroy it first (terraform apply -target), or say by a moved block that the one became the other. ${DESTROY_HINT}`,
    path: ["instance_id"],
  });
}

export function declaredTwice(instanceId: string, task: string): DiagnosticError {
  return new DiagnosticError({
    summary: `The same kill task is declared twice for ${instanceId}`,
    detail: `Both are equal in every filter (${task}), so that neither could be told from the other. Remove one of the two resources.`,
    path: ["match"],
  });
}

export function notListed(
  instanceId: string,
  wanted: DasKillTaskInput,
  others: readonly string[],
): DiagnosticError {
  return new DiagnosticError({
    summary: `DAS started a kill task on ${instanceId} and does not list it`,
    detail: `It confirmed the start of the task (${describeFilter(wanted)}), and no new task with these filters was listed before the time was over. ${others.length > 0 ? `New there: ${others.join("; ")}. If one of them is this one in other words, stop it in the DAS console and declare the filter as DAS lists it.` : "Nothing else is new there."}`,
  });
}

export function notStopped(instanceId: string, task: DasKillTask): DiagnosticError {
  return new DiagnosticError({
    summary: `DAS did not stop kill task ${task.taskId} of ${instanceId}`,
    detail: `It answered success = false, and the task runs on (${describeTask(task)}). Run again, or stop it in the console.`,
  });
}
