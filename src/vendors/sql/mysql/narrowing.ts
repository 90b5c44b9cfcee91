import { comparable, foldCase, type SessionFilter } from "../../../model";

/** A condition on the rows `p` of the process list, and `t` of their transactions. Each `?` is bound to a value. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly BoundValue[];
}

export type BoundValue = string | number;

/** The server's own threads have no user. */
export const SYSTEM_USER = "system user";

/** With more values than this, a condition does not pay off. */
const MOST_VALUES = 1_000;

/** One field's part of a condition. `sql` only contains text of this file. */
type Part = Condition;

/**
 * A condition that is true for every row whose session matches at least one of these filters; undefined if no condition would leave
 * rows out. It may be true for other rows: the matcher decides. Comparisons that differ in SQL are left to the matcher:
 *
 * - Non-ASCII texts are compared in a Unicode normal form that SQL does not have. All rows with such a text are listed.
 * - Collations ignore case and blanks at the end, which only adds rows.
 * - Patterns, and statements without their comments, have no SQL condition.
 *
 * @param transactions whether the list has `t`
 */
export function conditionOf(filters: readonly SessionFilter[], transactions: boolean): Condition | undefined {
  if (filters.length === 0) return { sql: "FALSE", values: [] };
  const parts = filters.map((filter) => partsOf(filter, transactions));
  if (parts.some(({ length }) => length === 0)) return undefined;
  const condition = join(
    parts.map((of) => join(of, " AND ")),
    " OR ",
  );
  return condition.values.length > MOST_VALUES ? undefined : condition;
}

/** A condition that is true for the rows with these ids; undefined if an id is not a number, or if there are too many. */
export function conditionOfIds(ids: readonly string[]): Condition | undefined {
  if (ids.length > MOST_VALUES || !ids.every((id) => /^\d{1,20}$/.test(id))) return undefined;
  if (ids.length === 0) return { sql: "FALSE", values: [] };
  // Few lengths make few statements, and the server prepares each only once.
  const length = 2 ** Math.ceil(Math.log2(ids.length));
  return oneOf("p.ID", [...ids, ...Array<string>(length - ids.length).fill(ids[0]!)]);
}

function partsOf(filter: SessionFilter, transactions: boolean): Part[] {
  const { users, databases, states, commands, hosts, info_prefix, info_keywords, ignore_comments } = filter;
  const parts = [
    atLeast("p.TIME", filter.min_duration_seconds),
    transactions ? atLeast("t.age", filter.min_transaction_seconds) : [],
    users ? [named("p.USER", `COALESCE(p.USER, '${SYSTEM_USER}')`, users.map(comparable))] : [],
    databases ? [named("p.DB", "COALESCE(p.DB, '')", databases.map(comparable))] : [],
    states ? [named("p.STATE", "COALESCE(p.STATE, '')", states.map(comparable))] : [],
    commands ? [named("p.COMMAND", "LOWER(COALESCE(p.COMMAND, ''))", commands.map(foldCase))] : [],
    hosts ? [fromHosts(hosts)] : [],
  ].flat();
  if (ignore_comments) return parts;
  const texts = [
    ...(typeof info_prefix === "string" ? [[comparable(info_prefix), ""] as const] : []),
    ...(info_keywords ?? []).map((keyword) => [comparable(keyword), "%"] as const),
  ];
  return [...parts, ...texts.filter(([text]) => text !== "").map(([text, before]) => holding(text, before))];
}

/** An unknown age counts as 0, and a session without a transaction never matches: neither reaches a minimum age, which is above 0. */
function atLeast(column: string, least: number | undefined): Part[] {
  return typeof least === "number" && least > 0 ? [{ sql: `${column} >= ?`, values: [least] }] : [];
}

function named(column: string, text: string, names: readonly string[]): Part {
  return orBeyondAscii(column, oneOf(text, names.filter(isAscii)));
}

/** A row's host may have a port, and brackets around the address. The matcher checks the rest. */
function fromHosts(hosts: readonly string[]): Part {
  const patterns = hosts
    .map(foldCase)
    .filter(isAscii)
    .map((host) => host.split("%").map(literally).join("%"))
    .flatMap((host) => [`${host}%`, `[${host}%`]);
  return orBeyondAscii("p.HOST", like("LOWER(COALESCE(p.HOST, ''))", patterns));
}

function holding(text: string, before: "" | "%"): Part {
  return orBeyondAscii("p.INFO", like("p.INFO", isAscii(text) ? [`${before}${literally(text)}%`] : []));
}

function oneOf(text: string, values: readonly BoundValue[]): Part {
  if (values.length === 0) return { sql: "FALSE", values };
  return { sql: `${text} IN (${values.map(() => "?").join(", ")})`, values };
}

function like(text: string, patterns: readonly string[]): Part {
  if (patterns.length === 0) return { sql: "FALSE", values: [] };
  return { sql: patterns.map(() => `${text} LIKE ? ESCAPE '|'`).join(" OR "), values: patterns };
}

function literally(text: string): string {
  return text.replace(/[|%_]/g, "|$&");
}

/** Only a text with a character beyond ASCII has more bytes than characters. */
function orBeyondAscii(column: string, { sql, values }: Part): Part {
  return { sql: `(${sql} OR LENGTH(${column}) <> CHAR_LENGTH(${column}))`, values };
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

function join(parts: readonly Part[], by: " AND " | " OR "): Condition {
  return {
    sql: parts.map(({ sql }) => `(${sql})`).join(by),
    values: parts.flatMap(({ values }) => values),
  };
}
