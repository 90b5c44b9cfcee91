import { Token } from "cdktf";
import type { ServiceFacts } from "../model";
import type { ClickhouseEdition } from "../vendors/alibaba/clickhouse/facts";
import { factsOf, type ServiceName } from "../vendors/facts";
import { DEFAULT_PORT } from "../vendors/sql/mysql/facts";
import type { DbbrainProduct } from "../vendors/tencent/dbbrain/facts";
import { addressOf, checkId, refused } from "./kill-target-ids";
import {
  type AlibabaClickhouseTargetOptions,
  type AlibabaOceanbaseTargetOptions,
  CLICKHOUSE_OPTIONS,
  type HuaweiTargetOptions,
  MYSQL_PROPS,
  type MysqlTargetProps,
  NO_OPTIONS,
  OPTIONS,
  type TencentTargetOptions,
} from "./kill-target-options";
import { checked, instance, isMarked, mark } from "./shape";

/** What an operation on a target is for: listing, killing, a kill task, the kill switch, the history of kills. */
export type Operation = keyof ServiceFacts["permissions"];

/** A target as the generated bindings take it, in the `target` of data `dbkill_sessions`. */
export interface KillTargetReference {
  readonly service: ServiceName;
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
   * @throws ConstructError `DBKILL_TARGET_ID_INVALID`; `DBKILL_PROPERTY_UNKNOWN` and `DBKILL_PROPERTY_INVALID` for the options
   */
  static tencentMysql(instanceId: string, options: TencentTargetOptions = {}): KillTarget {
    return KillTarget.tencent("tencentMysql", "mysql", instanceId, options);
  }

  /**
   * A TDSQL-C for MySQL instance (Tencent's product name for the API: `cynosdb`).
   *
   * @param instanceId such as `cynosdbmysql-ins-0xx6ikbh`, or a token
   * @throws ConstructError `DBKILL_TARGET_ID_INVALID`; `DBKILL_PROPERTY_UNKNOWN` and `DBKILL_PROPERTY_INVALID` for the options
   */
  static tencentTdsqlC(instanceId: string, options: TencentTargetOptions = {}): KillTarget {
    return KillTarget.tencent("tencentTdsqlC", "cynosdb", instanceId, options);
  }

  /**
   * A MySQL instance in Huawei Cloud, by Data Admin Service (DAS).
   *
   * @param instanceId such as `bcfa975193f1402fa11a6d4fd6baf5fbin01`, or a token
   * @throws ConstructError `DBKILL_TARGET_ID_INVALID`; `DBKILL_PROPERTY_UNKNOWN` and `DBKILL_PROPERTY_INVALID` for the options
   */
  static huaweiDas(instanceId: string, options: HuaweiTargetOptions = {}): KillTarget {
    return new KillTarget("huaweiDas", { service: "das", instanceId }, OPTIONS, options);
  }

  /**
   * A cluster of Huawei MapReduce Service (MRS), for {@link SqlCancel}.
   *
   * @param clusterId the cluster's id, or a token
   * @throws ConstructError `DBKILL_TARGET_ID_INVALID`; `DBKILL_PROPERTY_UNKNOWN` and `DBKILL_PROPERTY_INVALID` for the options
   */
  static huaweiMrs(clusterId: string, options: HuaweiTargetOptions = {}): KillTarget {
    return new KillTarget(
      "huaweiMrs",
      { service: "mrs", instanceId: clusterId },
      OPTIONS,
      options,
      "clusterId",
    );
  }

  /**
   * An Alibaba ClickHouse cluster, for {@link SessionKill}: its sessions are its running queries.
   *
   * @param clusterId such as `cc-bp108z124a8o7****`, or a token
   * @throws ConstructError `DBKILL_TARGET_ID_INVALID`; `DBKILL_PROPERTY_UNKNOWN` and `DBKILL_PROPERTY_INVALID` for the options;
   * `DBKILL_COMPUTING_GROUP_UNSUPPORTED` for a computing group of the community edition
   */
  static alibabaClickhouse(clusterId: string, options: AlibabaClickhouseTargetOptions = {}): KillTarget {
    const factory = "alibabaClickhouse";
    const target = new KillTarget(
      factory,
      { service: "clickhouse", instanceId: clusterId },
      CLICKHOUSE_OPTIONS,
      options,
      "clusterId",
    );
    // Where only Terraform knows the edition, the provider checks it.
    const isEnterprise = target.edition === "enterprise" || Token.isUnresolved(target.edition);
    if (target.computingGroupId !== undefined && !isEnterprise) {
      throw refused(
        factory,
        "DBKILL_COMPUTING_GROUP_UNSUPPORTED",
        "computingGroupId",
        'computingGroupId is set without edition: "enterprise". The community edition has no computing groups, and its API would kill in the whole cluster. Set edition: "enterprise", or remove computingGroupId.',
      );
    }
    return target;
  }

  /**
   * A tenant of an Alibaba OceanBase cluster, for {@link SessionKill}.
   *
   * @param instanceId id of the cluster, such as `ob317v4uif****`, or a token
   * @param tenantId id of the tenant in it, such as `t4louaeei****`, or a token
   * @throws ConstructError `DBKILL_TARGET_ID_INVALID`; `DBKILL_PROPERTY_UNKNOWN` and `DBKILL_PROPERTY_INVALID` for the options
   */
  static alibabaOceanbase(
    instanceId: string,
    tenantId: string,
    options: AlibabaOceanbaseTargetOptions = {},
  ): KillTarget {
    return new KillTarget(
      "alibabaOceanbase",
      { service: "oceanbasepro", instanceId, tenantId: checkId("alibabaOceanbase", "tenantId", tenantId) },
      OPTIONS,
      options,
    );
  }

