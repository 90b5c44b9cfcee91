import { createHash } from "node:crypto";
import { addressOf, type ListFacts, parseSessionKey, printable, type Session } from "../model";

/** How statements are shown: as they are (shortened), as a hash by which equal ones are recognised, or not at all. */
export type Statements = "shown" | "hashed" | "hidden";

export interface DescribeOptions {
  /** Default: `shown`. */
  readonly statements?: Statements;
  /** How the service prints hosts. Default: `sometimes`. */
  readonly hostPort?: ListFacts["hostPort"];
}

/** How many sessions a preview or a guard shows. */
const SHOWN = 5;
/** How many sessions or ids a list in a message names. */
const NAMED = 20;
/** How many characters of a statement are shown. */
const STATEMENT_LENGTH = 60;
/** How many characters of a name are shown: longer than any server allows for users and hosts. */
const NAME_LENGTH = 300;

/** What stands for a statement where it must not be shown: the same for equal statements. */
export function statementHash(statement: string): string {
  return createHash("sha256").update(statement).digest("hex").slice(0, 12);
}

/** A statement in one short line. Empty where there is none, or where statements are hidden. */
export function describeStatement(statement: string, statements: Statements = "shown"): string {
  if (statement.trim() === "" || statements === "hidden") return "";
  if (statements === "hashed") return `statement ${statementHash(statement)}`;
  return printable(statement.replace(/\s+/g, " ").trim(), STATEMENT_LENGTH);
}

/** A session in one line: `11 report@10.0.0.7 Query 75 s select ...`, with its server where that is part of its id: `11 on 10.0.0.2 ...`. */
export function describeSession(session: Session, options: DescribeOptions = {}): string {
  const { statements, hostPort = "sometimes" } = options;
  const name = (text: string) => printable(text, NAME_LENGTH);
  const host = name(addressOf(session.host, hostPort));
  const user = name(session.user);
  return [
    name(session.id),
    session.server ? `on ${name(session.server)}` : "",
    host === "" ? user : `${user}@${host}`,
    name(session.command),
    `${session.duration_seconds} s`,
    describeStatement(session.info, statements),
  ]
    .filter((word) => word !== "")
    .join(" ");
}

/** The first few sessions, a line each, and how many more there are. */
export function describeSessions(
  sessions: readonly Session[],
  options: DescribeOptions = {},
  count = sessions.length,
): string {
  const lines = sessions.slice(0, SHOWN).map((session) => describeSession(session, options));
  if (count > lines.length) lines.push(`and ${count - lines.length} more`);
  return lines.join("\n");
}

/** A session's key as people write it: `11`, or `11 on 10.0.0.2:2882`. */
export function describeKey(key: string): string {
  const { id, server } = parseSessionKey(key);
  return printable(server === undefined ? id : `${id} on ${server}`, NAME_LENGTH);
}

/** `1 session`, `3 sessions`. */
export function countOf(count: number, words: { readonly one: string; readonly many: string }): string {
  return `${count} ${count === 1 ? words.one : words.many}`;
}

/** Lines, twenty at most, and how many more there are. */
export function listLines(lines: readonly string[]): string {
  const more = lines.length > NAMED ? [`and ${lines.length - NAMED} more`] : [];
  return [...lines.slice(0, NAMED), ...more].join("\n");
}
