import type { SessionFilter } from "./filter";
import { compilePattern } from "./pattern";
import type { Session } from "./session";

/** Tells whether a session is meant. Pure: the same session always gets the same answer. */
export type SessionMatcher = (session: Session) => boolean;

/**
 * Compiles a filter to a matcher. Texts are compared case by case but for commands and host names; the regular
 * expression is RE2 (linear time) and matches anywhere in the statement.
 *
 * A statement is compared as the vendor lists it, with its case and its comments: one that begins with a comment does not begin
 * with `select`. `info_regex` can look past both, such as `(?i)\bselect\b`.
 */
export function compileFilter(filter: SessionFilter): SessionMatcher {
  const rules: SessionMatcher[] = [];
  if (filter.users) rules.push(oneOf(filter.users, (session) => session.user));
  if (filter.hosts) rules.push(hostRule(filter.hosts));
  if (filter.databases) rules.push(oneOf(filter.databases, (session) => session.database));
  if (filter.commands) {
    const commands = filter.commands.map((command) => command.toLowerCase());
    rules.push(oneOf(commands, (session) => session.command.toLowerCase()));
  }
  if (filter.states) rules.push(oneOf(filter.states, (session) => session.state));
  if (filter.info_prefix !== undefined) {
    const prefix = filter.info_prefix;
    rules.push((session) => session.info.startsWith(prefix));
  }
  if (filter.info_keywords) {
    const keywords = filter.info_keywords;
    rules.push((session) => holdsInOrder(session.info, keywords));
  }
  if (filter.info_regex !== undefined) {
    const pattern = compilePattern(filter.info_regex);
    rules.push((session) => pattern.matcher(session.info).find());
  }
  if (filter.min_duration_seconds !== undefined) {
    const least = filter.min_duration_seconds;
    rules.push((session) => session.duration_seconds >= least);
  }
  return (session) => rules.every((rule) => rule(session));
}

function oneOf(values: readonly string[], read: (session: Session) => string): SessionMatcher {
  const wanted = new Set(values);
  return (session) => wanted.has(read(session));
}

function hostRule(hosts: readonly string[]): SessionMatcher {
  const patterns = hosts.map(hostPattern);
  return (session) => {
    const addresses = withAndWithoutPort(session.host);
    return patterns.some((pattern) => addresses.some((address) => pattern.test(address)));
  };
}

/** Only `%` is special; host names have no case. */
function hostPattern(host: string): RegExp {
  const literal = host.split(/%+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${literal.join("[^]*")}$`, "i");
}

/** A bare IPv6 address can't be told from one with a port behind it, so both readings count. */
function withAndWithoutPort(host: string): string[] {
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(host);
  if (bracketed) return [bracketed[1]!];
  const port = host.lastIndexOf(":");
  if (port < 0 || !/^\d+$/.test(host.slice(port + 1))) return [host];
  return [host, host.slice(0, port)];
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
