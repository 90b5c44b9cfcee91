import type { IResolvable, TerraformMetaArguments } from "cdktf";
import * as v from "valibot";
import { DURATION, type Duration } from "./duration";
import { ENGINES, type KillEngine } from "./engines/kill-engine";
import { Enforcement, GroupBy, PolicyAction, PolicyMode, Victims } from "./policy-words";
import { OnConflict } from "./services/service";
import { FILTER, type SessionFilter } from "./session-filter";
import { count, flag, integer, list, optional, positive, shape, text, texts, word } from "./shape";
import { WINDOW, type Window } from "./window";

/** The trouble that a policy waits for. All that is set must hold. At least one of the first two is needed. */
export interface PolicyCondition {
  /**
   * At least this many sessions of clients run something.
   *
   * @default - any number
   */
  readonly activeSessionsAtLeast?: number;
  /**
   * At least this many sessions match the filter.
   *
   * @default - any number
   */
  readonly matchingAtLeast?: number;
  /**
   * The rest has held for this long without a break.
   *
   * @default - the policy kills at once
   */
  readonly for?: Duration;
}

/** How long the operations on a policy may take: those of the vendor's task, where it enforces the policy. */
export interface AutoKillPolicyTimeouts {
  /** @default - the provider's own, five minutes */
  readonly create?: Duration;
  /** @default - the provider's own, five minutes */
  readonly update?: Duration;
  /** @default - the provider's own, five minutes */
  readonly delete?: Duration;
}

/**
 * Everything that an auto-kill policy says but its database. Besides these, it takes what every Terraform resource takes: `dependsOn`,
 * `provider`, `lifecycle`, `count`, `forEach`.
 */
export interface AutoKillPolicySettings extends TerraformMetaArguments {
  /** Names the policy in the audit and in metrics. Unique among the policies of a database. */
  readonly name: string;
  /** Which sessions must not live. `SessionFilter.everything()` for all. */
  readonly filter: SessionFilter;
  /**
   * Sessions that match this are never killed, whatever the filter says.
   *
   * @default - none
   */
  readonly exclude?: SessionFilter;
  /**
   * Users whose sessions no policy of the database kills in the runner, besides the system's own accounts.
   *
   * @default - the system's own accounts
   */
  readonly protectedUsers?: readonly string[];
  /**
   * Whether sessions of migration and backup tools are protected, such as gh-ost and mysqldump. A vendor's task does not know them.
   *
   * @default true
   */
  readonly protectTools?: boolean | IResolvable;
  /**
   * What a kill ends.
   *
   * @default PolicyAction.CONNECTION, where the target's kill can end one
   */
  readonly action?: PolicyAction;
  /**
   * Which of the sessions that match are killed, within each group.
   *
   * @default Victims.ALL
   */
  readonly victims?: Victims;
  /**
   * What makes a group for `victims`.
   *
   * @default - all sessions are one group
   */
  readonly groupBy?: GroupBy;
  /**
   * A pass that would kill more sessions than this kills none, and a plan fails where more match at that moment. A whole number, 0 or
   * more.
   *
   * @default - no limit
   */
  readonly maxKills?: number;
  /**
   * A pass that would make it more kills than this within an hour kills none. A whole number, 0 or more.
   *
   * @default - no limit
   */
  readonly maxKillsPerHour?: number;
  /**
   * The policy kills only while the database is in this trouble.
   *
   * @default - always
   */
  readonly when?: PolicyCondition;
  /**
   * Whether it kills, or only reports what it would kill.
   *
   * @default PolicyMode.ENFORCE
   */
  readonly mode?: PolicyMode;
  /**
   * Who is to enforce it.
   *
   * @default Enforcement.AUTO
   */
  readonly enforcement?: Enforcement;
  /**
   * When it may kill: while one of these is open.
   *
   * @default - always
   */
  readonly windows?: readonly Window[];
  /**
   * Whether anybody enforces it. `false`: it stays declared.
   *
   * @default true
   */
  readonly enabled?: boolean | IResolvable;
  /**
   * From this time on it kills nothing: a date, or a string in the form of RFC 3339, such as `2027-01-31T18:00:00Z`.
   *
   * @default - never
   */
  readonly expiresAt?: string | Date;
  /**
   * Of two policies in the runner that choose one session, that with the higher number acts; of equal ones the first by name.
   *
   * @default 0
   */
  readonly priority?: number;
  /**
   * Why it exists; goes into the audit.
   *
   * @default - none
   */
  readonly reason?: string;
  /**
   * What to do where a task that this state does not know holds the only place that the vendor has.
   *
   * @default OnConflict.ERROR
   */
  readonly onConflict?: OnConflict;
  /**
   * How long the operations may take.
   *
   * @default - the provider's own, five minutes each
   */
  readonly timeouts?: AutoKillPolicyTimeouts;
  /**
   * The engine that carries it out.
   *
   * @default - the engine set by `KillEngine.use` or by the context `dbkill:engine`, else `KillEngine.PROVIDER`
   */
  readonly engine?: KillEngine;
}

/** A point in time, as RFC 3339 has it. */
const time = v.lazy((value) =>
  value instanceof Date
    ? v.pipe(
        v.custom<Date>((date) => !Number.isNaN((date as Date).getTime()), "a date that exists"),
        v.transform((date) => date.toISOString()),
      )
    : text,
);

/**
 * The kinds of {@link AutoKillPolicySettings}.
 * @internal
 */
export const POLICY_SETTINGS = {
  name: text,
  filter: FILTER,
  exclude: optional(FILTER),
  protectedUsers: optional(texts),
  protectTools: optional(flag),
  action: optional(word(Object.values(PolicyAction))),
  victims: optional(word(Object.values(Victims))),
  groupBy: optional(word(Object.values(GroupBy))),
  maxKills: optional(count),
  maxKillsPerHour: optional(count),
  when: optional(
    shape({
      activeSessionsAtLeast: optional(positive),
      matchingAtLeast: optional(positive),
      for: optional(DURATION),
    }),
  ),
  mode: optional(word(Object.values(PolicyMode))),
  enforcement: optional(word(Object.values(Enforcement))),
  windows: optional(list(WINDOW, "a list of Windows")),
  enabled: optional(flag),
  expiresAt: optional(time),
  priority: optional(integer),
  reason: optional(text),
  onConflict: optional(word(Object.values(OnConflict))),
  timeouts: optional(
    shape({ create: optional(DURATION), update: optional(DURATION), delete: optional(DURATION) }),
  ),
  engine: optional(word(ENGINES)),
} as const;
