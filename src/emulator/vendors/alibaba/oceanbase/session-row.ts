import { sameCommand } from "../../../match";
import type { Session } from "../../../types";
import type { Instance } from "../../../world";
import { long } from "../../long-json";
import { clientAddress } from "../client-address";
import { serverOf } from "./service";

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
