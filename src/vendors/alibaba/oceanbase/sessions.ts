import type {
  Clock,
  KillResponse,
  Listing,
  Refusal,
  SessionKiller,
  SessionSource,
} from "../../../engine/ports";
import { printable, type Session, sessionKey, type Target } from "../../../model";
import { clientAddress } from "../client-address";
import type { OceanbaseClient } from "./client";
import { oceanbaseFacts } from "./facts";
import type { OceanbaseSession, OceanbaseTenant } from "./responses";

/** What the client calls the tenant of a target. @throws Error for a target without one */
export function tenantOf({ instance_id, tenant_id }: Target): OceanbaseTenant {
  if (tenant_id === undefined) throw new Error(`The OceanBase target ${instance_id} names no tenant.`);
  return { instanceId: instance_id, tenantId: tenant_id };
}

/** The sessions of one tenant, by DescribeProcessStatsComposition, which has no pages. */
export class OceanbaseSessions implements SessionSource {
  readonly facts = oceanbaseFacts;
  readonly name: string;
  readonly #tenant: OceanbaseTenant;

  constructor(
    private readonly connect: () => OceanbaseClient,
    target: Target,
    private readonly clock: Pick<Clock, "now">,
  ) {
    this.#tenant = tenantOf(target);
    this.name = printable(`tenant ${this.#tenant.tenantId} of ${this.#tenant.instanceId}`);
  }

  async list(signal: AbortSignal): Promise<Listing> {
    const sessions = await this.connect().listSessions(this.#tenant, { signal });
    return { sessions: sessions.map(toSession), complete: true, at: this.clock.now() };
  }
}

/** OceanBase's status (`ACTIVE`, `SLEEP`) is the state. */
function toSession(session: OceanbaseSession): Session {
  const { id, server, user, clientIp, database, command, status, executeSeconds, sqlText } = session;
  return {
    id,
    server,
    user,
    host: clientAddress(clientIp),
    database,
    command,
    state: status,
    duration_seconds: executeSeconds,
    info: sqlText,
  };
}

/** Kills sessions of one tenant by KillProcessList. */
export class OceanbaseKiller implements SessionKiller {
  readonly #tenant: OceanbaseTenant;

  constructor(
    private readonly connect: () => OceanbaseClient,
    target: Target,
  ) {
    this.#tenant = tenantOf(target);
  }

  /** OceanBase says yes or no for each session. */
  async kill(sessions: readonly Session[], signal: AbortSignal): Promise<KillResponse> {
    const keys = sessions.map(({ id, server = "" }) => ({ id, server }));
    const order = { ...this.#tenant, sessions: keys };
    const { results, requestId } = await this.connect().killSessions(order, { signal });
    const refused = new Map<string, Refusal>();
    for (const result of results) {
      const { errorMessage } = result;
      if (errorMessage !== null)
        refused.set(sessionKey(result), { message: printable(errorMessage), requestId });
    }
    const unanswered = results.filter(({ answered }) => !answered).map(sessionKey);
    return { refused, unanswered, requestIds: [requestId] };
  }
}
