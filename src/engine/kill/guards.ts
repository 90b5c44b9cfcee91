import type { Session, Spared } from "../../model";
import type { EngineEvent } from "../events";
import type { Chosen } from "./choose";
import type { Look } from "./look";
import {
  excludedWarning,
  incompleteList,
  incompleteWarning,
  protectedChosen,
  sharedWarning,
  tooMany,
  unknownIds,
} from "./messages";
import { type GuardSubject, isGuarded } from "./subject";

/**
 * Checks the guards on a fresh listing.
 * @param count how many sessions the run has sent and would send now; an id that is not listed counts as one
 * @returns the error that forbids the kill; undefined where it is allowed
 */
export function checkGuards(
  subject: GuardSubject,
  look: Look,
  chosen: Chosen,
  count: number,
): EngineEvent | undefined {
  return (
    refuseUnknown(subject, look) ??
    refuseProtected(subject, chosen) ??
    refuseTooMany(subject, [...chosen.groups.values()].flat(), count) ??
    refuseIncomplete(subject, look)
  );
}

/** What is worth a warning on a listing that the guards allow. More may be chosen than is listed, unless all are named. */
export function warningsOf(subject: GuardSubject, look: Look, { shared, spared }: Chosen): EngineEvent[] {
  const { named } = subject.chooser;
  const excluded = named ? sessionsOf(spared.filter(({ reason }) => reason === "excluded")) : [];
  return [
    ...(shared.length > 0 ? [sharedWarning(subject, shared)] : []),
    ...(excluded.length > 0 ? [excludedWarning(subject, excluded)] : []),
    ...(look.complete || named ? [] : [incompleteWarning(subject, look)]),
  ];
}

/** Ids that a service does not know at all are mistyped or forgotten; those of an earlier run are forgotten. */
function refuseUnknown(subject: GuardSubject, { unknown }: Look): EngineEvent | undefined {
  if (!unknown?.size || subject.chooser.left) return undefined;
  return unknownIds(subject, [...unknown.keys()]);
}

function refuseProtected(subject: GuardSubject, { spared }: Chosen): EngineEvent | undefined {
  if (!subject.chooser.named) return undefined;
  const held = spared.filter(({ reason }) => reason === "system" || reason === "protected");
  return held.length > 0 ? protectedChosen(subject, held) : undefined;
}

/** @param victims as many of them as are known */
export function refuseTooMany(
  subject: GuardSubject,
  victims: readonly Session[],
  count: number,
): EngineEvent | undefined {
  const { maxKills } = subject;
  if (maxKills === null || count <= maxKills) return undefined;
  return tooMany(subject, victims, count, maxKills);
}

/** What is not listed could be one more, or one that must be spared. */
export function refuseIncomplete(subject: GuardSubject, look: Look): EngineEvent | undefined {
  if (look.complete || !isGuarded(subject)) return undefined;
  const { maxKills, chooser } = subject;
  const spares = chooser.selection.exclude ? "exclude" : "protected_users";
  return incompleteList(subject, look, maxKills === null ? spares : "max_kills");
}

function sessionsOf(spared: readonly Spared<Session>[]): Session[] {
  return spared.map(({ session }) => session);
}
