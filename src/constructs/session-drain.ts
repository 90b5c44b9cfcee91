import {
  type IResolvable,
  type ITerraformDependable,
  type TerraformMetaArguments,
  type TerraformResource,
  Token,
} from "cdktf";
import { Construct } from "constructs";
import { checkDrainTimes, checkSelection, DRAIN_DEFAULTS, UNDECIDED } from "../model";
import { factsOf } from "../vendors/facts";
import { alreadyChecked } from "./binding-support";
import { SessionDrain as SessionDrainBinding } from "./bindings";
import { DURATION, type Duration } from "./duration";
import { carryOut } from "./engines/carry-out";
import { ENGINES, type KillEngine } from "./engines/kill-engine";
import { readable } from "./engines/limits";
import { type ConstructProblem, fromModel, renderProblem } from "./errors";
import { type KillTarget, TARGET } from "./kill-target";
import { whereOf } from "./scope";
import { requireList } from "./services";
import { FILTER, type SessionFilter } from "./session-filter";
import { selectionAttributes, selectionDraft } from "./session-selection";
import { checked, construct, count, flag, isMarked, mark, optional, shape, texts, word } from "./shape";
import { spell } from "./spelling";

/** How long the operations on a session drain may take. */
export interface SessionDrainTimeouts {
  /**
   * The whole drain: more than `grace` and `deadline` together.
   *
   * @default - the provider's own, ten minutes
   */
  readonly delete?: Duration;
}

/**
 * Besides these, a session drain takes what every Terraform resource takes: `dependsOn`, `provider`, `lifecycle`, `count`,
 * `forEach`.
 */
export interface SessionDrainProps extends TerraformMetaArguments {
  /** The database whose sessions leave. Not Huawei MRS, which can't list its statements. */
  readonly target: KillTarget;
  /** Which sessions are drained: those that match when they are listed. `SessionFilter.everything()` for all. */
  readonly filter: SessionFilter;
  /**
   * Sessions that match this are never killed, and not waited for.
   *
   * @default - none
   */
  readonly exclude?: SessionFilter;
  /**
   * Users whose sessions are never killed, and not waited for, besides the system's own accounts.
   *
   * @default - the system's own accounts
   */
  readonly protectedUsers?: readonly string[];
  /**
   * The most sessions that the whole drain may kill, 0 or more. A client that reconnects is a new session. More are an error, and
   * nothing more is killed.
   *
   * @default - no limit
   */
  readonly maxKills?: number;
  /**
   * How long sessions may leave by themselves before the first kill.
   *
   * @default - they are killed at once
   */
  readonly grace?: Duration;
  /**
   * How long to kill after `grace`, in passes, as clients reconnect. It ends as soon as nobody is left.
   *
   * @default Duration.minutes(1)
   */
  readonly deadline?: Duration;
  /**
   * Whether it is an error if sessions are left when `deadline` is over, so that what comes after the drain is not destroyed.
   * Otherwise it is a warning.
   *
   * @default true
   */
  readonly failOnSurvivors?: boolean | IResolvable;
  /**
   * How long the operations may take.
   *
   * @default - the provider's own, ten minutes
   */
  readonly timeouts?: SessionDrainTimeouts;
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
  exclude: optional(FILTER),
  protectedUsers: optional(texts),
  maxKills: optional(count),
  grace: optional(DURATION),
  deadline: optional(DURATION),
  failOnSurvivors: optional(flag),
  timeouts: optional(shape({ delete: optional(DURATION) })),
  engine: optional(word(ENGINES)),
});

/**
 * Kills sessions when it is destroyed, so that what must have no sessions can be deleted after it. Creating it kills nobody. Let it
 * depend on what is to be deleted: Terraform then destroys the drain first.
 *
 * @example
 * new SessionDrain(this, "drain", {
 *   target: KillTarget.tencentMysql("cdb-8jawylhf"),
 *   filter: SessionFilter.of({ databases: ["shop"] }),
 *   grace: Duration.seconds(30),
 *   dependsOn: [shop],
 * });
 */
export class SessionDrain extends Construct implements ITerraformDependable {
  /** Whether a construct is a SessionDrain, also one of another copy of this package. */
  static isSessionDrain(construct: unknown): construct is SessionDrain {
    return isMarked(construct, "SessionDrain");
  }

  /** The database whose sessions leave. */
  readonly target: KillTarget;
  /** Which sessions are drained. */
  readonly filter: SessionFilter;
  /** The most sessions that may be killed; undefined for no limit. An Aspect can demand one. */
  readonly maxKills?: number;
  /** The underlying Terraform resource, for what this construct has no property for (such as `addOverride`). */
  readonly resource: TerraformResource;

  /**
   * @throws ConstructError `DBKILL_TARGET_UNSUPPORTED` for Huawei MRS; `DBKILL_PROPERTY_UNKNOWN`, `DBKILL_PROPERTY_MISSING` and
   * `DBKILL_PROPERTY_INVALID`
   */
  constructor(scope: Construct, id: string, props: SessionDrainProps) {
    const where = whereOf(scope, id, "SessionDrain");
    const given: SessionDrainProps = checked(SHAPE, props, where);
    requireList(given.target, where, "so nobody could tell who is left");
    super(scope, id);
    mark(this, "SessionDrain");
    const { target, filter, grace, deadline, timeouts, engine: _, ...others } = given;
    this.target = target;
    this.filter = filter;
    this.maxKills = given.maxKills;
    const config = alreadyChecked({
      ...others,
      target: target.toTarget(),
      ...selectionAttributes(given),
      graceSeconds: grace?.toSeconds(),
      deadlineSeconds: deadline?.toSeconds(),
      timeouts: timeouts && { delete: timeouts.delete?.toString() },
    });
    this.resource = carryOut(this, "drain", given, (at, name) => new SessionDrainBinding(at, name, config));
    this.node.addValidation({ validate: () => problemsOf(given).map(renderProblem) });
  }

  /** The region that the destroy calls. A token. */
  get region(): string {
    return readable(this).getStringAttribute("region");
  }

  /** The resource's Terraform address, so that a SessionDrain can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.resource.fqn;
  }
}

/** What is wrong with a drain, as far as it is known at synth. */
function problemsOf(given: SessionDrainProps): ConstructProblem[] {
  const { target, grace, deadline, timeouts } = given;
  return [
    ...checkSelection(selectionDraft(given), {
      facts: factsOf(target.service),
      evaluatedBy: "list",
      choices: ["match", "match_all"],
      spell,
      spellSetting: spell,
    }),
    ...checkDrainTimes(
      {
        grace_seconds: secondsOf(grace) ?? DRAIN_DEFAULTS.grace_seconds,
        deadline_seconds: secondsOf(deadline) ?? DRAIN_DEFAULTS.deadline_seconds,
        delete: secondsOf(timeouts?.delete) ?? DRAIN_DEFAULTS.delete,
      },
      spell,
    ),
  ]
    .filter(({ severity }) => severity === "error")
    .map((problem) => fromModel(problem, spell));
}

function secondsOf(duration: Duration | undefined): number | typeof UNDECIDED | undefined {
  const seconds = duration?.toSeconds();
  return seconds !== undefined && Token.isUnresolved(seconds) ? UNDECIDED : seconds;
}
