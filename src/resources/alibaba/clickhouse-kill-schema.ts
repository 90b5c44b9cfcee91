import { attr, modify, type Planned, type State, schema, validate } from "../../framework";
import { CLICKHOUSE_EDITIONS } from "../../vendors/alibaba/clickhouse/facts";
import { matchAttribute } from "../match";
import { guardAttributes, OUTCOME_DESCRIPTION } from "../one-shot-schema";
import { regionAttribute } from "../region";
import { problemOfQueryId } from "./query-id";

/** `dbkill_alibaba_clickhouse_kill`. Source of the facts: ClickHouse 2019-11-11 and 2023-05-22, KillProcess and DescribeProcessList. */
export const clickhouseKillSchema = schema({
  description:
    "Kills running queries of an Alibaba ClickHouse cluster once, when it is created and whenever `triggers` or what it chooses changes: exactly one of `query_ids`, `match` and `all_queries = true`. Destroying it does nothing: what is killed stays killed. The vendor lists only queries that have run for a second, so that `match` and `max_kills` see only those.",
  attributes: {
    id: attr.string("computed", {
      description: "An id of this state's own; the vendor has none.",
      planModifiers: [modify.useStateForUnknown()],
    }),
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
      validators: [validate.uniqueItems(), validate.each(validate.custom<string>("a query id", problemOf))],
    }),
    match: matchAttribute(
      "optional",
      "Which queries are meant: they are listed during the apply, and those that match are killed by their ids. The list does not tell `databases`, `commands` and `states`. Statements are compared with their case and their comments; `info_regex` can look past both.",
    ),
    all_queries: attr.bool("optional", {
      description: "`true` kills every query of the cluster, the vendor's own among them.",
    }),
    ...guardAttributes(),
    results: attr.objectList(
      {
        query_id: attr.string("computed", { description: "The query's id." }),
        user: attr.string("computed", { description: "Whose it was; null where it was never listed." }),
        outcome: attr.string("computed", { description: OUTCOME_DESCRIPTION }),
      },
      "computed",
      { description: "What became of each query." },
    ),
  },
});

export type ClickhouseKillPlan = Planned<typeof clickhouseKillSchema>;
export type ClickhouseKillState = State<typeof clickhouseKillSchema>;

function problemOf(id: string): string | undefined {
  const problem = problemOfQueryId(id);
  return problem && `${JSON.stringify(id)} is no id that a kill is sent for: it ${problem}.`;
}
