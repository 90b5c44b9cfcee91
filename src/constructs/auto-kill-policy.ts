import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { enforcerOf, isExpired } from "../model";
import { factsOf } from "../vendors/facts";
import { alreadyChecked } from "./binding-support";
import { AutoKillPolicy as AutoKillPolicyBinding } from "./bindings";
import { carryOut } from "./engines/carry-out";
import { readable } from "./engines/limits";
import { type ConstructProblem, renderProblem } from "./errors";
import { conflictProblem, KillSlots } from "./kill-slots";
import { type KillTarget, TARGET } from "./kill-target";
import { type GivenPolicy, knownPolicy, policyProblems } from "./policy-problems";
import { PolicyRegistry } from "./policy-registry";
import { type AutoKillPolicySettings, POLICY_SETTINGS } from "./policy-settings";
import { PolicyMode } from "./policy-words";
import { whereOf } from "./scope";
import { requireList, SERVICES } from "./services";
import type { KillSlot } from "./services/service";
import type { SessionFilter } from "./session-filter";
import { selectionAttributes } from "./session-selection";
import { checked, construct, isMarked, mark } from "./shape";
import { holdsTokens } from "./tokens";

/** Besides these, a policy takes what every Terraform resource takes: `dependsOn`, `provider`, `lifecycle`, `count`, `forEach`. */
export interface AutoKillPolicyProps extends AutoKillPolicySettings {
  /** The database that the policy protects. Not Huawei MRS, which can't list its statements. */
  readonly target: KillTarget;
}

const SHAPE = construct({ target: TARGET, ...POLICY_SETTINGS });

/**
 * The rule that keeps a database alive: sessions like these must not live on it. The same on every service and on a MySQL server
 * itself.
 *
 * The vendor's own kill task enforces it if it has exactly the same effect. Otherwise the policy is a document for dbkill's runner, and nobody
 * enforces it until a runner has it. {@link enforcedBy} says which of the two.
 *
 * At synth these fail, with the path of the construct: what the target can't list or kill; `Enforcement.VENDOR` with a setting that
 * the vendor's task can't express; two policies of one database with one name; more kill tasks for one database, those of policies and
 * {@link KillTask}s together, than the vendor runs; a stack without a {@link DbkillProvider}.
 *
 * @example
 * new AutoKillPolicy(this, "reports", {
 *   name: "reports-60s",
 *   target: KillTarget.huaweiDas("bcfa975193f1402fa11a6d4fd6baf5fbin01"),
 *   filter: SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(1) }),
 *   reason: "Reports lock the order tables.",
 * });
 */
export class AutoKillPolicy extends Construct implements ITerraformDependable {
  /** Whether a construct is an AutoKillPolicy, also one of another copy of this package. */
  static isAutoKillPolicy(construct: unknown): construct is AutoKillPolicy {
    return isMarked(construct, "AutoKillPolicy");
  }

  /** The policy's name in the audit and in metrics. */
  readonly name: string;
  /** The database that the policy protects. */
  readonly target: KillTarget;
  /** Which sessions must not live. */
  readonly filter: SessionFilter;
  /** The most sessions that a pass may kill; undefined for no limit. An Aspect can demand one. */
  readonly maxKills?: number;
  /** Whether it kills or only observes. */
  readonly mode: PolicyMode;
  /** The underlying Terraform resource, for what this construct has no property for (such as `addOverride`). */
  readonly resource: TerraformResource;

  /**
   * @throws ConstructError `DBKILL_TARGET_UNSUPPORTED` for Huawei MRS; `DBKILL_PROPERTY_UNKNOWN`, `DBKILL_PROPERTY_MISSING` and
   * `DBKILL_PROPERTY_INVALID`
   */
  constructor(scope: Construct, id: string, props: AutoKillPolicyProps) {
    const where = whereOf(scope, id, "AutoKillPolicy");
    const given: GivenPolicy = checked(SHAPE, props, where);
    requireList(given.target, where, "and a policy chooses them from a list");
    super(scope, id);
    mark(this, "AutoKillPolicy");
    this.name = given.name;
    this.target = given.target;
    this.filter = given.filter;
    this.maxKills = given.maxKills;
    this.mode = given.mode ?? PolicyMode.ENFORCE;
    this.resource = carryOut(
      this,
      "task",
      { ...given, isForRunner: enforcerAtSynth(given) === "runner" },
      (at, name) => new AutoKillPolicyBinding(at, name, alreadyChecked(configOf(given))),
    );

    const registry = PolicyRegistry.of(this);
    registry.add(this);
    const slots = KillSlots.of(this);
    const slot = slotOf(given);
    // Where Terraform repeats the resource, one expression (`each.value`) stands for many values.
    if (slot && (!this.repeated || !holdsTokens([slot.instanceId, slot.task]))) slots.claim(this, slot);

    this.node.addValidation({
      validate: () => {
        const problems = policyProblems(given);
        const twin = registry.twinOf(this);
        if (twin) problems.push(twinProblem(this, twin.node.path));
        const conflict = slot && slots.conflictOf(this);
        if (conflict) {
          const problem = conflictProblem(conflict, slot, this.node.path);
          problems.push({
            ...problem,
            text: `${problem.text} Or set enforcement: Enforcement.RUNNER for the policy.`,
          });
        }
        return problems.map(renderProblem);
      },
    });
  }

