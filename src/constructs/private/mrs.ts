import { HuaweiMrsSqlCancel } from "../bindings";
import type { TargetApi } from "./target-api";

const UNLISTABLE =
  "MRS can't list statements, so that no filter can choose any: they are known by the ids that submitting them answers.";

/** Huawei MRS: statements of a cluster (Presto), each known by its id alone. */
export const mrs: TargetApi = {
  service: "mrs",
  name: "Huawei MRS",

  killTask: `${UNLISTABLE} Use SqlCancel with those ids.`,
  sessionKill: `Its statements are no sessions. ${UNLISTABLE} Use SqlCancel with those ids.`,

  sqlCancel: {
    make: (scope, id, target, { sqlIds, triggers, ...settings }) =>
      new HuaweiMrsSqlCancel(scope, id, {
        ...settings,
        clusterId: target.instance_id,
        region: target.region,
        sqlIds: [...sqlIds],
        triggers: triggers && { ...triggers },
      }),
    ids: {
      what: "statement id",
      pattern: /^[^\s/]{1,64}$/,
      most: 100,
      remedy:
        "Give 1 to 100 different ids, such as 20190909_011820_00151_xxxxx: submitting a statement answers its id.",
    },
  },

  killPreview: `${UNLISTABLE} bindings.DataDbkillHuaweiMrsSql looks one up by its id.`,
  unlistable: `${UNLISTABLE} bindings.DataDbkillHuaweiMrsSql looks one up by its id.`,
};
