import { Token } from "cdktf";
import type { DbbrainProduct, Service, Target } from "../policy";
import { instanceIdInvalid } from "./errors";
import { dbbrain } from "./private/dbbrain";
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

/** A target as the generated bindings take it, in the `target` of data `dbkill_sessions`. */
export interface KillTargetReference {
  readonly service: Service;
  readonly instanceId: string;
  readonly product?: string;
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
   * @throws ConstructError `INSTANCE_ID_INVALID`
   */
  static tencentMysql(instanceId: string, options: TencentTargetOptions = {}): KillTarget {
    return KillTarget.tencent("tencentMysql", "mysql", instanceId, options);
  }

  /**
   * A TDSQL-C for MySQL instance (Tencent's product name for the API: `cynosdb`).
   *
   * @param instanceId such as `cynosdbmysql-ins-0xx6ikbh`, or a token
   * @throws ConstructError `INSTANCE_ID_INVALID`
   */
  static tencentTdsqlC(instanceId: string, options: TencentTargetOptions = {}): KillTarget {
    return KillTarget.tencent("tencentTdsqlC", "cynosdb", instanceId, options);
  }

  private static tencent(
    factory: string,
    product: DbbrainProduct,
    instanceId: string,
    options: TencentTargetOptions,
  ): KillTarget {
    if (!Token.isUnresolved(instanceId) && !/^[^\s/]+$/.test(instanceId))
      throw instanceIdInvalid(instanceId, factory);
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

  /** Id of the instance; may be a token. */
  get instanceId(): string {
    return this.target.instance_id;
  }

  /**
   * The target for the `target` of a generated binding.
   *
   * @example
   * new bindings.DataDbkillSessions(this, "now", { target: target.toTarget(), match: filter.toMatch() });
   */
  toTarget(): KillTargetReference {
    const { service, instance_id: instanceId, product, region } = this.target;
    return { service, instanceId, product, region };
  }
}
