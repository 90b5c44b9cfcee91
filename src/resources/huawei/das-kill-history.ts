import { defineDataSource, isUnknown } from "../../framework";
import type { DasClient, DasKilledSession, DasKillHistoryInput } from "../../vendors/huawei";
import type { ProviderClients } from "../provider-clients";
import { parseMoment } from "../rfc3339";
import { dasKillHistorySchema } from "./das-kill-history-schema";

/** The largest page that the vendor has. */
const PAGE = 50;
const DEFAULT_LIMIT = 1000;

export const dasKillHistory = defineDataSource<typeof dasKillHistorySchema, ProviderClients>({
  schema: dasKillHistorySchema,

  validate({ start_time, end_time }, { diagnostics }) {
    if (isUnknown(start_time) || isUnknown(end_time)) return;
    const [start, end] = [parseMoment(start_time), parseMoment(end_time)];
    // What is no time is reported on its own.
    if (start === undefined || end === undefined || start < end) return;
    diagnostics.error(
      "The window of time is empty",
      `start_time (${start_time}) must be before end_time (${end_time}).`,
      ["end_time"],
    );
  },

  async read({ config }, ctx) {
    const client = ctx.client.das(config.region ?? undefined);
    const { total, rows } = await history(
      client,
      config.instance_id,
      {
        nodeId: config.node_id ?? undefined,
        startTime: parseMoment(config.start_time)!,
        endTime: parseMoment(config.end_time)!,
      },
      config.limit ?? DEFAULT_LIMIT,
      ctx.signal,
    );
    return { ...config, total_count: total, killed_sessions: rows.map(toKilledSession) };
  },
});

/** Reads page after page, to the end or until there are enough. */
async function history(
  client: DasClient,
  instanceId: string,
  window: Pick<DasKillHistoryInput, "nodeId" | "startTime" | "endTime">,
  limit: number,
  signal: AbortSignal,
): Promise<{ total: number; rows: DasKilledSession[] }> {
  const rows: DasKilledSession[] = [];
  let total = 0;
  for (let pageNum = 1; ; pageNum++) {
    const { killedSessions: page, totalCount } = await client.listKillHistory(
      instanceId,
      { ...window, pageNum, pageSize: PAGE },
      { signal },
    );
    rows.push(...page);
    total = Math.max(totalCount, rows.length);
    const atEnd = page.length === 0 || (page.length < PAGE && rows.length >= totalCount);
    if (atEnd || rows.length >= limit) return { total, rows: rows.slice(0, limit) };
  }
}

function toKilledSession(row: DasKilledSession) {
  const { nodeId, taskId, sessionId, killTime, killedSource, ...rest } = row;
  return {
    ...rest,
    node_id: nodeId,
    task_id: taskId,
    session_id: sessionId,
    kill_time: killTime?.toISOString() ?? null,
    killed_source: killedSource,
  };
}
