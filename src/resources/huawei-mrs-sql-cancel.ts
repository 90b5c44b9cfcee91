import { attr, defineResource, modify, schema } from "../framework";
import { mrsFacts } from "../vendors/huawei/mrs/facts";
import { mrsClusterId, regionAttribute } from "./attributes";
import type { ProviderClients } from "./provider-clients";
import { killAttributes, sessionKillHandlers } from "./session-kill";

/** `dbkill_huawei_mrs_sql_cancel`. Source of the facts: MRS V2, "Canceling a SQL Execution Task" and ShowSqlResult. */
const mrsSqlCancelSchema = schema({
  description: `Cancels chosen SQL statements (Presto) of an MRS cluster once, when it is created and whenever \`triggers\` or \`sql_ids\` change. Destroying it does nothing: what is cancelled stays cancelled.

Each statement is looked up, cancelled where it runs, and looked up until it has left its running states. MRS can't list statements, so they are chosen by their ids, never by a filter. It documents no state for a cancelled statement; dbkill takes one that ended as \`FINISHED\` for faster than its cancel.`,
  attributes: {
    cluster_id: mrsClusterId([modify.requiresReplace()]),
    region: regionAttribute("cluster"),
    sql_ids: attr.list("string", "required", {
      description: `Ids of the statements, such as \`${mrsFacts.ids.example}\`, each once. Submitting a statement returns its id. An empty list cancels nothing, and says so.`,
    }),
    ...killAttributes({
      status_before: attr.string("computed", {
        description: "Its status before, in MRS's own words; null where nobody looked.",
      }),
      status_after: attr.string("computed", {
        description:
          "Its status when it was last looked up; null where it was not, or MRS no longer knows the statement.",
      }),
    }),
  },
});

export const huaweiMrsSqlCancel = defineResource<typeof mrsSqlCancelSchema, ProviderClients>({
  schema: mrsSqlCancelSchema,
  ...sessionKillHandlers<typeof mrsSqlCancelSchema>({
    facts: mrsFacts,
    place: "cluster_id",
    target: ({ cluster_id, region }) => ({
      service: "mrs",
      instance_id: cluster_id,
      ...(region && { region }),
    }),
    keyOf: String,
    row: ({ statusBefore, statusAfter }) => ({
      status_before: statusBefore ?? null,
      status_after: statusAfter ?? null,
    }),
  }),
});
