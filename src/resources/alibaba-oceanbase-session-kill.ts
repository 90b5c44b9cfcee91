import { attr, defineResource, modify, schema, validate } from "../framework";
import { sessionKey } from "../model";
import { oceanbaseFacts } from "../vendors/alibaba/oceanbase/facts";
import { instanceId, regionAttribute } from "./attributes";
import type { ProviderClients } from "./provider-clients";
import { killAttributes, selectionAttributes, sessionKillHandlers } from "./session-kill";

/** `dbkill_alibaba_oceanbase_session_kill`. Source of the facts: OceanBasePro 2019-09-01, KillProcessList and DescribeProcessStatsComposition. */
const oceanbaseSessionKillSchema = schema({
  description:
    "Kills sessions of a tenant of an Alibaba OceanBase cluster once, when it is created and whenever `triggers` or what it chooses changes: exactly one of `sessions`, `match` and `match_all = true`. A session that the vendor refuses to kill is an error; the next apply tries again what is left. Destroying it does nothing: what is killed stays killed.",
  attributes: {
    instance_id: instanceId("`ob317v4uif`", [modify.requiresReplace()]),
    tenant_id: attr.string("required", {
      description: "Id of the tenant in it.",
      validators: [validate.matches(/^[^\s/]{1,128}$/, "must be a tenant id, without blanks or slashes")],
      planModifiers: [modify.requiresReplace()],
    }),
    region: regionAttribute("instance"),
    sessions: attr.objectList(
      {
        server: attr.string("required", {
          description: "Address of the server that holds the session, as the list of sessions has it.",
        }),
        id: attr.string("required", {
          description: "The session's id: a decimal number of up to 64 bits, as text.",
        }),
      },
      "optional",
      {
        description:
          "The sessions, each once. May come from `dbkill_sessions`; an empty list kills nothing, and says so.",
      },
    ),
    ...selectionAttributes(oceanbaseFacts),
    ...killAttributes({
      server: attr.string("computed", { description: "The server that held the session." }),
    }),
  },
});

export const alibabaOceanbaseSessionKill = defineResource<typeof oceanbaseSessionKillSchema, ProviderClients>(
  {
    schema: oceanbaseSessionKillSchema,
    ...sessionKillHandlers<typeof oceanbaseSessionKillSchema>({
      facts: oceanbaseFacts,
      place: "instance_id",
      target: ({ instance_id, tenant_id, region }) => ({
        service: "oceanbasepro",
        instance_id,
        tenant_id,
        ...(region && { region }),
      }),
      keyOf: (session) => sessionKey(session as { id: string; server: string }),
      row: ({ server }) => ({ server: server ?? null }),
    }),
  },
);
