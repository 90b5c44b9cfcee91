import { attr, block, type Desired, modify, type State, schema, validate } from "../../framework";
import { DBBRAIN_PRODUCTS } from "../../vendors/tencent/dbbrain/facts";
import { taskAttributes } from "../kill-task-schema";
import { matchAttribute } from "../match";

/** `dbkill_tencent_kill_task`. Source of the facts: DBbrain 2021-05-27, CreateKillTask and CancelKillTask. */
export const killTaskSchema = schema({
  description: `A DBbrain kill task: Tencent Cloud kills the sessions of a MySQL or TDSQL-C instance that match, for a duration or until destroyed.

DBbrain keeps **one kill task per instance and product**, gives it no id, and offers no call that reads it back. So a change is made in place (the task is cancelled, then created anew), \`expires_at\` comes from the clock of the machine that ran Terraform, a task stopped in the console is not noticed, and a task can't be imported. What DBbrain answers where a task already runs is not documented; dbkill takes \`FailedOperation\`, \`OperationDenied\`, \`ResourceInUse\` and \`LimitExceeded\` for it.`,
  attributes: {
    id: attr.string("computed", {
      description: "`<instance_id>/<product>`.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    instance_id: attr.string("required", {
      description: "Id of the database instance, such as `cdb-8jawylhf`.",
      validators: [validate.matches(/^[^\s/]{1,128}$/, "must be an instance id, without blanks or slashes")],
      planModifiers: [modify.requiresReplace()],
    }),
    product: attr.string("defaulted", {
      description: "`mysql` (TencentDB for MySQL) or `cynosdb` (TDSQL-C for MySQL).",
      default: "mysql",
      validators: [validate.oneOf([...DBBRAIN_PRODUCTS])],
      planModifiers: [modify.requiresReplace()],
    }),
    region: attr.string("optional", {
      description: "Region of the instance. Default: that of the provider.",
      validators: [validate.lengthBetween(1, 64)],
    }),
    match: matchAttribute(
      "optional",
      "Which sessions are killed. DBbrain takes one user, one host, and either `info_prefix` or `info_keywords`; `states` and `info_regex` it does not know.",
    ),
    ...taskAttributes(),
    on_conflict: attr.string("defaulted", {
      description:
        "Where a task that this state does not know holds the instance: `error`, or `replace` it (cancel it first, with a warning).",
      default: "error",
      validators: [validate.oneOf(["error", "replace"])],
    }),
    status: attr.string("computed", {
      description:
        "`running`; `expired` once the duration has passed; `cancelled` where a change stopped the task and it could not be started again, or is not known to run; the next apply starts it.",
    }),
    created_at: attr.string("computed", { description: "When the task was started (RFC 3339, UTC)." }),
    expires_at: attr.string("computed", {
      description: "When the task ends (RFC 3339, UTC); null for one that runs until destroyed.",
    }),
    timeouts: block.timeouts({ create: "5m", update: "5m", delete: "5m" }),
  },
});

export type KillTaskDesired = Desired<typeof killTaskSchema>;
export type KillTaskState = State<typeof killTaskSchema>;
