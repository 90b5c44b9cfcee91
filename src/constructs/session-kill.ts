import type { IResolvable, ITerraformDependable, TerraformMetaArguments, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { factsOf } from "../vendors/facts";
import type { Duration } from "./duration";
import { filterProblem, selectionInvalid } from "./errors";
import type { KillTarget } from "./kill-target";
import { offered } from "./private/offered";
import { idProblems, maxKillsProblems, refusedProperties, serverSessionProblems } from "./private/problems";
import { checkProperties, type Properties } from "./private/properties";
import { requireProvider } from "./private/require-provider";
import { SELECTORS, type SessionKillApi } from "./private/target-api";
import type { ServerSession } from "./server-session";
import type { SessionFilter } from "./session-filter";

/** How long the operations on a session kill may take. */
export interface SessionKillTimeouts {
  /** @default - the provider's own: two minutes for MySQL, five for ClickHouse and OceanBase */
  readonly create?: Duration;
  /** @default - the provider's own: two minutes for MySQL, five for ClickHouse and OceanBase */
  readonly update?: Duration;
}

/**
 * Which sessions are killed is said by exactly one of `sessionIds`, `sessions` and `filter`. What a target does not take
 * is an error at synth that says what to use instead.
 *
 * Beside these, a session kill takes what every Terraform resource takes: `dependsOn`, `provider`,
 * `lifecycle`, `count`, `forEach`.
 */
export interface SessionKillProps extends TerraformMetaArguments {
  /** The database whose sessions are killed. Not Huawei MRS: for that there is {@link SqlCancel}. */
  readonly target: KillTarget;
  /**
   * Tencent, Huawei DAS: ids of the sessions, 1 to 100, as the process list shows them. ClickHouse: ids of the queries
   * (`initial_query_id`). Single tokens and token lists are fine, such as variables. Data `dbkill_sessions` is a poor
   * source for them: killed sessions leave its list, so that the next plan differs, and an empty list is an error but for
   * ClickHouse. For sessions that match a filter there are `filter` and {@link KillTask}.
   *
   * @default - none: another property chooses
   */
  readonly sessionIds?: readonly string[];
  /**
   * OceanBase: the sessions, each by its server and its id.
   *
   * @default - none: another property chooses
   */
  readonly sessions?: readonly ServerSession[] | IResolvable;
  /**
   * ClickHouse, OceanBase: the sessions are listed during the apply, and those that match are killed.
   * {@link SessionFilter.everything} is for ClickHouse alone: one call stops every query of the cluster, the vendor's
   * own among them.
   *
   * @default - none: another property chooses
   */
  readonly filter?: SessionFilter;
  /**
   * ClickHouse, OceanBase: the most sessions that may be killed, 0 or more. More are an error: in the plan, and again
   * in the apply, before anything is killed.
   *
   * @default - no limit
   */
  readonly maxKills?: number;
  /**
   * ClickHouse, OceanBase: users whose sessions are never killed, besides the vendor's own. Not together with
   * {@link SessionFilter.everything}, whose one call can spare nobody.
   *
   * @default - the vendor's own accounts alone
   */
  readonly protectedUsers?: readonly string[];
  /**
   * ClickHouse, OceanBase: whether to list again after the kill to see what became of each session.
   *
   * @default true
   */
  readonly verify?: boolean;
  /**
   * ClickHouse, OceanBase: whether a session that is still there after the kill is an error, so that the next apply
   * tries it again; else it is a warning.
   *
   * @default true
   */
  readonly failOnSurvivors?: boolean;
  /**
   * Any values; a change of them kills again, whatever is chosen then.
   *
   * @default - the sessions are killed once
   */
  readonly triggers?: Readonly<Record<string, string>>;
  /**
   * Tencent: whether the vendor keeps a record of the kill, and looks whether the sessions exist first.
   *
   * @default true
   */
  readonly recordHistory?: boolean;
  /**
   * How long the operations may take.
   *
   * @default - the provider's own
   */
  readonly timeouts?: SessionKillTimeouts;
}

/**
 * Kills chosen sessions, once, when it is created. Destroying it does nothing: what was killed stays killed.
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
 *   maxKills: 10,
 * });
 */
export class SessionKill extends Construct implements ITerraformDependable {
  /** The Terraform resource beneath, for what this construct has no property for (such as `addOverride`). */
  readonly resource: TerraformResource;

  /**
   * @throws ConstructError `TARGET_UNSUPPORTED` for Huawei MRS, with what to use instead; `PROPERTY_UNKNOWN` for a name
   * that a session kill does not have; `PROPERTY_MISSING`
   */
  constructor(scope: Construct, id: string, props: SessionKillProps) {
    super(scope, id);
    checkProperties("SessionKill", this, props, PROPERTIES);
    const { target, timeouts, ...others } = props;
    const api = offered(target.api.sessionKill, "SessionKill", this, target.api);
    this.resource = api.make(this, "Resource", target.target, {
      ...others,
      timeouts: timeouts && { create: timeouts.create?.toString(), update: timeouts.update?.toString() },
    });
    requireProvider(this);
    this.node.addValidation({
      validate: () => [
        ...refusedProperties(props, api.refuses, target.api),
        ...selectionProblems(props, api),
        ...maxKillsProblems(props.maxKills),
        ...(api.problems?.(props) ?? []),
      ],
    });
  }

  /**
   * What became of each session, as seen by listing again: objects with its id and its `outcome` (`killed`, `gone`: over
   * before the kill, `survived`, or `requested`: nobody looked). The id is `session_id`, for ClickHouse `query_id`.
   * ClickHouse and OceanBase tell the `user` too; OceanBase the `server`, the outcome `refused` and the vendor's
   * `message`. A token.
   */
  get results(): IResolvable {
    return this.resource.interpolationForAttribute("results");
  }

  /** The resource's Terraform address, so that a SessionKill can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.resource.fqn;
  }
}

const PROPERTIES: Properties<SessionKillProps> = {
  target: "required",
  sessionIds: "optional",
  sessions: "optional",
  filter: "optional",
  maxKills: "optional",
  protectedUsers: "optional",
  verify: "optional",
  failOnSurvivors: "optional",
  triggers: "optional",
  recordHistory: "optional",
  timeouts: "optional",
};

/** Exactly one property chooses, and what it chooses can be found. */
function selectionProblems(props: SessionKillProps, { refuses, ids }: SessionKillApi): string[] {
  const given = SELECTORS.filter((name) => (props[name] ?? undefined) !== undefined);
  const accepted = SELECTORS.filter((name) => refuses[name] === undefined);
  if (given.length !== 1) return [selectionInvalid(given, accepted).message];
  // What is refused is said already.
  if (!accepted.includes(given[0]!)) return [];
  const { sessionIds, sessions, filter, target } = props;
  if (sessionIds) return idProblems("sessionIds", sessionIds, ids);
  if (sessions) return serverSessionProblems(sessions, ids);
  return filter!.problems({ facts: factsOf(target.api.service), evaluatedBy: "list" }).map(filterProblem);
}
