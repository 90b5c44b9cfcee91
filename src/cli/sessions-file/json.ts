import { parse } from "lossless-json";
import { printable, type Session } from "../../model";
import { nearest } from "../../model/nearest";
import { SessionsFileError } from "./error";
import { findSessions, isObject, type JsonObject } from "./terraform";

/** A whole number beyond 2^53 keeps its digits. */
const exact = (digits: string): number | bigint => {
  const number = Number(digits);
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
};

/**
 * Reads sessions in the words of dbkill: `{ "sessions": [...] }`, a list of sessions alone, and what Terraform prints for
 * `dbkill_sessions`.
 *
 * @throws SessionsFileError
 */
export function readJsonSessions(text: string): Session[] {
  const { sessions, path } = findSessions(parsed(text));
  return sessions.map((session, index) => toSession(session, `${path}[${index}]`));
}

function parsed(text: string): unknown {
  try {
    return parse(text, undefined, exact);
  } catch (error) {
    const { message } = error as Error;
    const [, position] = /position (\d+)/.exec(message) ?? [];
    const line = position === undefined ? 1 : text.slice(0, Number(position)).split("\n").length;
    throw new SessionsFileError(`The file is not JSON: ${printable(message, 200)}. Correct this place.`, {
      line,
    });
  }
}

type Kind = "id" | "text" | "seconds";

/** What each field of a session holds, and whether it must be there. Texts that are missing are empty. */
const FIELDS: Readonly<Record<keyof Session, { readonly kind: Kind; readonly required?: true }>> = {
  id: { kind: "id", required: true },
  user: { kind: "text" },
  host: { kind: "text" },
  database: { kind: "text" },
  command: { kind: "text" },
  state: { kind: "text" },
  duration_seconds: { kind: "seconds", required: true },
  info: { kind: "text" },
  transaction_seconds: { kind: "seconds" },
  server: { kind: "text" },
  query_id: { kind: "id" },
};

/** What others call our fields. */
const ALIASES: ReadonlyMap<string, keyof Session> = new Map([
  ["db", "database"],
  ["query", "info"],
  ["sql", "info"],
  ["statement", "info"],
  ["time", "duration_seconds"],
]);

const EXPECTED: Readonly<Record<Kind, string>> = {
  id: "a text or a whole number that is not negative",
  text: "a text",
  seconds: "a number that is not negative",
};

function toSession(value: unknown, path: string): Session {
  if (!isObject(value)) throw new SessionsFileError("must be a session: an object with an id.", { path });
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(FIELDS, name)) continue;
    const field = ALIASES.get(name.toLowerCase()) ?? nearest(name, Object.keys(FIELDS));
    const remedy =
      field === undefined ? `Fields are ${Object.keys(FIELDS).join(", ")}.` : `Is ${field} meant?`;
    throw new SessionsFileError(`is no field of a session. ${remedy}`, {
      path: `${path}.${printable(name, 60)}`,
    });
  }
  const { transaction_seconds, server, query_id } = value;
  return {
    id: read(value, "id", path),
    user: read(value, "user", path),
    host: read(value, "host", path),
    database: read(value, "database", path),
    command: read(value, "command", path),
    state: read(value, "state", path),
    duration_seconds: Number(read(value, "duration_seconds", path)),
    info: read(value, "info", path),
    ...(isSet(transaction_seconds) && {
      transaction_seconds: Number(read(value, "transaction_seconds", path)),
    }),
    ...(isSet(server) && { server: read(value, "server", path) }),
    ...(isSet(query_id) && { query_id: read(value, "query_id", path) }),
  };
}

/** Terraform writes null for what is not set. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A field as text; a number keeps its digits. */
function read(session: JsonObject, field: keyof Session, path: string): string {
  const { kind, required } = FIELDS[field];
  const value = session[field];
  const place = { path: `${path}.${field}` };
  if (!isSet(value)) {
    if (required) throw new SessionsFileError(`is missing. Set it to ${EXPECTED[kind]}.`, place);
    return "";
  }
  if (!hasKind(value, kind)) throw new SessionsFileError(`must be ${EXPECTED[kind]}.`, place);
  return String(value);
}

function hasKind(value: unknown, kind: Kind): boolean {
  if (typeof value === "string") return kind === "text" || (kind === "id" && value.trim() !== "");
  if (kind === "text" || (typeof value !== "number" && typeof value !== "bigint") || value < 0) return false;
  return kind === "seconds"
    ? Number.isFinite(Number(value))
    : typeof value === "bigint" || Number.isInteger(value);
}
