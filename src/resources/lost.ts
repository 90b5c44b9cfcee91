import type { ProviderClients } from "./provider-clients";

/** Creates the state to use when a declaration's own state is lost. Only reads the configuration: makes no call. */
export type Lost = (declared: never, clients: ProviderClients) => unknown;

/**
 * The types whose objects keep running, each with its function for a lost state. For a host other than Terraform: its records can be
 * lost, and a destroy must still find the running task.
 */
export const STANDING: Readonly<Record<string, () => Lost>> = {
  dbkill_auto_kill_policy: () =>
    (require("./auto-kill-policy") as typeof import("./auto-kill-policy")).lostPolicy,
  dbkill_huawei_das_kill_task: () =>
    (require("./huawei-das-kill-task") as typeof import("./huawei-das-kill-task")).lostDasKillTask,
  dbkill_tencent_dbbrain_kill_task: () =>
    (require("./tencent-dbbrain-kill-task") as typeof import("./tencent-dbbrain-kill-task"))
      .lostDbbrainKillTask,
};
