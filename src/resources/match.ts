import { attr, type Diagnostics, isUnknown, type Mode, type Unknown } from "../framework";
import {
  type CheckOptions,
  checkFilter,
  FILTER_FIELDS,
  type FilterDraft,
  type SessionFilter,
  UNDECIDED,
} from "../model";

/** The nested attribute `match`, the same in every type that chooses sessions. */
export function matchAttribute<M extends Mode>(mode: M, description: string) {
  return attr.object(
    {
      users: attr.set("string", "optional", { description: "Exact user names." }),
      hosts: attr.set("string", "optional", {
        description: "Client addresses, with `%` as wildcard. The port is ignored.",
      }),
      databases: attr.set("string", "optional", { description: "Exact names of default databases." }),
      commands: attr.set("string", "optional", {
        description: "Process-list commands, in any case, such as `Query` or `Sleep`.",
      }),
      states: attr.set("string", "optional", { description: "Exact session states." }),
      info_prefix: attr.string("optional", { description: "The statement starts with this text." }),
      info_keywords: attr.list("string", "optional", {
        description: "The statement holds all of these texts, in this order.",
      }),
      info_regex: attr.string("optional", {
        description: "Pattern (RE2) that occurs in the statement.",
      }),
      ignore_comments: attr.bool("optional", {
        description:
          "Whether SQL comments are taken out of the statement before it is compared. Chooses nothing by itself. Default `false`.",
      }),
      min_duration_seconds: attr.number("optional", {
        description: "At least this many whole seconds in the current state.",
      }),
      min_transaction_seconds: attr.number("optional", {
        description: "Its transaction has been open for at least this many whole seconds.",
      }),
    },
    mode,
    {
      description: `${description} Fields are ANDed, the values within one field are ORed. Terraform drops a name that is not listed here without a word, so look at what the plan shows.`,
    },
  );
}

/** A `match` as the provider kit hands it over: nulls for what is not set, unknowns anywhere. */
export type MatchValue = { readonly [F in keyof SessionFilter]-?: unknown };

/** What the policy rules read: unknowns become undecided, nulls absent. A null in a list is for the provider kit to refuse. */
function toDraft(match: MatchValue): FilterDraft {
  const draft: Record<string, unknown> = {};
  for (const field of FILTER_FIELDS) {
    const value = match[field];
    if (value === null || value === undefined) continue;
    draft[field] = isUnknown(value)
      ? UNDECIDED
      : Array.isArray(value)
        ? value.map((item) => (isUnknown(item) || item === null ? UNDECIDED : item))
        : value;
  }
  return draft as FilterDraft;
}

/** A wholly known `match` as a filter, or undefined while any of it is unknown. */
export function toFilter(match: MatchValue | Unknown): SessionFilter | undefined {
  if (isUnknown(match)) return undefined;
  const draft = toDraft(match);
  const undecided = Object.values(draft).some(
    (value) => value === UNDECIDED || (Array.isArray(value) && value.includes(UNDECIDED)),
  );
  return undecided ? undefined : (draft as SessionFilter);
}

const DROPPED_NAMES =
  "If one is set: look for a misspelt name, for Terraform drops what match does not have without a word.";

/** Reports what is wrong with a `match`, each problem on the path of the value to blame. */
export function reportFilterProblems(
  match: MatchValue | Unknown,
  diagnostics: Diagnostics,
  options: CheckOptions,
): void {
  if (isUnknown(match)) return;
  for (const problem of checkFilter(toDraft(match), options)) {
    const [field, value] = problem.path;
    const path = field === undefined ? [] : value === undefined ? [field] : [field, { value }];
    const listed = field === "info_keywords" && value !== undefined;
    // Who misspelt the only name is told of an empty filter.
    const detail = field === undefined ? `${problem.detail} ${DROPPED_NAMES}` : problem.detail;
    diagnostics.error(problem.summary, detail, ["match", ...(listed ? [field] : path)]);
  }
}

/** Either `match` or `match_all`, never both and never neither: everything is killed only where that is said in so many words. */
export function reportSelectionProblems(
  selection: { match: MatchValue | Unknown | null; match_all: boolean | Unknown | null },
  diagnostics: Diagnostics,
  options: CheckOptions,
): void {
  const { match, match_all: matchAll } = selection;
  if (match === null) {
    if (matchAll === true || isUnknown(matchAll)) return;
    diagnostics.error(
      "No sessions are chosen",
      "Set match to say which sessions are meant. To kill every session, say so with match_all = true.",
      ["match"],
    );
    return;
  }
  if (matchAll === true) {
    diagnostics.error(
      "match and match_all exclude each other",
      "match_all = true kills every session, whatever match says. Remove match_all to kill the sessions that match.",
      ["match_all"],
    );
    return;
  }
  reportFilterProblems(match, diagnostics, options);
}
