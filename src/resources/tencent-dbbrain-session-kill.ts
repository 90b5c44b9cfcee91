import { attr, defineResource, modify, schema, validate } from "../framework";
import { DBBRAIN_PRODUCTS, dbbrainFacts } from "../vendors/tencent/dbbrain/facts";
import { instanceId, regionAttribute, sessionIds } from "./attributes";
import type { ProviderClients } from "./provider-clients";
import { killAttributes, selectionAttributes, sessionKillHandlers } from "./session-kill";

/** `dbkill_tencent_dbbrain_session_kill`. Source of the facts: DBbrain 2021-05-27, KillMySqlThreads and DescribeMySqlProcessList. */
const dbbrainSessionKillSchema = schema({
  description:
    "Kills sessions of a Tencent MySQL or TDSQL-C instance once, when it is created and whenever `triggers` or what it chooses changes: exactly one of `session_ids`, `match` and `match_all = true`. Destroying it does nothing: what is killed stays killed.",
  attributes: {
    instance_id: instanceId("`cdb-8jawylhf`", [modify.requiresReplace()]),
    product: attr.string("defaulted", {
      description: "`mysql` or `cynosdb`.",
      default: "mysql",
      validators: [validate.oneOf([...DBBRAIN_PRODUCTS])],
      planModifiers: [modify.requiresReplace()],
    }),
    region: regionAttribute("instance"),
    session_ids: sessionIds(),
    ...selectionAttributes(dbbrainFacts),
    ...killAttributes(),
    record_history: attr.bool("defaulted", {
      description:
        "Whether DBbrain records the kill in its history and checks first that the sessions exist. `false` is faster.",
      default: true,
    }),
  },
});

export const tencentDbbrainSessionKill = defineResource<typeof dbbrainSessionKillSchema, ProviderClients>({
  schema: dbbrainSessionKillSchema,
  ...sessionKillHandlers<typeof dbbrainSessionKillSchema>({
    facts: dbbrainFacts,
    place: "instance_id",
    target: ({ instance_id, product, region }) => ({
      service: "dbbrain",
      instance_id,
      product,
      ...(region && { region }),
    }),
    keyOf: String,
    killOptions: ({ record_history }) => ({ recordHistory: record_history }),
  }),
});
