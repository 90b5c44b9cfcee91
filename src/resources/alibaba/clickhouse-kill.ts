import { type Context, defineResource, hasUnknown, isUnknown } from "../../framework";
import type { KillApi, Told } from "../one-shot";
import { choiceOf, reportChoiceProblems } from "../one-shot-choice";
import { applyOneShot, type OneShotKind, planOneShot } from "../one-shot-resource";
import type { ProviderClients } from "../provider-clients";
import {
  type ClickhouseKillPlan,
  type ClickhouseKillState,
  clickhouseKillSchema,
} from "./clickhouse-kill-schema";
import { reportGroupProblem } from "./computing-group";
import { problemOfQueryId } from "./query-id";
import { clusterOf } from "./sessions";

type Row = NonNullable<ClickhouseKillState["results"]>[number];

/** The vendor says nothing of any one query. */
const SILENCE: Told = { refused: new Map(), unanswered: [] };

const kind: OneShotKind<ClickhouseKillPlan, Row> = {
  selectors: ["query_ids", "match", "all_queries"],
  apiOf,
  choiceOf: ({ query_ids, match, all_queries }) =>
    choiceOf<string>({ ids: query_ids, match, all: all_queries }, (id) => id),
  rowOf: ({ key, user, outcome }) => ({ query_id: key, user, outcome }),
  resultOf: ({ query_id, user, outcome }) =>
    ({ key: query_id, user, outcome, message: null }) as ReturnType<typeof kind.resultOf>,
};

/** `dbkill_alibaba_clickhouse_kill`. */
export const alibabaClickhouseKill = defineResource<typeof clickhouseKillSchema, ProviderClients>({
  schema: clickhouseKillSchema,

  validate(config, { diagnostics }) {
    reportChoiceProblems(
      {
        ids: config.query_ids,
        match: config.match,
        all: config.all_queries,
        protectedUsers: config.protected_users,
      },
      { ids: "query_ids", all: "all_queries", many: "queries", listing: "clickhouse" },
      diagnostics,
    );
    reportGroupProblem(config, [], diagnostics);
  },

  async plan(request, ctx) {
    if (request.action !== "destroy") await planOneShot(kind, request, ctx);
  },

  async create({ plan }, ctx) {
    return { ...plan, ...(await applyOneShot(kind, { plan, prior: null }, ctx)) } as ClickhouseKillState;
  },

  read: async ({ state }) => state,

  async update({ plan, prior }, ctx) {
    if (!isUnknown(plan.results)) return plan as ClickhouseKillState;
    return { ...plan, ...(await applyOneShot(kind, { plan, prior }, ctx)) } as ClickhouseKillState;
  },

  async delete({ prior }, ctx) {
    warnOfDestroy(prior, ctx);
  },

  importState: {
    unsupported: "A kill that has happened can't be read back from ClickHouse. Declare it and apply.",
  },
});

function apiOf(plan: ClickhouseKillPlan, clouds: ProviderClients): KillApi | undefined {
  const { cluster_id, region, edition, computing_group_id } = plan;
  if (hasUnknown([cluster_id, region, edition, computing_group_id])) return undefined;
  const target = {
    service: "clickhouse",
    instance_id: cluster_id as string,
    edition: edition as string,
    region: (region as string | null) ?? undefined,
    computing_group_id: (computing_group_id as string | null) ?? undefined,
  } as const;
  const connect = () => clouds.clickhouse(target.region);
  return {
    target,
    words: { many: "queries", ids: "query_ids" },
    listsLate: true,
    connect,
    keyOf: ({ id }) => id,
    problemOf: problemOfQueryId,
    async kill(queryIds, signal) {
      const [client, cluster] = [connect(), clusterOf(target)];
      for (const piece of client.splitQueryIds(cluster, queryIds)) {
        await client.killQueries(cluster, piece, { signal });
      }
      return SILENCE;
    },
    async killAll(signal) {
      await connect().killEveryQuery(clusterOf(target), { signal });
      return SILENCE;
    },
  };
}

function warnOfDestroy({ cluster_id }: ClickhouseKillState, { diagnostics }: Context<ProviderClients>): void {
  diagnostics.warning(
    "Destroying a query kill does nothing",
    `The queries of ${cluster_id} that it killed stay killed; it was only removed from the state.`,
  );
}
