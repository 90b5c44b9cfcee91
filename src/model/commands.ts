import type { Service } from "./capabilities";

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

/**
 * As MYSQL_COMMANDS, of OceanBase, which speaks MySQL's protocol in both of its modes and names some of its commands otherwise.
 * Source: OceanBase's own code, `get_mysql_cmd_str` (deps/oblib/src/rpc/obmysql/ob_mysql_packet.cpp).
 */
export const OCEANBASE_COMMANDS: readonly string[] = [
  "Binlog dump",
  "Binlog dump gtid",
  "Change user",
  "Close stmt",
  "Connect",
  "Connect out",
  "Create DB",
  "Debug",
  "Delayed insert",
  "Delete session",
  "Drop DB",
  "Execute",
  "Field List",
  "Handshake",
  "Init DB",
  "Login",
  "Ping",
  "Prepare",
  "Prexecute",
  "Process Info",
  "Process Kill",
  "Query",
  "Quit",
  "Refresh",
  "Register slave",
  "Reset connection",
  "Set option",
  "Shutdown",
  "Sleep",
  "Statistics",
  "Stmt fetch",
  "Stmt get piece data",
  "Stmt reset",
  "Stmt send long data",
  "Stmt send piece data",
  "Table dump",
  "Time",
];

const byLowerCase = new Map(MYSQL_COMMANDS.map((command) => [command.toLowerCase(), command]));

/** The command as MySQL spells it, whatever the case it is given in; undefined for a name that MySQL does not have. */
export function canonicalCommand(name: string): string | undefined {
  return byLowerCase.get(name.toLowerCase());
}

/** The commands that the process list of a service shows. */
export function commandsOf(service: Service | undefined): readonly string[] {
  return service === "oceanbasepro" ? OCEANBASE_COMMANDS : MYSQL_COMMANDS;
}

/** Whether the process list of a service can show this command, in any case. */
export function isCommand(name: string, service: Service | undefined): boolean {
  if (service !== "oceanbasepro") return canonicalCommand(name) !== undefined;
  return OCEANBASE_COMMANDS.some((command) => command.toLowerCase() === name.toLowerCase());
}
