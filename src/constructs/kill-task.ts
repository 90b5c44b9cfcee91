import type { IResolvable, ITerraformDependable, TerraformMetaArguments, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { factsOf } from "../vendors/facts";
import { alreadyChecked } from "./binding-support";
import { DURATION, type Duration } from "./duration";
import { carryOut } from "./engines/carry-out";
import { ENGINES, type KillEngine } from "./engines/kill-engine";
import { readable } from "./engines/limits";
import { type ConstructProblem, fromModel, renderProblem } from "./errors";
import { conflictProblem, KillSlots } from "./kill-slots";
import { type KillTarget, TARGET } from "./kill-target";
import { whereOf } from "./scope";
import { offered, refusedProperties } from "./services";
import { OnConflict } from "./services/service";
import { FILTER, type SessionFilter } from "./session-filter";
import { checked, construct, count, flag, isMarked, mark, optional, shape, word } from "./shape";
import { spell } from "./spelling";
import { holdsTokens } from "./tokens";

/**
 * How long the operations on a kill task may take, waiting for the vendor's rate limit and retries included.
 */
export interface KillTaskTimeouts {
  /** @default - the provider's own, five minutes */
  readonly create?: Duration;
  /** @default - the provider's own, five minutes */
  readonly update?: Duration;
  /** @default - the provider's own, five minutes */
  readonly delete?: Duration;
}

/**
 * Beside these, a kill task takes what every Terraform resource takes: `dependsOn`, `provider`, `lifecycle`,
 * `count`, `forEach`.
 */
export interface KillTaskProps extends TerraformMetaArguments {
  /** The database whose sessions are killed: one of Tencent Cloud or of Huawei DAS. */
  readonly target: KillTarget;
  /** Which sessions are killed. */
  readonly filter: SessionFilter;
  /**
   * How long the vendor keeps killing.
   *
   * @default - until the task is destroyed
   */
  readonly duration?: Duration;
  /**
   * Whether a task that ended by its own time is planned again. Needs `duration`.
   *
   * @default false
   */
  readonly renewOnExpiry?: boolean | IResolvable;
  /**
   * The plan fails if more sessions than this match at that moment, or if they can't be listed. A whole number, 0 or more.
   * It does not limit the task once it runs.
   *
   * @default - no limit
   */
  readonly maxKills?: number;
  /**
   * What to do where a kill task that this state does not know already holds the database. It has no effect for Huawei DAS,
   * where tasks run side by side.
   *
   * @default OnConflict.ERROR
   */
  readonly onConflict?: OnConflict;
  /**
   * Huawei DAS only: whether the instance's kill switch must be on. With the switch off a task kills nothing: the plan then
   * warns, and the apply fails. {@link KillSwitch} declares the switch.
   *
   * @default true
   */
  readonly requireSwitch?: boolean | IResolvable;
  /**
   * Huawei DAS only: whether a running task with the same filters, which belongs to no other resource, is adopted with a
   * warning instead of starting a second one.
   *
   * @default true
   */
  readonly adoptExisting?: boolean | IResolvable;
  /**
   * How long the operations on the task may take.
   *
   * @default - the provider's own, five minutes each
   */
  readonly timeouts?: KillTaskTimeouts;
  /**
   * The engine that carries it out.
   *
   * @default - the engine set by `KillEngine.use` or by the context `dbkill:engine`, else `KillEngine.PROVIDER`
   */
  readonly engine?: KillEngine;
}

const SHAPE = construct({
  target: TARGET,
  filter: FILTER,
  duration: optional(DURATION),
  renewOnExpiry: optional(flag),
  maxKills: optional(count),
  onConflict: optional(word(Object.values(OnConflict))),
  requireSwitch: optional(flag),
  adoptExisting: optional(flag),
  timeouts: optional(
    shape({ create: optional(DURATION), update: optional(DURATION), delete: optional(DURATION) }),
  ),
  engine: optional(word(ENGINES)),
});

/**
 * A task that the database's vendor carries out: it kills the sessions that match a filter, for a duration or
 * until destroyed. It is the same for every vendor that has kill tasks: to move from one to the other, change the target.
 *
 * At synth these fail, with the path of the construct: a filter that the vendor can't express, more tasks for one
 * database than the vendor runs (one for Tencent DBbrain, five for Huawei DAS), two equal ones there, a property that
 * the vendor does not take, a stack without a {@link DbkillProvider}.
 *
 * @example
 * new KillTask(this, "reports", {
 *   target: KillTarget.tencentMysql("cdb-8jawylhf"),
 *   filter: SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(1) }),
 *   duration: Duration.hours(1),
 * });
 */
export class KillTask extends Construct implements ITerraformDependable {
  /** Whether a construct is a KillTask, also one of another copy of this package. */
  static isKillTask(construct: unknown): construct is KillTask {
    return isMarked(construct, "KillTask");
  }

  /** The database whose sessions are killed. */
  readonly target: KillTarget;
  /** Which sessions are killed. */
  readonly filter: SessionFilter;
  /** The most sessions that may match in the plan; undefined for no limit. An Aspect can demand one. */
  readonly maxKills?: number;
  /** The underlying Terraform resource, for what this construct has no property for (such as `addOverride`). */
  readonly resource: TerraformResource;

  /**
   * @throws ConstructError `DBKILL_TARGET_UNSUPPORTED` for a target whose vendor has no kill tasks (Huawei MRS, Alibaba), with
   * what to use instead; `DBKILL_PROPERTY_UNKNOWN`, `DBKILL_PROPERTY_MISSING` and `DBKILL_PROPERTY_INVALID`
   */
  constructor(scope: Construct, id: string, props: KillTaskProps) {
    const given: KillTaskProps = checked(SHAPE, props, whereOf(scope, id, "KillTask"));
    super(scope, id);
    mark(this, "KillTask");
    const { target, duration, timeouts, engine: _, ...others } = given;
    this.target = target;
    this.filter = given.filter;
    this.maxKills = given.maxKills;
    const service = offered("killTask", "KillTask", this, target);
    const settings = {
      ...others,
      durationSeconds: duration?.toSeconds(),
      timeouts: timeouts && {
        create: timeouts.create?.toString(),
        update: timeouts.update?.toString(),
        delete: timeouts.delete?.toString(),
      },
    };
    this.resource = carryOut(this, "task", given, (at, name) =>
      service.make(at, name, target, alreadyChecked(settings)),
    );

    const slots = KillSlots.of(this);
    const slot = service.slot(target, settings);
    // Where Terraform repeats the resource, one expression (`each.value`) stands for many values.
    const repeated = given.forEach !== undefined || given.count !== undefined;
    if (!repeated || !holdsTokens([slot.instanceId, slot.task])) slots.claim(this, slot);

    this.node.addValidation({
      validate: () => {
        const problems: ConstructProblem[] = [
          ...given.filter
            .problems({ facts: factsOf(target.service), evaluatedBy: "task" })
            .map((problem) => fromModel(problem, spell)),
          ...refusedProperties(given, service.refuses, target),
        ];
        if (given.renewOnExpiry && !duration) problems.push(RENEWAL_WITHOUT_DURATION);
        const conflict = slots.conflictOf(this);
        if (conflict) problems.push(conflictProblem(conflict, slot, this.node.path));
        return problems.map(renderProblem);
      },
    });
  }

  /**
   * Id of the task: `<instance id>/<product>` (Tencent), `<instance id>/<task id>` (Huawei). A token: Terraform knows it once
   * the task is created.
   */
  get id(): string {
    return readable(this).getStringAttribute("id");
  }

  /**
   * `running`; `expired` once its duration has passed; `stopped` where it ended otherwise, and the next apply starts it again.
   * A token.
   */
  get status(): string {
    return readable(this).getStringAttribute("status");
  }

  /** When the task was started (RFC 3339, UTC). A token. */
  get startedAt(): string {
    return readable(this).getStringAttribute("started_at");
  }

  /** When the task ends (RFC 3339, UTC); null for one that runs until destroyed. A token. */
  get endsAt(): string {
    return readable(this).getStringAttribute("ends_at");
  }

  /** The resource's Terraform address, so that a KillTask can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.resource.fqn;
  }
}

const RENEWAL_WITHOUT_DURATION: ConstructProblem = {
  code: "DBKILL_RENEWAL_WITHOUT_DURATION",
  path: "renewOnExpiry",
  text: "renewOnExpiry is set, but duration is not. A task without a duration runs until it is destroyed and never expires. Set duration, or remove renewOnExpiry.",
};
