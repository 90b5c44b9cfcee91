import type { ServiceName } from "../../vendors/facts";
import { KillTarget } from "../kill-target";
import { Database, isExpression, UNKNOWN } from "./database";

/** One instance of a database on which sessions are killed. */
export interface Instance {
  /** Tells it from the others of its resource; empty for the only or the main one. */
  readonly label: string;
  readonly service: ServiceName;
  /** Where the resource has the instance's id. */
  readonly idAt: string;
  /** The targets that stand for it; none where one needs a tenant that nobody named. */
  readonly targets: readonly KillTarget[];
}

/** What can be done for a database. */
export type Verdict =
  /** It takes a policy, on each of its instances. */
  | { readonly kind: "protectable"; readonly instances: readonly Instance[] }
  /** Whether it takes one, or on which instances, only Terraform knows: because of this argument. A policy on all of `instances` is enough; without any, none is. */
  | { readonly kind: "undecided"; readonly argument: string; readonly instances: readonly Instance[] }
  /** Nobody has confirmed that it takes one. */
  | { readonly kind: "unconfirmed"; readonly why: string; readonly instances: readonly Instance[] }
  /** dbkill reaches it, but no policy is possible. */
  | { readonly kind: "impossible"; readonly why: string }
  /** dbkill does not reach databases of this kind. */
  | { readonly kind: "uncovered"; readonly why: string }
  /** It needs none of its own. */
  | { readonly kind: "none" };

/** What the user says that no resource tells. */
export interface Known {
  /** The OceanBase tenants of a database. */
  tenantsOf(database: Database): readonly string[];
}

type Read = (database: Database, known: Known) => Verdict;

const protectable = (...instances: readonly Instance[]): Verdict => ({ kind: "protectable", instances });
const uncovered = (why: string): Verdict => ({ kind: "uncovered", why });

function instance(
  database: Database,
  service: ServiceName,
  make: (id: string) => KillTarget,
  idAt = "id",
  label = "",
): Instance {
  return { label, service, idAt, targets: [make(database.attribute(idAt))] };
}

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

// Source of all Huawei types: Terraform provider huaweicloud/huaweicloud, docs/resources and provider.go, August 2026.

const das = (database: Database): Instance => {
  const region = database.raw("region");
  return instance(database, "das", (id) =>
    KillTarget.huaweiDas(id, typeof region === "string" ? { region } : {}),
  );
};

/** Source: rds_instance, `db.type`: MySQL, PostgreSQL, SQLServer or MariaDB. DAS has kill tasks for MySQL. */
const rds: Read = (database) => byEngine(database, database.known("db", "type"), "db.type");

function byEngine(database: Database, engine: unknown, argument: string): Verdict {
  if (typeof engine !== "string") return { kind: "undecided", argument, instances: [das(database)] };
  return engine.toLowerCase() === "mysql" ? protectable(das(database)) : uncovered(`RDS for ${engine}`);
}

/** Source: rds_read_replica_instance: `db.type` is only known after the apply. It is that of the primary instance. */
const rdsReplica: Read = (database) => {
  const primary = Database.byId(database.resource, database.raw("primary_instance_id"));
  const engine = primary && RDS.includes(primary.type) ? primary.known("db", "type") : UNKNOWN;
  return byEngine(database, engine, "primary_instance_id");
};

const RDS: readonly string[] = ["huaweicloud_rds_instance", "huaweicloud_rds_instance_v3"];

const taurus: Read = (database) => ({
  kind: "unconfirmed",
  why: "Huawei's documents don't say whether DAS kills sessions of TaurusDB, formerly GaussDB(for MySQL)",
  instances: [das(database)],
});

/**
 * Source: mapreduce_cluster, `component_list`: names. The deprecated mrs_cluster has blocks with `component_name`. MRS cancels
 * statements of Presto by id, and lists none.
 */
const mrs: Read = (database) => {
  const components = database.known("component_list");
  const names = Array.isArray(components)
    ? components.map((each) => (each as { component_name?: unknown })?.component_name ?? each)
    : [UNKNOWN];
  const isKnown = names.every((name) => typeof name === "string" && !isExpression(name));
  if (isKnown && !names.some((name) => String(name).toLowerCase() === "presto")) return { kind: "none" };
  return {
    kind: "impossible",
    why: "Huawei MRS can't list its statements, so no policy can choose among them",
  };
};

// Source of all Alibaba types: Terraform provider aliyun/alicloud, website/docs/r, August 2026.

const clickhouse: Read = (database) =>
  protectable(instance(database, "clickhouse", (id) => KillTarget.alibabaClickhouse(id)));

