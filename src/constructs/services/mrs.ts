import { mrsFacts } from "../../vendors/huawei/mrs/facts";
import { HuaweiMrsSqlCancel } from "../bindings";
import { NOT_OFFERED, type Service } from "./service";

const UNLISTABLE =
  "MRS can't list statements, so no filter can choose any. Submitting a statement returns its id.";

/** Huawei MRS: statements of a cluster (Presto), each known by its id only. */
export const mrs: Service = {
  facts: mrsFacts,

  killTask: `${UNLISTABLE} Use SqlCancel with those ids.`,
  sessionKill: `${UNLISTABLE} Use SqlCancel with those ids.`,

  sqlCancel: {
    make: (scope, id, { instanceId, region }, { sqlIds, triggers, ...settings }) =>
      new HuaweiMrsSqlCancel(scope, id, {
        ...settings,
        clusterId: instanceId,
        region,
        sqlIds: sqlIds as string[],
        triggers: triggers as Record<string, string> | undefined,
      }),
  },

  killPreview: `${UNLISTABLE} bindings.DataDbkillHuaweiMrsSql looks one up by its id.`,
  killSwitch: NOT_OFFERED.killSwitch,
};
