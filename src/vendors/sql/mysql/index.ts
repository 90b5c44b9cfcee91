export { MysqlClient, type MysqlClientOptions } from "./client";
export { mysqlOptions } from "./connect";
