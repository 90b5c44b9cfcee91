import { attr, schema } from "../../framework";
import { matchAttribute } from "../match";
import { regionAttribute } from "../region";
import { dasInstanceId } from "./attributes";

/** data `dbkill_huawei_das_kill_preview`. Source of the facts: DAS v3, PreviewSessionForKillProcessTask. */
export const dasKillPreviewSchema = schema({
  description:
    "Whom a DAS kill task would kill at this moment, as DAS itself tells: every field of its answer, in its own words.",
  attributes: {
    instance_id: dasInstanceId(),
    region: regionAttribute("instance"),
    match: matchAttribute(
      "optional",
      "The task's filter. DAS takes one user, one host, one database and one command, and `info_keywords`; `states`, `info_prefix` and `info_regex` it does not know.",
    ),
    match_all: attr.bool("optional", {
      description: "Preview a task that kills **every** session but those of the system. Excludes `match`.",
    }),
    processes: attr.objectList(
      {
        id: attr.string("computed", { description: "The session's id." }),
        user: attr.string("computed", { description: "The user's name." }),
        host: attr.string("computed", { description: "Client address with port." }),
        db: attr.string("computed", { description: "Default database; empty where none is chosen." }),
        command: attr.string("computed", { description: "Process-list command." }),
        sql_info: attr.string("computed", { description: "The statement." }),
        state_duration: attr.number("computed", { description: "Seconds in the current state." }),
        state: attr.string("computed", { description: "The session's state." }),
      },
      "computed",
      { description: "The sessions that would be killed; DAS shows 200 at most." },
    ),
    data_sync_time: attr.string("computed", {
      description: "When DAS looked (RFC 3339, UTC); null where it does not tell.",
    }),
    total_count: attr.number("computed", { description: "How many sessions match." }),
    success: attr.bool("computed", {
      description:
        "As DAS answers it, null where it does not. Not documented, but for an example with `false` beside a session that would be killed: look at `processes`.",
    }),
  },
});
