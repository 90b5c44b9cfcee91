import { type Diagnostics, hasUnknown, isUnknown, type Unknown } from "../framework";
import type { Service } from "../model";
import { factsOf } from "../vendors/facts";
import { type MatchValue, reportFilterProblems, toFilter } from "./match";
import type { Choice } from "./one-shot";

/** The attributes that say whom a one-shot kill is for. */
export interface ChoiceNames {
  /** The attribute that names sessions one by one. */
  readonly ids: string;
  /** The attribute that chooses everything; absent where there is none. */
  readonly all?: string;
  /** What the vendor calls sessions. */
  readonly many: string;
  /** The service whose listing `match` is evaluated on. */
  readonly listing: Service;
}

/** Their values, as configured or planned. */
export interface ChoiceValues {
  readonly ids: readonly unknown[] | Unknown | null;
  readonly match: MatchValue | Unknown | null;
  readonly all: boolean | Unknown | null;
  readonly protectedUsers: readonly unknown[] | Unknown | null;
}

/** Exactly one of the selectors, and nothing beside `all` that would spare somebody. */
export function reportChoiceProblems(
  { ids, match, all, protectedUsers }: ChoiceValues,
  names: ChoiceNames,
  diagnostics: Diagnostics,
): void {
  const selectors = [names.ids, "match", ...(names.all ? [`${names.all} = true`] : [])];
  const set: (string | undefined)[] = [
    ids !== null && !isUnknown(ids) ? names.ids : undefined,
    match !== null && !isUnknown(match) ? "match" : undefined,
    all === true ? names.all : undefined,
  ];
  const [first, second] = set.filter((name) => name !== undefined);
  if (first !== undefined && second !== undefined) {
    diagnostics.error(
      `${first} and ${second} exclude each other`,
      `Each says by itself which ${names.many} are killed. Keep one of ${selectors.join(", ")}.`,
      [second],
    );
  } else if (first === undefined && ![ids, match, all].some(isUnknown)) {
    diagnostics.error(
      `No ${names.many} are chosen`,
      `Set exactly one of ${selectors.join(", ")}. Nothing is ever killed for want of a choice.`,
      [names.ids],
    );
  }
  if (match !== null)
    reportFilterProblems(match, diagnostics, { facts: factsOf(names.listing), evaluatedBy: "list" });
  if (all === true && Array.isArray(protectedUsers) && protectedUsers.length > 0) {
    diagnostics.error(
      `protected_users can't be spared by ${names.all}`,
      `The vendor's call kills every one of the ${names.many}, whoever they are of. Choose by match, which spares protected_users, or remove protected_users.`,
      ["protected_users"],
    );
  }
}

/**
 * Whom a plan chooses; undefined while that is not known. `keyOf` names what the attribute of ids holds.
 *
 * @throws Error for anything but exactly one choice, which validation does not let through
 */
export function choiceOf<T>(
  {
    ids,
    match,
    all,
  }: { readonly ids: readonly (T | Unknown)[] | Unknown | null } & Omit<
    ChoiceValues,
    "ids" | "protectedUsers"
  >,
  keyOf: (id: T) => string,
): Choice | undefined {
  if (hasUnknown([ids, match, all])) return undefined;
  const filter = match === null ? undefined : toFilter(match);
  const choices: Choice[] = [];
  if (ids !== null) choices.push({ by: "ids", keys: (ids as readonly T[]).map(keyOf) });
  if (filter) choices.push({ by: "match", filter });
  if (all === true) choices.push({ by: "all" });
  const [choice] = choices;
  if (!choice || choices.length > 1) throw new Error("A kill without exactly one choice of whom to kill");
  return choice;
}
