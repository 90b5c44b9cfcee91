import type { Target } from "../../policy";
import { TencentKillTask, TencentSessionKill } from "../bindings";
import type { TargetApi } from "./target-api";

/** Tencent DBbrain: MySQL and TDSQL-C for MySQL. It has one kill-task slot per instance and product. */
export const dbbrain: TargetApi<TencentKillTask, TencentSessionKill> = {
  service: "dbbrain",

  makeKillTask(scope, id, target, { filter, ...settings }) {
    return new TencentKillTask(scope, id, {
      ...settings,
      ...instance(target),
      match: filter.toMatch(),
      matchAll: filter.matchesEverything || undefined,
    });
  },

  makeSessionKill(scope, id, target, { sessionIds, triggers, ...settings }) {
    return new TencentSessionKill(scope, id, {
      ...settings,
      ...instance(target),
      sessionIds: [...sessionIds],
      triggers: triggers && { ...triggers },
    });
  },

  killSlot: (target) => ({
    kind: `dbbrain/${target.product}`,
    instanceId: target.instance_id,
    description: `the ${target.product} instance`,
  }),
};

const instance = (target: Target) => ({
  instanceId: target.instance_id,
  product: target.product,
  region: target.region,
});
