import { attr, defineDataSource, schema } from "../framework";
import { checkSelection } from "../model";
import { dasFacts } from "../vendors/huawei/das/facts";
import { toDasFilter } from "../vendors/huawei/das/filter";
import { instanceId, regionAttribute } from "./attributes";
import { excludedFields, type FilterValue, matchBlock, toFilter, toTaskDraft } from "./blocks";
import { STATEMENT, showStatement } from "./preview";
import type { ProviderClients } from "./provider-clients";
import { reportProblems } from "./render";

/** data `dbkill_huawei_das_kill_preview`. Source of the facts: DAS v3, PreviewSessionForKillProcessTask. */
const dasKillPreviewSchema = schema({
  description:
    "The sessions that a DAS kill task would kill at this moment, as DAS itself tells: every field of its answer, in its own words.",
  attributes: {
    instance_id: instanceId("`bcfa975193f1402fa11a6d4fd6baf5fbin01`"),
    region: regionAttribute("instance"),
    match: matchBlock(`The task's filter. ${excludedFields(dasFacts)}`),
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
        sql_info: attr.string("computed", { description: STATEMENT }),
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

export const huaweiDasKillPreview = defineDataSource<typeof dasKillPreviewSchema, ProviderClients>({
  schema: dasKillPreviewSchema,

  validate(config, { diagnostics }) {
    const options = { facts: dasFacts, evaluatedBy: "task", choices: ["match", "match_all"] } as const;
    reportProblems(checkSelection(toTaskDraft(config), options), diagnostics);
  },

  async read({ config }, ctx) {
    const { instance_id, region } = config;
    const filter = config.match === null ? null : (toFilter(config.match as FilterValue) ?? null);
    const client = ctx.client.clientOf("das", region ?? undefined);
    const input = { ...toDasFilter(filter), task_duration: 0, task_type: "manual" } as const;
    const preview = await client.previewKillTask(instance_id, input, { signal: ctx.signal });
    return {
      ...config,
      processes: preview.processes.map(({ sqlInfo, stateDuration, ...process }) => ({
        ...process,
        sql_info: showStatement(sqlInfo, ctx.client.statements),
        state_duration: stateDuration,
      })),
      data_sync_time: preview.dataSyncTime?.toISOString() ?? null,
      total_count: preview.totalCount,
      success: preview.success,
    };
  },
});
