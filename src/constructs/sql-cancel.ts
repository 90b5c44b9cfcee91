import type { IResolvable, ITerraformDependable, TerraformMetaArguments, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { checkSelection, type SelectionDraft } from "../model";
import { factsOf } from "../vendors/facts";
import { DURATION, type Duration } from "./duration";
import { carryOut } from "./engines/carry-out";
import { ENGINES, type KillEngine } from "./engines/kill-engine";
import { readable } from "./engines/limits";
import { fromModel, renderProblem } from "./errors";
import { type KillTarget, TARGET } from "./kill-target";
import { KillResults } from "./results";
import { whereOf } from "./scope";
import { offered } from "./services";
import { checked, construct, flag, isMarked, mark, optional, shape, textMap, texts, word } from "./shape";
import { spell } from "./spelling";
import { decide } from "./tokens";

/** How long the operations on a cancel may take, the wait for the statements' end included. */
export interface SqlCancelTimeouts {
  /** @default - the provider's own, five minutes */
  readonly create?: Duration;
  /** @default - the provider's own, five minutes */
  readonly update?: Duration;
}

/**
 * Besides these, a cancel takes what every Terraform resource takes: `dependsOn`, `provider`, `lifecycle`, `count`,
 * `forEach`.
 */
export interface SqlCancelProps extends TerraformMetaArguments {
  /** The cluster: {@link KillTarget.huaweiMrs}. */
  readonly target: KillTarget;
  /**
   * Ids of the statements, such as `20190909_011820_00151_xxxxx`: submitting a statement returns its id. The vendor can't list
   * statements, so that no filter can choose them. Single tokens and token lists are possible. An empty list cancels nothing.
   */
  readonly sqlIds: readonly string[];
  /**
   * Any values. A change of one cancels again.
   *
   * @default - the statements are cancelled once
   */
  readonly triggers?: Readonly<Record<string, string>> | IResolvable;
  /**
   * Whether statements are looked up after their cancel, until they have ended or the operation's time is nearly over.
   *
   * @default true
   */
  readonly verify?: boolean | IResolvable;
  /**
   * Whether a statement that still runs after the cancel, or of which nothing is known, is an error, so that the next apply tries
   * it again. Otherwise it is a warning.
   *
   * @default true
   */
  readonly failOnSurvivors?: boolean | IResolvable;
  /**
   * How long the operations may take.
   *
   * @default - the provider's own
   */
  readonly timeouts?: SqlCancelTimeouts;
  /**
   * The engine that carries it out.
   *
   * @default - the engine set by `KillEngine.use` or by the context `dbkill:engine`, else `KillEngine.PROVIDER`
   */
  readonly engine?: KillEngine;
}

const SHAPE = construct({
  target: TARGET,
  sqlIds: texts,
  triggers: optional(textMap),
  verify: optional(flag),
  failOnSurvivors: optional(flag),
  timeouts: optional(shape({ create: optional(DURATION), update: optional(DURATION) })),
  engine: optional(word(ENGINES)),
});

/**
 * Cancels chosen SQL statements of a Huawei MRS cluster, once, when it is created. Destroying it does nothing: what is
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
  /** Whether a construct is a SqlCancel, also one of another copy of this package. */
  static isSqlCancel(construct: unknown): construct is SqlCancel {
    return isMarked(construct, "SqlCancel");
  }

  /** The cluster. */
  readonly target: KillTarget;
  /** The underlying Terraform resource, for what this construct has no property for (such as `addOverride`). */
  readonly resource: TerraformResource;

  /**
   * @throws ConstructError `DBKILL_TARGET_UNSUPPORTED` for every target but Huawei MRS, with what to use instead;
   * `DBKILL_PROPERTY_UNKNOWN`, `DBKILL_PROPERTY_MISSING` and `DBKILL_PROPERTY_INVALID`
   */
  constructor(scope: Construct, id: string, props: SqlCancelProps) {
    const given: SqlCancelProps = checked(SHAPE, props, whereOf(scope, id, "SqlCancel"));
    super(scope, id);
    mark(this, "SqlCancel");
    const { target, timeouts, engine: _, ...settings } = given;
    this.target = target;
    const service = offered("sqlCancel", "SqlCancel", this, target);
    this.resource = carryOut(this, "kill", given, (at, name) =>
      service.make(at, name, target, {
        ...settings,
        timeouts: timeouts && { create: timeouts.create?.toString(), update: timeouts.update?.toString() },
      }),
    );
    this.node.addValidation({
      validate: () => {
        const ids = decide(given.sqlIds) as SelectionDraft["ids"];
        return checkSelection(
          { ids },
          { facts: factsOf(target.service), choices: ["ids"], spellSetting: spell },
        ).map((problem) => renderProblem(fromModel(problem, spell)));
      },
    });
  }

  /** What became of each statement, in the order of the ids. A token as a whole. */
  get results(): KillResults {
    return new KillResults(readable(this), "results", false);
  }

  /** How many statements were cancelled. A token. */
  get killed(): number {
    return readable(this).getNumberAttribute("killed");
  }

  /** The resource's Terraform address, so that a SqlCancel can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.resource.fqn;
  }
}
