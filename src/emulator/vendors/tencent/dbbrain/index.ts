import type { Action } from "../action";
import { cancelKillTask } from "./cancel-kill-task";
import { createKillTask } from "./create-kill-task";
import { describeMySqlProcessList } from "./describe-mysql-process-list";
import { killMySqlThreads } from "./kill-mysql-threads";

export { DBBRAIN } from "./service";

/** The only version of the API with kill tasks. */
export const DBBRAIN_VERSION = "2021-05-27";

/** DBbrain's actions by name, with nothing prepared. */
export function dbbrainActions(): ReadonlyMap<string, Action> {
  const actions = [createKillTask, cancelKillTask, killMySqlThreads(), describeMySqlProcessList];
  return new Map(actions.map((action) => [action.name, action]));
}
