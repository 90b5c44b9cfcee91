import { sameCommand } from "../../core/match";
import type { Service, SessionIdentity } from "../../core/service";
import type { Session } from "../../core/types";
import type { Instance } from "../../core/world";
import { isAlibabaRegion, isInRegion, notFoundHint } from "../regions";
import type { CallContext } from "../vendor";
import { long, POST_FIRST } from "../wire";
import { clientAddress } from "./action";
import { AlibabaError } from "./request";

/** The node of sessions that are posted without one, and of a real MySQL server's. */
const DEFAULT_SERVER = "192.168.13.119";

/** ApsaraDB for OceanBase. A node gives a session its number, so that two nodes may give the same. */
export const OCEANBASE: Service = {
  name: "oceanbasepro",
  products: [],
  defaultProduct: () => undefined,
  isRegion: isAlibabaRegion,
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
 * The tenants of a cluster that a call names: one, or all where it names none. A call names its region by its host alone. Which codes the real API has for a cluster or a tenant that
 * is not there is not documented.
 */
export function findTenants(
  { world, region }: CallContext,
  instanceId: string,
  tenantId: string | undefined,
): Instance[] {
  const everywhere = [...world.instances()].filter(
    (each) => each.service.name === OCEANBASE.name && each.id === instanceId,
  );
  const tenants = everywhere.filter((each) => isInRegion(each, region));
  if (tenants.length === 0) {
    throw new AlibabaError(
      "InvalidInstanceId.NotFound",
      `The specified InstanceId ${instanceId} is not found. ${notFoundHint(everywhere[0], region)}`,
    );
  }
  if (!tenantId) return tenants;
  const tenant = tenants.find((each) => each.tenantId === tenantId);
  if (tenant) return [tenant];
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
