import {
  type IResolvable,
  type ITerraformDependable,
  type TerraformMetaArguments,
  type TerraformResource,
  Tokenization,
} from "cdktf";
import { Construct } from "constructs";
import * as v from "valibot";
import { KILL_SCOPES, type KillScope } from "../vendors/sql/mysql/facts";
import { alreadyChecked } from "./binding-support";
import { DURATION, type Duration } from "./duration";
import { carryOut } from "./engines/carry-out";
import { ENGINES, type KillEngine } from "./engines/kill-engine";
import { readable } from "./engines/limits";
import { renderProblem } from "./errors";
import { type KillTarget, TARGET } from "./kill-target";
import { KillResults } from "./results";
import { whereOf } from "./scope";
import { offered, refusedProperties } from "./services";
import type { ServerSession } from "./services/service";
import { FILTER, type SessionFilter } from "./session-filter";
import { sessionKillProblems } from "./session-kill-problems";
import {
  checked,
  construct,
  count,
  flag,
  isMarked,
  list,
  mark,
  optional,
  orReference,
  shape,
  text,
  textMap,
  texts,
  word,
} from "./shape";

/** How long the operations on a session kill may take, its verification included. */
export interface SessionKillTimeouts {
  /** @default - the provider's own, five minutes */
  readonly create?: Duration;
  /** @default - the provider's own, five minutes */
  readonly update?: Duration;
}

/**
 * Exactly one of the ids (`sessionIds`; ClickHouse `queryIds`; OceanBase `sessions`) and `filter` says which sessions are killed.
 * All other properties mean the same for every target.
 *
 * Besides these, a session kill takes what every Terraform resource takes: `dependsOn`, `provider`, `lifecycle`, `count`,
 * `forEach`.
 */
export interface SessionKillProps extends TerraformMetaArguments {
  /** The database whose sessions are killed. Not Huawei MRS: use {@link SqlCancel} there. */
  readonly target: KillTarget;
  /**
   * Tencent, Huawei DAS, a MySQL server itself: ids of the sessions, as the process list shows them. Single tokens and token lists are possible. An
   * empty list kills nobody.
   *
   * @default - none: another property chooses
   */
  readonly sessionIds?: readonly string[];
  /**
   * ClickHouse: ids of the queries (`initial_query_id`). Single tokens and token lists are possible. An empty list kills nobody.
   *
   * @default - none: another property chooses
   */
  readonly queryIds?: readonly string[];
  /**
   * OceanBase: the sessions, each by its server and its id. An empty list kills nobody.
   *
   * @default - none: another property chooses
   */
  readonly sessions?: readonly ServerSession[] | IResolvable;
  /**
   * The sessions are listed during the apply, and those that match are killed.
   *
   * @default - none: another property chooses
   */
  readonly filter?: SessionFilter;
  /**
   * Sessions that match this are never killed, whatever chooses them.
   *
   * @default - none
   */
  readonly exclude?: SessionFilter;
  /**
   * The most sessions that may be killed, 0 or more. More are an error: in the plan, and again in the apply, before anything is
   * killed. It is also an error if the sessions can't be listed.
   *
   * @default - no limit
   */
  readonly maxKills?: number;
  /**
   * Users whose sessions are never killed, besides the system's own accounts.
   *
   * @default - the system's own accounts
   */
  readonly protectedUsers?: readonly string[];
  /**
   * Whether to list again after the kill, until every session is gone or the operation's time is nearly over.
   *
   * @default true
   */
  readonly verify?: boolean | IResolvable;
  /**
   * Whether a session that is still there after the kill, or of which nothing is known, is an error, so that the next apply
   * tries it again. Otherwise it is a warning.
   *
   * @default true
   */
  readonly failOnSurvivors?: boolean | IResolvable;
  /**
   * Any values. A change of one kills again.
   *
   * @default - the sessions are killed once
   */
  readonly triggers?: Readonly<Record<string, string>> | IResolvable;
  /**
   * Tencent only: whether DBbrain records the kill in its history and checks first that the sessions exist.
   *
   * @default true
   */
  readonly recordHistory?: boolean | IResolvable;
  /**
   * MySQL server only: what a kill ends. With `query`, the statement that runs, and its connection goes on; connections that run
   * nothing are not chosen then.
   *
   * @default "connection"
   */
  readonly kill?: KillScope;
  /**
   * How long the operations may take.
   *
   * @default - the provider's own
   */
  readonly timeouts?: SessionKillTimeouts;
  /**
   * The engine that carries it out.
   *
   * @default - the engine set by `KillEngine.use` or by the context `dbkill:engine`, else `KillEngine.PROVIDER`
   */
  readonly engine?: KillEngine;
}

