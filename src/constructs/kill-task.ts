import type { ITerraformDependable, TerraformMetaArguments, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { factsOf } from "../vendors/facts";
import type { Duration } from "./duration";
import {
  filterProblem,
  killSlotShared,
  killTaskDoubled,
  killTasksTooMany,
  renewalWithoutDuration,
} from "./errors";
import type { KillTarget } from "./kill-target";
import type { OnConflict } from "./on-conflict";
import { KillSlots, type SlotConflict } from "./private/kill-slots";
import { offered } from "./private/offered";
import { maxKillsProblems, refusedProperties } from "./private/problems";
import { checkProperties, type Properties } from "./private/properties";
import { requireProvider } from "./private/require-provider";
import type { KillSlot, KillTaskApi } from "./private/target-api";
import { holdsTokens } from "./private/tokens";
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
  readonly renewOnExpiry?: boolean;
  /**
   * The plan fails where more sessions than this match at that moment, or where they can't be listed. A whole
   * number, 0 or more. It does not limit the task once it runs.
   *
   * @default - no limit
   */
  readonly maxKills?: number;
  /**
   * What to do where a kill task that this state does not know already holds the database. Without meaning, and
   * taken all the same, for Huawei DAS, where tasks run side by side.
   *
   * @default OnConflict.ERROR
   */
  readonly onConflict?: OnConflict;
  /**
   * Huawei DAS alone: whether the instance's kill switch must be ON. With the switch OFF a task kills nothing: the
   * plan then warns, and the apply fails. The binding `HuaweiDasKillSwitch` declares the switch.
   *
   * @default true
   */
  readonly requireSwitch?: boolean;
  /**
   * Huawei DAS alone: whether a task that runs already, is this one in every filter and belongs to no other
   * resource is taken over, with a warning, instead of starting a second one.
   *
   * @default true
   */
  readonly adoptExisting?: boolean;
  /**
   * How long the operations on the task may take.
   *
   * @default - the provider's own, five minutes each
   */
  readonly timeouts?: KillTaskTimeouts;
}

/**
 * A task that the database's vendor carries out: it kills the sessions that match a filter, for a duration or
 * until destroyed. The same for every vendor that has kill tasks: to move from one to the other, change the target.
 *
 * At synth these fail, with the path of the construct: a filter that the vendor can't express, more tasks for one
 * database than the vendor runs (one by Tencent DBbrain, five by Huawei DAS), two equal ones there, a property that
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
  /** The Terraform resource beneath, for what this construct has no property for (such as `addOverride`). */
  readonly resource: TerraformResource;

  private readonly api: KillTaskApi;

  /**
   * @throws ConstructError `TARGET_UNSUPPORTED` for a target whose vendor has no kill tasks (Huawei MRS, Alibaba), with
   * what to use instead; `PROPERTY_UNKNOWN` for a name that a kill task does not have; `PROPERTY_MISSING`
   */
  constructor(scope: Construct, id: string, props: KillTaskProps) {
    super(scope, id);
    checkProperties("KillTask", this, props, PROPERTIES);
    const { target, duration, timeouts, ...others } = props;
    this.api = offered(target.api.killTask, "KillTask", this, target.api);
    const settings = {
      ...others,
      durationSeconds: duration?.toSeconds(),
      timeouts: timeouts && {
        create: timeouts.create?.toString(),
        update: timeouts.update?.toString(),
        delete: timeouts.delete?.toString(),
      },
    };
    this.resource = this.api.make(this, "Resource", target.target, settings);

    requireProvider(this);
    const slots = KillSlots.of(this);
    const slot = this.api.slot(target.target, settings);
    // Where Terraform repeats the resource, one expression (`each.value`) stands for many values.
    const repeated = props.forEach !== undefined || props.count !== undefined;
    if (!repeated || !holdsTokens([slot.instanceId, slot.task])) slots.claim(this, slot);

    this.node.addValidation({
      validate: () => {
        const { service } = target.api;
        const problems = [
          ...props.filter.problems({ facts: factsOf(service), evaluatedBy: "task" }).map(filterProblem),
          ...maxKillsProblems(props.maxKills),
          ...refusedProperties(props, this.api.refuses, target.api),
        ];
        if (props.renewOnExpiry && !duration) problems.push(renewalWithoutDuration().message);
        const conflict = slots.conflictOf(this);
        if (conflict) problems.push(conflictProblem(conflict, slot, this.node.path));
        return problems;
      },
    });
  }

  /** Id of the task: `<instance id>/<product>` (Tencent), `<instance id>/<task id>` (Huawei). A token: known once the task was created. */
  get id(): string {
    return this.resource.getStringAttribute("id");
  }

  /**
   * `running`, or `expired` once its duration has passed; `cancelled` (Tencent) or `stopped` (Huawei) where it ended
   * otherwise, and the next apply starts it. A token.
   */
  get status(): string {
    return this.resource.getStringAttribute("status");
  }

  /** When the task was started (RFC 3339, UTC). A token. */
  get createdAt(): string {
    return this.resource.getStringAttribute(this.api.startAttribute);
  }

  /** When the task ends (RFC 3339, UTC); null for one that runs until destroyed. A token. */
  get expiresAt(): string {
    return this.resource.getStringAttribute(this.api.endAttribute);
  }

  /** The resource's Terraform address, so that a KillTask can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.resource.fqn;
  }
}

const PROPERTIES: Properties<KillTaskProps> = {
  target: "required",
  filter: "required",
  duration: "optional",
  renewOnExpiry: "optional",
  maxKills: "optional",
  onConflict: "optional",
  requireSwitch: "optional",
  adoptExisting: "optional",
  timeouts: "optional",
};

function conflictProblem(conflict: SlotConflict, slot: KillSlot, path: string): string {
  if ("twin" in conflict) return killTaskDoubled(slot, path, conflict.twin.node.path).message;
  const holders = conflict.holders.map(({ node }) => node.path);
  return (slot.room === 1 ? killSlotShared(slot, path, holders[0]!) : killTasksTooMany(slot, path, holders))
    .message;
}
