import { KillTarget } from "../../kill-target";
import { Database } from "../database";
import { all, instance, other, protectable, type Read } from "./verdict";

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

export const ALIBABA_TYPES = [
  ...all(clickhouse, "alicloud_click_house_db_cluster"),
  ...all(clickhouseEnterprise, ENTERPRISE),
  ...all(clickhouseGroup, "alicloud_click_house_enterprise_db_cluster_computing_group"),
  ...all(oceanbase, "alicloud_ocean_base_instance"),
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
];
