import {
  FIELD_KINDS,
  FILTER_FIELDS,
  type FieldKind,
  type FilterDraft,
  type FilterField,
  isFieldSet,
  type SessionFilter,
} from "./filter";
import { type CheckOptions, FilterCheck, type FilterProblem, usableFields } from "./filter-check";
import { checkList, checkTask } from "./filter-support";
import { checkValue } from "./filter-values";
import { compilePattern } from "./matcher";

/** Everything that is wrong with a filter, as far as its values are known. An empty answer means that it can be used. */
export function checkFilter(filter: FilterDraft, options: CheckOptions = {}): FilterProblem[] {
  const check = new FilterCheck(filter, options);
  const { facts, evaluatedBy } = options;
  for (const field of FILTER_FIELDS) checkValue(check, field, filter[field]);
  if (facts && evaluatedBy === "task") checkTask(check, facts);
  if (facts && evaluatedBy === "list") checkList(check, facts);
  if (check.problems.length === 0) checkBreadth(check);
  return check.problems;
}

/**
 * The last check before a filter is carried out: refuses one that chooses nothing or everything, wherever it comes from. It trusts no
 * type: a misspelt field or a value of the wrong kind could widen the filter.
 *
 * @throws Error for a filter that is null, empty, not wholly known, of the wrong form, or lets every session through
 */
export function assertSelective(filter: SessionFilter | null | undefined): asserts filter is SessionFilter {
  const reason = formProblem(filter) ?? checkFilter(filter as SessionFilter)[0]?.summary;
  if (reason !== undefined) throw new Error(`Refused to carry out a filter: ${reason}.`);
}

/** Why a value is not a filter; undefined where it is one. A null field counts as absent. */
function formProblem(filter: unknown): string | undefined {
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) return "There is no filter";
  for (const [field, value] of Object.entries(filter)) {
    if (!Object.hasOwn(FIELD_KINDS, field)) return `A filter has no field ${JSON.stringify(field)}`;
    if (value === undefined || value === null) continue;
    if (!hasKind(value, FIELD_KINDS[field as FilterField])) return `${field} has a value of the wrong kind`;
  }
  return undefined;
}

function hasKind(value: unknown, kind: FieldKind): boolean {
  if (kind !== "texts") return typeof value === kind;
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** A filter that lets every session through must not look like a choice. */
function checkBreadth(check: FilterCheck): void {
  const set = choosingFields(check.filter);
  if (set.length === 0) {
    const detail = `Nothing says which sessions are meant, and an empty filter would match every one. Set at least one of ${usableFields(check)}.`;
    check.report("DBKILL_FILTER_EMPTY", [], "The filter is empty", detail);
  } else if (set.every((field) => VACUOUS[field]?.(check.filter[field] as never))) {
    const detail = `Every session passes ${set.map(check.spell).join(" and ")}, and no other field narrows it. Name the sessions more exactly, or set a further field.`;
    check.report("DBKILL_FILTER_MATCHES_ALL", [set[0]!], "The filter matches every session", detail);
  }
}

/** The fields of a filter that choose sessions and are set. */
export function choosingFields(filter: FilterDraft): FilterField[] {
  return FILTER_FIELDS.filter((field) => field !== "ignore_comments" && isFieldSet(filter[field]));
}

/**
 * A host pattern of wildcards and separators alone, such as `%` or `%.%`: every address matches. `_` is one of them, as a vendor may
 * compare with SQL's LIKE, where it stands for any character.
 */
const ANY_ADDRESS = /^(?=.*%)[%_.:]+$/;

/** A pattern that matches both of these is taken to match every statement. */
const ANY_STATEMENT = ["", "~ 1 ~"];

/** Fields whose value can let every session through, and what such a value looks like. */
const VACUOUS: { readonly [F in FilterField]?: (value: FilterDraft[F]) => boolean } = {
  hosts: (hosts) =>
    Array.isArray(hosts) && hosts.some((host) => typeof host === "string" && ANY_ADDRESS.test(host)),
  info_regex: (pattern) => {
    if (typeof pattern !== "string") return false;
    const compiled = compilePattern(pattern);
    return ANY_STATEMENT.every((statement) => compiled.test(statement));
  },
};
