import { isIP } from "node:net";
import type { RE2JS } from "re2js";
import type { ListFacts } from "./facts";
import type { SessionFilter } from "./filter";
import { remembering } from "./remembering";
import type { Session } from "./session";

/** Tells whether a session matches. Pure: the same session always gets the same answer. */
export type SessionMatcher = (session: Session) => boolean;

/**
 * Compiles a filter to a matcher. Texts are compared exactly except for their Unicode form (NFC); commands and hosts ignore case;
 * the regular expression is RE2 (linear time) and matches anywhere in the statement.
 *
 * A statement is compared as the vendor lists it, with its case and, unless `ignore_comments` is set, its comments.
 *
 * @param hostPort how the service prints hosts, see {@link ListFacts.hostPort}
 */
export function compileFilter(
  filter: SessionFilter,
  hostPort: ListFacts["hostPort"] = "always",
): SessionMatcher {
  // The cheapest first. A field that is null counts as absent, as it does for the rules.
  const rules: SessionMatcher[] = [];
  const { min_duration_seconds: leastDuration, min_transaction_seconds: leastTransaction } = filter;
  if (typeof leastDuration === "number") rules.push((session) => session.duration_seconds >= leastDuration);
  if (typeof leastTransaction === "number") {
    // No comparison with NaN is true: a session without a transaction never matches.
    rules.push(({ transaction_seconds: age = Number.NaN }) => age >= leastTransaction);
  }
  if (filter.users) rules.push(oneOf(filter.users, (session) => session.user));
  if (filter.databases) rules.push(oneOf(filter.databases, (session) => session.database));
  if (filter.states) rules.push(oneOf(filter.states, (session) => session.state));
  if (filter.commands) {
    const wanted = new Set(filter.commands.map(foldCase));
    rules.push((session) => wanted.has(foldCase(session.command)));
  }
  if (filter.hosts) rules.push(hostRule(filter.hosts, hostPort));
  const onStatement = statementRules(filter);
  // Stryker disable next-line ConditionalExpression,EqualityOperator: speed alone, as no statement has to be read then
  if (onStatement.length > 0) {
    const read = filter.ignore_comments ? stripComments : (info: string) => info;
    const all = every(onStatement);
    rules.push((session) => all(read(comparable(session.info))));
  }
  return every(rules);
}

/**
 * Compiles `exclude`. Each value of a list excludes by itself, keywords too: a session is excluded if its statement holds any of them.
 * The rest is as in {@link compileFilter}.
 */
export function compileExclusion(
  { info_keywords, ...filter }: SessionFilter,
  hostPort: ListFacts["hostPort"] = "always",
): SessionMatcher {
  if (!info_keywords) return compileFilter(filter, hostPort);
  const rules = info_keywords.map((keyword) =>
    compileFilter({ ...filter, info_keywords: [keyword] }, hostPort),
  );
  return (session) => rules.some((rule) => rule(session));
}

function every<T>(rules: readonly ((value: T) => boolean)[]): (value: T) => boolean {
  return (value) => {
    for (const rule of rules) if (!rule(value)) return false;
    return true;
  };
}

/** The characters that can combine with others. A text without such characters is in NFC. */
const HAS_COMBINABLE = /[\u0300-\uffff]/;

/** The form in which texts are compared: the same letter may be written composed or decomposed. */
export function comparable(text: string): string {
  return HAS_COMBINABLE.exec(text)?.input.normalize("NFC") ?? text;
}

/** {@link comparable}, without case. */
export function foldCase(text: string): string {
  return comparable(text).toLowerCase();
}

function oneOf(values: readonly string[], read: (session: Session) => string): SessionMatcher {
  const wanted = new Set(values.map(comparable));
  return (session) => wanted.has(comparable(read(session)));
}

function statementRules(filter: SessionFilter): ((info: string) => boolean)[] {
  const rules: ((info: string) => boolean)[] = [];
  const { info_prefix, info_keywords, info_regex } = filter;
  if (typeof info_prefix === "string") {
    const prefix = comparable(info_prefix);
    rules.push((info) => info.startsWith(prefix));
  }
  if (info_keywords) {
    const keywords = info_keywords.map(comparable);
    rules.push((info) => holdsInOrder(info, keywords));
  }
  if (typeof info_regex === "string") {
    const pattern = compilePattern(comparable(info_regex));
    rules.push(remembering((info) => pattern.test(info), REMEMBERED));
  }
  return rules;
}

