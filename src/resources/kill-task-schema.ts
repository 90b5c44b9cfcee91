import { attr, validate } from "../framework";

/** About 68 years: what a 32-bit number holds. No vendor documents a limit of its own. */
const LONGEST_DURATION_SECONDS = 2 ** 31 - 1;

/** The attributes of every vendor's kill task that say what is killed beside `match`, and for how long. */
export function taskAttributes() {
  return {
    match_all: attr.bool("defaulted", {
      description: "Kill **every** session but those of the system. Excludes `match`.",
      default: false,
    }),
    duration_seconds: attr.integer("optional", {
      description: "How long the task runs, in seconds. Absent: until it is destroyed.",
      // Dates end before the largest whole number of seconds does, and a task whose end can't be told is not to be started.
      validators: [validate.between(1, LONGEST_DURATION_SECONDS)],
    }),
    renew_on_expiry: attr.bool("defaulted", {
      description: "Whether a task that ended by its own time is planned again.",
      default: false,
    }),
    max_kills: attr.integer("optional", {
      description:
        "The plan fails where more sessions than this match at that moment, or where they can't be listed. It does not limit the task once it runs.",
      validators: [validate.atLeast(0)],
    }),
  };
}
