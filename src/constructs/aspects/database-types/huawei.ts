import { KillTarget } from "../../kill-target";
import { Database, isExpression, UNKNOWN } from "../database";
import {
  all,
  type Instance,
  instance,
  other,
  protectable,
  type Read,
  uncovered,
  type Verdict,
} from "./verdict";

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

export const HUAWEI_TYPES = [
  ...all(rds, ...RDS),
  ...all(rdsReplica, "huaweicloud_rds_read_replica_instance"),
  // provider.go registers the old name beside the new one.
  ...all(taurus, "huaweicloud_taurusdb_instance", "huaweicloud_gaussdb_mysql_instance"),
  ...all(mrs, "huaweicloud_mapreduce_cluster", "huaweicloud_mrs_cluster", "huaweicloud_mrs_cluster_v1"),
  ...all(other("Huawei DDS"), "huaweicloud_dds_instance", "huaweicloud_dds_instance_v3"),
  ...all(other("Huawei DDM"), "huaweicloud_ddm_instance"),
  ...all(other("Huawei DCS"), "huaweicloud_dcs_instance"),
  ...all(
    other("Huawei GaussDB"),
    "huaweicloud_gaussdb_instance",
    "huaweicloud_gaussdb_opengauss_instance",
    "huaweicloud_geminidb_instance",
  ),
];
