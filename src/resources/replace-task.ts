import { DiagnosticError } from "../framework";
import { explainAny } from "./explain";

/** A start whose fate could not be found out: the task may run, and the state has to keep it. */
export class UnsettledError extends Error {
  constructor(override readonly cause: unknown) {
    super(explainAny(cause).summary);
    this.name = "UnsettledError";
  }
}

/** An edit of a kill task that its vendor can't change: the old one is stopped, then the new one is started. */
export interface TaskReplacement<S> {
  /** What the task runs on, for messages. */
  readonly name: string;
  /** What the state says once the old task is stopped. */
  readonly stopped: S;
  /** Stops the old task; tells whether there was one. */
  stop(): Promise<boolean>;
  /** Starts the new task. A DiagnosticError is final, after any other error the old task is started again. */
  start(stoppedOne: boolean): Promise<S>;
  /** Starts the old task again for what is left of its time; absent where it had ended anyway. */
  readonly restore?: () => Promise<S>;
  saveState(state: S): void;
}

/** Carries out an edit. Whatever fails in between, the state says what runs and the next apply mends it. */
export async function replaceTask<S>(task: TaskReplacement<S>): Promise<S> {
  let stoppedOne: boolean;
  try {
    stoppedOne = await task.stop();
  } catch (error) {
    if ((error as { ambiguous?: boolean }).ambiguous === true) task.saveState(task.stopped);
    throw error;
  }
  task.saveState(task.stopped);
  try {
    return await task.start(stoppedOne);
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    throw await restored(task, error);
  }
}

/** The vendor refused the new task: the old one is started again, for no task at all is worse. */
async function restored<S>(task: TaskReplacement<S>, refusal: unknown): Promise<DiagnosticError> {
  const { summary, detail } = explainAny(refusal);
  const failed = (how: string) => new DiagnosticError({ summary, detail: `${detail}\n\n${how}` });
  if (!task.restore) return failed(`No kill task runs on ${task.name} now.`);
  let again: S;
  try {
    again = await task.restore();
  } catch (error) {
    const unsettled = error instanceof UnsettledError;
    const fate = unsettled ? "may run or not" : "does not run now";
    const { summary: why, detail: more } = explainAny(unsettled ? error.cause : error);
    return failed(
      `The task that ran on ${task.name} before was cancelled for the change and could not be started again. It ${fate}; the next apply starts the declared one.\n\n${why}\n${more}`,
    );
  }
  task.saveState(again);
  return failed(`The task that ran on ${task.name} before was started again and stays in force.`);
}
