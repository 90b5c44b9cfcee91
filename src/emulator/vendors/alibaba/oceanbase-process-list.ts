import { createHash } from "node:crypto";
import { matches } from "../../core/match";
import type { Session } from "../../core/types";
import type { Instance } from "../../core/world";
import { clientAddress, defineAction } from "./action";
import { findTenants, serverOf, sessionRow, statusOf } from "./oceanbase-tenants";
import { invalid } from "./request";

/**
 * DescribeProcessStatsComposition
 * (https://alibabacloud.com/help/en/apsaradb-for-oceanbase/latest/api-oceanbasepro-2019-09-01-describeprocessstatscomposition):
 * all sessions that run now, without pages. Filters are ANDed. SqlText is some text of the statement with `%` as a wildcard; Users is a JSON
 * list, or one bare name, as the pages in English and in Chinese show it. UId, an account's number, and MergeDynamicSql are taken and change nothing.
 */
export const describeProcessStatsComposition = defineAction({
  name: "DescribeProcessStatsComposition",
  parameters: {
    InstanceId: "string!",
    TenantId: "string",
    UId: "string",
    Users: "string",
    ServerIp: "string",
    ClientIp: "string",
    Status: "string",
    SqlText: "string",
    MergeDynamicSql: "boolean",
  },
  async carryOut({ InstanceId, TenantId, Users, ServerIp, ClientIp, Status, SqlText }, context) {
    const match = { ...(Users && { users: parseUsers(Users) }), info_keywords: (SqlText ?? "").split("%") };
    const isAsked = (session: Session) =>
      (!ServerIp || serverOf(session) === ServerIp) &&
      (!ClientIp || clientAddress(session.host) === ClientIp) &&
      (!Status || statusOf(session).toLowerCase() === Status.toLowerCase()) &&
      matches(match, session);
    const sessions: Session[] = [];
    const rows: object[] = [];
    for (const tenant of findTenants(context, InstanceId, TenantId)) {
      for (const session of (await context.engine.list(tenant)).filter(isAsked)) {
        sessions.push(session);
        rows.push(toRow(session, tenant));
      }
    }
    return { Data: { ...statisticsOf(sessions), ObVersion: "4.2.1", AllProcessList: rows } };
  },
});

/** What sessions here don't have is 0 or empty. */
function toRow(session: Session, tenant: Instance): object {
  return {
    ...sessionRow(session, tenant),
    // Without a proxy between, both have one number.
    ProxySessId: session.id,
    ServerSn: "",
    ExecuteTime: session.duration_seconds ?? 0,
    CpuTime: 0,
    SqlId: session.info && createHash("md5").update(session.info).digest("hex").toUpperCase(),
    PlanId: 0,
    TraceId: "",
    DynamicSql: false,
  };
}

function parseUsers(text: string): string[] {
  if (!text.startsWith("[")) return [text];
  try {
    const users: unknown = JSON.parse(text);
    if (Array.isArray(users) && users.every((user) => typeof user === "string")) return users;
  } catch {
    // Reported below, like any other text that is not a list of names.
  }
  throw invalid("Users", "must be a JSON list of names");
}

/** How many sessions there are, and how many of each user, client and database, in the order of their first session. */
export function statisticsOf(sessions: readonly Session[]) {
  const idle = sessions.filter((session) => !isActive(session)).length;
  return {
    TotalSessionCount: sessions.length,
    ActiveSessionCount: sessions.length - idle,
    IdleSessionCount: idle,
    SessionStatistics: {
      UserStatistics: count(sessions, "user", ({ user }) => user),
      SourceStatistics: count(sessions, "client", ({ host }) => clientAddress(host)),
      DataBaseStatistics: count(sessions, "database", ({ database }) => database),
    },
  };
}

function count(sessions: readonly Session[], type: string, of: (session: Session) => string) {
  const counts = new Map<string, { ActiveCount: number; TotalCount: number }>();
  for (const session of sessions) {
    const { ActiveCount, TotalCount } = counts.get(of(session)) ?? { ActiveCount: 0, TotalCount: 0 };
    counts.set(of(session), {
      ActiveCount: ActiveCount + (isActive(session) ? 1 : 0),
      TotalCount: TotalCount + 1,
    });
  }
  return [...counts].map(([value, each]) => ({ MetricValue: value, ...each, Type: type }));
}

function isActive(session: Session): boolean {
  return statusOf(session) !== "SLEEP";
}
