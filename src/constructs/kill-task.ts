import type { ITerraformDependable, TerraformMetaArguments, TerraformResource } from "cdktf";
import { Token } from "cdktf";
import { Construct } from "constructs";
import type { Duration } from "./duration";
import { filterProblem, killSlotShared, maxKillsInvalid, renewalWithoutDuration } from "./errors";
import type { KillTarget } from "./kill-target";
import type { OnConflict } from "./on-conflict";
import { KillSlots } from "./private/kill-slots";
import { requireProvider } from "./private/require-provider";
import type { KillTaskResource } from "./private/target-api";
import type { SessionFilter } from "./session-filter";

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
  /** The database whose sessions are killed. */
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
  readonly renewOnExpiry?: boolean;
  /**
   * The plan fails where more sessions than this match at that moment, or where they can't be listed. A whole
   * number, 0 or more. It does not limit the task once it runs.
   *
   * @default - no limit
   */
  readonly maxKills?: number;
  /**
   * What to do where a kill task that this state does not know already holds the database.
   *
   * @default OnConflict.ERROR
   */
  readonly onConflict?: OnConflict;
  /**
   * How long the operations on the task may take.
   *
   * @default - the provider's own, five minutes each
   */
  readonly timeouts?: KillTaskTimeouts;
}

/**
 * A task that the database's vendor carries out: it kills the sessions that match a filter, for a duration or
 * until destroyed.
 *
 * At synth these fail, with the path of the construct: a filter that the vendor can't express, two tasks for
 * one database, a stack without a {@link DbkillProvider}.
 *
 * @example
 * new KillTask(this, "reports", {
 *   target: KillTarget.tencentMysql("cdb-8jawylhf"),
 *   filter: SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(1) }),
 *   duration: Duration.hours(1),
 * });
 */
export class KillTask extends Construct implements ITerraformDependable {
  /** The Terraform resource beneath, for what this construct has no property for (such as `addOverride`). */
  readonly resource: TerraformResource;

  private readonly task: KillTaskResource;

  constructor(scope: Construct, id: string, props: KillTaskProps) {
    super(scope, id);
    const { target, duration, timeouts, ...settings } = props;
    this.task = target.api.makeKillTask(this, "Resource", target.target, {
      ...settings,
      durationSeconds: duration?.toSeconds(),
      timeouts: timeouts && {
        create: timeouts.create?.toString(),
        update: timeouts.update?.toString(),
        delete: timeouts.delete?.toString(),
      },
    });
    this.resource = this.task;

    requireProvider(this);
    const slots = KillSlots.of(this);
    const slot = target.api.killSlot(target.target);
    // Where Terraform repeats the resource, one expression (`each.value`) stands for many instances.
    const repeated = props.forEach !== undefined || props.count !== undefined;
    if (!repeated || !Token.isUnresolved(target.instanceId)) slots.claim(this, slot);

    this.node.addValidation({
      validate: () => {
        const problems = props.filter.problems(target.api.service).map(filterProblem);
        const { maxKills, renewOnExpiry } = props;
        if (maxKills !== undefined && !Token.isUnresolved(maxKills) && !isCount(maxKills)) {
          problems.push(maxKillsInvalid(maxKills).message);
        }
        if (renewOnExpiry && !duration) problems.push(renewalWithoutDuration().message);
        const rival = slots.rivalOf(this);
        if (rival) problems.push(killSlotShared(slot, this.node.path, rival.node.path).message);
        return problems;
      },
    });
  }

  /** Id of the task, `<instance id>/<product>`. A token: known once the task was created. */
  get id(): string {
    return this.task.id;
  }

  /** `running`, or `expired` once its duration has passed. A token. */
  get status(): string {
    return this.task.status;
  }

  /** When the task was started (RFC 3339, UTC). A token. */
  get createdAt(): string {
    return this.task.createdAt;
  }

  /** When the task ends (RFC 3339, UTC); null for one that runs until destroyed. A token. */
  get expiresAt(): string {
    return this.task.expiresAt;
  }

  /** The resource's Terraform address, so that a KillTask can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.resource.fqn;
  }
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0;
