import type { Statements } from "../engine/describe";
import { attr, defineDataSource, isUnknown, schema, validate } from "../framework";
import type { DasClient, DasKilledSession, DasKillHistoryInput } from "../vendors/huawei";
import { instanceId, regionAttribute } from "./attributes";
import { STATEMENT, showStatement } from "./preview";
import type { ProviderClients } from "./provider-clients";

const RFC3339 = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** The milliseconds since 1970 of a time in RFC 3339; undefined for any other text. */
export function parseRfc3339(text: string): number | undefined {
  const date = RFC3339.exec(text)?.[1];
  const ms = Date.parse(text);
  if (date === undefined || Number.isNaN(ms)) return undefined;
  // JavaScript takes 30 February for 2 March.
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date) ? ms : undefined;
}

/** The rule for attributes that hold a time. */
const rfc3339 = validate.custom<string>("a time (RFC 3339)", (text) =>
  parseRfc3339(text) === undefined
    ? `"${text}" is not a time: give date, time and offset, such as 2026-11-22T10:00:00Z.`
    : undefined,
);

/** data `dbkill_huawei_das_kill_history`. Source of the facts: DAS v3, query-kill-process-history. */
const dasKillHistorySchema = schema({
  description: "The sessions that were killed on a DAS instance within a window of time.",
  attributes: {
    instance_id: instanceId("`bcfa975193f1402fa11a6d4fd6baf5fbin01`"),
    region: regionAttribute("instance"),
    node_id: attr.string("optional", {
      description: "One node of the instance. Absent: all.",
      validators: [validate.matches(/^[^\s/]{1,128}$/, "must be a node's id, without blanks or slashes")],
    }),
    start_time: attr.string("required", {
      description: "Start of the window (RFC 3339), such as `2026-11-22T10:00:00Z`.",
      validators: [rfc3339],
    }),
    end_time: attr.string("required", {
      description: "End of the window (RFC 3339), later than `start_time`.",
      validators: [rfc3339],
    }),
    limit: attr.integer("optional", {
      description:
        "How many sessions `killed_sessions` holds at most; `total_count` counts them all. Default `1000`.",
      validators: [validate.between(1, 10_000)],
    }),
    total_count: attr.number("computed", { description: "How many sessions were killed in the window." }),
    killed_sessions: attr.objectList(
      {
        node_id: attr.string("computed", { description: "The node; null where DAS does not tell." }),
        task_id: attr.string("computed", {
          description: "The kill task; null where no task killed the session.",
        }),
        session_id: attr.string("computed", { description: "The session's id." }),
        user: attr.string("computed", { description: "The user's name." }),
        host: attr.string("computed", { description: "Client address." }),
        db: attr.string("computed", { description: "Default database; empty where none was chosen." }),
        command: attr.string("computed", { description: "Process-list command." }),
        time: attr.number("computed", { description: "Seconds in the last state." }),
        state: attr.string("computed", { description: "The last state." }),
        info: attr.string("computed", { description: STATEMENT }),
        kill_time: attr.string("computed", {
          description: "When it was killed (RFC 3339, UTC); null where DAS does not tell.",
        }),
        killed_source: attr.string("computed", {
          description:
            "What killed it, in DAS's own words, which are not documented; null where DAS does not tell.",
        }),
      },
      "computed",
      { description: "The killed sessions, in the order in which DAS lists them." },
    ),
  },
});

/** The largest page that the vendor has. */
const PAGE = 50;
const DEFAULT_LIMIT = 1000;

export const huaweiDasKillHistory = defineDataSource<typeof dasKillHistorySchema, ProviderClients>({
  schema: dasKillHistorySchema,

  validate({ start_time, end_time }, { diagnostics }) {
    if (isUnknown(start_time) || isUnknown(end_time)) return;
    const [start, end] = [parseRfc3339(start_time), parseRfc3339(end_time)];
    // What is not a time is reported on its own.
    if (start === undefined || end === undefined || start < end) return;
    diagnostics.report({
      severity: "error",
      code: "DBKILL_WINDOW_EMPTY",
      summary: "The time window is empty",
      detail: `start_time (${start_time}) must be before end_time (${end_time}).`,
      path: ["end_time"],
    });
  },

  async read({ config }, ctx) {
    const client = ctx.client.clientOf("das", config.region ?? undefined);
    const { total, rows } = await history(
      client,
      config.instance_id,
      {
        nodeId: config.node_id ?? undefined,
        startTime: parseRfc3339(config.start_time)!,
        endTime: parseRfc3339(config.end_time)!,
      },
      config.limit ?? DEFAULT_LIMIT,
      ctx.signal,
    );
    return {
      ...config,
      total_count: total,
      killed_sessions: rows.map((row) => toKilledSession(row, ctx.client.statements)),
    };
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

function toKilledSession(row: DasKilledSession, statements: Statements) {
  const { nodeId, taskId, sessionId, killTime, killedSource, ...rest } = row;
  return {
    ...rest,
    info: showStatement(row.info, statements),
    node_id: nodeId,
    task_id: taskId,
    session_id: sessionId,
    kill_time: killTime?.toISOString() ?? null,
    killed_source: killedSource,
  };
}