const ENTERPRISE = "alicloud_click_house_enterprise_db_cluster";

const clickhouseEnterprise: Read = (database) =>
  protectable(
    instance(database, "clickhouse", (id) => KillTarget.alibabaClickhouse(id, { edition: "enterprise" })),
  );

/** Source: ..._computing_group: `id` is `<db_instance_id>:<computing_group_id>`. A policy of the cluster is for all of its groups. */
const clickhouseGroup: Read = (database) => {
  const cluster = Database.byId(database.resource, database.raw("db_instance_id"));
  if (cluster?.type === ENTERPRISE) return { kind: "none" };
  const computingGroupId = database.attribute("computing_group_id");
  return protectable(
    instance(
      database,
      "clickhouse",
      (id) => KillTarget.alibabaClickhouse(id, { edition: "enterprise", computingGroupId }),
      "db_instance_id",
    ),
  );
};

/** No type of the provider tells a tenant's id. */
const oceanbase: Read = (database, known) => {
  const id = database.attribute("id");
  return protectable({
    label: "",
    service: "oceanbasepro",
    idAt: "id",
    targets: known.tenantsOf(database).map((tenant) => KillTarget.alibabaOceanbase(id, tenant)),
  });
};

const other = (why: string): Read => {
  const verdict = uncovered(why);
  return () => verdict;
};

const all = (read: Read, ...types: readonly string[]) => types.map((type) => [type, read] as const);

/** Every database that the Aspects know, by its Terraform type: what can be done for it. The one home of these facts. */
export const DATABASE_TYPES: ReadonlyMap<string, Read> = new Map([
  ...all(
    tencentMysql,
    "tencentcloud_mysql_instance",
    "tencentcloud_mysql_readonly_instance",
    "tencentcloud_mysql_dr_instance",
  ),
  ...all(tdsqlCCluster, "tencentcloud_cynosdb_cluster", "tencentcloud_cynosdb_cluster_v2"),
  ...all((database) => protectable(tdsqlC(database, "id")), "tencentcloud_cynosdb_readonly_instance"),
  ...all(other("columnar instances of TDSQL-C"), "tencentcloud_cynosdb_libra_db_instance"),
  ...all(rds, ...RDS),
  ...all(rdsReplica, "huaweicloud_rds_read_replica_instance"),
  // provider.go registers the old name beside the new one.
  ...all(taurus, "huaweicloud_taurusdb_instance", "huaweicloud_gaussdb_mysql_instance"),
  ...all(mrs, "huaweicloud_mapreduce_cluster", "huaweicloud_mrs_cluster", "huaweicloud_mrs_cluster_v1"),
  ...all(clickhouse, "alicloud_click_house_db_cluster"),
  ...all(clickhouseEnterprise, ENTERPRISE),
  ...all(clickhouseGroup, "alicloud_click_house_enterprise_db_cluster_computing_group"),
  ...all(oceanbase, "alicloud_ocean_base_instance"),

  ...all(other("Huawei DDS"), "huaweicloud_dds_instance", "huaweicloud_dds_instance_v3"),
  ...all(other("Huawei DDM"), "huaweicloud_ddm_instance"),
  ...all(other("Huawei DCS"), "huaweicloud_dcs_instance"),
  ...all(
    other("Huawei GaussDB"),
    "huaweicloud_gaussdb_instance",
    "huaweicloud_gaussdb_opengauss_instance",
    "huaweicloud_geminidb_instance",
  ),
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
  ...all(
    other("ApsaraDB RDS"),
    "alicloud_db_instance",
    "alicloud_db_readonly_instance",
    "alicloud_rds_clone_db_instance",
    "alicloud_rds_upgrade_db_instance",
    "alicloud_rds_ddr_instance",
  ),
  ...all(other("PolarDB"), "alicloud_polardb_cluster", "alicloud_polardb_zonal_db_cluster"),
  ...all(other("PolarDB-X"), "alicloud_drds_polardbx_instance"),
  ...all(
    other("AnalyticDB"),
    "alicloud_adb_cluster",
    "alicloud_adb_db_cluster",
    "alicloud_adb_db_cluster_lake_version",
    "alicloud_gpdb_instance",
  ),
]);

/** What can be done for a resource; undefined for one that is no database that the Aspects know. */
export function verdictOf(database: Database, known: Known): Verdict | undefined {
  const read = DATABASE_TYPES.get(database.type);
  if (!read) return undefined;
  if (!database.isRepeatedByOverride) return read(database, known);
  return { kind: "undecided", argument: "count or for_each, which an override sets", instances: [] };
}
