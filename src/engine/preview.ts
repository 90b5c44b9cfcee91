import { checkFilter, type Selection, type Session, type Spared } from "../model";
import type { Statements } from "./describe";
import type { EngineEvent } from "./events";
import { Chooser } from "./kill/choose";
import { checkGuards, refuseTooMany, warningsOf } from "./kill/guards";
import { lookAt } from "./kill/look";
import { killPreview, listFailed, nothingToKill } from "./kill/messages";
import type { KillResult } from "./kill/order";
import { isFinal } from "./kill/state";
import { type GuardSubject, isGuarded, mayBeUnlisted } from "./kill/subject";
import type { EngineContext, SessionSource } from "./ports";

/** What a plan asks before anything is killed. */
export interface PreviewOrder {
  readonly selection: Selection;
  readonly maxKills: number | null;
  /** Who kills later: the vendor's standing task, or a kill that looks and decides itself. */
  readonly killedBy: "task" | "kill";
  /** What an unfinished run left; see `KillOrder`. */
  readonly previous?: readonly KillResult[];
  /** How events show statements. Default: `shown`. */
  readonly statements?: Statements;
}

/** The sessions that would be killed at this moment. */
export interface KillPreview {
  /** How many sessions the choice names. */
  readonly matched: number;
  /** As many of them as the service shows. */
  readonly victims: readonly Session[];
  readonly spared: readonly Spared<Session>[];
  /** How many would be killed. */
  readonly count: number;
  /** How many sessions they were chosen among; absent where the vendor chose them itself. */
  readonly listed?: number;
  /** False where there may be more than could be looked at. */
  readonly complete: boolean;
  /** At most one error. `DBKILL_KILL_PREVIEW` carries `{ count, listed, complete, sessions }` as facts. */
  readonly events: readonly EngineEvent[];
  readonly failed: boolean;
}

const NONE = { matched: 0, victims: [], spared: [], count: 0, complete: false };

/**
 * Tells which sessions would be killed now, and checks the guards as the kill itself does. Kills nothing.
 *
 * Where the sessions can't be listed, the permission included, it fails if a guard needs them; else it warns.
 *
 * @throws Error of an adapter for a wrong configuration, an instance that is gone, and an abort
 */
export async function previewKills(
  order: PreviewOrder,
  source: SessionSource,
  ctx: EngineContext,
): Promise<KillPreview> {
  const { facts, name } = source;
  const chooser = new Chooser(order.selection, facts, order.previous);
  const describe = { statements: order.statements, hostPort: facts.list?.hostPort };
  const subject: GuardSubject = { facts, name, chooser, maxKills: order.maxKills, describe, planned: true };
  if (chooser.named?.length === 0) {
    return finish({ ...NONE, complete: true }, chooser.left ? [] : [nothingToKill(subject)]);
  }
  try {
    if (canVendorPreview(order, source)) return await askVendor(subject, order.selection, source, ctx);
    return await lookAndChoose(subject, order.killedBy, source, ctx);
  } catch (error) {
    const fault = ctx.classify(error);
    if (!fault || (isFinal(fault) && !fault.permission)) throw error;
    const severity = isGuarded(subject) ? "error" : "warning";
    return finish(NONE, [listFailed(subject, fault, severity, order.killedBy)]);
  }
}

/** Whether to ask the vendor: it knows best what its own task kills, if the selection is one that the task can express. */
function canVendorPreview({ selection, killedBy }: PreviewOrder, source: SessionSource): boolean {
  const { choice, exclude, protectedUsers } = selection;
  if (killedBy !== "task" || !source.preview || exclude !== null || protectedUsers.length > 0) return false;
  if (choice.by !== "match") return choice.by === "all";
  return checkFilter(choice.match, { facts: source.facts, evaluatedBy: "task" }).length === 0;
}

async function askVendor(
  subject: GuardSubject,
  { choice }: Selection,
  source: SessionSource,
  ctx: EngineContext,
): Promise<KillPreview> {
  const { sessions, count: told } = await source.preview!(
    choice.by === "match" ? choice.match : null,
    ctx.signal,
  );
  const count = Math.max(told, sessions.length);
  // Nobody is spared, and what the vendor counts is complete: one guard is left.
  const error = refuseTooMany(subject, sessions, count);
  const found = { matched: count, victims: sessions, spared: [], count, complete: true };
  return finish(found, error ? [error] : [killPreview(subject, found, "task")]);
}

async function lookAndChoose(
  subject: GuardSubject,
  killedBy: PreviewOrder["killedBy"],
  source: SessionSource,
  ctx: EngineContext,
): Promise<KillPreview> {
  const { chooser } = subject;
  const look = await lookAt(source, ctx.clock, ctx.signal, chooser.named);
  const chosen = chooser.choose(look);
  const { groups, spared, matched, absent } = chosen;
  const victims = [...groups.values()].flat();
  const unlisted = mayBeUnlisted(subject) ? absent.length : 0;
  const found = {
    matched,
    victims,
    spared,
    count: victims.length,
    listed: look.sessions.length,
    complete: look.complete,
  };
  const error = checkGuards(subject, look, chosen, victims.length + unlisted);
  if (error) return finish(found, [error]);
  return finish(found, [...warningsOf(subject, look, chosen), killPreview(subject, found, killedBy)]);
}

function finish(found: Omit<KillPreview, "events" | "failed">, events: readonly EngineEvent[]): KillPreview {
  return { ...found, events, failed: events.some(({ severity }) => severity === "error") };
}
