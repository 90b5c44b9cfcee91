import {
  addressOf,
  compilePolicy,
  type Enforcer,
  isSystemSession,
  type Judgement,
  type Policy,
  type Session,
  toolOf,
} from "../../model";
import type { Statements } from "../describe";
import type { EngineEvent } from "../events";
import { lookAt } from "../kill/look";
import { isFinal } from "../kill/state";
import type { EngineContext, Listing, SessionSource } from "../ports";
import {
  listFailed,
  listIncomplete,
  oneHost,
  type PolicySubject,
  policyPreview,
  toolsAtRisk,
  tooMany,
} from "./messages";

/** What a plan asks of a policy. */
export interface PolicyPreviewOrder {
  readonly policy: Policy;
  readonly enforcer: Enforcer;
  /** How events show statements. Default: `shown`. */
  readonly statements?: Statements;
}

export interface PolicyPreview {
  /** Undefined where the sessions can't be listed. */
  readonly judgement?: Judgement;
  /** `DBKILL_POLICY_PREVIEW` carries `{ matched, victims, spared }` as facts. */
  readonly events: readonly EngineEvent[];
  readonly failed: boolean;
}

/** From this number of clients on, one address for all of them means a proxy. */
const CLIENTS_OF_PROXY = 10;

/**
 * Tells which sessions a policy would kill now, and checks its caps. Kills nothing. Where the sessions can't be listed it fails if a guard needs
 * them, and else warns; a policy that observes never fails.
 *
 * @throws Error of an adapter for a wrong configuration, an instance that is gone, and an abort
 */
export async function previewPolicy(
  { policy, enforcer, statements }: PolicyPreviewOrder,
  source: SessionSource,
  ctx: EngineContext,
): Promise<PolicyPreview> {
  const { facts, name } = source;
  const describe = { statements, hostPort: facts.list?.hostPort };
  const subject = { policy, enforcer, facts, name, describe };
  // The vendor's task knows no tools: its victims are shown as they would die.
  const judge = compilePolicy(enforcer === "vendor" ? { ...policy, protect_tools: false } : policy, facts);
  let listing: Listing;
  try {
    listing = await lookAt(source, ctx.clock, ctx.signal);
  } catch (error) {
    const fault = ctx.classify(error);
    if (!fault || (isFinal(fault) && !fault.permission)) throw error;
    return finish([listFailed(subject, severityOf(subject), fault)]);
  }
  const now = ctx.clock.date();
  const judgement = judge(listing.sessions, { now });
  const over = overCap(subject, judgement);
  if (over) return finish([over], judgement);
  return finish(
    [
      ...incomplete(subject, listing),
      ...toolRisks(subject, judgement),
      ...oneHostOf(subject, listing.sessions),
      policyPreview(subject, listing, judgement, chosenBy(judgement), now),
    ],
    judgement,
  );
}

function finish(events: readonly EngineEvent[], judgement?: Judgement): PolicyPreview {
  const failed = events.some(({ severity }) => severity === "error");
  return { ...(judgement && { judgement }), events, failed };
}

/** A policy's caps and exceptions can only be proven by a list. */
function isGuarded({ policy }: PolicySubject): boolean {
  return policy.max_kills !== null || policy.exclude !== null || policy.protected_users.length > 0;
}

function severityOf(subject: PolicySubject): EngineEvent["severity"] {
  return isGuarded(subject) && subject.policy.mode === "enforce" ? "error" : "warning";
}

function incomplete(subject: PolicySubject, listing: Listing): EngineEvent[] {
  return listing.complete ? [] : [listIncomplete(subject, severityOf(subject), listing)];
}

/** The sessions that a policy chooses, whether a cap spares them or not. */
function chosenBy({ victims, spared }: Judgement): readonly Session[] {
  const capped = spared.filter(({ reason }) => reason === "capped");
  return [...victims, ...capped.map(({ session }) => session)];
}

/** The cap of a policy that kills makes a larger match an error. */
function overCap(subject: PolicySubject, judgement: Judgement): EngineEvent | undefined {
  const { capped } = judgement;
  if (capped?.field !== "max_kills" || subject.policy.mode === "observe") return undefined;
  return tooMany(subject, capped, chosenBy(judgement));
}

/** Sessions of tools that the vendor's task would kill. The runner has spared them, so they are no victims of it. */
function toolRisks(subject: PolicySubject, { victims }: Judgement): EngineEvent[] {
  if (!subject.policy.protect_tools) return [];
  const risks = victims.flatMap((session) => {
    const tool = toolOf(session);
    return tool === undefined ? [] : [{ session, tool }];
  });
  return risks.length === 0 ? [] : [toolsAtRisk(subject, risks)];
}

/** Where one address of all clients means that hosts tell none of them apart. */
function oneHostOf(subject: PolicySubject, sessions: readonly Session[]): EngineEvent[] {
  const { policy, facts } = subject;
  const setting = hostSetting(policy);
  if (setting === undefined) return [];
  const clients = sessions.filter(
    (session) => session.host.trim() !== "" && !isSystemSession(session, facts),
  );
  const hostPort = facts.list?.hostPort ?? "always";
  const addresses = [...new Set(clients.map(({ host }) => addressOf(host, hostPort)))];
  if (addresses.length > 1 || clients.length < CLIENTS_OF_PROXY) return [];
  return addresses.map((address) => oneHost(subject, setting, clients.length, address));
}

/** The setting by which a policy tells hosts apart. */
function hostSetting({ match, exclude, group_by }: Policy): string | undefined {
  if (match?.hosts) return "match";
  if (exclude?.hosts) return "exclude";
  return group_by === "host" ? "group_by" : undefined;
}
