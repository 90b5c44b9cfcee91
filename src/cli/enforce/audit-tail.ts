import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { AuditError, type AuditLine } from "../../engine/runner/audit";
import { isObject } from "../../model/policy/json-path";
import { fileReason } from "../io";

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;
/** Several runners may write to one file: their lines are in order but for this, in ms. */
const DISORDER_MS = 60_000;

/**
 * The lines of an audit since a date in ms, oldest first, read from the end of the file, so that an old audit costs nothing. A line
 * that is cut, as a crash leaves it, is skipped. Empty where there is no file, or none that keeps anything, such as a pipe.
 *
 * @throws AuditError where the file can't be read: the kills of the last hour are not known then
 */
export function linesSince(path: string, since: number): AuditLine[] {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw unreadable(path, error);
  }
  try {
    // A pipe or a device has no size: it keeps nothing.
    const { size } = fstatSync(fd);
    const lines: AuditLine[] = [];
    for (const text of backwards(fd, size)) {
      const line = lineOf(text);
      if (line === undefined) continue;
      const at = Date.parse(line.at);
      if (at < since - DISORDER_MS) break;
      if (at >= since) lines.push(line);
    }
    return lines.reverse();
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    closeSync(fd);
  }
}

function unreadable(path: string, error: unknown): AuditError {
  return new AuditError(
    `The audit ${path} can't be read, so the kills of the last hour are not known: ${fileReason(error)}. Make it readable, or name another file with --audit.`,
  );
}

/** The lines of a file, the last one first. */
function* backwards(fd: number, size: number): Generator<string> {
  /** The pieces of the line that begins further up, in order. */
  let pieces: Buffer[] = [];
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - CHUNK);
    const chunk = Buffer.alloc(end - start);
    for (let read = 0; read < chunk.length; ) {
      const count = readSync(fd, chunk, read, chunk.length - read, start + read);
      if (count === 0) return;
      read += count;
    }
    let to = chunk.length;
    for (
      let at = chunk.lastIndexOf(NEWLINE);
      at >= 0;
      at = at === 0 ? -1 : chunk.lastIndexOf(NEWLINE, at - 1)
    ) {
      yield Buffer.concat([chunk.subarray(at + 1, to), ...pieces]).toString("utf8");
      pieces = [];
      to = at;
    }
    pieces = [chunk.subarray(0, to), ...pieces];
    end = start;
  }
  yield Buffer.concat(pieces).toString("utf8");
}

/** Undefined for a text that is not a line of an audit. */
function lineOf(text: string): AuditLine | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(line)) return undefined;
  const { at, policy, event, target, session } = line;
  const isWhole =
    typeof at === "string" &&
    Number.isFinite(Date.parse(at)) &&
    typeof policy === "string" &&
    typeof event === "string" &&
    isObject(target) &&
    (session === undefined || isSession(session));
  return isWhole ? (line as unknown as AuditLine) : undefined;
}

function isSession(session: unknown): boolean {
  if (!isObject(session)) return false;
  const { id, user, duration_seconds: age } = session;
  return typeof id === "string" && typeof user === "string" && typeof age === "number";
}
