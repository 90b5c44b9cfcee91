import type { CodeEntry } from "../../model";

/** The codes of drains. Stable. */
export const DRAIN_CODES = {
  DBKILL_DRAIN_SURVIVORS: {
    cause:
      "Sessions are left when the time of a drain is over: their clients reconnect, the service refuses to kill them, or they take long to end.",
    remedy:
      "Stop the clients or lock their user, or raise deadline_seconds and apply. Then destroy again. fail_on_survivors = false makes it a warning.",
  },
  DBKILL_DRAIN_UNPROVEN: {
    cause:
      "When the time of a drain is over, the sessions can't be listed, or not all of them. Some may be left.",
    remedy:
      "Fix the cause that the message names, then destroy again. fail_on_survivors = false makes it a warning.",
  },
  DBKILL_DRAIN_INTERRUPTED: {
    cause: "A drain was stopped, or timeouts.delete was over, before all sessions had left.",
    remedy: "Destroy again, with a longer timeouts.delete if that was over.",
  },
  DBKILL_DRAIN_TARGET_GONE: {
    cause: "The database of a drain does not exist any more, so nothing is connected to it.",
    remedy: "Nothing, if it was deleted on purpose. Otherwise check the target and its region.",
  },
} as const satisfies Record<string, CodeEntry>;
