import { DBBRAIN_PRODUCTS } from "../../policy";
import { attr, type Desired, modify, type State, schema, validate } from "../../provider";
import { resultsAttribute } from "../outcomes";

/** `dbkill_tencent_session_kill`. Source of the facts: DBbrain 2021-05-27, KillMySqlThreads. */
export const sessionKillSchema = schema({
  description:
    "Kills chosen sessions of a Tencent MySQL or TDSQL-C instance once, when it is created and whenever `triggers` or `session_ids` change. Destroying it does nothing: what is killed stays killed.",
  attributes: {
    id: attr.string("computed", {
      description: "An id of this state's own; the vendor has none.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    instance_id: attr.string("required", {
      description: "Id of the database instance.",
      validators: [validate.matches(/^[^\s/]{1,128}$/, "must be an instance id, without blanks or slashes")],
      planModifiers: [modify.requiresReplace()],
    }),
    product: attr.string("defaulted", {
      description: "`mysql` or `cynosdb`.",
      default: "mysql",
      validators: [validate.oneOf([...DBBRAIN_PRODUCTS])],
      planModifiers: [modify.requiresReplace()],
    }),
    region: attr.string("optional", {
      description: "Region of the instance. Default: that of the provider.",
    }),
    session_ids: attr.list("string", "required", {
      description: "Ids of the sessions, as a process list shows them: 1 to 100, each once.",
      validators: [
        validate.sizeBetween(1, 100),
        validate.uniqueItems(),
        validate.each(
          validate.custom<string>("a whole number", (id) =>
            isThreadId(id) ? undefined : `"${id}" is no session id: a process list numbers its sessions.`,
          ),
        ),
      ],
    }),
    triggers: attr.map("string", "optional", { description: "Any values; a change of one kills again." }),
    record_history: attr.bool("defaulted", {
      description:
        "Whether DBbrain records the kill in its history and checks first that the sessions exist. `false` is faster.",
      default: true,
    }),
    results: resultsAttribute(),
    timeouts: attr.timeouts({ create: "2m", update: "2m" }),
  },
});

export type SessionKillDesired = Desired<typeof sessionKillSchema>;
export type SessionKillState = State<typeof sessionKillSchema>;

function isThreadId(id: string): boolean {
  return /^[1-9]\d*$/.test(id) && Number.isSafeInteger(Number(id));
}
