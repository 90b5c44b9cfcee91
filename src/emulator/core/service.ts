import { sameCommand } from "./match";
import type { NewSession, ServiceName, Session, SessionInput } from "./types";

/** What can tell two sessions of one instance apart. */
export type SessionIdentity = Pick<Session, "id" | "server" | "query_id">;

/** What the shared machinery must know of one database service, whatever its vendor. */
export interface Service {
  readonly name: ServiceName;
  /** Its products; empty where it has none. One instance id may stand under several of them. */
  readonly products: readonly string[];
  /** The product of an instance that is made without one; undefined where the service has no products. */
  defaultProduct(instanceId: string): string | undefined;
  /** Its editions, the default one first; absent where it has none. An instance has one edition for good. */
  readonly editions?: readonly string[];
  /** Whether its instances are divided into tenants, so that sessions are posted for an instance and a tenant. */
  readonly hasTenants?: boolean;
  /** Whether the vendor has a region of this name, as far as its documents list them. */
  isRegion(name: string): boolean;
  /** What a session id must look like, and in words. */
  readonly sessionId: { readonly pattern: { test(id: string): boolean }; readonly words: string };
  /** Gives a posted session what every session of the service has. Absent: nothing beyond an id, which the engine assigns. */
  complete?(session: SessionInput): NewSession;
  /** What a session is known by on its instance. Absent: its id. */
  keyOf?(session: SessionIdentity): string;
  /** Sessions of the server itself, which the vendor never kills. */
  spares(session: Pick<Session, "user" | "command">): boolean;
}

/** What the engines know a session by. */
export function sessionKey(service: Service, session: SessionIdentity): string {
  return service.keyOf?.(session) ?? session.id;
}

/** MySQL's reserved accounts, and the names that it shows for its own threads and for clients that have yet to log in. */
const ACCOUNTS = new Set([
  "system user",
  "event_scheduler",
  "mysql.session",
  "mysql.sys",
  "mysql.infoschema",
  "unauthenticated user",
]);

/** Threads that serve replication, cloning or the server itself, under any account. The last three are MariaDB's. */
const SYSTEM_COMMANDS = [
  "Binlog Dump",
  "Binlog Dump GTID",
  "Clone",
  "Daemon",
  "Group Replication Data Stream subscription",
  "Register Replica",
  "Register Slave",
  "Table Dump",
  "Slave_IO",
  "Slave_SQL",
  "Slave_worker",
];

/** Whether a session is one of MySQL itself, or of the cloud that runs it: `ownAccounts` are that cloud's. */
export function isMysqlSystemSession(
  { user, command }: Pick<Session, "user" | "command">,
  ownAccounts: readonly string[],
): boolean {
  return (
    ACCOUNTS.has(user) ||
    ownAccounts.includes(user) ||
    SYSTEM_COMMANDS.some((each) => sameCommand(each, command))
  );
}
