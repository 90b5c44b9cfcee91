import { attr, block, type Desired, modify, type State, schema, validate } from "../../framework";
import { taskAttributes } from "../kill-task-schema";
import { matchAttribute } from "../match";

/** `dbkill_huawei_das_kill_task`. Source of the facts: DAS v3, add-, query- and terminate-kill-process-task. */
export const dasKillTaskSchema = schema({
  description: `A DAS kill task: Huawei Cloud kills the sessions of a MySQL instance that match, for a duration or until destroyed.

At most **five** tasks run on an instance, side by side. DAS can't change a task, so that a change terminates it and starts another one, in place. It answers no id when a task is started: dbkill lists the tasks before and after and takes the new one whose every filter is the declared one. A task that was stopped in the console, or is gone, is started again by the next apply.`,
  attributes: {
    id: attr.string("computed", { description: "`<instance_id>/<task_id>`." }),
    instance_id: attr.string("required", {
      description: "Id of the database instance, such as `bcfa975193f1402fa11a6d4fd6baf5fbin01`.",
      validators: [validate.matches(/^[^\s/]{1,128}$/, "must be an instance id, without blanks or slashes")],
      planModifiers: [modify.requiresReplace()],
    }),
    region: attr.string("optional", {
      description: "Region of the instance. Default: that of the provider.",
      validators: [validate.lengthBetween(1, 64)],
    }),
    match: matchAttribute(
      "optional",
      "Which sessions are killed. DAS takes one user, one host, one database and one command, and `info_keywords`; `states`, `info_prefix` and `info_regex` it does not know.",
    ),
    ...taskAttributes(),
    require_switch: attr.bool("defaulted", {
      description:
        "Whether the instance's kill switch must be ON, for with the switch OFF a task kills nothing: a plan then warns and an apply fails. See `dbkill_huawei_das_kill_switch`.",
      default: true,
    }),
    adopt_existing: attr.bool("defaulted", {
      description:
        "Whether a task that runs already, is the declared one in every filter and belongs to no resource that this run knows is taken over, with a warning, instead of starting a second one.",
      default: true,
    }),
    task_id: attr.string("computed", {
      description:
        "The vendor's number of the task; null while it is not known whether the task was started.",
    }),
    status: attr.string("computed", {
      description:
        "`running`; `expired` once the duration has passed; `stopped` where it ended before, is gone or is not known to run; the next apply starts it.",
    }),
    started_at: attr.string("computed", {
      description: "When the task was started (RFC 3339, UTC), by the vendor's clock.",
    }),
    ends_at: attr.string("computed", {
      description: "When the task ends (RFC 3339, UTC); null for one that runs until destroyed.",
    }),
    timeouts: block.timeouts({ create: "5m", update: "5m", delete: "5m" }),
  },
});

export type DasKillTaskDesired = Desired<typeof dasKillTaskSchema>;
export type DasKillTaskState = State<typeof dasKillTaskSchema>;
