import { attr, defineResource, modify, schema, validate } from "../framework";
import { DBBRAIN_PRODUCTS, dbbrainFacts } from "../vendors/tencent/dbbrain/facts";
import { instanceId } from "./attributes";
import { killTaskHandlers, taskAttributes } from "./kill-task";
import type { ProviderClients } from "./provider-clients";

/** `dbkill_tencent_dbbrain_kill_task`. Source of the facts: DBbrain 2021-05-27, CreateKillTask and CancelKillTask. */
const dbbrainKillTaskSchema = schema({
  description: `A DBbrain kill task: Tencent Cloud kills the sessions of a MySQL or TDSQL-C instance that match, for a duration or until destroyed.

DBbrain keeps **one kill task per instance and product**, gives it no id, and has no call that reads it back. So a change is made in place (the task is cancelled, then created again), \`ends_at\` comes from the clock of the machine that ran Terraform, a task stopped in the console is not noticed, and a task can't be imported. What DBbrain answers where a task already runs is not documented; dbkill takes \`FailedOperation\`, \`OperationDenied\`, \`ResourceInUse\` and \`LimitExceeded\` for it.`,
  attributes: {
    id: attr.string("computed", {
      description: "`<instance_id>/<product>`.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    instance_id: instanceId("`cdb-8jawylhf`", [modify.requiresReplace()]),
    product: attr.string("defaulted", {
      description: "`mysql` (TencentDB for MySQL) or `cynosdb` (TDSQL-C for MySQL).",
      default: "mysql",
      validators: [validate.oneOf([...DBBRAIN_PRODUCTS])],
      planModifiers: [modify.requiresReplace()],
    }),
    ...taskAttributes(dbbrainFacts),
    on_conflict: attr.string("defaulted", {
      description:
        "Where a task that this state does not know holds the instance: `error`, or `replace` it (cancel it first, with a warning).",
      default: "error",
      validators: [validate.oneOf(["error", "replace"])],
    }),
  },
});

interface Values {
  readonly instance_id: string;
  readonly product: string;
  readonly on_conflict: "error" | "replace";
}

const handlers = killTaskHandlers<typeof dbbrainKillTaskSchema, Values>({
  type: "dbkill_tencent_dbbrain_kill_task",
  facts: dbbrainFacts,
  target: ({ instance_id, product }) => ({ service: "dbbrain", instance_id, product }),
  options: ({ on_conflict }) => ({ onConflict: on_conflict, adoptExisting: false, requireSwitch: false }),
  id: ({ instance_id, product }) => `${instance_id}/${product}`,
  idIsKnown: true,
});

export const lostDbbrainKillTask = handlers.lost;

export const tencentDbbrainKillTask = defineResource<typeof dbbrainKillTaskSchema, ProviderClients>({
  schema: dbbrainKillTaskSchema,
  ...handlers,
  importState: {
    unsupported:
      'DBbrain has no call that reads a kill task, so none can be imported. Declare the task and apply it. If one is already running, set on_conflict = "replace" to let the declared one take its place.',
  },
} as never);
