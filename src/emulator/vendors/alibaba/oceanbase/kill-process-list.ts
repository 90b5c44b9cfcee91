import type { SessionEngine } from "../../../engines/engine";
import { sessionKey } from "../../../service";
import type { Session } from "../../../types";
import type { Instance } from "../../../world";
import { long } from "../../long-json";
import { defineAction } from "../action";
import { OCEANBASE, sessionName } from "./service";
import { type ListedSession, parseSessionList } from "./session-list";
import { sessionRow } from "./session-row";
import { findTenants } from "./tenant";

/**
 * KillProcessList (https://www.alibabacloud.com/help/en/apsaradb-for-oceanbase/latest/api-oceanbasepro-2019-09-01-killprocesslist):
 * closes the listed sessions of a tenant and answers for each of them. One that is refused or not there has an ErrorMessage,
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
    ExecuteTime: String(session.duration_seconds),
    ErrorMessage: result.outcome === "refused" ? result.message : undefined,
  };
}
