import type { TaskOutcome, TaskRecord } from "./record";
import type { TaskRegistry } from "./registry";

/** How a change of a task is carried out. */
export interface TaskOptions {
  /** Where a task that the state does not know holds a slot that has room for one: fail, or stop it first. */
  readonly onConflict: "error" | "replace";
  /** Whether an equal task that runs already, and belongs to no resource of this run, is taken over. Only where tasks are listed. */
  readonly adoptExisting: boolean;
  /** Whether a start fails while the target's tasks kill nothing. */
  readonly requireSwitch: boolean;
  /** Names the object of the state. Two objects of one state never share it, halves of a replacement excepted. */
  readonly owner: string;
  /** The task that this very resource is about to replace: it is never adopted. From {@link TaskPlan.replacing}. */
  readonly replacing?: string | null;
  /** The task belongs to another object of the state: it is not stopped. From {@link TaskPlan.anothers}. */
  readonly anothers?: boolean;
  readonly registry: TaskRegistry;
  /**
   * Called with what the state has to say BEFORE a request is sent that changes it, and after. A provider that is killed between the
   * two halves of an edit then leaves a state that says `stopped`, and the next plan starts the task. Terraform stores what
   * ApplyResourceChange answers, and nothing before: after `kill -9` of the provider itself it keeps the former state.
   *
   * @param isOld see {@link TaskOutcome.isOld}
   */
  readonly save?: (record: TaskRecord, isOld: boolean) => void;
}
