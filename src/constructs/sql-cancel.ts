import type { IResolvable, ITerraformDependable, TerraformMetaArguments, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { Duration } from "./duration";
import type { KillTarget } from "./kill-target";
import { offered } from "./private/offered";
import { idProblems } from "./private/problems";
import { checkProperties, type Properties } from "./private/properties";
import { requireProvider } from "./private/require-provider";

/** How long the operations on a cancel may take, the wait for the statements' end included. */
export interface SqlCancelTimeouts {
  /** @default - the provider's own, two minutes */
  readonly create?: Duration;
  /** @default - the provider's own, two minutes */
  readonly update?: Duration;
}

/**
 * Beside these, a cancel takes what every Terraform resource takes: `dependsOn`, `provider`, `lifecycle`, `count`,
 * `forEach`.
 */
export interface SqlCancelProps extends TerraformMetaArguments {
  /** The cluster: {@link KillTarget.huaweiMrs}. */
  readonly target: KillTarget;
  /**
   * Ids of the statements, 1 to 100, such as `20190909_011820_00151_xxxxx`: submitting a statement answers its id. The
   * vendor can't list statements, so that no filter can choose them. Single tokens and token lists are fine.
   */
  readonly sqlIds: readonly string[];
  /**
   * Any values; a change of them cancels again.
   *
   * @default - the statements are cancelled once
   */
  readonly triggers?: Readonly<Record<string, string>>;
  /**
   * Whether statements are looked up after their cancel until they have ended; one that has not when the time is over
   * is an error.
   *
   * @default true
   */
  readonly verify?: boolean;
  /**
   * How long the operations may take.
   *
   * @default - the provider's own
   */
  readonly timeouts?: SqlCancelTimeouts;
}

/**
 * Cancels chosen SQL statements of a Huawei MRS cluster, once, when it is created. Destroying it does nothing: what was
 * cancelled stays cancelled.
 *
 * @example
 * const cancel = new SqlCancel(this, "runaway", {
 *   target: KillTarget.huaweiMrs("2b460e01-3351-4170-b0a7-57b9dd5ffef3", { region: "cn-north-4" }),
 *   sqlIds: ["20190909_011820_00151_xxxxx"],
 * });
 * new TerraformOutput(this, "outcomes", { value: cancel.results });
 */
export class SqlCancel extends Construct implements ITerraformDependable {
  /** The Terraform resource beneath, for what this construct has no property for (such as `addOverride`). */
  readonly resource: TerraformResource;

  /**
   * @throws ConstructError `TARGET_UNSUPPORTED` for every target but Huawei MRS, with what to use instead; `PROPERTY_UNKNOWN` for a
   * name that a cancel does not have; `PROPERTY_MISSING`
   */
  constructor(scope: Construct, id: string, props: SqlCancelProps) {
    super(scope, id);
    checkProperties("SqlCancel", this, props, PROPERTIES);
    const { target, timeouts, ...settings } = props;
    const api = offered(target.api.sqlCancel, "SqlCancel", this, target.api);
    this.resource = api.make(this, "Resource", target.target, {
      ...settings,
      timeouts: timeouts && { create: timeouts.create?.toString(), update: timeouts.update?.toString() },
    });
    requireProvider(this);
    this.node.addValidation({ validate: () => idProblems("sqlIds", props.sqlIds, api.ids) });
  }

  /**
   * What became of each statement: objects with its `sql_id`, `status_before`, `status_after`, the `outcome` (`killed`,
   * `gone`: over before the cancel, `survived`, `refused`, or `requested`: nobody looked) and the vendor's `message`, in
   * the order of the ids. A token.
   */
  get results(): IResolvable {
    return this.resource.interpolationForAttribute("results");
  }

  /** The resource's Terraform address, so that a SqlCancel can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.resource.fqn;
  }
}

const PROPERTIES: Properties<SqlCancelProps> = {
  target: "required",
  sqlIds: "required",
  triggers: "optional",
  verify: "optional",
  timeouts: "optional",
};
