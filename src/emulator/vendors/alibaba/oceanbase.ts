import { sessionKey } from "../../core/service";
import type { Session } from "../../core/types";
import type { Instance } from "../../core/world";
import type { SessionEngine } from "../../engines/engine";
import { long, parseLongJson } from "../wire";
import { type Api, defineAction } from "./action";
import { describeProcessStatsComposition } from "./oceanbase-process-list";
import { findTenants, isSessionId, OCEANBASE, sessionName, sessionRow } from "./oceanbase-tenants";
import { invalid } from "./request";

/**
 * KillProcessList (https://www.alibabacloud.com/help/en/apsaradb-for-oceanbase/latest/api-oceanbasepro-2019-09-01-killprocesslist):
 * closes the listed sessions of a tenant and reports a result for each. One that is refused or not there has an ErrorMessage,
 * which the others lack; the status is 200 all the same. The texts of the messages are not documented. The server's own sessions are not spared.
 */
export const killProcessList = defineAction({
  name: "KillProcessList",
  parameters: { InstanceId: "string!", TenantId: "string!", SessionList: "string!" },
  async carryOut({ InstanceId, TenantId, SessionList }, context) {
    const { engine } = context;
    const listed = parseSessionList(SessionList);
    const [tenant] = findTenants(context, InstanceId, TenantId) as [Instance];
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

export const oceanbaseApi: Api = {
  service: OCEANBASE,
  version: "2019-09-01",
  actions: [killProcessList, describeProcessStatsComposition],
};
