import type { Service } from "../../../service";
import { isMysqlSystemSession } from "../../mysql-system";

/** TencentDB's administration account. */
const OWN_ACCOUNTS = ["tencentroot"];

/** DBbrain: diagnosis and treatment of TencentDB for MySQL (`mysql`), TDSQL-C (`cynosdb`) and their relatives. */
export const DBBRAIN: Service = {
  name: "dbbrain",
  products: ["mysql", "cynosdb", "mariadb", "dcdb"],
  // TDSQL-C ids begin with cynosdbmysql-; the API's own default is mysql.
  defaultProduct: (instanceId) => (instanceId.startsWith("cynosdb") ? "cynosdb" : "mysql"),
  sessionId: { pattern: /^[1-9]\d{0,14}$/, words: "a whole number, as MySQL connection ids are" },
  // "System connections are spared" (https://www.tencentcloud.com/document/product/1035/71632), without a list of them.
  spares: (session) => isMysqlSystemSession(session, OWN_ACCOUNTS),
};
