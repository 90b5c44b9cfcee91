import { attr, defineResource, modify, schema, validate } from "../framework";
import { CLICKHOUSE_EDITIONS, clickhouseFacts } from "../vendors/alibaba/clickhouse/facts";
import { regionAttribute, reportGroupProblem } from "./attributes";
import type { ProviderClients } from "./provider-clients";
import { killAttributes, selectionAttributes, sessionKillHandlers } from "./session-kill";

/** `dbkill_alibaba_clickhouse_session_kill`. Source of the facts: ClickHouse 2019-11-11 and 2023-05-22, KillProcess and DescribeProcessList. */
const clickhouseSessionKillSchema = schema({
  description:
    "Kills running queries of an Alibaba ClickHouse cluster once, when it is created and whenever `triggers` or what it chooses changes: exactly one of `query_ids`, `match` and `match_all = true`. Destroying it does nothing: what is killed stays killed. The vendor lists only queries that have run for a second, so `match` and `max_kills` see only those.",
  attributes: {
    cluster_id: attr.string("required", {
      description: "Id of the cluster (`DBClusterId`, or `DBInstanceId` of the enterprise edition).",
      validators: [validate.matches(/^[^\s/]{1,128}$/, "must be a cluster id, without blanks or slashes")],
      planModifiers: [modify.requiresReplace()],
    }),
    region: regionAttribute("cluster"),
    edition: attr.string("defaulted", {
      description: "`community` (API of 2019-11-11) or `enterprise` (2023-05-22).",
      default: "community",
      validators: [validate.oneOf([...CLICKHOUSE_EDITIONS])],
      planModifiers: [modify.requiresReplace()],
    }),
    computing_group_id: attr.string("optional", {
      description: "Enterprise edition: one computing group of the cluster. Default: all of them.",
      validators: [validate.matches(/^\S+$/, "must be the id of a computing group, without blanks")],
      planModifiers: [modify.requiresReplace()],
    }),
    query_ids: attr.list("string", "optional", {
      description:
        "Ids of the queries (ClickHouse's `initial_query_id`), each once. May come from `dbkill_sessions`; an empty list kills nothing, and says so.",
    }),
    ...selectionAttributes(clickhouseFacts),
    ...killAttributes(),
  },
});

const handlers = sessionKillHandlers<typeof clickhouseSessionKillSchema>({
  facts: clickhouseFacts,
  place: "cluster_id",
  target: ({ cluster_id, region, edition, computing_group_id }) => ({
    service: "clickhouse",
    instance_id: cluster_id,
    edition,
    ...(computing_group_id && { computing_group_id }),
    ...(region && { region }),
  }),
  keyOf: String,
});

export const alibabaClickhouseSessionKill = defineResource<
  typeof clickhouseSessionKillSchema,
  ProviderClients
>({
  schema: clickhouseSessionKillSchema,
  ...handlers,
  validate(config, context) {
    reportGroupProblem(config, [], context.diagnostics);
    return handlers.validate?.(config, context);
  },
});
