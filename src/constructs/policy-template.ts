import type { Construct } from "constructs";
import { AutoKillPolicy } from "./auto-kill-policy";
import { META } from "./binding-support";
import { ConstructError } from "./errors";
import type { KillTarget } from "./kill-target";
import { type AutoKillPolicySettings, POLICY_SETTINGS } from "./policy-settings";
import { checked, construct, instance, isMarked, mark, optional } from "./shape";

/** The settings that a policy has no need of. */
type OptionalSetting = {
  [K in keyof AutoKillPolicySettings]-?: undefined extends AutoKillPolicySettings[K] ? K : never;
}[keyof AutoKillPolicySettings];

const SETTINGS = construct(POLICY_SETTINGS);
const OVERLAY = construct(
  Object.fromEntries(Object.entries(POLICY_SETTINGS).map(([name, kind]) => [name, optional(kind)])),
);

const { name: _, filter: __, ...others } = POLICY_SETTINGS;
const OPTIONAL: ReadonlySet<string> = new Set([...Object.keys(others), ...Object.keys(META)]);

/**
 * A policy without its database, for many databases and environments. Immutable.
 *
 * @example
 * const reports = PolicyTemplate.of({
 *   name: "reports-60s",
 *   filter: SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(1) }),
 *   maxKills: 50,
 * });
 * const dev = reports.with({ mode: PolicyMode.OBSERVE });
 * dev.apply(this, "reports", KillTarget.tencentMysql("cdb-8jawylhf"));
 */
export class PolicyTemplate {
  /** @throws ConstructError `DBKILL_PROPERTY_UNKNOWN`, `DBKILL_PROPERTY_MISSING` and `DBKILL_PROPERTY_INVALID` */
  static of(settings: AutoKillPolicySettings): PolicyTemplate {
    return new PolicyTemplate(checked(SETTINGS, settings, "PolicyTemplate.of"));
  }

  /** Whether a value is a PolicyTemplate, also one of another copy of this package. */
  static isPolicyTemplate(value: unknown): value is PolicyTemplate {
    return isMarked(value, "PolicyTemplate");
  }

  /** What the template says. */
  readonly settings: AutoKillPolicySettings;

  private constructor(settings: AutoKillPolicySettings) {
    this.settings = Object.freeze(settings);
    mark(this, "PolicyTemplate");
    Object.freeze(this);
  }

  /**
   * The template with some settings replaced, each as a whole: a list or a `when` of the overlay takes the place of the template's, and
   * is not merged with it. A setting that is `undefined` in the overlay stays as it is, so that a value that an environment does not have
   * never takes a guard away; {@link without} does.
   *
   * @throws ConstructError `DBKILL_PROPERTY_UNKNOWN` and `DBKILL_PROPERTY_INVALID`
   */
  with(overlay: Partial<AutoKillPolicySettings>): PolicyTemplate {
    const given: Partial<AutoKillPolicySettings> = checked(OVERLAY, overlay, "PolicyTemplate.with", {
      name: "overlay",
    });
    const set = Object.entries(given).filter(([, value]) => value !== undefined);
    return new PolicyTemplate({ ...this.settings, ...Object.fromEntries(set) });
  }

  /**
   * The template without some settings, for which the defaults hold then.
   *
   * @throws ConstructError `DBKILL_PROPERTY_UNKNOWN` for a name that is not a setting that can be left out
   */
  without(...names: readonly OptionalSetting[]): PolicyTemplate {
    const left: Record<string, unknown> = { ...this.settings };
    for (const name of names) {
      if (!OPTIONAL.has(name)) throw notOptional(name);
      delete left[name];
    }
    return new PolicyTemplate(left as unknown as AutoKillPolicySettings);
  }

  /**
   * Makes the policy of one database.
   *
   * @param overlay what differs for this one, as {@link with} takes it
   * @throws ConstructError as {@link AutoKillPolicy} and {@link with} do
   */
  apply(
    scope: Construct,
    id: string,
    target: KillTarget,
    overlay: Partial<AutoKillPolicySettings> = {},
  ): AutoKillPolicy {
    return new AutoKillPolicy(scope, id, { ...this.with(overlay).settings, target });
  }
}

function notOptional(name: string): ConstructError {
  return new ConstructError("PolicyTemplate.without", [
    {
      code: "DBKILL_PROPERTY_UNKNOWN",
      path: name,
      text: `${name} is not a setting that a policy can do without. Those are ${[...OPTIONAL].join(", ")}.`,
    },
  ]);
}

/**
 * The kind of properties that take one.
 * @internal
 */
export const TEMPLATE = instance<PolicyTemplate>(
  "PolicyTemplate",
  "a PolicyTemplate, such as PolicyTemplate.of({ ... })",
);
