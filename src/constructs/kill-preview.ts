import type { IResolvable, ITerraformDependable, TerraformDataSource, TerraformMetaArguments } from "cdktf";
import { Construct } from "constructs";
import { factsOf } from "../vendors/facts";
import { requireProvider } from "./engines/provider-requirements";
import { fromModel, renderProblem } from "./errors";
import { type KillTarget, TARGET } from "./kill-target";
import { PreviewedSessions } from "./results";
import { whereOf } from "./scope";
import { offered } from "./services";
import { FILTER, type SessionFilter } from "./session-filter";
import { checked, construct, isMarked, mark } from "./shape";
import { spell } from "./spelling";

/**
 * Besides these, a preview takes what every Terraform data source takes: `dependsOn`, `provider`, `lifecycle`, `count`,
 * `forEach`.
 */
export interface KillPreviewProps extends TerraformMetaArguments {
  /** The database: {@link KillTarget.huaweiDas}. */
  readonly target: KillTarget;
  /** The filter of the kill task to preview. */
  readonly filter: SessionFilter;
}

const SHAPE = construct({ target: TARGET, filter: FILTER });

/**
 * Which sessions a kill task would kill at the moment of the plan, as the vendor itself tells. It kills nothing.
 *
 * @example
 * const preview = new KillPreview(this, "would-die", {
 *   target: KillTarget.huaweiDas("bcfa975193f1402fa11a6d4fd6baf5fbin01"),
 *   filter: SessionFilter.of({ users: ["report"] }),
 * });
 * new TerraformOutput(this, "how-many", { value: preview.totalCount });
 */
export class KillPreview extends Construct implements ITerraformDependable {
  /** Whether a construct is a KillPreview, also one of another copy of this package. */
  static isKillPreview(construct: unknown): construct is KillPreview {
    return isMarked(construct, "KillPreview");
  }

  /** The database. */
  readonly target: KillTarget;
  /** The filter of the kill task to preview. */
  readonly filter: SessionFilter;
  /** The underlying Terraform data source, for what this construct has no property for (such as `addOverride`). */
  readonly dataSource: TerraformDataSource;

  /**
   * @throws ConstructError `DBKILL_TARGET_UNSUPPORTED` for every target but Huawei DAS, with what to use instead;
   * `DBKILL_PROPERTY_UNKNOWN`, `DBKILL_PROPERTY_MISSING` and `DBKILL_PROPERTY_INVALID`
   */
  constructor(scope: Construct, id: string, props: KillPreviewProps) {
    const { target, ...settings }: KillPreviewProps = checked(
      SHAPE,
      props,
      whereOf(scope, id, "KillPreview"),
    );
    super(scope, id);
    mark(this, "KillPreview");
    this.target = target;
    this.filter = settings.filter;
    this.dataSource = offered("killPreview", "KillPreview", this, target).make(
      this,
      "Resource",
      target,
      settings,
    );
    requireProvider(this);
    this.node.addValidation({
      validate: () =>
        this.filter
          .problems({ facts: factsOf(target.service), evaluatedBy: "task" })
          .map((problem) => renderProblem(fromModel(problem, spell))),
    });
  }

  /** The sessions that would be killed, 200 at most. A token as a whole. */
  get processes(): PreviewedSessions {
    return new PreviewedSessions(this.dataSource, "processes", false);
  }

  /** How many sessions match. A token. */
  get totalCount(): number {
    return this.dataSource.getNumberAttribute("total_count");
  }

  /** When the vendor looked (RFC 3339, UTC); null if it does not tell. A token. */
  get dataSyncTime(): string {
    return this.dataSource.getStringAttribute("data_sync_time");
  }

  /** What the vendor answers under this name, which is not documented; null if nothing. Rely on `processes`. A token. */
  get success(): IResolvable {
    return this.dataSource.getBooleanAttribute("success");
  }

  /** The data source's Terraform address, so that a KillPreview can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.dataSource.fqn;
  }
}
