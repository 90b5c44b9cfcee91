/**
 * The commands that a MySQL process list shows: the values that Huawei DAS documents for its kill tasks
 * (PreviewSessionForKillProcessTask) and MySQL's own replication threads.
 * Source: MySQL Reference Manual, "Thread Command Values".
 */
export const MYSQL_COMMANDS: readonly string[] = [
  "Binlog Dump",
  "Binlog Dump GTID",
  "Change user",
  "Close stmt",
  "Connect",
  "Connect Out",
  "Create DB",
  "Daemon",
  "Debug",
  "Delayed insert",
  "Drop DB",
  "Error",
  "Execute",
  "Fetch",
  "Field List",
  "Init DB",
  "Kill",
  "Long Data",
  "Ping",
  "Prepare",
  "Processlist",
  "Query",
  "Quit",
  "Refresh",
  "Register Slave",
  "Reset stmt",
  "Set option",
  "Shutdown",
  "Sleep",
  "Statistics",
  "Table Dump",
  "Time",
];

const byLowerCase = new Map(MYSQL_COMMANDS.map((command) => [command.toLowerCase(), command]));

/** The command as MySQL spells it, whatever the case it is given in; undefined for a name that MySQL does not have. */
export function canonicalCommand(name: string): string | undefined {
  return byLowerCase.get(name.toLowerCase());
}