const session = shape({ server: text, id: text });

/** A row of data `dbkill_sessions`, of which its server and its id are taken. */
const listedSession = v.pipe(
  v.custom<ServerSession>(
    (row) =>
      typeof (row as ServerSession).server === "string" && typeof (row as ServerSession).id === "string",
    "an object with server, id",
  ),
  v.transform(({ server, id }): ServerSession => ({ server, id })),
);

const SHAPE = construct({
  target: TARGET,
  sessionIds: optional(texts),
  queryIds: optional(texts),
  sessions: optional(
    orReference(
      list(
        v.lazy((row) => (Tokenization.isResolvable(row) ? listedSession : session)),
        "a list of { server, id }",
      ),
    ),
  ),
  filter: optional(FILTER),
  exclude: optional(FILTER),
  maxKills: optional(count),
  protectedUsers: optional(texts),
  verify: optional(flag),
  failOnSurvivors: optional(flag),
  triggers: optional(textMap),
  recordHistory: optional(flag),
  kill: optional(word(KILL_SCOPES)),
  timeouts: optional(shape({ create: optional(DURATION), update: optional(DURATION) })),
  engine: optional(word(ENGINES)),
});

/**
 * Kills chosen sessions, once, when it is created. Destroying it does nothing: what is killed stays killed.
 *
 * @example
 * const kill = new SessionKill(this, "stuck", {
 *   target: KillTarget.tencentMysql("cdb-8jawylhf"),
 *   sessionIds: ["8231", "8240"],
 * });
 * new TerraformOutput(this, "outcomes", { value: kill.results });
 *
 * @example
 * // Every long query of a ClickHouse cluster, unless that would be more than ten.
 * new SessionKill(this, "long-queries", {
 *   target: KillTarget.alibabaClickhouse("cc-bp108z124a8o7", { region: "cn-hangzhou" }),
 *   filter: SessionFilter.of({ minDuration: Duration.minutes(10) }),
 *   exclude: SessionFilter.of({ users: ["etl"] }),
 *   maxKills: 10,
 * });
 */
export class SessionKill extends Construct implements ITerraformDependable {
  /** Whether a construct is a SessionKill, also one of another copy of this package. */
  static isSessionKill(construct: unknown): construct is SessionKill {
    return isMarked(construct, "SessionKill");
  }

  /** The database whose sessions are killed. */
  readonly target: KillTarget;
  /** Which sessions are killed; undefined where ids choose them. */
  readonly filter?: SessionFilter;
  /** The most sessions that may be killed; undefined for no limit. An Aspect can demand one. */
  readonly maxKills?: number;
  /** The underlying Terraform resource, for what this construct has no property for (such as `addOverride`). */
  readonly resource: TerraformResource;

  /**
   * @throws ConstructError `DBKILL_TARGET_UNSUPPORTED` for Huawei MRS, with what to use instead; `DBKILL_PROPERTY_UNKNOWN`,
   * `DBKILL_PROPERTY_MISSING` and `DBKILL_PROPERTY_INVALID`
   */
  constructor(scope: Construct, id: string, props: SessionKillProps) {
    const given: SessionKillProps = checked(SHAPE, props, whereOf(scope, id, "SessionKill"));
    super(scope, id);
    mark(this, "SessionKill");
    const { target, timeouts, engine: _, ...others } = given;
    this.target = target;
    this.filter = given.filter;
    this.maxKills = given.maxKills;
    const service = offered("sessionKill", "SessionKill", this, target);
    this.resource = carryOut(this, "kill", given, (at, name) =>
      service.make(
        at,
        name,
        target,
        alreadyChecked({
          ...others,
          timeouts: timeouts && { create: timeouts.create?.toString(), update: timeouts.update?.toString() },
        }),
      ),
    );
    this.node.addValidation({
      validate: () =>
        [...refusedProperties(given, service.refuses, target), ...sessionKillProblems(given)].map(
          renderProblem,
        ),
    });
  }

  /** What became of each session. A token as a whole; `results.get(0).outcome` is that of the first one. */
  get results(): KillResults {
    return new KillResults(readable(this), "results", false);
  }

  /** How many sessions were killed. A token. */
  get killed(): number {
    return readable(this).getNumberAttribute("killed");
  }

  /** The resource's Terraform address, so that a SessionKill can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.resource.fqn;
  }
}
