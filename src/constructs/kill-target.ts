import { Token } from "cdktf";
import type { Service, Target } from "../model";
import type { ClickhouseEdition } from "../vendors/alibaba/clickhouse/facts";
import type { DbbrainProduct } from "../vendors/tencent/dbbrain/facts";
import { computingGroupUnsupported, instanceIdInvalid, targetUnsupported } from "./errors";
import { clickhouse } from "./private/clickhouse";
import { das } from "./private/das";
import { dbbrain } from "./private/dbbrain";
import { mrs } from "./private/mrs";
import { oceanbase } from "./private/oceanbase";
import { refuseUnknown } from "./private/properties";
import type { TargetApi } from "./private/target-api";

/** Options of a target in Tencent Cloud. */
export interface TencentTargetOptions {
  /**
   * The instance's region, such as `ap-guangzhou`.
   *
   * @default - that of the provider
   */
  readonly region?: string;
}

/** Options of a target in Huawei Cloud. */
export interface HuaweiTargetOptions {
  /**
   * Region of the instance or the cluster, such as `cn-north-4`.
   *
   * @default - that of the provider
   */
  readonly region?: string;
}

/** Options of an Alibaba ClickHouse cluster. */
export interface AlibabaClickhouseTargetOptions {
  /**
   * The cluster's region, such as `cn-hangzhou`.
   *
   * @default - that of the provider
   */
  readonly region?: string;
  /**
   * The cluster's edition, each with an API of its own: `community` (2019-11-11) or `enterprise` (2023-05-22).
   *
   * @default "community"
   */
  readonly edition?: ClickhouseEdition;
  /**
   * One computing group of the cluster. Enterprise edition alone.
   *
   * @default - all of them
   */
  readonly computingGroupId?: string;
}

/** Options of a tenant in Alibaba OceanBase. */
export interface AlibabaOceanbaseTargetOptions {
  /**
   * The instance's region, such as `cn-hangzhou`.
   *
   * @default - that of the provider
   */
  readonly region?: string;
}

/** A target as the generated bindings take it, in the `target` of data `dbkill_sessions`. */
export interface KillTargetReference {
  readonly service: Service;
  readonly instanceId: string;
  readonly product?: string;
  readonly tenantId?: string;
  readonly edition?: string;
  readonly computingGroupId?: string;
  readonly region?: string;
}

/**
 * The database whose sessions are meant. Immutable.
 *
 * @example
 * // The id may be a token: the database can be part of the same stack.
 * const target = KillTarget.tencentMysql(mysql.id, { region: "ap-guangzhou" });
 */
export class KillTarget {
  /**
   * A TencentDB for MySQL instance.
   *
   * @param instanceId such as `cdb-8jawylhf`, or a token
   * @throws ConstructError `INSTANCE_ID_INVALID`; `PROPERTY_UNKNOWN` for an option that it does not have
   */
  static tencentMysql(instanceId: string, options: TencentTargetOptions = {}): KillTarget {
    return KillTarget.tencent("tencentMysql", "mysql", instanceId, options);
  }

  /**
   * A TDSQL-C for MySQL instance (Tencent's product name for the API: `cynosdb`).
   *
   * @param instanceId such as `cynosdbmysql-ins-0xx6ikbh`, or a token
   * @throws ConstructError `INSTANCE_ID_INVALID`; `PROPERTY_UNKNOWN` for an option that it does not have
   */
  static tencentTdsqlC(instanceId: string, options: TencentTargetOptions = {}): KillTarget {
    return KillTarget.tencent("tencentTdsqlC", "cynosdb", instanceId, options);
  }

  /**
   * A MySQL instance in Huawei Cloud, by Data Admin Service (DAS).
   *
   * @param instanceId such as `bcfa975193f1402fa11a6d4fd6baf5fbin01`, or a token
   * @throws ConstructError `INSTANCE_ID_INVALID`; `PROPERTY_UNKNOWN` for an option that it does not have
   */
  static huaweiDas(instanceId: string, options: HuaweiTargetOptions = {}): KillTarget {
    checkId(instanceId, "huaweiDas", "instance");
    checkOptions(options, "huaweiDas");
    return new KillTarget(das, { service: "das", instance_id: instanceId, region: options.region });
  }

