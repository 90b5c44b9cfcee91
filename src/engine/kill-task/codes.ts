import type { CodeEntry } from "../../model";

/** The codes of kill tasks. Stable. */
export const TASK_CODES = {
  DBKILL_TASK_UNSETTLED: {
    cause:
      "A start was sent, and neither its answer nor the service's list told whether the task runs. The state remembers the start.",
    remedy: "Apply again: it looks for the task and starts it where it does not run. A destroy stops it.",
  },
  DBKILL_TASK_STOP_UNSETTLED: {
    cause: "A stop was sent, and neither its answer nor the service's list told whether the task still runs.",
    remedy: "Apply or destroy again: the task is stopped again.",
  },
  DBKILL_TASK_UNRECOGNISED: {
    cause:
      "A task appeared after a start whose answer was lost. Its filter is another one, so it may be somebody else's, or ours in other words.",
    remedy:
      "If the task is this resource's, stop it in the vendor's console and apply again. If it is somebody else's, apply with -replace, or use `terraform state rm` instead of a destroy.",
  },
  DBKILL_TASK_RESPELLED: {
    cause: "The service lists the task that was started with another filter than the one that was sent.",
    remedy: "Declare the filter as the service lists it. The task is managed all the same.",
  },
  DBKILL_TASK_EQUAL_APPEARED: {
    cause:
      "Several equal tasks appeared at once: somebody declared the same, or a request that was thought lost was carried out.",
    remedy: "Look at the tasks in the vendor's console, and stop what is not wanted.",
  },
  DBKILL_TASK_SECOND_RUNNING: {
    cause: "A start was repeated as its answer was lost, and the first one was carried out after all.",
    remedy: "The next change or destroy stops the second task; to stop it now, use the vendor's console.",
  },
  DBKILL_TASK_ADOPTED: {
    cause:
      "An equal task ran already, and adopt_existing is set. It was taken over instead of starting a second one.",
    remedy: "Set adopt_existing = false to start a task beside it.",
  },
  DBKILL_TASK_WOULD_ADOPT: {
    cause:
      "An equal task runs already, and adopt_existing is set. The apply takes it over if no other resource has it.",
    remedy: "Set adopt_existing = false to start a task beside it.",
  },
  DBKILL_TASK_DECLARED_TWICE: {
    cause: "Two resources declare the same task, so neither could be told from the other.",
    remedy: "Remove one of the two resources.",
  },
  DBKILL_TASK_SLOT_CLAIMED: {
    cause:
      "Two resources declare a task for a place that holds one: each would replace the other at every apply.",
    remedy: "Keep one of the two resources, or join their filters.",
  },
  DBKILL_TASK_SLOT_MOVED: {
    cause:
      "One resource leaves a place that another one takes in the same plan. Terraform runs the two in any order, with or without create_before_destroy.",
    remedy:
      "If a resource was renamed, add a moved block. Otherwise apply the removal first, then the addition.",
  },
  DBKILL_TASK_NO_ROOM: {
    cause: "The target runs as many tasks as the service allows.",
    remedy:
      "Stop one of them, or join filters. What is destroyed in the same run makes no room: destroy it first.",
  },
  DBKILL_TASK_SWITCH_OFF: {
    cause: "The target's kill switch is off: tasks run and kill nothing.",
    remedy: "Turn the switch on, or set require_switch = false.",
  },
  DBKILL_TASK_SLOT_TAKEN: {
    cause: "The service refused the start as a task that the state does not know holds the place.",
    remedy: 'Set on_conflict = "replace" to stop the other task, or remove this resource to keep it.',
  },
  DBKILL_TASK_SLOT_REPLACED: {
    cause: 'A task that the state did not know held the place, and on_conflict = "replace" stopped it.',
    remedy: "Tell those who declared the other task.",
  },
  DBKILL_TASK_SLOT_CLEARED: {
    cause:
      "The answer to a start or stop was lost, so the place was cleared. The service does not tell whose task it stops.",
    remedy: "If somebody else declares a task for the same place, keep one of the two declarations.",
  },
  DBKILL_TASK_SLOT_LOCKED: {
    cause:
      "Another process changes the kill tasks of the same instance, and did not finish in time. Nothing was sent.",
    remedy: "Run again when the other run is over. The message names the lock file.",
  },
  DBKILL_TASK_SUPERSEDED: {
    cause: "A newer task of this configuration has taken the place. Stopping would stop that one.",
    remedy: "Nothing has to be done.",
  },
  DBKILL_TASK_NOT_RUNNING: {
    cause: "The service found no task to stop: it was stopped in the console or by another configuration.",
    remedy: "If the credentials belong to another account now, look in the former one.",
  },
  DBKILL_TASK_NOT_STOPPED: {
    cause: "The service did not confirm the stop, and the task still runs.",
    remedy: "Run again, or stop the task in the vendor's console.",
  },
  DBKILL_TASK_TARGET_GONE: {
    cause: "The service knows no such target in this region, so its task is gone too.",
    remedy: "If the credentials or the project are others by now, undo that before you apply.",
  },
  DBKILL_TASK_OTHER_ACCOUNT: {
    cause: "The target is not found, and the task was started in another account or project.",
    remedy:
      "Use the credentials and project from that time, or `terraform state rm` if the target is gone for good.",
  },
  DBKILL_TASK_OTHER_REGION: {
    cause:
      "A change of a task was asked for in another region than the one it was started in. Nothing was sent.",
    remedy: "Report this as a bug in dbkill.",
  },
  DBKILL_TASK_SHARED: {
    cause: "Two resources of the state have the same task, as after a rename that was interrupted.",
    remedy: "Apply again: the declared resource gets a task of its own.",
  },
  DBKILL_TASK_STATE_CHANGED: {
    cause: "The service lists the task in another undocumented state than at its start.",
    remedy: "Look in the vendor's console whether the task still runs.",
  },
  DBKILL_TASK_FILTER_CHANGED: {
    cause: "The service lists the task with another filter than at its start.",
    remedy: "Apply with -replace to start the declared task, or declare the filter as it is listed.",
  },
  DBKILL_TASK_FILTER_REFUSED: {
    cause: "The request chooses nothing, or everything without match_all. Nothing was sent.",
    remedy: "Name the sessions, or set match_all = true.",
  },
  DBKILL_TASK_PLAN_UNKNOWN: {
    cause:
      "The target's tasks can't be listed, so the plan can't tell whether there is room for a further one.",
    remedy: "Fix the cause that the message names. The apply looks again.",
  },
  DBKILL_TASK_INTERRUPTED: {
    cause: "The change was interrupted, or its time was over, before anything was sent.",
    remedy: "Run again. Raise `timeouts` if the time was over.",
  },
  DBKILL_TASK_BUG: {
    cause: "An error that dbkill does not expect.",
    remedy: "Report this as a bug in dbkill.",
  },
} as const satisfies Record<string, CodeEntry>;

export type TaskCode = keyof typeof TASK_CODES;
