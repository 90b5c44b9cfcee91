import { isDeepStrictEqual } from "node:util";
import type { KillReport, KillResult } from "../../engine/kill";
import { hasUnknown, isUnknown } from "../../framework";
import {
  type Choice,
  type Selection,
  type SelectionDraft,
  sessionKey,
  TARGET_SETTINGS,
  UNDECIDED,
} from "../../model";
import { type FilterValue, toDraft, toFilter } from "../blocks";
import type { SessionKillType, Values } from "./attributes";

/** Attributes whose change kills again, besides the ids. */
const SELECTORS = ["match", "match_all", "exclude", "protected_users", "triggers", "kill"] as const;

/** Whether a plan declares another kill than that of the state. */
export function isAnother({ facts }: SessionKillType, plan: Values, prior: Values): boolean {
  return [facts.ids.attribute, ...SELECTORS].some(
    (name) => !isDeepStrictEqual(plan[name] ?? null, prior[name] ?? null),
  );
}

/** The settings that name the database, and say what of its sessions is killed. */
export function placeOf({ place }: SessionKillType, values: Values): unknown[] {
  const names = [place, ...TARGET_SETTINGS, "region", "kill"];
  return names.map((name) => values[name] ?? null);
}

/** What a configuration chooses, as the rules of the model read it. */
export function draftOf({ facts, keyOf }: SessionKillType, config: Values): SelectionDraft {
  const ids = config[facts.ids.attribute];
  return {
    ids: isUnknown(ids) ? UNDECIDED : ids?.map((id: unknown) => (hasUnknown(id) ? UNDECIDED : keyOf(id))),
    ...filterDraftOf(config),
  };
}

/** The same without ids. */
export function filterDraftOf(config: Values): SelectionDraft {
  return {
    match: toDraft((config.match ?? null) as FilterValue | null),
    match_all: isUnknown(config.match_all) ? UNDECIDED : config.match_all,
    exclude: toDraft((config.exclude ?? null) as FilterValue | null),
    protected_users: isUnknown(config.protected_users)
      ? UNDECIDED
      : config.protected_users?.map((user: unknown) => (isUnknown(user) ? UNDECIDED : user)),
  };
}

/** Which sessions a plan chooses; undefined while that is not known. @throws Error for none, or more than one choice */
export function selectionOf(
  { facts, keyOf }: Pick<SessionKillType, "facts" | "keyOf">,
  values: Values,
): Selection | undefined {
  const ids = values[facts.ids.attribute] ?? null;
  const { match = null, match_all = null, exclude = null, protected_users = null } = values;
  if (hasUnknown([ids, match, match_all, exclude, protected_users])) return undefined;
  const choices: Choice[] = [];
  if (ids !== null) choices.push({ by: "ids", ids: ids.map(keyOf) });
  if (match !== null) choices.push({ by: "match", match: toFilter(match)! });
  if (match_all === true) choices.push({ by: "all" });
  const [choice] = choices;
  // The model refuses this at validate, plan and apply.
  if (!choice || choices.length > 1) throw new Error("A kill without exactly one choice of sessions");
  return {
    choice,
    exclude: exclude === null ? null : toFilter(exclude)!,
    protectedUsers: protected_users ?? [],
  };
}

/** A declaration with what became of its sessions. */
export function toState(
  { row }: SessionKillType,
  plan: Values,
  id: string,
  { results }: Pick<KillReport, "results">,
): Values {
  return {
    ...plan,
    id,
    results: results.map((result) => ({
      id: result.id,
      user: result.user,
      outcome: result.outcome,
      message: result.message,
      ...row?.(result),
    })),
    killed: results.filter(({ outcome }) => outcome === "killed").length,
  };
}

/** The rows of a state, as results. */
export function resultsOf(prior: Values): KillResult[] {
  return ((prior.results ?? []) as Values[]).map((row) => {
    const { id, user, outcome, message, server } = row as KillResult;
    const { status_before: statusBefore, status_after: statusAfter } = row;
    return {
      key: sessionKey({ id, server: server ?? undefined }),
      id,
      user,
      outcome,
      message,
      ...(server && { server }),
      ...(statusBefore && { statusBefore }),
      ...(statusAfter && { statusAfter }),
    };
  });
}
