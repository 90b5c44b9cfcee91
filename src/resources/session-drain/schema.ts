import { attr, block, type Config, modify, schema, validate } from "../../framework";
import { DRAIN_DEFAULTS } from "../../model";
import { excludeBlock, matchBlock, targetBlock } from "../blocks";
import { LISTABLE } from "../target";

/** How long a destroy may take where nothing is said, as a duration of Terraform. */
export const DELETE = `${DRAIN_DEFAULTS.delete / 60}m`;
const DAY = 86_400;

export const drainSchema = schema({
  description:
    "Kills the sessions of a database when it is destroyed, so that what must have no sessions can be deleted after it: a schema, a user, the database itself. Let the drain depend on these, and Terraform destroys the drain first. Creating and changing it does nothing to sessions. A destroy has only the state: change a setting, apply, then destroy.",
  attributes: {
    id: attr.string("computed", {
      description: "An id of this state's own; the vendor has none.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    target: targetBlock(LISTABLE),
    region: attr.string("computed", {
      description:
        "The region that the destroy calls: that of `target`, else the provider's when this was created or `target` changed last.",
    }),
    match: matchBlock("Which sessions are drained: those that match when the destroy lists them."),
    match_all: attr.bool("optional", {
      description:
        "`true` drains **every** session but those of the system, `protected_users` and `exclude`.",
    }),
    exclude: excludeBlock(),
    protected_users: attr.set("string", "optional", {
      description:
        "Users whose sessions are never killed, besides the system's own accounts. Nobody waits for them either.",
    }),
    max_kills: attr.integer("optional", {
      description:
        "The most sessions that the whole drain may kill, each counted once: a client that reconnects is a new session. More are an error, and nothing more is killed. It is also an error if the list can't be read. A plan of the destroy warns.",
      validators: [validate.atLeast(0)],
    }),
    grace_seconds: attr.integer("defaulted", {
      description: "How long sessions may leave by themselves before the first kill.",
      default: DRAIN_DEFAULTS.grace_seconds,
      validators: [validate.between(0, DAY)],
    }),
    deadline_seconds: attr.integer("defaulted", {
      description:
        "How long to kill after `grace_seconds`, in passes, as clients reconnect. It ends as soon as a list shows nobody.",
      default: DRAIN_DEFAULTS.deadline_seconds,
      validators: [validate.between(1, DAY)],
    }),
    fail_on_survivors: attr.bool("defaulted", {
      description:
        "Whether it is an error if sessions are left when `deadline_seconds` is over, or if nobody can tell: the resource then stays in the state, and what comes after it is not destroyed. With `false` it is a warning.",
      default: true,
    }),
    timeouts: block.timeouts({ delete: DELETE }),
  },
});

export type Drain = typeof drainSchema;
export type Declared = Omit<Config<Drain>, "id" | "region">;
