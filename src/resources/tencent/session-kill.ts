import { defineSessionKill } from "../session-kill";
import { sessionKillSchema } from "./session-kill-schema";

export const tencentSessionKill = defineSessionKill(sessionKillSchema, {
  api: "DBbrain",

  target: ({ instance_id, product, region }) => ({
    service: "dbbrain",
    instance_id,
    product,
    region: region ?? undefined,
  }),

  /** Prepare, then Commit within the vendor's 10 seconds. */
  async send({ instance_id, product, region, record_history }, sessions, ctx) {
    const client = ctx.client.dbbrain(region ?? undefined);
    const base = { InstanceId: instance_id, Product: product };
    const { sqlExecId } = await client.prepareKill(
      { ...base, Threads: sessions.map(({ id }) => id), RecordHistory: record_history },
      { signal: ctx.signal },
    );
    const { threads } = await client.commitKill({ ...base, SqlExecId: sqlExecId }, {});
    return threads.length > 0;
  },
});
