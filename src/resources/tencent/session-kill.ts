import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { isSystemSession, type Session } from "../../policy";
import { type Context, DiagnosticError, defineResource, isUnknown, UNKNOWN } from "../../provider";
import type { VendorError } from "../../vendors/errors";
import type { Clouds } from "../clouds";
import { explainAny, isConfigurationError, isVendorError } from "../explain";
import { type Listing, listSessions, listSessionsOnce } from "../listing";
import { untilGone } from "../look-again";
import type { Outcome } from "../outcomes";
import { describeAll } from "../preview";
import { type SessionKillDesired, type SessionKillState, sessionKillSchema } from "./session-kill-schema";

/** How often the kill is tried where it is not known to have been carried out. A running server never uses a session id twice, so that repeating is safe. */
const ROUNDS = 3;
export const tencentSessionKill = defineResource<typeof sessionKillSchema, Clouds>({
  schema: sessionKillSchema,

  async plan({ action, plan, prior }, ctx) {
    if (action === "destroy") return;
    const runs =
      prior === null ||
      !isDeepStrictEqual([plan.session_ids, plan.triggers], [prior.session_ids, prior.triggers]);
    if (!runs) {
      plan.results = prior.results;
      return;
    }
    plan.results = UNKNOWN;
    const { instance_id: id, product, region, session_ids: ids } = plan;
    if (isUnknown(id) || isUnknown(product) || isUnknown(region) || isUnknown(ids) || ids.some(isUnknown))
      return;
    if (!ctx.client.warnings) return;
    await previewChosen({ instance_id: id, product, region }, ids as string[], ctx);
  },

  async create({ plan }, ctx) {
    return { ...(plan as SessionKillState), id: randomUUID(), results: await kill(plan, ctx) };
  },

  read: async ({ state }) => state,

  async update({ plan, prior }, ctx) {
    if (!isUnknown(plan.results)) return plan as SessionKillState;
    return { ...(plan as SessionKillState), id: prior.id, results: await kill(plan, ctx) };
  },

  async delete({ prior }, ctx) {
    ctx.diagnostics.warning(
      "Destroying a session kill does nothing",
      `The sessions of ${prior.instance_id} that it killed stay killed; it was only removed from the state.`,
    );
  },

  importState: {
    unsupported: "A kill that has happened can't be read back from DBbrain. Declare it and apply.",
  },
});

async function previewChosen(
  target: { instance_id: string; product: string; region: string | null },
  ids: readonly string[],
  ctx: Context<Clouds>,
): Promise<void> {
  let listing: Listing;
  try {
    listing = await listSessionsOnce(
      ctx.client,
      { service: "dbbrain", ...target, region: target.region ?? undefined },
      ctx.signal,
    );
  } catch (error) {
    if (isConfigurationError(error)) throw error;
    const { summary, detail } = explainAny(error);
    ctx.diagnostics.warning(
      `The sessions on ${target.instance_id} can't be listed, so this plan can't show which would be killed`,
      `${summary}\n${detail}`,
    );
    return;
  }
  const chosen = listing.sessions.filter((session) => ids.includes(session.id));
  refuseSystemSessions(chosen);
  ctx.diagnostics.warning(
    `${chosen.length} of ${ids.length} chosen sessions on ${target.instance_id} are there now and would be killed`,
    chosen.length === 0 ? "The others are over." : describeAll(chosen),
  );
}

/** Prepare, then Commit within the vendor's 10 seconds, then list again to see what became of each session. */
async function kill(
  plan: SessionKillDesired,
  ctx: Context<Clouds>,
): Promise<{ session_id: string; outcome: Outcome }[]> {
  const before = await present(plan, ctx.client, ctx.signal);
  refuseSystemSessions([...before.values()]);
  let left = [...before.keys()];
  for (let round = 1; left.length > 0 && round <= ROUNDS; round++) {
    const told = await prepareAndCommit(plan, left, ctx);
    const tried = left.length;
    // What was killed is worth recording, so that from here on nothing but the waiting listens for an abort.
    const look = () => present(plan, ctx.client, new AbortController().signal);
    left = told.refusal ? [...(await look()).keys()] : await untilGone(look, ctx.signal);
    // A refusal is final unless a session ended in the meantime: the vendor refuses all for one that is not there.
    if (told.refusal && left.length > 0 && (left.length === tried || round === ROUNDS)) throw told.refusal;
    if (told.killed) break;
  }
  if (left.length > 0) {
    ctx.diagnostics.warning(
      `${left.length} of ${before.size} sessions on ${plan.instance_id} survived the kill`,
      `Still there: ${left.join(", ")}. MySQL kills a session at its next check point, and one that rolls back a large change can take long. Change triggers to kill again.`,
      ["session_ids"],
    );
  }
  const surviving = new Set(left);
  return plan.session_ids.map((id) => ({
    session_id: id,
    outcome: !before.has(id) ? "gone" : surviving.has(id) ? "survived" : "killed",
  }));
}

/** What the vendor told of one attempt; neither where an answer was lost, or where the Commit came too late to kill. */
interface Told {
  readonly killed?: boolean;
  readonly refusal?: VendorError;
}

async function prepareAndCommit(
  plan: SessionKillDesired,
  ids: readonly string[],
  ctx: Context<Clouds>,
): Promise<Told> {
  const client = ctx.client.dbbrain(plan.region ?? undefined);
  const base = { InstanceId: plan.instance_id, Product: plan.product };
  try {
    const { sqlExecId } = await client.prepareKill(
      { ...base, Threads: ids.map(Number), RecordHistory: plan.record_history },
      { signal: ctx.signal },
    );
    const { threads } = await client.commitKill({ ...base, SqlExecId: sqlExecId }, {});
    return { killed: threads.length > 0 };
  } catch (error) {
    if (isVendorError(error) && error.ambiguous) return {};
    if (isVendorError(error) && error.code === "DBKILL_ERR_REJECTED") return { refusal: error };
    throw error;
  }
}

/** Those of the chosen sessions that are there now. */
async function present(
  plan: SessionKillDesired,
  clouds: Clouds,
  signal: AbortSignal,
): Promise<Map<string, Session>> {
  const target = { instance_id: plan.instance_id, product: plan.product, region: plan.region ?? undefined };
  const listing = await listSessions(clouds, { service: "dbbrain", ...target }, signal);
  if (!listing.complete) {
    throw new DiagnosticError({
      summary: `${plan.instance_id} has more sessions than the vendor lists`,
      detail: `Only the first ${listing.sessions.length} can be seen, so that what becomes of a session could not be told. Kill the sessions by a kill task instead.`,
      path: ["instance_id"],
    });
  }
  const chosen = new Set(plan.session_ids);
  return new Map(listing.sessions.filter(({ id }) => chosen.has(id)).map((session) => [session.id, session]));
}

function refuseSystemSessions(sessions: readonly Session[]): void {
  const system = sessions.filter((session) => isSystemSession(session, "dbbrain"));
  if (system.length === 0) return;
  throw new DiagnosticError({
    summary: "The server's own sessions are never killed",
    detail: `Replication, the event scheduler and the vendor's administrator keep the database alive. Remove from session_ids:\n${describeAll(system)}`,
    path: ["session_ids"],
  });
}
