import { KillTarget } from "../../kill-target";
import { type Database, isExpression } from "../database";
import { all, type Instance, instance, other, protectable, type Read, uncovered } from "./verdict";

// Source of all Tencent types: Terraform provider tencentcloudstack/tencentcloud, website/docs/r, August 2026.

/** TencentDB for MySQL: `id` is the instance's, such as `cdb-...`. A read-only and a DR instance has sessions and a task of its own. */
const tencentMysql: Read = (database) =>
  protectable(instance(database, "dbbrain", (id) => KillTarget.tencentMysql(id)));

const tdsqlC = (database: Database, idAt: string, label = ""): Instance =>
  instance(database, "dbbrain", (id) => KillTarget.tencentTdsqlC(id), idAt, label);

/**
 * TDSQL-C: `id` is the cluster's, and sessions are killed on an instance: `instance_id` of the read-write one, and those in
 * `ro_group_instances`.
 */
const tdsqlCCluster: Read = (database) => {
  const type = database.known("db_type");
  if (typeof type === "string" && type.toUpperCase() !== "MYSQL") return uncovered(`TDSQL-C for ${type}`);
  const main = tdsqlC(database, "instance_id");
  const readers = readersOf(database);
  if (typeof readers === "string") return { kind: "undecided", argument: readers, instances: [] };
  const others = Array.from({ length: readers }, (_, at) =>
    tdsqlC(database, `ro_group_instances[${at}].instance_id`, `reader-${at}`),
  );
  return protectable(main, ...others);
};

/**
 * How many read-only instances a cluster is made with; or the argument that keeps it from being known.
 * Source: cynosdb_cluster, `instance_count`: "n means 1 RW instance + n-1 Ro instances", 2 if neither it nor `instance_init_infos` is set.
 */
function readersOf(database: Database): number | string {
  const infos = database.known("instance_init_infos");
  if (infos === undefined) {
    const count = database.known("instance_count") ?? 2;
    return typeof count === "number" && Number.isInteger(count) ? Math.max(0, count - 1) : "instance_count";
  }
  if (!Array.isArray(infos)) return "instance_init_infos";
  let readers = 0;
  for (const info of infos as readonly Readonly<Record<string, unknown>>[]) {
    const { instance_type: type, instance_count: count } = info;
    // A serverless cluster adds and removes them by itself.
    if (info.max_ro_count !== undefined) return "instance_init_infos.max_ro_count";
    if (isExpression(type) || typeof count !== "number") return "instance_init_infos";
    if (type === "ro") readers += count;
  }
  return readers;
}

export const TENCENT_TYPES = [
  ...all(
    tencentMysql,
    "tencentcloud_mysql_instance",
    "tencentcloud_mysql_readonly_instance",
    "tencentcloud_mysql_dr_instance",
  ),
  ...all(tdsqlCCluster, "tencentcloud_cynosdb_cluster", "tencentcloud_cynosdb_cluster_v2"),
  ...all((database) => protectable(tdsqlC(database, "id")), "tencentcloud_cynosdb_readonly_instance"),
  ...all(other("columnar instances of TDSQL-C"), "tencentcloud_cynosdb_libra_db_instance"),
  ...all(
    other("TencentDB for MariaDB and TDSQL for MySQL"),
    "tencentcloud_mariadb_instance",
    "tencentcloud_mariadb_hour_db_instance",
    "tencentcloud_mariadb_dedicatedcluster_db_instance",
    "tencentcloud_dcdb_hourdb_instance",
  ),
  ...all(other("TencentDB for Redis"), "tencentcloud_redis_instance"),
  ...all(
    other("TencentDB for MongoDB"),
    "tencentcloud_mongodb_instance",
    "tencentcloud_mongodb_sharding_instance",
  ),
  ...all(other("TencentDB for PostgreSQL"), "tencentcloud_postgresql_instance"),
  ...all(
    other("TencentDB for SQL Server"),
    "tencentcloud_sqlserver_instance",
    "tencentcloud_sqlserver_basic_instance",
    "tencentcloud_sqlserver_readonly_instance",
  ),
];
