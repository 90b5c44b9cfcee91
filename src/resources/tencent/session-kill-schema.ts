import { attr, modify, schema, validate } from "../../framework";
import { DBBRAIN_PRODUCTS } from "../../vendors/tencent/dbbrain/facts";
import { sessionKillAttributes } from "../session-kill-schema";

/** `dbkill_tencent_session_kill`. Source of the facts: DBbrain 2021-05-27, KillMySqlThreads. */
export const sessionKillSchema = schema({
  description:
    "Kills chosen sessions of a Tencent MySQL or TDSQL-C instance once, when it is created and whenever `triggers` or `session_ids` change. Destroying it does nothing: what is killed stays killed.",
  attributes: {
    ...sessionKillAttributes(
      attr.string("required", {
        description: "Id of the database instance.",
        validators: [
          validate.matches(/^[^\s/]{1,128}$/, "must be an instance id, without blanks or slashes"),
        ],
        planModifiers: [modify.requiresReplace()],
      }),
      isThreadId,
    ),
    product: attr.string("defaulted", {
      description: "`mysql` or `cynosdb`.",
      default: "mysql",
      validators: [validate.oneOf([...DBBRAIN_PRODUCTS])],
      planModifiers: [modify.requiresReplace()],
    }),
    record_history: attr.bool("defaulted", {
      description:
        "Whether DBbrain records the kill in its history and checks first that the sessions exist. `false` is faster.",
      default: true,
    }),
  },
});

function isThreadId(id: string): boolean {
  return /^[1-9]\d*$/.test(id) && Number.isSafeInteger(Number(id));
}
