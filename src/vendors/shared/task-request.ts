import type { KillTaskRequest } from "../../engine/ports";
import {
  assertSelective,
  checkFilter,
  type FilterField,
  printable,
  type ServiceFacts,
  type SessionFilter,
} from "../../model";

/**
 * The last check before a filter is sent to a vendor's kill task: refuses one that chooses nothing or everything, and one that says
 * more than the vendor's task can express, because what is left out would make the filter wider.
 *
 * @throws Error before any request
 */
export function assertExpressible(filter: SessionFilter, facts: ServiceFacts): void {
  assertSelective(filter);
  const [problem] = checkFilter(filter, { facts, evaluatedBy: "task" });
  if (problem) throw new Error(`Refused to carry out a filter: ${problem.summary}.`);
}

/**
 * The last lock of a client before a request for a kill task: a request without a filter kills every session, and is sent only where
 * the caller says `matchAll` explicitly.
 *
 * @param filter what the request says, read back from it; null: no filter
 * @throws Error before any request
 */
export function assertMeant(filter: SessionFilter | null, matchAll: boolean): void {
  if (filter === null && !matchAll)
    throw new Error("A kill task without a filter kills every session, which matchAll must say.");
  if (filter !== null && matchAll) throw new Error("A kill task for every session has a filter.");
  if (filter !== null) assertSelective(filter);
}

/** The one value of a field whose vendor takes one. @throws Error for any other number of values */
export function onlyValue(values: readonly string[], field: FilterField, api: string): string {
  if (values.length !== 1)
    throw new Error(`${api} takes one value for ${field}, and ${values.length} are given.`);
  return values[0]!;
}

/** How many characters of one value are shown. */
const VALUE_LENGTH = 100;

/** What a task does, in one line: `user report, command Query, at least 60 s, until it is stopped`. */
export function describeKillTask({ filter, durationSeconds }: KillTaskRequest): string {
  const list = (word: string, values: readonly string[] | undefined) =>
    values && `${word} ${values.map((value) => printable(value, VALUE_LENGTH)).join(" or ")}`;
  const parts = [
    list("user", filter?.users),
    list("host", filter?.hosts),
    list("database", filter?.databases),
    list("command", filter?.commands),
    list("statement begins with", filter?.info_prefix === undefined ? undefined : [filter.info_prefix]),
    filter?.info_keywords &&
      `statement with ${filter.info_keywords.map((word) => printable(word, VALUE_LENGTH)).join(" ... ")}`,
    filter?.min_duration_seconds !== undefined && `at least ${filter.min_duration_seconds} s`,
  ].filter(Boolean);
  const life = durationSeconds === null ? "until it is stopped" : `for ${durationSeconds} s`;
  return [...(parts.length > 0 ? parts : ["every session"]), life].join(", ");
}
