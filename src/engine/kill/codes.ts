import type { CodeEntry } from "../../model";

/** The codes of kills and their previews. Stable. */
export const KILL_CODES = {
  DBKILL_KILL_LIST_FAILED: {
    cause:
      "The sessions can't be listed. As an error: nothing was killed, because no session of a service with a list is killed without a look, and because max_kills, protected_users and exclude need the list. As a warning: a plan without these guards can't show what would be killed.",
    remedy:
      "Fix the cause that the message names; where the vendor does not allow the call, grant the permission to list.",
  },
  DBKILL_LIST_INCOMPLETE: {
    cause:
      "The service has more sessions than it lists, or the account may not see all of them. As an error: max_kills, protected_users or exclude can't be proven on such a list, so nothing was killed; in the runner, sessions that are not listed are never judged, and what is listed is killed all the same. As a warning: more sessions may match.",
    remedy:
      "Do what the message says: grant the privilege to see all sessions, try again when fewer run, or remove the guard.",
  },
  DBKILL_MAX_KILLS_EXCEEDED: {
    cause: "More sessions are chosen than max_kills allows. Nothing more was sent.",
    remedy: "Narrow the choice, or raise max_kills if all of the sessions are meant.",
  },
  DBKILL_PROTECTED_SESSION_CHOSEN: {
    cause: "An id names a session of the server, of the vendor or of a protected user. Nothing was sent.",
    remedy: "Remove the id, or the user from protected_users.",
  },
  DBKILL_SESSION_UNKNOWN: {
    cause:
      "The service does not know an id: it is mistyped, the service has forgotten it, or it belongs to another target. Nothing was sent.",
    remedy: "Remove the ids of statements that ended, and check the target.",
  },
  DBKILL_NOTHING_TO_KILL: {
    cause: "The list of ids is empty, as it may be when it comes from a data source. Nothing was killed.",
    remedy: "Nothing, if no session was meant. Otherwise correct where the ids come from.",
  },
  DBKILL_SESSION_NOT_FOUND: {
    cause: "A named session is not listed: it ended before the kill, or the list has it by another id.",
    remedy: "Nothing, if it ended. Otherwise take the id from the data source dbkill_sessions.",
  },
  DBKILL_SESSION_ID_SHARED: {
    cause:
      "Several sessions have the same id, and not all of them are chosen. Killing that id would end them all.",
    remedy: "Widen the choice so that it covers all of them, or kill them another way.",
  },
  DBKILL_CHOSEN_SESSION_EXCLUDED: {
    cause: "A session is named by its id and matches exclude. exclude wins.",
    remedy: "Remove the id, or narrow exclude.",
  },
  DBKILL_SESSION_SURVIVED: {
    cause:
      "The service accepted the kill and the session is still there, or the session could not be sent because of its id or because it changed.",
    remedy: "Give it more time with timeouts, or kill again. fail_on_survivors = false makes it a warning.",
  },
  DBKILL_KILL_UNCONFIRMED: {
    cause:
      "No kill request was confirmed (every answer was lost), and the sessions are not known to be gone.",
    remedy: "Check the connection to the service, then kill again.",
  },
  DBKILL_KILL_NOT_SENT: {
    cause:
      "No request was carried out for a chosen session: throttled, failed, or stopped before it was sent.",
    remedy: "Fix the cause that the message names, then kill again.",
  },
  DBKILL_SESSION_REFUSED: {
    cause: "The service refused to kill a session.",
    remedy: "Correct what its message names: usually a missing privilege or a session of the service itself.",
  },
  DBKILL_OUTCOME_UNKNOWN: {
    cause: "The service accepted the kill, and the list afterwards does not show what became of the session.",
    remedy: "Look at the list of sessions before you kill again.",
  },
  DBKILL_VERIFY_FAILED: {
    cause: "The sessions can't be listed after the kill.",
    remedy: "Fix the cause that the message names. The kill itself was sent.",
  },
  DBKILL_UNEXPECTED: {
    cause: "An unexpected error.",
    remedy: "Report it with the message and the log.",
  },
  DBKILL_KILL_PREVIEW: {
    cause: "A plan shows which sessions match at this moment and would be killed by the apply.",
    remedy: "Nothing, if they are meant. plan_preview = false turns these warnings off.",
  },
} as const satisfies Record<string, CodeEntry>;
