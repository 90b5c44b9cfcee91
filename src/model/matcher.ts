import { isIP } from "node:net";
import type { RE2JS } from "re2js";
import type { ListFacts } from "./facts";
import type { SessionFilter } from "./filter";
import type { Session } from "./session";

/** Tells whether a session is meant. Pure: the same session always gets the same answer. */
export type SessionMatcher = (session: Session) => boolean;

/**
 * Compiles a filter to a matcher. Texts are compared exactly but for their Unicode form (NFC); commands and hosts ignore case; the
 * regular expression is RE2 (linear time) and matches anywhere in the statement.
 *
 * A statement is compared as the vendor lists it, with its case and, unless `ignore_comments` is set, its comments.
 *
 * @param hostPort how the service prints hosts, see {@link ListFacts.hostPort}
 */
export function compileFilter(
  filter: SessionFilter,
  hostPort: ListFacts["hostPort"] = "always",
): SessionMatcher {
  const rules: SessionMatcher[] = [];
  if (filter.users) rules.push(oneOf(filter.users, (session) => session.user));
  if (filter.hosts) rules.push(hostRule(filter.hosts, hostPort));
  if (filter.databases) rules.push(oneOf(filter.databases, (session) => session.database));
  if (filter.commands) {
    const commands = filter.commands.map((command) => command.toLowerCase());
    rules.push(oneOf(commands, (session) => session.command.toLowerCase()));
  }
  if (filter.states) rules.push(oneOf(filter.states, (session) => session.state));
  if (filter.min_duration_seconds !== undefined) {
    const least = filter.min_duration_seconds;
    rules.push((session) => session.duration_seconds >= least);
  }
  if (filter.min_transaction_seconds !== undefined) {
    const least = filter.min_transaction_seconds;
    rules.push((session) => (session.transaction_seconds ?? -1) >= least);
  }
  // The dearest last.
  const statement = statementRules(filter);
  if (statement.length > 0) {
    const read = filter.ignore_comments ? stripComments : (info: string) => info;
    rules.push((session) => {
      const info = read(session.info);
      return statement.every((rule) => rule(info));
    });
  }
  return (session) => rules.every((rule) => rule(session));
}

/** The form in which names are compared: the same letters may be written composed or decomposed. */
export function comparable(text: string): string {
  return text.normalize("NFC");
}

function oneOf(values: readonly string[], read: (session: Session) => string): SessionMatcher {
  const wanted = new Set(values.map(comparable));
  return (session) => wanted.has(comparable(read(session)));
}

function statementRules(filter: SessionFilter): ((info: string) => boolean)[] {
  const rules: ((info: string) => boolean)[] = [];
  const { info_prefix: prefix, info_keywords: keywords, info_regex: pattern } = filter;
  if (prefix !== undefined) rules.push((info) => info.startsWith(prefix));
  if (keywords) rules.push((info) => holdsInOrder(info, keywords));
  if (pattern !== undefined) {
    const compiled = compilePattern(pattern);
    rules.push((info) => compiled.matcher(info).find());
  }
  return rules;
}

function hostRule(hosts: readonly string[], hostPort: ListFacts["hostPort"]): SessionMatcher {
  const patterns = hosts.map(hostPattern);
  return (session) => {
    const address = addressOf(session.host, hostPort);
    return patterns.some((pattern) => pattern.test(address));
  };
}

/** Only `%` is special; host names have no case. */
function hostPattern(host: string): RegExp {
  const literal = comparable(host)
    .split(/%+/)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${literal.join("[\\s\\S]*")}$`, "i");
}

/** A client's address without its port. */
export function addressOf(host: string, hostPort: ListFacts["hostPort"]): string {
  const text = comparable(host);
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(text);
  if (bracketed) return bracketed[1]!;
  const colon = text.lastIndexOf(":");
  if (hostPort === "never" || colon < 0 || !/^\d+$/.test(text.slice(colon + 1))) return text;
  const rest = text.slice(0, colon);
  // `2001:db8::1` may be an address, or `2001:db8:` cut off at the last group, which is none.
  if (!rest.includes(":")) return rest;
  return hostPort === "always" && isIP(rest) === 6 ? rest : text;
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

/** A quoted text or name, which is kept; or a comment, which is not. `/*!` and `/*+` are executed, so that they stay. */
const QUOTED_OR_COMMENT =
  /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|`[^`]*`|\/\*(?![!+])[\s\S]*?(?:\*\/|$)|--(?=\s|$)[^\n]*|#[^\n]*/g;

/** A statement without its SQL comments and without blanks at its ends. */
export function stripComments(statement: string): string {
  return statement.replace(QUOTED_OR_COMMENT, (found) => (/^["'`]/.test(found) ? found : " ")).trim();
}

/**
 * Compiles an RE2 pattern: linear time, whatever the pattern and the text.
 * @throws Error that says what is wrong with the pattern
 */
export function compilePattern(pattern: string): RE2JS {
  // Loaded at its first use: few filters have a pattern, and every start of the provider would pay for it.
  const { RE2JS: engine } = require("re2js") as typeof import("re2js");
  return engine.compile(pattern);
}
