import type { IResolvable, ITerraformDependable, TerraformMetaArguments, TerraformResource } from "cdktf";
import { Token } from "cdktf";
import { Construct } from "constructs";
import type { Duration } from "./duration";
import { sessionIdsInvalid } from "./errors";
import type { KillTarget } from "./kill-target";
import { requireProvider } from "./private/require-provider";

/** How long the operations on a session kill may take. */
export interface SessionKillTimeouts {
  /** @default - the provider's own, two minutes */
  readonly create?: Duration;
  /** @default - the provider's own, two minutes */
  readonly update?: Duration;
}

/**
 * Beside these, a session kill takes what every Terraform resource takes: `dependsOn`, `provider`,
 * `lifecycle`, `count`, `forEach`.
 */
export interface SessionKillProps extends TerraformMetaArguments {
  /** The database whose sessions are killed. */
  readonly target: KillTarget;
  /**
   * Ids of the sessions, 1 to 100, as the process list shows them. Single tokens and token lists are fine, such
   * as variables. Data `dbkill_sessions` is no source for them: killed sessions leave its list, and so the next
   * plan would differ. For sessions that match a filter there is {@link KillTask}.
   */
  readonly sessionIds: readonly string[];
  /**
   * Any values; a change of them kills again, whatever has these ids then.
   *
   * @default - the sessions are killed once
   */
  readonly triggers?: Readonly<Record<string, string>>;
  /**
   * Whether the vendor keeps a record of the kill, and looks whether the sessions exist first.
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
 */
export class SessionKill extends Construct implements ITerraformDependable {
  /** The Terraform resource beneath, for what this construct has no property for (such as `addOverride`). */
  readonly resource: TerraformResource;

  constructor(scope: Construct, id: string, props: SessionKillProps) {
    super(scope, id);
    const { target, timeouts, ...settings } = props;
    this.resource = target.api.makeSessionKill(this, "Resource", target.target, {
      ...settings,
      timeouts: timeouts && { create: timeouts.create?.toString(), update: timeouts.update?.toString() },
    });
    requireProvider(this);
    this.node.addValidation({ validate: () => sessionIdProblems(props.sessionIds) });
  }

  /**
   * What became of each session, as seen by listing again: objects with its `session_id` and its `outcome`
   * (`killed`, `gone`: over before the kill, or `survived`), in the order of the ids. A token.
   */
  get results(): IResolvable {
    return this.resource.interpolationForAttribute("results");
  }

  /** The resource's Terraform address, so that a SessionKill can stand in another resource's `dependsOn`. */
  get fqn(): string {
    return this.resource.fqn;
  }
}

function sessionIdProblems(ids: readonly string[]): string[] {
  if (Token.isUnresolved(ids)) return [];
  const problems: string[] = [];
  if (ids.length === 0) problems.push("is empty, so that nothing would be killed");
  if (ids.length > 100) problems.push(`holds ${ids.length} ids, and the vendor takes 100 at once`);
  const known = ids.filter((id) => !Token.isUnresolved(id));
  const wrong = known.filter((id) => !/^[1-9]\d*$/.test(id));
  if (wrong.length > 0)
    problems.push(`holds ${wrong.map((id) => `"${id}"`).join(", ")}, which is no session id`);
  const twice = new Set(known.filter((id, at) => known.indexOf(id) !== at));
  if (twice.size > 0) problems.push(`names ${[...twice].map((id) => `"${id}"`).join(", ")} twice`);
  return problems.map((problem) => sessionIdsInvalid(problem).message);
}
