import type { Match, Session } from "./types";

/** Whether a session is meant by a match, at its age now. */
export function matches(match: Match, session: Session): boolean {
  return (
    (session.duration_seconds ?? 0) >= (match.min_duration_seconds ?? 0) && matchesAtAnyAge(match, session)
  );
}

/** All of a match but the session's age, which alone changes with time. */
export function matchesAtAnyAge(match: Match, session: Omit<Session, "duration_seconds">): boolean {
  return (
    (match.users?.includes(session.user) ?? true) &&
    (match.hosts?.some((pattern) => hostMatches(pattern, session.host)) ?? true) &&
    (match.databases?.includes(session.database) ?? true) &&
    (match.commands?.some((command) => sameCommand(command, session.command)) ?? true) &&
    session.info.startsWith(match.info_prefix ?? "") &&
    holdsInOrder(session.info, match.info_keywords ?? [])
  );
}

/** Command names have no case. */
export function sameCommand(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * Whether a session's client address fits a pattern: without case, `%` stands for any text, the session's port is ignored.
 * `::1:3306` may be an IPv6 address with a port or without one, so such a host is tried both ways.
 */
export function hostMatches(pattern: string, host: string): boolean {
  const parts = pattern.toLowerCase().split("%");
  return addresses(host.toLowerCase()).some((address) => fits(parts, address));
}

function addresses(host: string): string[] {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(host);
  if (bracketed) return [bracketed[1]!];
  const withPort = /^(.*):\d+$/.exec(host);
  return withPort ? [host, withPort[1]!] : [host];
}

/** `parts` are the texts between wildcards: the first must begin the address, the last end it, the others lie between in order. */
function fits(parts: string[], address: string): boolean {
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return address === first;
  if (!address.startsWith(first) || !address.endsWith(last)) return false;
  if (address.length < first.length + last.length) return false;
  return holdsInOrder(address.slice(first.length, address.length - last.length), rest);
}

function holdsInOrder(text: string, parts: string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}
