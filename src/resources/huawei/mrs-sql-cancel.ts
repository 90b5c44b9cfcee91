import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  type ApplyContext,
  type Context,
  defineResource,
  hasUnknown,
  isUnknown,
  type Planned,
  UNKNOWN,
} from "../../framework";
import type { MrsSql } from "../../vendors/huawei";
import { explainAny, isConfigurationError } from "../explain";
import { shorten } from "../preview";
import type { ProviderClients } from "../provider-clients";
import {
  type MrsSqlCancelDesired,
  type MrsSqlCancelState,
  mrsSqlCancelSchema,
} from "./mrs-sql-cancel-schema";
import { isOver, lookUp, SqlCancel, type SqlResult } from "./sql-cancel";

type CancelSchema = typeof mrsSqlCancelSchema;

export const mrsSqlCancel = defineResource<CancelSchema, ProviderClients>({
  schema: mrsSqlCancelSchema,

  async plan({ action, plan, prior }, ctx) {
    if (action === "destroy") return;
    if (prior !== null && isSameRun(plan, prior) && settled(prior).length === prior.sql_ids.length) {
      plan.results = prior.results;
      return;
    }
    plan.results = UNKNOWN;
    const { cluster_id, region, sql_ids } = plan;
    if (hasUnknown([cluster_id, region, sql_ids]) || !ctx.client.warnings) return;
    await preview({ cluster_id, region, sql_ids } as MrsSqlCancelState, ctx);
  },

  create: ({ plan }, ctx) => cancel(plan, { id: randomUUID(), done: [] }, ctx),

  read: async ({ state }) => state,

  async update({ plan, prior }, ctx) {
    if (!isUnknown(plan.results)) return plan as MrsSqlCancelState;
    const done = isSameRun(plan, prior) ? settled(prior) : [];
    return cancel(plan, { id: prior.id!, done }, ctx);
  },

  async delete({ prior }, ctx) {
    ctx.diagnostics.warning(
      "Destroying a statement's cancel does nothing",
      `The statements of ${prior.cluster_id} that it cancelled stay cancelled; it was only removed from the state.`,
    );
  },

  importState: {
    unsupported: "A cancel that has happened can't be read back from MRS. Declare it and apply.",
  },
});

/** Whether a declaration asks for nothing new. */
function isSameRun(plan: Planned<CancelSchema> | MrsSqlCancelDesired, prior: MrsSqlCancelState): boolean {
  return isDeepStrictEqual([plan.sql_ids, plan.triggers], [prior.sql_ids, prior.triggers]);
}

/** The results of an earlier run that need no other try. */
function settled({ results, verify }: MrsSqlCancelState): SqlResult[] {
  const final = new Set(["killed", "gone", ...(verify ? [] : ["requested"])]);
  return (results ?? []).filter(({ outcome }) => final.has(outcome!)) as SqlResult[];
}

async function cancel(
  plan: MrsSqlCancelDesired,
  { id, done }: { id: string; done: readonly SqlResult[] },
  ctx: ApplyContext<CancelSchema, ProviderClients>,
): Promise<MrsSqlCancelState> {
  const client = ctx.client.mrs(plan.region ?? undefined);
  const work = new SqlCancel(client, plan.cluster_id, plan.sql_ids, done, ctx.signal);
  const state = (): MrsSqlCancelState => ({ ...plan, id, results: work.results });
  try {
    await work.run(plan.verify);
  } catch (error) {
    if (work.results.length > done.length) ctx.saveState(state());
    throw error;
  }
  return state();
}

/** Shows which of the statements would be cancelled now. */
async function preview(
  { cluster_id, region, sql_ids }: Pick<MrsSqlCancelState, "cluster_id" | "region" | "sql_ids">,
  ctx: Context<ProviderClients>,
): Promise<void> {
  const unknown: string[] = [];
  let found: ReadonlyMap<string, MrsSql>;
  try {
    const client = ctx.client.mrs(region ?? undefined);
    found = await lookUp(client, cluster_id, sql_ids, ctx.signal, (id) => void unknown.push(id));
  } catch (error) {
    if (isConfigurationError(error)) throw error;
    const { summary, detail } = explainAny(error);
    ctx.diagnostics.warning(
      `The statements on cluster ${cluster_id} can't be looked up, so this plan can't show which would be cancelled`,
      `${summary}\n${detail}`,
    );
    return;
  }
  const running = [...found].filter(([, sql]) => !isOver(sql));
  const lines = running.map(([id, { status, statement }]) =>
    `${id} ${status} ${shorten(statement ?? "")}`.trim(),
  );
  ctx.diagnostics.warning(
    `${running.length} of ${sql_ids.length} statements on cluster ${cluster_id} run now and would be cancelled`,
    [
      ...lines,
      ...(lines.length === 0 && found.size > 0 ? ["Those that MRS knows are over."] : []),
      ...unknown.map((id) => `${id} is not known to MRS, so that the apply will fail`),
    ].join("\n"),
  );
}
