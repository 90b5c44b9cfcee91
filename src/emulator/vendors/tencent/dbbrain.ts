import type { Api } from "./action";
import { DBBRAIN } from "./dbbrain-instances";
import { cancelKillTask, createKillTask, startTask } from "./dbbrain-kill-task";
import { describeMySqlProcessList, killMySqlThreads } from "./dbbrain-sessions";

/** DBbrain's API. The version is the only one with kill tasks. */
export const dbbrainApi: Api = {
  service: DBBRAIN,
  version: "2021-05-27",
  actions: () => [createKillTask, cancelKillTask, killMySqlThreads(), describeMySqlProcessList],
  startTask,
};
