import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  type Context,
  type Desired,
  DiagnosticError,
  defineResource,
  hasUnknown,
  isUnknown,
  type Resource,
  type Schema,
  type State,
  UNKNOWN,
} from "../framework";
import { isSystemSession, type Service, type Session, type Target } from "../model";
import { factsOf } from "../vendors/facts";
import type { VendorError } from "../vendors/shared/errors";
import { explainAny, isConfigurationError, isVendorError } from "./explain";
import { type Listing, listSessions, listSessionsOnce } from "./listing";
import { untilGone } from "./look-again";
import type { Outcome } from "./outcomes";
import { describeAll } from "./preview";
import type { ProviderClients } from "./provider-clients";
import type { SessionKillAttributes } from "./session-kill-schema";

/** How often the kill is tried where it is not known to have been carried out. A running server never uses a session id twice, so that repeating is safe. */
const ROUNDS = 3;

type Common = Schema<SessionKillAttributes>;
type Declared = Desired<Common>;

/** How one vendor kills chosen sessions. */
export interface SessionKiller<D> {
  /** The vendor's API, for messages. */
  readonly api: string;
  /** The database; what is unknown in a plan is unknown in it. */
  target(declared: D): Target;
  /** Sends one kill of sessions that are there; tells whether the vendor says that it killed any. */
  send(declared: D, sessions: readonly Session[], ctx: Context<ProviderClients>): Promise<boolean>;
}

/** The resource type that kills chosen sessions once; the same for every vendor but for the call. */
export function defineSessionKill<A extends SessionKillAttributes>(
  schema: Schema<A>,
  killer: SessionKiller<Desired<Schema<A>>>,
): Resource<Schema<A>, ProviderClients> {
  // Inside, only what every vendor's schema has is looked at.
  return sessionKill(schema as Common, killer as SessionKiller<Declared>) as Resource<
    Schema<A>,
    ProviderClients
  >;
}

function sessionKill(schema: Common, killer: SessionKiller<Declared>): Resource<Common, ProviderClients> {
  return defineResource<Common, ProviderClients>({
    schema,

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
      const target = killer.target(plan as Declared);
      if (hasUnknown(target) || hasUnknown(plan.session_ids) || !ctx.client.warnings) return;
      await previewChosen(target, plan.session_ids as string[], ctx);
    },

    async create({ plan }, ctx) {
      return { ...(plan as State<Common>), id: randomUUID(), results: await kill(plan, killer, ctx) };
    },

    read: async ({ state }) => state,

    async update({ plan, prior }, ctx) {
      if (!isUnknown(plan.results)) return plan as State<Common>;
      return { ...(plan as State<Common>), id: prior.id, results: await kill(plan, killer, ctx) };
    },

    async delete({ prior }, ctx) {
      ctx.diagnostics.warning(
        "Destroying a session kill does nothing",
        `The sessions of ${prior.instance_id} that it killed stay killed; it was only removed from the state.`,
      );
    },

    importState: {
      unsupported: `A kill that has happened can't be read back from ${killer.api}. Declare it and apply.`,
    },
  });
}

async function previewChosen(
  target: Target,
  ids: readonly string[],
  ctx: Context<ProviderClients>,
): Promise<void> {
  const { instance_id: instance, service } = target;
  let listing: Listing;
  try {
    listing = await listSessionsOnce(ctx.client, target, ctx.signal);
  } catch (error) {
    if (isConfigurationError(error)) throw error;
    const { summary, detail } = explainAny(error);
    ctx.diagnostics.warning(
      `The sessions on ${instance} can't be listed, so this plan can't show which would be killed`,
      `${summary}\n${detail}`,
    );
    return;
  }
  const chosen = listing.sessions.filter((session) => ids.includes(session.id));
  refuseSystemSessions(chosen, service);
  ctx.diagnostics.warning(
    `${chosen.length} of ${ids.length} chosen sessions on ${instance} are there now and would be killed`,
    chosen.length === 0 ? "They are over." : describeAll(chosen),
  );
}

