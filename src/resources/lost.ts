import type { ProviderClients } from "./provider-clients";

/** The state of a declaration whose own state is lost. Reads no more than the configuration: no call is made. */
export type Lost = (declared: never, clients: ProviderClients) => unknown;

/**
 * The types with something that stands, each with the state of a declaration whose own state is lost. For a host other than Terraform: its
 * records can be lost, and a destroy must find what runs all the same.
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