/** Sessions of one application run the same statements, and a pattern takes 1 µs for 80 characters. */
const REMEMBERED = { answers: 256, length: 1_000 } as const;

/** Only `%` is special; host names have no case. */
function hostRule(hosts: readonly string[], hostPort: ListFacts["hostPort"]): SessionMatcher {
  const patterns = hosts.map((host) => foldCase(host).split("%"));
  const exact = new Set(patterns.filter(({ length }) => length === 1).flat());
  const wildcards = patterns.filter(({ length }) => length > 1);
  return (session) => {
    const address = foldCase(addressOf(session.host, hostPort));
    return exact.has(address) || wildcards.some((parts) => fitsParts(address, parts));
  };
}

/**
 * Whether a text is these parts in this order, with any text between them. Linear: taking the first place of each part never misses
 * a match.
 */
function fitsParts(text: string, parts: readonly string[]): boolean {
  const last = parts.length - 1;
  const end = text.length - parts[last]!.length;
  let from = parts[0]!.length;
  if (!text.startsWith(parts[0]!) || !text.endsWith(parts[last]!)) return false;
  for (let index = 1; index < last; index++) {
    const at = text.indexOf(parts[index]!, from);
    if (at < 0) return false;
    from = at + parts[index]!.length;
  }
  return from <= end;
}

/** A client's address without its port. */
export function addressOf(host: string, hostPort: ListFacts["hostPort"]): string {
  if (host.startsWith("[")) return /\[(.*)\](?::\d+)?$/s.exec(host)?.[1] ?? host;
  const colon = hostPort === "never" ? -1 : portAt(host);
  if (colon < 0) return host;
  const rest = host.slice(0, colon);
  if (!rest.includes(":")) return rest;
  // An IPv6 address: what follows the last colon may be its last group.
  const isPort = isIP(rest) === 6 && (hostPort === "always" || isIP(host) !== 6);
  return isPort ? rest : host;
}

/** Where the colon before a host's trailing digits is; -1 where there is none. */
function portAt(host: string): number {
  let at = host.length - 1;
  // Before the start of the text is NaN, which is no digit.
  while (isDigit(host.charCodeAt(at))) at--;
  return at < host.length - 1 && host[at] === ":" ? at : -1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function holdsInOrder(text: string, keywords: readonly string[]): boolean {
  let from = 0;
  for (const keyword of keywords) {
    const at = text.indexOf(keyword, from);
    if (at < 0) return false;
    from = at + keyword.length;
  }
  return true;
}

/**
 * A quoted text or name, which is kept, or a comment, which is removed. `/*!`, `/*M!` and `/*+` are executed, so they stay. Each may
 * lack its end, as vendors cut long statements.
 */
const QUOTED_OR_COMMENT =
  /'[^'\\]*(?:\\['\\]?[^'\\]*)*(?:'|$)|"[^"\\]*(?:\\["\\]?[^"\\]*)*(?:"|$)|`[^`]*(?:`|$)|\/\*(?!M?!|\+)[\s\S]*?(?:\*\/|$)|--(?=\s|$)[^\n]*|#[^\n]*/g;

/** A statement without its SQL comments, in MySQL's syntax, and without blanks at its ends. */
export function stripComments(statement: string): string {
  return statement.replace(QUOTED_OR_COMMENT, (found) => (/^["'`]/.test(found) ? found : " ")).trim();
}

/**
 * Compiles an RE2 pattern. It runs in linear time for any pattern and text.
 * @throws Error that says what is wrong with the pattern
 * @internal
 */
export function compilePattern(pattern: string): RE2JS {
  // Loaded at its first use: few filters have a pattern, and every start of the provider would pay for it.
  const { RE2JS: engine } = require("re2js") as typeof import("re2js");
  return engine.compile(pattern);
}
