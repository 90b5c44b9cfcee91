import { attr, block, type Desired, modify, type State, schema, validate } from "../../framework";
import { regionAttribute } from "../region";
import { mrsClusterId, REPLACES, sqlId } from "./attributes";

/** `dbkill_huawei_mrs_sql_cancel`. Source of the facts: MRS V2, "Canceling a SQL Execution Task" and ShowSqlResult. */
export const mrsSqlCancelSchema = schema({
  description: `Cancels chosen SQL statements (Presto) of an MRS cluster once, when it is created and whenever \`triggers\` or \`sql_ids\` change. Destroying it does nothing: what is cancelled stays cancelled.

Each statement is looked up, cancelled where it runs, and looked up until it has left its running states. MRS can't list statements, so that they are chosen by their ids, never by a filter. It knows no state for a cancelled statement and documents none; dbkill takes a statement that ended as \`FINISHED\` for one that was faster than its cancel.`,
  attributes: {
    id: attr.string("computed", {
      description: "An id of this state's own; the vendor has none.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    cluster_id: mrsClusterId(REPLACES),
    region: regionAttribute("cluster"),
    sql_ids: attr.list("string", "required", {
      description:
        "Ids of the statements, such as `20190909_011820_00151_xxxxx`: 1 to 100, each once. Submitting a statement answers its id.",
      validators: [validate.sizeBetween(1, 100), validate.uniqueItems(), validate.each(sqlId)],
    }),
    triggers: attr.map("string", "optional", { description: "Any values; a change of one cancels again." }),
    verify: attr.bool("defaulted", {
      description:
        "Whether statements are looked up after their cancel until they have ended; one that has not when the time is over is an error. `false` leaves it at the request.",
      default: true,
    }),
    results: attr.objectList(
      {
        sql_id: attr.string("computed", { description: "The statement's id." }),
        status_before: attr.string("computed", { description: "Its status before, in MRS's own words." }),
        status_after: attr.string("computed", {
          description:
            "Its status when it was last looked up after the cancel; null where it was not, or MRS no longer knows the statement.",
        }),
        outcome: attr.string("computed", {
          description:
            "`killed`: it ran and ended after its cancel. `gone`: it was over before. `survived`: it runs on. `refused`: MRS refused to cancel it. `requested`: MRS accepted the cancel, and nobody looked (`verify = false`).",
        }),
        message: attr.string("computed", {
          description: "What MRS says: of its refusal, else of the statement; null where it says nothing.",
        }),
      },
      "computed",
      {
        description:
          "What became of each statement, in the order of `sql_ids`. After an error it lacks those that were not tried; the next apply goes on with what is left.",
      },
    ),
    timeouts: block.timeouts({ create: "2m", update: "2m" }),
  },
});

export type MrsSqlCancelDesired = Desired<typeof mrsSqlCancelSchema>;
export type MrsSqlCancelState = State<typeof mrsSqlCancelSchema>;
