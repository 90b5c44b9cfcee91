import type { IResolvable, ITerraformDependable, TerraformMetaArguments, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { DURATION, type Duration } from "./duration";
import { requireProvider } from "./engines/provider-requirements";
import { type KillTarget, TARGET } from "./kill-target";
import { whereOf } from "./scope";
import { offered } from "./services";
import { OnDestroy } from "./services/service";
import { checked, construct, flag, isMarked, mark, optional, shape, word } from "./shape";

/** How long the operations on a kill switch may take. */
export interface KillSwitchTimeouts {
  /** @default - the provider's own, two minutes */
  readonly create?: Duration;
  /** @default - the provider's own, two minutes */
  readonly update?: Duration;
  /** @default - the provider's own, two minutes */
  readonly delete?: Duration;
}

/**
 * Besides these, a kill switch takes what every Terraform resource takes: `dependsOn`, `provider`, `lifecycle`, `count`,
 * `forEach`.
 */
export interface KillSwitchProps extends TerraformMetaArguments {
  /** The database: {@link KillTarget.huaweiDas}. */
  readonly target: KillTarget;
  /** Whether the switch is on. */
  readonly enabled: boolean | IResolvable;
  /**
   * What becomes of the switch when this construct is destroyed.
   *
   * @default OnDestroy.RESTORE
   */
  readonly onDestroy?: OnDestroy;
  /**
   * How long the operations may take.
   *
   * @default - the provider's own, two minutes each
   */
  readonly timeouts?: KillSwitchTimeouts;
}

const SHAPE = construct({
  target: TARGET,
  enabled: flag,
  onDestroy: optional(word(Object.values(OnDestroy))),
  timeouts: optional(
    shape({ create: optional(DURATION), update: optional(DURATION), delete: optional(DURATION) }),
  ),
});

/**
 * Whether the kill tasks of a Huawei DAS instance are carried out at all. While the switch is off, tasks exist and kill nothing.
 * An instance has one switch: declare it once, and let its kill tasks depend on it.
 *
 * @example
 * const target = KillTarget.huaweiDas("bcfa975193f1402fa11a6d4fd6baf5fbin01");
 * const killSwitch = new KillSwitch(this, "switch", { target, enabled: true });
 * new KillTask(this, "reports", { target, filter, dependsOn: [killSwitch] });
 */
export class KillSwitch extends Construct implements ITerraformDependable {
  /** Whether a construct is a KillSwitch, also one of another copy of this package. */
  static isKillSwitch(construct: unknown): construct is KillSwitch {
    return isMarked(construct, "KillSwitch");
  }

  /** The database. */
  readonly target: KillTarget;
  /** The underlying Terraform resource, for what this construct has no property for (such as `addOverride`). */
  readonly resource: TerraformResource;

  /**
   * @throws ConstructError `DBKILL_TARGET_UNSUPPORTED` for every target but Huawei DAS; `DBKILL_PROPERTY_UNKNOWN`,
   * `DBKILL_PROPERTY_MISSING` and `DBKILL_PROPERTY_INVALID`
   */
  constructor(scope: Construct, id: string, props: KillSwitchProps) {
    const given: KillSwitchProps = checked(SHAPE, props, whereOf(scope, id, "KillSwitch"));
    super(scope, id);
    mark(this, "KillSwitch");
    const { target, timeouts, ...settings } = given;
    this.target = target;
    this.resource = offered("killSwitch", "KillSwitch", this, target).make(this, "Resource", target, {
      ...settings,
      timeouts: timeouts && {
        create: timeouts.create?.toString(),
        update: timeouts.update?.toString(),
        delete: timeouts.delete?.toString(),
      },
    });
    requireProvider(this);
  }

  /** Whether the switch was on when this construct was created; null after an import. A token. */
  get previousEnabled(): IResolvable {
    return this.resource.getBooleanAttribute("previous_enabled");
  }

  /** The resource's Terraform address, so that a KillSwitch can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.resource.fqn;
  }
}
