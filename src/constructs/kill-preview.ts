import type { IResolvable, ITerraformDependable, TerraformDataSource, TerraformMetaArguments } from "cdktf";
import { Construct } from "constructs";
import { factsOf } from "../vendors/facts";
import { filterProblem } from "./errors";
import type { KillTarget } from "./kill-target";
import { offered } from "./private/offered";
import { checkProperties, type Properties } from "./private/properties";
import { requireProvider } from "./private/require-provider";
import type { SessionFilter } from "./session-filter";

/**
 * Beside these, a preview takes what every Terraform data source takes: `dependsOn`, `provider`, `lifecycle`, `count`,
 * `forEach`.
 */
export interface KillPreviewProps extends TerraformMetaArguments {
  /** The database: {@link KillTarget.huaweiDas}. */
  readonly target: KillTarget;
  /** The filter of the kill task that is thought of. */
  readonly filter: SessionFilter;
}

/**
 * Whom a kill task would kill at the moment of the plan, as the vendor itself tells. It kills nobody.
 *
 * @example
 * const preview = new KillPreview(this, "would-die", {
 *   target: KillTarget.huaweiDas("bcfa975193f1402fa11a6d4fd6baf5fbin01"),
 *   filter: SessionFilter.of({ users: ["report"] }),
 * });
 * new TerraformOutput(this, "how-many", { value: preview.totalCount });
 */
export class KillPreview extends Construct implements ITerraformDependable {
  /** The Terraform data source beneath, for what this construct has no property for (such as `addOverride`). */
  readonly dataSource: TerraformDataSource;

  /**
   * @throws ConstructError `TARGET_UNSUPPORTED` for every target but Huawei DAS, with what to use instead; `PROPERTY_UNKNOWN` for a
   * name that a preview does not have; `PROPERTY_MISSING`
   */
  constructor(scope: Construct, id: string, props: KillPreviewProps) {
    super(scope, id);
    checkProperties("KillPreview", this, props, PROPERTIES);
    const { target, ...settings } = props;
    const api = offered(target.api.killPreview, "KillPreview", this, target.api);
    this.dataSource = api.make(this, "Resource", target.target, settings);
    requireProvider(this);
    const { service } = target.api;
    this.node.addValidation({
      validate: () =>
        props.filter.problems({ facts: factsOf(service), evaluatedBy: "task" }).map(filterProblem),
    });
  }

  /**
   * The sessions that would be killed, 200 at most: objects with `id`, `user`, `host`, `db`, `command`, `sql_info`,
   * `state_duration` (seconds) and `state`. A token.
   */
  get processes(): IResolvable {
    return this.dataSource.interpolationForAttribute("processes");
  }

  /** How many sessions match. A token. */
  get totalCount(): number {
    return this.dataSource.getNumberAttribute("total_count");
  }

  /** When the vendor looked (RFC 3339, UTC); null where it does not tell. A token. */
  get dataSyncTime(): string {
    return this.dataSource.getStringAttribute("data_sync_time");
  }

  /**
   * As the vendor answers it, which is not documented; null where it does not. `processes` tells who would be killed,
   * whatever stands here. A token.
   */
  get success(): IResolvable {
    return this.dataSource.getBooleanAttribute("success");
  }

  /** The data source's Terraform address, so that a KillPreview can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.dataSource.fqn;
  }
}

const PROPERTIES: Properties<KillPreviewProps> = { target: "required", filter: "required" };
