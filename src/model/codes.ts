/** What a code means, for people who look it up. */
export interface CodeEntry {
  /** Why it happens. */
  readonly cause: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Every rule of the model that a declaration can break. Codes are stable: tools and users' tests rely on them. */
export const MODEL_CODES = {
  DBKILL_FILTER_EMPTY: {
    cause: "A filter has no field that chooses sessions. An empty filter would match every session.",
    remedy: "Set at least one field. To choose every session, set match_all = true instead of a filter.",
  },
  DBKILL_FILTER_MATCHES_ALL: {
    cause: 'Every field of the filter lets every session through, such as hosts = ["%"].',
    remedy:
      "Name the sessions more exactly. To choose every session, set match_all = true instead of a filter.",
  },
  DBKILL_FILTER_VALUE_EMPTY: {
    cause: "A list in a filter is empty, or one of its values is blank. It could be read as none or as all.",
    remedy: "Leave the field out, or give at least one value that is not blank.",
  },
  DBKILL_FILTER_VALUE_INVALID: {
    cause:
      "A value can't match any session: a name with blanks at its ends, in quotes or with a wildcard, or an unknown command.",
    remedy: "Correct the value as the message says.",
  },
  DBKILL_FILTER_HOST_INVALID: {
    cause: "A host is written in a form that is not compared: with a port, in brackets, as CIDR or with `*`.",
    remedy: "Write the address alone; `%` stands for any run of characters, such as 10.0.0.%.",
  },
  DBKILL_FILTER_REGEX_INVALID: {
    cause:
      "The pattern is not RE2. Back-references and look-around are not part of RE2, which runs in linear time.",
    remedy: "Rewrite the pattern in RE2 syntax.",
  },
  DBKILL_FILTER_SECONDS_INVALID: {
    cause: "A number of seconds is not a whole number from 1 to 2147483647.",
    remedy: "Give a number in this range, or leave the field out.",
  },
  DBKILL_FILTER_NEVER_CHOSEN: {
    cause:
      "The filter names a system account or a command of the server's own threads. Their sessions are never chosen.",
    remedy: "Remove the value.",
  },
  DBKILL_FILTER_NOT_EXPRESSIBLE: {
    cause:
      "The vendor's kill task has no such filter, takes one value where several are given, or takes one of two fields.",
    remedy: "Use the fields and the number of values that the service's page in the reference lists.",
  },
  DBKILL_FILTER_NOT_LISTED: {
    cause:
      "The service's list of sessions does not show what the filter asks for, so the filter would match nothing.",
    remedy: "Choose the sessions by fields that the list shows.",
  },
  DBKILL_SELECTION_MISSING: {
    cause: "Nothing says which sessions are meant.",
    remedy: "Set exactly one of the ids, match, or match_all = true where the type has it.",
  },
  DBKILL_SELECTION_AMBIGUOUS: {
    cause: "Two settings each say which sessions are meant.",
    remedy: "Keep one of them.",
  },
  DBKILL_SELECTION_ID_INVALID: {
    cause: "An id can't be sent to the vendor, or is given twice.",
    remedy: "Give each id once, as the list of sessions shows it.",
  },
  DBKILL_SELECTION_EXCLUDES_ALL: {
    cause: "exclude covers everything that match chooses, so no session is ever killed.",
    remedy: "Narrow exclude, or remove it.",
  },
  DBKILL_PROTECTED_USER_INVALID: {
    cause:
      "A protected user's name is blank, has blanks at its ends, a wildcard or quotes. Names are compared exactly, so it protects nobody.",
    remedy: "Give the name as the list of sessions shows it.",
  },
  DBKILL_DRAIN_TIME_SHORT: {
    cause: "grace_seconds and deadline_seconds together are not less than timeouts.delete.",
    remedy: "Raise timeouts.delete, or lower grace_seconds or deadline_seconds.",
  },
  DBKILL_POLICY_NAME_INVALID: {
    cause: "A policy's name is blank, too long, has blanks at its ends or characters that can't be printed.",
    remedy: "Write 1 to 128 printable characters.",
  },
  DBKILL_POLICY_TARGET_UNLISTED: {
    cause: "A policy is for a service that can't list its sessions, so none can be chosen.",
    remedy: "Choose a target of a service that lists its sessions.",
  },
  DBKILL_POLICY_ACTION_UNSUPPORTED: {
    cause: "The target's kill can't end what action says: a connection or a query.",
    remedy: "Set action as the message says, or leave it out.",
  },
  DBKILL_POLICY_GROUP_UNUSED: {
    cause: 'group_by is set and victims is "all", so groups decide nothing.',
    remedy: "Set victims, or remove group_by.",
  },
  DBKILL_POLICY_CONDITION_EMPTY: {
    cause: "The block when sets neither active_sessions_at_least nor matching_at_least.",
    remedy: "Set one of the two, or remove the block.",
  },
  DBKILL_POLICY_WINDOW_INVALID: {
    cause: "A window has a time, a day or a time zone that does not exist, so it would never open as meant.",
    remedy: "Write times as HH:MM, days as mon to sun, and a time zone of the IANA database.",
  },
  DBKILL_POLICY_EXPIRY_INVALID: {
    cause: "expires_at is not a date with a time as RFC 3339 has it.",
    remedy: "Write it such as 2027-01-31T18:00:00Z.",
  },
  DBKILL_POLICY_EXPIRED: {
    cause: "The time in expires_at is over, so the policy kills nothing.",
    remedy: "Set a later expires_at, or remove the policy.",
  },
  DBKILL_POLICY_ENFORCER_CONTRADICTED: {
    cause: "enforced_by in a policy document contradicts enforcement.",
    remedy: "Export the document from Terraform again, or remove enforced_by.",
  },
  DBKILL_POLICY_NOT_EXPRESSIBLE: {
    cause: "enforcement is \"vendor\", and the vendor's task can't express a setting of the policy.",
    remedy: 'Remove the setting, or set enforcement to "auto" or "runner".',
  },
  DBKILL_RENEWAL_WITHOUT_DURATION: {
    cause: "renew_on_expiry is set for a task that never expires.",
    remedy: "Set duration_seconds, or remove renew_on_expiry.",
  },
} as const satisfies Record<string, CodeEntry>;

export type ModelCode = keyof typeof MODEL_CODES;

/** A rule that a declaration breaks: which, where, and how to repair it. */
export interface Problem<Step = string> {
  readonly code: ModelCode;
  readonly severity: "error" | "warning";
  /** The setting, and within a list the value to blame; empty for the declaration as a whole. */
  readonly path: readonly Step[];
  /** What is wrong, in one line without a full stop. */
  readonly summary: string;
  /** Why, and how to repair it, in at most four short sentences. */
  readonly detail: string;
}
