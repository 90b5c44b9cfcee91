import { schema } from "../../framework";
import { defineSessionKill } from "../session-kill";
import { sessionKillAttributes } from "../session-kill-schema";
import { dasInstanceId, REPLACES } from "./attributes";

/** `dbkill_huawei_session_kill`. Source of the facts: DAS v3, ListInstanceProcesses and CancelInstanceProcess. */
const sessionKillSchema = schema({
  description:
    "Kills chosen sessions of a Huawei Cloud MySQL instance by DAS once, when it is created and whenever `triggers` or `session_ids` change. Destroying it does nothing: what is killed stays killed.",
  attributes: sessionKillAttributes(dasInstanceId(REPLACES), isSessionId),
});

export const huaweiSessionKill = defineSessionKill(sessionKillSchema, {
  api: "DAS",

  target: ({ instance_id, region }) => ({ service: "das", instance_id, region: region ?? undefined }),

  /** The vendor wants each session's user as well. */
  async send({ instance_id, region }, sessions, ctx) {
    const { count } = await ctx.client.das(region ?? undefined).killProcesses(
      instance_id,
      sessions.map(({ id, user }) => ({ id, user })),
      { signal: ctx.signal },
    );
    return count > 0;
  },
});

/** MySQL numbers its sessions with up to 64 bits. */
function isSessionId(id: string): boolean {
  return /^[1-9]\d{0,19}$/.test(id) && BigInt(id) < 2n ** 64n;
}