  /**
   * How the resource is repeated, where it is.
   * @internal
   */
  get repeated(): { readonly forEach?: unknown } | undefined {
    const { count, forEach } = this.resource;
    return count === undefined && forEach === undefined ? undefined : { forEach };
  }

  /** `vendor`: its own kill task; `runner`: dbkill's runner. A token. */
  get enforcedBy(): string {
    return readable(this).getStringAttribute("enforced_by");
  }

  /** What the vendor's task can't express; null where it enforces the policy. A token. */
  get enforcedByReason(): string {
    return readable(this).getStringAttribute("enforced_by_reason");
  }

  /**
   * `enforced`: the vendor's task runs, or the runner confirms this revision; `observing` and `outside_window`: as the runner confirms;
   * `pending`: for the runner, and no runner has confirmed it; `stopped`: the vendor's task ended before it should; `expired`;
   * `disabled`. A token.
   */
  get status(): string {
    return readable(this).getStringAttribute("status");
  }

  /** The vendor's number of its task; null where there is none, or where the service gives none. A token. */
  get taskId(): string {
    return readable(this).getStringAttribute("task_id");
  }

  /** A policy document with this policy, as JSON: what the runner reads. A token. */
  get document(): string {
    return readable(this).getStringAttribute("document");
  }

  /** SHA-256 of {@link document}: names the revision. A token. */
  get documentHash(): string {
    return readable(this).getStringAttribute("document_hash");
  }

  /** The resource's Terraform address, so that an AutoKillPolicy can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.resource.fqn;
  }
}

/** A policy in the attributes of the generated binding. */
function configOf(given: GivenPolicy) {
  const { target, filter: _, when, windows, timeouts, engine: __, ...others } = given;
  return {
    ...others,
    target: target.toTarget(),
    ...selectionAttributes(given),
    when: when && {
      activeSessionsAtLeast: when.activeSessionsAtLeast,
      matchingAtLeast: when.matchingAtLeast,
      forSeconds: when.for?.toSeconds(),
    },
    window: windows?.map((window) => window.toWindow()),
    timeouts: timeouts && {
      create: timeouts.create?.toString(),
      update: timeouts.update?.toString(),
      delete: timeouts.delete?.toString(),
    },
  };
}

/** Who enforces the policy. Undefined if nobody does, or if only Terraform knows. */
function enforcerAtSynth(given: GivenPolicy): "vendor" | "runner" | undefined {
  const policy = knownPolicy(given);
  if (!policy?.enabled || isExpired(policy, new Date())) return undefined;
  return enforcerOf(policy, factsOf(given.target.service));
}

/** The place that the policy takes at the vendor; undefined where the runner or nobody enforces it, or only Terraform knows who. */
function slotOf(given: GivenPolicy): KillSlot | undefined {
  const policy = knownPolicy(given);
  const { killTask } = SERVICES[given.target.service];
  if (!policy?.enabled || typeof killTask === "string" || isExpired(policy, new Date())) return undefined;
  if (enforcerOf(policy, factsOf(given.target.service)) !== "vendor") return undefined;
  const slot = killTask.slot(given.target, { filter: given.filter });
  // The time left is the task's duration, which only the apply knows.
  const isTimed = slot.task !== undefined && policy.expires_at !== null;
  return isTimed ? { ...slot, task: [slot.task, policy.expires_at] } : slot;
}

function twinProblem({ name, node }: AutoKillPolicy, twin: string): ConstructProblem {
  return {
    code: "DBKILL_POLICY_NAMES_EQUAL",
    path: "name",
    text: `"${node.path}" and "${twin}" are policies of one database with the name ${JSON.stringify(name)}. The audit and the metrics could not tell them apart. Rename one of them.`,
  };
}
