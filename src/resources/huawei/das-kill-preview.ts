import { defineDataSource } from "../../framework";
import { dasFacts } from "../../vendors/huawei/das/facts";
import { type MatchValue, reportSelectionProblems, toFilter } from "../match";
import type { ProviderClients } from "../provider-clients";
import { dasKillPreviewSchema } from "./das-kill-preview-schema";
import { previewDas } from "./sessions";

export const dasKillPreview = defineDataSource<typeof dasKillPreviewSchema, ProviderClients>({
  schema: dasKillPreviewSchema,

  validate(config, { diagnostics }) {
    reportSelectionProblems(config, diagnostics, { facts: dasFacts, evaluatedBy: "task" });
  },

  async read({ config }, ctx) {
    const { instance_id, region } = config;
    const filter = config.match === null ? null : (toFilter(config.match as MatchValue) ?? null);
    const preview = await previewDas(
      ctx.client,
      { service: "das", instance_id, region: region ?? undefined },
      filter,
      ctx.signal,
    );
    return {
      ...config,
      processes: preview.processes.map(({ sqlInfo, stateDuration, ...process }) => ({
        ...process,
        sql_info: sqlInfo,
        state_duration: stateDuration,
      })),
      data_sync_time: preview.dataSyncTime?.toISOString() ?? null,
      total_count: preview.totalCount,
      success: preview.success,
    };
  },
});
