/** Standing kill tasks of a vendor: start, adopt, replace, settle, stop, read and plan. */
export { startTask, stopTask } from "./change";
export { planTask, startsTask, type TaskPlan, type TaskPlanRequest } from "./plan";
export { readTask } from "./read";
export { SECOND_BESIDE } from "./recognise";
export {
  lostTask,
  type PendingStart,
  type TaskDeclaration,
  type TaskOutcome,
  type TaskRecord,
} from "./record";
export { TaskRegistry } from "./registry";
export { replaceTask } from "./replace";
export type { TaskOptions } from "./strategy";
