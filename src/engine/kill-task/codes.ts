import type { CodeEntry } from "../../model";

/** The codes of kill tasks. Stable. */
export const TASK_CODES = {
  DBKILL_TASK_UNSETTLED: {
    cause:
      "A start was sent, and neither its answer nor the service's list told whether the task runs. The state remembers the start.",
    remedy: "Apply again: it looks for the task, and starts it if it does not run. A destroy stops it.",
  },
  DBKILL_TASK_STOP_UNSETTLED: {
    cause: "A stop was sent, and neither its answer nor the service's list told whether the task still runs.",
    remedy: "Apply or destroy again: the task is stopped again.",
  },
  DBKILL_TASK_UNRECOGNISED: {
    cause:
      "A task appeared after a start whose answer was lost. Its filter differs, so it may be somebody else's, or this resource's in the service's own spelling.",
    remedy:
      "If the task is this resource's, stop it in the vendor's console and apply again. If it is somebody else's, apply with -replace, or use `terraform state rm` instead of a destroy.",
  },
  DBKILL_TASK_RESPELLED: {
    cause: "The service lists the new task with a different filter from the one that was sent.",
    remedy: "Declare the filter as the service lists it. The task is managed all the same.",
  },
  DBKILL_TASK_EQUAL_APPEARED: {
    cause:
      "Several equal tasks appeared at once: somebody else declared the same one, or a request that seemed lost was carried out.",
    remedy: "Look at the tasks in the vendor's console, and stop those that are not wanted.",
  },
  DBKILL_TASK_SECOND_RUNNING: {
    cause: "A start was repeated because its answer was lost, and the first one was carried out after all.",
    remedy: "The next change or destroy stops the second task. To stop it now, use the vendor's console.",
  },
  DBKILL_TASK_ADOPTED: {
    cause:
      "An equal task was already running, and adopt_existing is set. It was adopted, and no second one was started.",
    remedy: "To start a second task beside it, set adopt_existing = false.",
  },
  DBKILL_TASK_WOULD_ADOPT: {
    cause:
      "An equal task already runs, and adopt_existing is set. The apply adopts it if no other resource has it.",
    remedy: "To start a second task beside it, set adopt_existing = false.",
  },
  DBKILL_TASK_DECLARED_TWICE: {
    cause: "Two resources declare the same task, so dbkill could not tell the two apart.",
    remedy: "Remove one of the two resources.",
  },
  DBKILL_TASK_SLOT_CLAIMED: {
    cause:
      "Two resources declare a task for one instance, which runs one at a time. Each would replace the other at every apply.",
    remedy: "Keep one of the two resources, or join their filters.",
  },
  DBKILL_TASK_SLOT_MOVED: {
    cause:
      "In one plan, one resource gives up the only task of an instance and another one takes it. Terraform runs the two in any order, with or without create_before_destroy.",
    remedy:
      "If a resource was renamed, add a moved block. Otherwise apply the removal first, then the addition.",
  },
  DBKILL_TASK_NO_ROOM: {
    cause: "The target already runs as many tasks as the service allows.",
    remedy:
      "Stop one of them, or join filters. A task that the same run destroys still counts: destroy it first.",
  },
  DBKILL_TASK_SWITCH_OFF: {
    cause: "The target's kill switch is off: tasks run and kill nothing.",
    remedy: "Turn the switch on, or set require_switch = false.",
  },
  DBKILL_TASK_SLOT_TAKEN: {
    cause: "The service refused the start: a task that the state does not know seems to run on the instance.",
    remedy: 'Set on_conflict = "replace" to stop the other task, or remove this resource to keep it.',
  },
  DBKILL_TASK_SLOT_REPLACED: {
    cause: 'A task that the state did not know ran on the instance, and on_conflict = "replace" stopped it.',
    remedy: "Tell the owner of the other task.",
  },
  DBKILL_TASK_SLOT_CLEARED: {
    cause:
      "The answer to a start or stop was lost, so dbkill stopped whatever task ran. The service does not say whose task it stops.",
    remedy: "If somebody else declares a task for the same instance, keep one of the two declarations.",
  },
  DBKILL_TASK_SLOT_LOCKED: {
    cause:
      "Another process was changing the kill tasks of the same instance and did not finish in time. Nothing was sent.",
    remedy: "Run again when the other run is over. The message names the lock file.",
  },
  DBKILL_TASK_SLOT_UNLOCKED: {
    cause:
      "The folder for lock files, `dbkill-<user id>` in the system's temporary folder, can't be used: for example it belongs to another user, or the disk is full. The change was made without a lock.",
    remedy:
      "Make the folder writable for this user alone, or set TMPDIR to one that is. Until then, let no other run change the kill tasks of the same instance.",
  },
  DBKILL_TASK_SUPERSEDED: {
    cause: "A newer task of this configuration runs on the instance. Stopping would stop that one.",
    remedy: "Nothing has to be done.",
  },
  DBKILL_TASK_NOT_RUNNING: {
    cause: "The service found no task to stop: it was stopped in the console or by another configuration.",
    remedy: "If the credentials belong to another account now, look for the task in the earlier one.",
  },
  DBKILL_TASK_NOT_STOPPED: {
    cause: "The service did not confirm the stop, and the task still runs.",
    remedy: "Run again, or stop the task in the vendor's console.",
  },
  DBKILL_TASK_TARGET_GONE: {
    cause: "The service knows no such target in this region, so its task is gone too.",
    remedy: "If the credentials or the project changed, change them back before you apply.",
  },
  DBKILL_TASK_OTHER_ACCOUNT: {
    cause: "The target is not found, and the task was started in another account or project.",
    remedy:
      "Use the credentials and project that started the task, or `terraform state rm` if the target is gone for good.",
  },
  DBKILL_TASK_OTHER_REGION: {
    cause: "A task was to be changed in a different region from the one it was started in. Nothing was sent.",
    remedy: "Report this as a bug in dbkill.",
  },
  DBKILL_TASK_SHARED: {
    cause: "Two resources of the state have the same task, as after an interrupted rename.",
    remedy: "Apply again: the declared resource gets a task of its own.",
  },
  DBKILL_TASK_STATE_CHANGED: {
    cause:
      "The service lists the task in a different state from the one at its start. What its states mean is not documented.",
    remedy: "Check in the vendor's console whether the task still runs.",
  },
  DBKILL_TASK_FILTER_CHANGED: {
    cause: "The service lists the task with a different filter from the one at its start.",
    remedy: "Apply with -replace to start the declared task, or declare the filter as it is listed.",
  },
  DBKILL_TASK_FILTER_UNCLEAR: {
    cause:
      "The vendor does not document how its task compares these values: several keywords, or a wildcard in a host. It may kill more sessions than the plan shows, or none.",
    remedy:
      "Name one keyword or whole addresses, or declare a dbkill_auto_kill_policy, which the runner then enforces.",
  },
  DBKILL_TASK_FILTER_REFUSED: {
    cause: "The request chooses nothing, or everything without match_all. Nothing was sent.",
    remedy: "Name the sessions, or set match_all = true.",
  },
  DBKILL_TASK_PLAN_UNKNOWN: {
    cause: "The target's tasks can't be listed, so the plan can't tell whether another one fits.",
    remedy: "Fix the cause that the message names. The apply looks again.",
  },
  DBKILL_TASK_INTERRUPTED: {
    cause: "The change was interrupted or timed out before anything was sent.",
    remedy: "Run again. If it timed out, raise timeouts.",
  },
  DBKILL_TASK_BUG: {
    cause: "An unexpected error in dbkill.",
    remedy: "Report this as a bug in dbkill.",
  },
} as const satisfies Record<string, CodeEntry>;

export type TaskCode = keyof typeof TASK_CODES;
