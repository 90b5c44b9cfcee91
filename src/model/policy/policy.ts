import type { SessionFilter } from "../filter";
import type { Target } from "../target";

/** What a kill ends: the connection, or only what it runs. */
export const POLICY_ACTIONS = ["connection", "query"] as const;
export type PolicyAction = (typeof POLICY_ACTIONS)[number];

/** Which of the sessions that may be killed are killed, within each group. The oldest has been in its state for the longest time. */
export const VICTIMS = ["all", "oldest", "newest", "all_but_oldest"] as const;
export type Victims = (typeof VICTIMS)[number];

/** What puts sessions into one group. `fingerprint`: statements that differ only in their values. */
export const GROUPS = ["user", "host", "database", "fingerprint"] as const;
export type GroupBy = (typeof GROUPS)[number];

/** `observe` never kills anywhere. */
export const POLICY_MODES = ["enforce", "observe"] as const;
export type PolicyMode = (typeof POLICY_MODES)[number];

/** Who is to enforce a policy. `auto`: the vendor's task where it means exactly the same, else the runner. */
export const ENFORCEMENTS = ["auto", "vendor", "runner"] as const;
export type Enforcement = (typeof ENFORCEMENTS)[number];

/** Who enforces a policy. */
export const ENFORCERS = ["vendor", "runner"] as const;
export type Enforcer = (typeof ENFORCERS)[number];

/** Days of the week, in the order of the week. */
export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];

/** When a policy may kill: a part of the day, by the clock on the wall of a time zone. */
export interface PolicyWindow {
  /** The days on which it opens. Empty: every day. */
  readonly days: readonly Day[];
  /** `HH:MM`, from 00:00 to 23:59. */
  readonly start: string;
  /** `HH:MM`, from 00:00 to 24:00; not after `start`: on the next day. The window is closed from this minute on. */
  readonly end: string;
  /** IANA name, such as `Europe/Berlin`. */
  readonly time_zone: string;
}

/** The trouble that a policy waits for. All that is set must hold. */
export interface PolicyCondition {
  /** At least this many sessions of clients run something: those of the system and those whose command is `Sleep` don't count. */
  readonly active_sessions_at_least: number | null;
  /** At least this many sessions match, spared or not. */
  readonly matching_at_least: number | null;
  /** The rest has held for this long without a break, in seconds. */
  readonly for_seconds: number | null;
}

/**
 * An auto-kill policy: sessions like these must not live on this database. In the words of `dbkill_auto_kill_policy` and of policy
 * documents; every default is filled in, and null is what is not set.
 */
export interface Policy {
  /** Label in the audit and in metrics. Unique among the policies of a document. */
  readonly name: string;
  readonly target: Target;
  /** Which sessions are meant; null: every session (`match_all = true`). */
  readonly match: SessionFilter | null;
  /** Sessions that are never killed by this policy, whatever `match` says. Each value of a list excludes by itself, see {@link exclusions}. */
  readonly exclude: SessionFilter | null;
  /** Users whose sessions no policy of the target kills, besides the service's own accounts. */
  readonly protected_users: readonly string[];
  /** Whether sessions of migration and backup tools are protected. */
  readonly protect_tools: boolean;
  readonly action: PolicyAction;
  readonly victims: Victims;
  /** Null: all sessions are one group. */
  readonly group_by: GroupBy | null;
  /** A pass that would kill more kills nothing. Null: no limit. */
  readonly max_kills: number | null;
  /** A pass after which more were killed within an hour kills nothing. Null: no limit. */
  readonly max_kills_per_hour: number | null;
  readonly when: PolicyCondition | null;
  readonly mode: PolicyMode;
  readonly enforcement: Enforcement;
  /**
   * Who enforces it, as decided by Terraform. A runner of another version must not decide differently, or both or neither would enforce it.
   * Null: not decided yet.
   */
  readonly enforced_by: Enforcer | null;
  /** It kills only while one of them is open. Empty: always. */
  readonly windows: readonly PolicyWindow[];
  readonly enabled: boolean;
  /** From this time on it kills nothing: RFC 3339. Null: never. */
  readonly expires_at: string | null;
  /** Of two policies that choose a session the one with the higher number acts; of equal ones the first by name. */
  readonly priority: number;
  /** Why it exists; goes into the audit. */
  readonly reason: string | null;
}

/** What holds where nothing is said. */
export const POLICY_DEFAULTS = {
  protect_tools: true,
  victims: "all",
  mode: "enforce",
  enforcement: "auto",
  enforced_by: null,
  enabled: true,
  priority: 0,
} as const satisfies Partial<Policy>;

/** The optional settings of a policy that says nothing of them: their defaults, and null for what is not set. */
export const UNSET_POLICY = {
  ...POLICY_DEFAULTS,
  exclude: null,
  protected_users: [],
  group_by: null,
  max_kills: null,
  max_kills_per_hour: null,
  when: null,
  windows: [],
  expires_at: null,
  reason: null,
} as const satisfies Omit<Policy, "name" | "target" | "match" | "action">;