/** Lists, kills what is there, and lists again to see what became of each session. */
async function kill(
  declared: Declared,
  killer: SessionKiller<Declared>,
  ctx: Context<ProviderClients>,
): Promise<{ session_id: string; outcome: Outcome }[]> {
  const { session_ids: ids } = declared;
  const target = killer.target(declared);
  const before = await present(target, ids, ctx.client, ctx.signal);
  refuseSystemSessions([...before.values()], target.service);
  let left = [...before.keys()];
  for (let round = 1; left.length > 0 && round <= ROUNDS; round++) {
    const told = await attempt(
      declared,
      left.map((id) => before.get(id)!),
      killer,
      ctx,
    );
    const tried = left.length;
    // What was killed is worth recording, so that from here on nothing but the waiting listens for an abort.
    const look = async () =>
      stillThere(before, await present(target, ids, ctx.client, new AbortController().signal));
    left = told.refusal ? [...(await look()).keys()] : await untilGone(look, ctx.signal);
    // A refusal is final unless a session ended in the meantime: a vendor may refuse all for one that is not there.
    if (told.refusal && left.length > 0 && (left.length === tried || round === ROUNDS)) throw told.refusal;
    if (told.killed) break;
  }
  if (left.length > 0) {
    ctx.diagnostics.warning(
      `${left.length} of ${before.size} sessions on ${target.instance_id} survived the kill`,
      `Still there: ${left.join(", ")}. MySQL kills a session at its next check point, and one that rolls back a large change can take long. Change triggers to kill again.`,
      ["session_ids"],
    );
  }
  const surviving = new Set(left);
  return ids.map((id) => ({
    session_id: id,
    outcome: !before.has(id) ? "gone" : surviving.has(id) ? "survived" : "killed",
  }));
}

/** What the vendor told of one attempt; neither where an answer was lost, or where it came too late to kill. */
interface Told {
  readonly killed?: boolean;
  readonly refusal?: VendorError;
}

async function attempt(
  declared: Declared,
  sessions: readonly Session[],
  killer: SessionKiller<Declared>,
  ctx: Context<ProviderClients>,
): Promise<Told> {
  try {
    return { killed: await killer.send(declared, sessions, ctx) };
  } catch (error) {
    if (isVendorError(error) && error.ambiguous) return {};
    if (isVendorError(error) && error.code === "DBKILL_ERR_REJECTED") return { refusal: error };
    throw error;
  }
}

/** Those of the chosen sessions that are there now, by id. */
async function present(
  target: Target,
  ids: readonly string[],
  clouds: ProviderClients,
  signal: AbortSignal,
): Promise<Map<string, Session>> {
  const listing = await listSessions(clouds, target, signal);
  if (!listing.complete) {
    throw new DiagnosticError({
      summary: `${target.instance_id} has more sessions than the vendor lists`,
      detail: `Only the first ${listing.sessions.length} can be seen, so that what becomes of a session could not be told. Kill the sessions by a kill task instead.`,
      path: ["instance_id"],
    });
  }
  const chosen = new Set(ids);
  return new Map(listing.sessions.filter(({ id }) => chosen.has(id)).map((session) => [session.id, session]));
}

/** The sessions that are there since before: a server that was started again numbers its sessions anew. */
function stillThere(
  before: ReadonlyMap<string, Session>,
  now: ReadonlyMap<string, Session>,
): Map<string, Session> {
  const isSame = ([id, { user, host }]: [string, Session]) =>
    before.get(id)?.user === user && before.get(id)?.host === host;
  return new Map([...now].filter(isSame));
}

function refuseSystemSessions(sessions: readonly Session[], service: Service): void {
  const system = sessions.filter((session) => isSystemSession(session, factsOf(service)));
  if (system.length === 0) return;
  throw new DiagnosticError({
    summary: "The server's own sessions are never killed",
    detail: `Replication, the event scheduler and the vendor's administrator keep the database alive. Remove from session_ids:\n${describeAll(system)}`,
    path: ["session_ids"],
  });
}
