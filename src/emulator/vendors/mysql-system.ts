import { sameCommand } from "../match";
import type { Session } from "../types";

/** MySQL's reserved accounts, and the names that it shows for its own threads and for clients that have yet to log in. */
const ACCOUNTS = new Set([
  "system user",
  "event_scheduler",
  "mysql.session",
  "mysql.sys",
  "mysql.infoschema",
  "unauthenticated user",
]);

/** Threads that serve replication or the server itself, under whatever account. */
const COMMANDS = ["Binlog Dump", "Binlog Dump GTID", "Daemon"];

/** Whether a session is one of MySQL itself, or of the cloud that runs it: `ownAccounts` are that cloud's. */
export function isMysqlSystemSession(
  { user, command }: Pick<Session, "user" | "command">,
  ownAccounts: readonly string[],
): boolean {
  return (
    ACCOUNTS.has(user) || ownAccounts.includes(user) || COMMANDS.some((each) => sameCommand(each, command))
  );
}
