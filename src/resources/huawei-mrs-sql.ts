import { attr, defineDataSource, schema, validate } from "../framework";
import { mrsFacts } from "../vendors/huawei/mrs/facts";
import { mrsClusterId, regionAttribute } from "./attributes";
import { STATEMENT, showStatement } from "./preview";
import type { ProviderClients } from "./provider-clients";

/** data `dbkill_huawei_mrs_sql`. Source of the facts: MRS V2, ShowSqlResult. */
const mrsSqlSchema = schema({
  description: "The state of one SQL statement (Presto) of an MRS cluster at this moment.",
  attributes: {
    cluster_id: mrsClusterId(),
    region: regionAttribute("cluster"),
    sql_id: attr.string("required", {
      description: `The statement's id, such as \`${mrsFacts.ids.example}\`.`,
      validators: [
        validate.custom<string>("the id of a statement", (id) => {
          const problem = mrsFacts.ids.problemOf(id);
          return problem && `${JSON.stringify(id)} ${problem}.`;
        }),
      ],
    }),
    status: attr.string("computed", {
      description:
        "`QUEUED`, `WAITING_FOR_RESOURCES`, `PLANNING`, `STARTING`, `RUNNING`, `FINISHING`, `FINISHED` or `FAILED`.",
    }),
    statement: attr.string("computed", { description: `${STATEMENT} Null where MRS does not tell.` }),
    message: attr.string("computed", {
      description: "What MRS says of it, such as why it failed; null where it says nothing.",
    }),
  },
});

export const huaweiMrsSql = defineDataSource<typeof mrsSqlSchema, ProviderClients>({
  schema: mrsSqlSchema,

  async read({ config }, ctx) {
    const client = ctx.client.clientOf("mrs", config.region ?? undefined);
    const { status, statement, message } = await client.showSql(config.cluster_id, config.sql_id, {
      signal: ctx.signal,
    });
    return { ...config, status, statement: showStatement(statement, ctx.client.statements), message };
  },
});
