import type { Service } from "../policy";
import { type Diagnostics, hasUnknown, isUnknown, type Unknown } from "../provider";
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
  if (match !== null) reportFilterProblems(match, diagnostics, { listing: names.listing });
  if (all === true && Array.isArray(protectedUsers) && protectedUsers.length > 0) {
    diagnostics.error(
      `protected_users can't be spared by ${names.all}`,
      `The vendor's call kills every one of the ${names.many}, whoever they are of. Choose by match, which spares protected_users, or remove protected_users.`,
      ["protected_users"],
    );
  }
}

/** Whom a plan chooses; undefined while that is not known. `keysOf` names what the attribute of ids holds. */
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
  if (all === true) return { by: "all" };
  if (match !== null) {
    const filter = toFilter(match);
    return filter && { by: "match", filter };
  }
  return ids === null ? undefined : { by: "ids", keys: (ids as readonly T[]).map(keyOf) };
}
