import { sameCommand } from "../../../match";
import type { Service } from "../../../service";

/**
 * Accounts of the server and of Tencent itself. "System connections are spared"
 * (https://www.tencentcloud.com/document/product/1035/71632) without a list of them: these are MySQL's reserved accounts, the names
 * that it shows for its own threads, and Tencent's administration account.
 */
const SYSTEM_USERS = new Set([
  "system user",
  "event_scheduler",
  "mysql.session",
  "mysql.sys",
  "mysql.infoschema",
  "tencentroot",
  "unauthenticated user",
]);

/** Threads that serve replication or the server itself, under whatever account. */
const SYSTEM_COMMANDS = ["Binlog Dump", "Binlog Dump GTID", "Daemon"];

/** DBbrain: diagnosis and treatment of TencentDB for MySQL (`mysql`), TDSQL-C (`cynosdb`) and their relatives. */
export const DBBRAIN: Service = {
  name: "dbbrain",
  products: ["mysql", "cynosdb", "mariadb", "dcdb"],
  // TDSQL-C ids begin with cynosdbmysql-; the API's own default is mysql.
  defaultProduct: (instanceId) => (instanceId.startsWith("cynosdb") ? "cynosdb" : "mysql"),
  sessionId: { pattern: /^[1-9]\d{0,14}$/, words: "a whole number, as MySQL connection ids are" },
  spares: ({ user, command }) =>
    SYSTEM_USERS.has(user) || SYSTEM_COMMANDS.some((each) => sameCommand(each, command)),
};
