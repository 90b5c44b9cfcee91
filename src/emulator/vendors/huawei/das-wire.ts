import { ControlError, Fields } from "../../core/fields";
import type { Session } from "../../core/types";
import type { VendorContext } from "../vendor";
import { long, parseLongJson } from "../wire";
import { serviceError } from "./operation";

/** Times are taken for 32 bits wide, for the API documents no bound. In seconds, 68 years. */
const LONGEST_SECONDS = 2 ** 31 - 1;

/**
 * A body's parameters; null counts as absent. Whether the vendor refuses parameters that it does not know is not documented: here
 * they are errors, for a filter with a misspelt name would kill what it should have spared.
 */
export function bodyOf(body: Buffer, known: readonly string[]): Fields {
  const value = readObject(body);
  return Fields.of(Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null)), "", known);
}

/** A query string's parameters, all of them texts; an empty one counts as absent. */
export function queryOf(query: string, known: readonly string[]): Fields {
  const given = [...new URLSearchParams(query)].filter(([, value]) => value !== "");
  return Fields.of(Object.fromEntries(given), "query", known);
}

/** A time in seconds; `least` is the smallest that is allowed. */
export function seconds(fields: Fields, name: string, least = 0): number {
  const value = optionalSeconds(fields, name, least);
  if (value === undefined) throw invalidParameter(`${name} is required`);
  return value;
}

/** The same, where it may be left out. */
export function optionalSeconds(fields: Fields, name: string, least = 0): number | undefined {
  const value = fields.optionalCount(name, least);
  if (value !== undefined && value > LONGEST_SECONDS) {
    throw invalidParameter(`${name} must be at most ${LONGEST_SECONDS} seconds`);
  }
  return value;
}

/** A whole number that a query string has as text. */
export function wholeNumber(fields: Fields, name: string, least: number): number {
  const number = optionalWholeNumber(fields, name, least);
  if (number === undefined) throw invalidParameter(`${name} is required`);
  return number;
}

/** The same, where it may be left out. */
export function optionalWholeNumber(fields: Fields, name: string, least: number): number | undefined {
  const text = fields.optionalText(name);
  if (text === undefined) return undefined;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number) || number < least) {
    throw invalidParameter(`${name} must be a whole number, at least ${least}`);
  }
  return number;
}

/** A Long as decimal digits, sent as a number or as a text: the documents have both in one and the same place. */
export function longText(value: unknown, name: string): string {
  const text =
    typeof value === "string" || typeof value === "number" || typeof value === "bigint" ? String(value) : "";
  if (!/^\d{1,19}$/.test(text)) throw invalidParameter(`${name} must be a whole number`);
  return text;
}

/** What DAS calls a parameter that is not what it has to be. */
export function invalidParameter(what: string) {
  return serviceError("DAS.200100", `Invalid parameter: ${what}.`);
}

/** The strict reader's errors are those of the control interface; here they are DAS's own. */
export function asParameterError(error: unknown): unknown {
  return error instanceof ControlError ? invalidParameter(error.message) : error;
}

function readObject(body: Buffer): object {
  let value: unknown;
  try {
    value = parseLongJson(body.toString("utf8"));
  } catch {
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidParameter("the body must be a JSON object");
  }
  return value;
}

/** The response to a write that DAS carried out. */
export function done({ quirks }: VendorContext): { success: boolean } {
  return { success: !quirks.has("success-false") };
}

/** A time as DAS writes it: in milliseconds. */
export function wireTime({ quirks }: VendorContext, milliseconds: number): number {
  return quirks.has("times-in-seconds") ? Math.floor(milliseconds / 1000) : milliseconds;
}

/** When the sessions of a response were read: in seconds, as in the documents' example. */
export function dataSyncTime({ world }: VendorContext): number {
  return Math.floor(world.clock.now() / 1000);
}

/** A session in a preview. */
export function processRow(session: Session) {
  return {
    id: long(session.id),
    user: session.user,
    host: session.host,
    db: session.database,
    state: session.state,
    command: session.command,
    sql_info: session.info,
    state_duration: session.duration_seconds,
  };
}

/** The same with the names of ListProcesses, where everything is a text. */
export function olderProcessRow(session: Session) {
  return {
    id: session.id,
    user: session.user,
    host: session.host,
    database: session.database,
    command: session.command,
    time: session.duration_seconds === null ? null : String(session.duration_seconds),
    state: session.state,
    sql: session.info,
    trx_executed_time: "0",
  };
}

/** The only node that an instance has here. */
export function nodeIdOf(instanceId: string): string {
  return `${instanceId.slice(0, 32)}no01`;
}
