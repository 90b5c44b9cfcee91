import { defineResource, modify, schema } from "../framework";
import { dasFacts } from "../vendors/huawei/das/facts";
import { instanceId, regionAttribute, sessionIds } from "./attributes";
import type { ProviderClients } from "./provider-clients";
import { killAttributes, selectionAttributes, sessionKillHandlers } from "./session-kill";

/** `dbkill_huawei_das_session_kill`. Source of the facts: DAS v3, ListInstanceProcesses and CancelInstanceProcess. */
const dasSessionKillSchema = schema({
  description:
    "Kills sessions of a Huawei Cloud MySQL instance by DAS once, when it is created and whenever `triggers` or what it chooses changes: exactly one of `session_ids`, `match` and `match_all = true`. Destroying it does nothing: what is killed stays killed.",
  attributes: {
    instance_id: instanceId("`bcfa975193f1402fa11a6d4fd6baf5fbin01`", [modify.requiresReplace()]),
    region: regionAttribute("instance"),
    session_ids: sessionIds(),
    ...selectionAttributes(dasFacts),
    ...killAttributes(),
  },
});

export const huaweiDasSessionKill = defineResource<typeof dasSessionKillSchema, ProviderClients>({
  schema: dasSessionKillSchema,
  ...sessionKillHandlers<typeof dasSessionKillSchema>({
    facts: dasFacts,
    place: "instance_id",
    target: ({ instance_id, region }) => ({ service: "das", instance_id, ...(region && { region }) }),
    keyOf: String,
  }),
});
