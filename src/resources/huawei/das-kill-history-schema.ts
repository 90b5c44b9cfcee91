import { attr, schema, validate } from "../../framework";
import { regionAttribute } from "../region";
import { moment } from "../rfc3339";
import { dasInstanceId } from "./attributes";

/** data `dbkill_huawei_das_kill_history`. Source of the facts: DAS v3, query-kill-process-history. */
export const dasKillHistorySchema = schema({
  description: "The sessions that were killed on a DAS instance within a window of time.",
  attributes: {
    instance_id: dasInstanceId(),
    region: regionAttribute("instance"),
    node_id: attr.string("optional", {
      description: "One node of the instance. Absent: all.",
      validators: [validate.matches(/^[^\s/]{1,128}$/, "must be a node's id, without blanks or slashes")],
    }),
    start_time: attr.string("required", {
      description: "Begin of the window (RFC 3339), such as `2026-11-22T10:00:00Z`.",
      validators: [moment],
    }),
    end_time: attr.string("required", {
      description: "End of the window (RFC 3339), later than `start_time`.",
      validators: [moment],
    }),
    limit: attr.integer("optional", {
      description:
        "How many sessions `killed_sessions` holds at most; `total_count` counts them all. Default `1000`.",
      validators: [validate.between(1, 10_000)],
    }),
    total_count: attr.number("computed", { description: "How many sessions were killed in the window." }),
    killed_sessions: attr.objectList(
      {
        node_id: attr.string("computed", { description: "The node; null where DAS does not tell." }),
        task_id: attr.string("computed", {
          description: "The kill task; null where no task killed the session.",
        }),
        session_id: attr.string("computed", { description: "The session's id." }),
        user: attr.string("computed", { description: "The user's name." }),
        host: attr.string("computed", { description: "Client address." }),
        db: attr.string("computed", { description: "Default database; empty where none was chosen." }),
        command: attr.string("computed", { description: "Process-list command." }),
        time: attr.number("computed", { description: "Seconds in the last state." }),
        state: attr.string("computed", { description: "The last state." }),
        info: attr.string("computed", { description: "The statement." }),
        kill_time: attr.string("computed", {
          description: "When it was killed (RFC 3339, UTC); null where DAS does not tell.",
        }),
        killed_source: attr.string("computed", {
          description:
            "What killed it, in DAS's own words, which are not documented; null where DAS does not tell.",
        }),
      },
      "computed",
      { description: "The killed sessions, in the order in which DAS lists them." },
    ),
  },
});