  /**
   * A cluster of Huawei MapReduce Service (MRS), for {@link SqlCancel}.
   *
   * @param clusterId the cluster's id, or a token
   * @throws ConstructError `INSTANCE_ID_INVALID`; `PROPERTY_UNKNOWN` for an option that it does not have
   */
  static huaweiMrs(clusterId: string, options: HuaweiTargetOptions = {}): KillTarget {
    checkId(clusterId, "huaweiMrs", "cluster");
    checkOptions(options, "huaweiMrs");
    return new KillTarget(mrs, { service: "mrs", instance_id: clusterId, region: options.region });
  }

  /**
   * An Alibaba ClickHouse cluster, for {@link SessionKill}: its sessions are its running queries.
   *
   * @param clusterId such as `cc-bp108z124a8o7****`, or a token
   * @throws ConstructError `INSTANCE_ID_INVALID`; `PROPERTY_UNKNOWN` for an option that it does not have;
   * `COMPUTING_GROUP_UNSUPPORTED` for a computing group of the community edition
   */
  static alibabaClickhouse(clusterId: string, options: AlibabaClickhouseTargetOptions = {}): KillTarget {
    checkId(clusterId, "alibabaClickhouse", "cluster");
    checkOptions(options, "alibabaClickhouse", ["edition", "computingGroupId"]);
    const { edition, computingGroupId, region } = options;
    if (computingGroupId !== undefined && edition !== "enterprise") {
      throw computingGroupUnsupported(computingGroupId);
    }
    return new KillTarget(clickhouse, {
      service: "clickhouse",
      instance_id: clusterId,
      edition,
      computing_group_id: computingGroupId,
      region,
    });
  }

  /**
   * A tenant of an Alibaba OceanBase cluster, for {@link SessionKill}.
   *
   * @param instanceId id of the cluster, such as `ob317v4uif****`, or a token
   * @param tenantId id of the tenant in it, such as `t4louaeei****`, or a token
   * @throws ConstructError `INSTANCE_ID_INVALID`; `PROPERTY_UNKNOWN` for an option that it does not have
   */
  static alibabaOceanbase(
    instanceId: string,
    tenantId: string,
    options: AlibabaOceanbaseTargetOptions = {},
  ): KillTarget {
    checkId(instanceId, "alibabaOceanbase", "instance");
    checkId(tenantId, "alibabaOceanbase", "tenant");
    checkOptions(options, "alibabaOceanbase");
    return new KillTarget(oceanbase, {
      service: "oceanbasepro",
      instance_id: instanceId,
      tenant_id: tenantId,
      region: options.region,
    });
  }

  private static tencent(
    factory: string,
    product: DbbrainProduct,
    instanceId: string,
    options: TencentTargetOptions,
  ): KillTarget {
    checkId(instanceId, factory, "instance");
    checkOptions(options, factory);
    return new KillTarget(dbbrain, {
      service: "dbbrain",
      instance_id: instanceId,
      product,
      region: options.region,
    });
  }

  private constructor(
    /** @internal */
    readonly api: TargetApi,
    /** @internal */
    readonly target: Target,
  ) {
    Object.freeze(this);
  }

  /** Id of the instance, or of the cluster where that is the target; may be a token. */
  get instanceId(): string {
    return this.target.instance_id;
  }

  /**
   * The target for the `target` of a generated binding.
   *
   * @throws ConstructError `TARGET_UNSUPPORTED` for Huawei MRS, whose statements nobody can list
   * @example
   * new bindings.DataDbkillSessions(this, "now", { target: target.toTarget(), match: filter.toMatch() });
   */
  toTarget(): KillTargetReference {
    const { unlistable } = this.api;
    if (unlistable !== undefined) {
      throw targetUnsupported("data dbkill_sessions", "toTarget()", this.api, unlistable);
    }
    const { service, product, edition, region } = this.target;
    const {
      instance_id: instanceId,
      tenant_id: tenantId,
      computing_group_id: computingGroupId,
    } = this.target;
    return { service, instanceId, product, tenantId, edition, computingGroupId, region };
  }
}

function checkId(id: string, factory: string, what: "cluster" | "instance" | "tenant"): void {
  if (Token.isUnresolved(id)) return;
  if (typeof id !== "string" || !/^[^\s/]+$/.test(id)) throw instanceIdInvalid(id, factory, what);
}

/** Without a look at the types a misspelt computing group would mean the whole cluster. */
function checkOptions<O extends { readonly region?: string }>(
  options: O,
  factory: string,
  own: readonly (keyof O & string)[] = [],
): void {
  refuseUnknown(`KillTarget.${factory}`, options, ["region", ...own]);
}