  /**
   * A MySQL or MariaDB server itself, for {@link SessionKill}; also Amazon RDS and Aurora.
   *
   * @param props where it listens
   * @throws ConstructError `DBKILL_TARGET_ID_INVALID` for a host that is a URL or has blanks, and for a port that there is not;
   * `DBKILL_PROPERTY_UNKNOWN`, `DBKILL_PROPERTY_MISSING` and `DBKILL_PROPERTY_INVALID`
   * @example
   * const target = KillTarget.mysql({ host: "db.example.com" });
   */
  static mysql(props: MysqlTargetProps): KillTarget {
    const factory = "mysql";
    const { host, port = DEFAULT_PORT }: MysqlTargetProps = checked(
      MYSQL_PROPS,
      props,
      `KillTarget.${factory}`,
      { name: "props" },
    );
    const instanceId = addressOf(factory, host, port);
    return new KillTarget(factory, { service: "mysql", instanceId }, NO_OPTIONS, {}, "host");
  }

  /** Whether a value is a KillTarget, also one of another copy of this package. */
  static isKillTarget(value: unknown): value is KillTarget {
    return isMarked(value, "KillTarget");
  }

  private static tencent(
    factory: string,
    product: DbbrainProduct,
    instanceId: string,
    options: TencentTargetOptions,
  ): KillTarget {
    return new KillTarget(factory, { service: "dbbrain", instanceId, product }, OPTIONS, options);
  }

  /** The service, as the provider names it: `dbbrain`, `das`, `mrs`, `clickhouse`, `oceanbasepro`, `mysql`. */
  readonly service: ServiceName;
  /** Id of the instance, or of the cluster for MRS and ClickHouse; for a MySQL server `host:port`. May be a token. */
  readonly instanceId: string;
  /** Tencent: `mysql` or `cynosdb`. */
  readonly product?: DbbrainProduct;
  /** OceanBase: the tenant. May be a token. */
  readonly tenantId?: string;
  /** ClickHouse: the edition, where one is given. */
  readonly edition?: ClickhouseEdition;
  /** ClickHouse: the computing group, where one is given. */
  readonly computingGroupId?: string;
  /** The region, where one is given. */
  readonly region?: string;

  private constructor(
    factory: string,
    place: Pick<KillTargetReference, "service" | "instanceId" | "tenantId"> & { product?: DbbrainProduct },
    shapeOfOptions: typeof OPTIONS | typeof CLICKHOUSE_OPTIONS | typeof NO_OPTIONS,
    options: AlibabaClickhouseTargetOptions,
    /** The parameter that takes the id, for messages. */
    idName = "instanceId",
  ) {
    const given: AlibabaClickhouseTargetOptions = checked(shapeOfOptions, options, `KillTarget.${factory}`, {
      name: "options",
    });
    this.service = place.service;
    this.instanceId = checkId(factory, idName, place.instanceId);
    this.product = place.product;
    this.tenantId = place.tenantId;
    this.edition = given.edition;
    this.computingGroupId = given.computingGroupId;
    this.region = given.region;
    mark(this, "KillTarget");
    Object.freeze(this);
  }

  /** The service's name for people, such as `Tencent DBbrain`. */
  get title(): string {
    return factsOf(this.service).title;
  }

  /**
   * The permissions that the provider's key pair needs: CAM actions (Tencent), IAM actions (Huawei), RAM actions (Alibaba); for a MySQL
   * server the account's privileges.
   *
   * @param operations what the key pair is used for; by default, everything that the service offers
   * @example
   * target.requiredPermissions("task"); // ["dbbrain:CreateKillTask", ...]
   */
  requiredPermissions(...operations: readonly Operation[]): string[] {
    const permissions: ServiceFacts["permissions"] = factsOf(this.service).permissions;
    const wanted = operations.length > 0 ? operations : (Object.keys(permissions) as Operation[]);
    return [...new Set(wanted.flatMap((operation) => permissions[operation] ?? []))].sort();
  }

  /**
   * The target for the `target` of a generated binding.
   *
   * @throws ConstructError `DBKILL_TARGET_UNSUPPORTED` for Huawei MRS, which can't list statements
   * @example
   * new bindings.DataDbkillSessions(this, "now", { target: target.toTarget(), match: filter.toMatch() });
   */
  toTarget(): KillTargetReference {
    if (!factsOf(this.service).list) {
      throw refused(
        "toTarget",
        "DBKILL_TARGET_UNSUPPORTED",
        "",
        `${this.title} can't list ${factsOf(this.service).words.many}. bindings.DataDbkillHuaweiMrsSql looks one up by its id.`,
      );
    }
    const { service, instanceId, product, tenantId, edition, computingGroupId, region } = this;
    return { service, instanceId, product, tenantId, edition, computingGroupId, region };
  }
}

/**
 * The kind of properties that take one.
 * @internal
 */
export const TARGET = instance<KillTarget>("KillTarget", "a KillTarget, such as KillTarget.tencentMysql(id)");
