import { createHash } from "node:crypto";
import { matches, sameCommand } from "../../core/match";
import { type Service, type SessionIdentity, sessionKey } from "../../core/service";
import type { Session } from "../../core/types";
import type { Instance, World } from "../../core/world";
import type { SessionEngine } from "../../engines/engine";
import { long, POST_FIRST, parseLongJson } from "../wire";
import { type Api, clientAddress, defineAction } from "./action";
import { AlibabaError, invalid } from "./request";

/** The node of sessions that are posted without one, and of a real MySQL server's. */
const DEFAULT_SERVER = "192.168.13.119";

/** ApsaraDB for OceanBase. A node gives a session its number, so that two nodes may give the same. */
export const OCEANBASE: Service = {
  name: "oceanbasepro",
  products: [],
  defaultProduct: () => undefined,
  hasTenants: true,
  sessionId: { pattern: { test: isSessionId }, words: "a whole number of at most 64 bits" },
  complete: (session) => ({ ...session, server: session.server ?? DEFAULT_SERVER }),
  keyOf: (session) => sessionName(serverOf(session), session.id),
  spares: () => false,
};

/** The node that holds a session. */
export function serverOf({ server }: Pick<SessionIdentity, "server">): string {
  return server ?? DEFAULT_SERVER;
}

/** What a session is known by within its tenant. */
export function sessionName(server: string, id: string): string {
  return `${server} ${id}`;
}

/** Decimal digits, without zeros before them, of at most 64 bits. */
export function isSessionId(text: string): boolean {
  return /^(0|[1-9]\d{0,19})$/.test(text) && BigInt(text) < 2n ** 64n;
}

/**
 * The tenants of a cluster that a call names: one, or all where it names none. Which codes the real API has for a cluster or a tenant that
 * is not there is in no document at hand.
 */
export function findTenants(world: World, instanceId: string, tenantId: string | undefined): Instance[] {
  const tenants = [...world.instances()].filter(
    (each) => each.service.name === OCEANBASE.name && each.id === instanceId,
  );
  if (tenants.length === 0) {
    throw new AlibabaError(
      "InvalidInstanceId.NotFound",
      `The specified InstanceId ${instanceId} is not found. ${POST_FIRST}`,
    );
  }
  return tenantId ? [findTenant(world, instanceId, tenantId)] : tenants;
}

/** One tenant of a cluster. */
function findTenant(world: World, instanceId: string, tenantId: string): Instance {
  const tenant = world.find(OCEANBASE, instanceId, undefined, tenantId);
  if (tenant) return tenant;
  throw new AlibabaError(
    "InvalidTenantId.NotFound",
    `The specified TenantId ${tenantId} is not found in ${instanceId}. ${POST_FIRST}`,
  );
}

/** A session's state; one without any is SLEEP where it waits for a statement, else ACTIVE. */
export function statusOf({ state, command }: Session): string {
  return state || (sameCommand(command, "Sleep") ? "SLEEP" : "ACTIVE");
}

/** What both actions say of a session. */
export function sessionRow(session: Session, tenant: Instance) {
  return {
    SessionId: long(session.id),
    ServerIp: serverOf(session),
    Status: statusOf(session),
    ClientIp: clientAddress(session.host),
    TenantId: tenant.tenantId,
    User: session.user,
    Database: session.database,
    SqlText: session.info,
    Command: session.command,
  };
}

/** One item of KillProcessList's SessionList. */
export interface ListedSession {
  readonly ServerIp: string;
  readonly SessionId: string;
}

const FORM = 'must be a JSON list of {"ServerIp":"...","SessionId":"..."}';

/**
 * Reads a SessionList: JSON in a text. An id may be a text or a number, and keeps all its digits. Throws InvalidParameter, also for
 * an empty list.
 */
export function parseSessionList(text: string): ListedSession[] {
  const list = read(text);
  if (!Array.isArray(list) || list.length === 0) throw invalid("SessionList", FORM);
  return list.map((item: unknown) => {
    const { ServerIp, SessionId } = (item ?? {}) as Partial<Record<keyof ListedSession, unknown>>;
    if (typeof ServerIp !== "string" || ServerIp === "" || SessionId === undefined) {
      throw invalid("SessionList", FORM);
    }
    const id = String(SessionId);
    if (!isSessionId(id)) throw invalid("SessionList", `holds ${id}, which is no session id`);
    return { ServerIp, SessionId: id };
  });
}

function read(text: string): unknown {
  try {
    return parseLongJson(text);
  } catch {
    throw invalid("SessionList", FORM);
  }
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
  async carryOut({ InstanceId, TenantId, Users, ServerIp, ClientIp, Status, SqlText }, { world, engine }) {
    const match = { ...(Users && { users: parseUsers(Users) }), info_keywords: (SqlText ?? "").split("%") };
    const isAsked = (session: Session) =>
      (!ServerIp || serverOf(session) === ServerIp) &&
      (!ClientIp || clientAddress(session.host) === ClientIp) &&
      (!Status || statusOf(session).toLowerCase() === Status.toLowerCase()) &&
      matches(match, session);
    const sessions: Session[] = [];
    const rows: object[] = [];
    for (const tenant of findTenants(world, InstanceId, TenantId)) {
      for (const session of (await engine.list(tenant)).filter(isAsked)) {
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
    // Told below, as any other text that is no list of names.
  }
  throw invalid("Users", "must be a JSON list of names");
}

/**
 * KillProcessList (https://www.alibabacloud.com/help/en/apsaradb-for-oceanbase/latest/api-oceanbasepro-2019-09-01-killprocesslist):
 * closes the listed sessions of a tenant and reports a result for each. One that is refused or not there has an ErrorMessage,
 * which the others lack; the status is 200 all the same. The words of the messages are in no document. The server's own sessions are not spared.
 */
export const killProcessList = defineAction({
  name: "KillProcessList",
  parameters: { InstanceId: "string!", TenantId: "string!", SessionList: "string!" },
  async carryOut({ InstanceId, TenantId, SessionList }, { world, engine }) {
    const listed = parseSessionList(SessionList);
    const [tenant] = findTenants(world, InstanceId, TenantId) as [Instance];
    const running = new Map(
      (await engine.list(tenant)).map((session) => [sessionKey(OCEANBASE, session), session]),
    );
    const results: object[] = [];
    for (const each of listed) results.push(await kill(each, tenant, running, engine));
    return { Data: results };
  },
});

async function kill(
  { ServerIp, SessionId }: ListedSession,
  tenant: Instance,
  running: ReadonlyMap<string, Session>,
  engine: SessionEngine,
): Promise<object> {
  const name = sessionName(ServerIp, SessionId);
  const session = running.get(name);
  const result = session ? await engine.kill(tenant, name, "api") : undefined;
  if (!session || !result || result.outcome === "gone") {
    const ErrorMessage = `Unknown thread id: ${SessionId}`;
    return { SessionId: long(SessionId), ServerIp, TenantId: tenant.tenantId, ErrorMessage };
  }
  return {
    ...sessionRow(session, tenant),
    ExecuteTime: String(session.duration_seconds ?? 0),
    ErrorMessage: result.outcome === "refused" ? result.message : undefined,
  };
}

export const oceanbaseApi: Api = {
  service: OCEANBASE,
  version: "2019-09-01",
  actions: [killProcessList, describeProcessStatsComposition],
};
