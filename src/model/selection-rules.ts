import type { Problem } from "./codes";
import { type FILTER_FIELDS, type FilterDraft, isFieldSet, UNDECIDED, type Undecided } from "./filter";
import type { CheckOptions } from "./filter-check";
import { checkFilter, choosingFields } from "./filter-rules";
import { hasBlankEnds, isPattern } from "./filter-values";

/** What chooses sessions, before all of its values are known. `null` and absent mean the same. */
export interface SelectionDraft {
  /** Ids as {@link sessionKey} has them. */
  readonly ids?: readonly (string | Undecided)[] | Undecided | null;
  readonly match?: FilterDraft | Undecided | null;
  readonly match_all?: boolean | Undecided | null;
  readonly exclude?: FilterDraft | Undecided | null;
  readonly protected_users?: readonly (string | Undecided)[] | Undecided | null;
}

export interface SelectionOptions extends CheckOptions {
  /** Which of the choices the type has. Default: all three; ids alone for a service that can't list its sessions. */
  readonly choices?: readonly ("ids" | "match" | "match_all")[];
  /** How the reader spells a setting (`match`, `match_all = true`, `query_ids`) in messages. Default: as in HCL. */
  readonly spellSetting?: (setting: string) => string;
}

/**
 * Everything that is wrong with a choice of sessions. It needs exactly one of ids, `match` and `match_all`; ids that can be sent;
 * filters that can be evaluated, by dbkill on the service's list unless the options say otherwise; and an `exclude` that does not cover
 * all of `match`. Paths begin with the setting's name, for ids with their attribute.
 */
export function checkSelection(draft: SelectionDraft, options: SelectionOptions = {}): Problem[] {
  return [
    ...checkChoice(draft, options),
    ...checkIds(draft.ids, options),
    ...prefixed("match", draft.match, { evaluatedBy: "list", ...options }),
    ...prefixed("exclude", draft.exclude, { ...options, evaluatedBy: "list" }),
    ...checkExclusion(draft, options),
    ...checkProtectedUsers(draft.protected_users, options),
  ];
}

const asInHcl = (setting: string): string => setting;

const CHOICES = ["ids", "match", "match_all"] as const;

function checkChoice(
  draft: SelectionDraft,
  { facts, choices, spellSetting: say = asInHcl }: SelectionOptions,
): Problem[] {
  const names = { ids: facts?.ids.attribute ?? "ids", match: "match", match_all: "match_all" };
  const offered = choices ?? (facts && !facts.list ? (["ids"] as const) : CHOICES);
  const values = {
    ids: draft.ids,
    match: draft.match,
    match_all: draft.match_all === false ? null : draft.match_all,
  };
  const given = offered.filter((name) => values[name] !== null && values[name] !== undefined);
  const set = given.filter((name) => values[name] !== UNDECIDED);
  const phrase = offered
    .map((name) => say(name === "match_all" ? "match_all = true" : names[name]))
    .join(", ")
    .replace(/, (?=[^,]*$)/, " or ");
  const [first, second] = set;
  if (first && second) {
    return [
      {
        code: "DBKILL_SELECTION_AMBIGUOUS",
        severity: "error",
        path: [names[second]],
        summary: `${say(names[first])} and ${say(names[second])} exclude each other`,
        detail: `Each says by itself which ${facts?.words.many ?? "sessions"} are meant. Keep exactly one: ${phrase}.`,
      },
    ];
  }
  if (given.length > 0) return [];
  return [
    {
      code: "DBKILL_SELECTION_MISSING",
      severity: "error",
      path: [names[offered[0]!]],
      summary: `No ${facts?.words.many ?? "sessions"} are chosen`,
      detail: `Set exactly one: ${phrase}.`,
    },
  ];
}

function checkIds(
  ids: SelectionDraft["ids"],
  { facts, spellSetting: say = asInHcl }: SelectionOptions,
): Problem[] {
  if (!Array.isArray(ids) || !facts) return [];
  const { attribute, example, problemOf } = facts.ids;
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const id of ids as readonly (string | Undecided)[]) {
    if (id === UNDECIDED) continue;
    const problem = seen.has(id) ? "is given twice" : problemOf(id);
    seen.add(id);
    if (!problem) continue;
    problems.push({
      code: "DBKILL_SELECTION_ID_INVALID",
      severity: "error",
      path: [attribute, id],
      summary: `${JSON.stringify(id)} in ${say(attribute)} ${problem}`,
      detail: `No kill is sent for it. Give each id once, as the list shows it, such as ${example}.`,
    });
  }
  return problems;
}

function prefixed(
  name: "match" | "exclude",
  filter: SelectionDraft["match"],
  options: SelectionOptions,
): Problem[] {
  if (!isKnown(filter)) return [];
  return checkFilter(filter, options).map((problem) => ({ ...problem, path: [name, ...problem.path] }));
}

function isKnown(filter: SelectionDraft["match"]): filter is FilterDraft {
  return typeof filter === "object" && filter !== null;
}

/** An `exclude` that asks for no more than `match` does covers everything that `match` chooses. */
function checkExclusion(
  { match, exclude }: SelectionDraft,
  { spellSetting: say = asInHcl }: SelectionOptions,
): Problem[] {
  if (!isKnown(match) || !isKnown(exclude)) return [];
  const fields = choosingFields(exclude);
  const covers = (field: (typeof FILTER_FIELDS)[number]) =>
    isFieldSet(match[field]) && isSubset(field, match[field], exclude[field]);
  if (fields.length === 0 || !fields.every(covers)) return [];
  const readsStatement = fields.some((field) => field.startsWith("info_"));
  if (readsStatement && !isSameFlag(match.ignore_comments, exclude.ignore_comments)) return [];
  return [
    {
      code: "DBKILL_SELECTION_EXCLUDES_ALL",
      severity: "warning",
      path: ["exclude"],
      summary: `exclude covers everything that ${say("match")} chooses`,
      detail: "No session can be killed. Narrow exclude, or remove it.",
    },
  ];
}

function isSameFlag(one: FilterDraft["ignore_comments"], other: FilterDraft["ignore_comments"]): boolean {
  return one !== UNDECIDED && (one ?? false) === (other ?? false);
}

/** Whether everything that one value of a field lets through, the other does too. */
function isSubset(field: string, inner: unknown, outer: unknown): boolean {
  if (inner === UNDECIDED) return false;
  if (Array.isArray(inner) && Array.isArray(outer)) {
    if (inner.includes(UNDECIDED)) return false;
    // Keywords are ANDed in match, and each excludes by itself in exclude.
    if (field === "info_keywords") return inner.some((word) => outer.includes(word));
    return inner.every((value) => outer.includes(value));
  }
  return typeof outer === "number" ? outer <= (inner as number) : inner === outer;
}

/** A name that matches no user protects nobody. */
function checkProtectedUsers(
  users: SelectionDraft["protected_users"],
  { spellSetting: say = asInHcl }: SelectionOptions,
): Problem[] {
  if (!Array.isArray(users)) return [];
  return (users as readonly (string | Undecided)[]).flatMap((user) => {
    if (user === UNDECIDED) return [];
    if (user !== "" && !hasBlankEnds(user) && !isPattern(user)) return [];
    return [
      {
        code: "DBKILL_PROTECTED_USER_INVALID" as const,
        severity: "error" as const,
        path: ["protected_users", user],
        summary: `${JSON.stringify(user)} in ${say("protected_users")} is not a user name`,
        detail:
          "Names are compared exactly, so it protects nobody. Write the name alone, as the list of sessions shows it: without blanks at its ends, host, quotes and wildcards.",
      },
    ];
  });
}
