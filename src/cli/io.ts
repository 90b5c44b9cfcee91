import { readFileSync } from "node:fs";
import { type LiveModule, loadLive } from "./live";
import { UsageError } from "./usage-error";

/** What a command reads and writes beside its options. */
export interface Io {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: () => string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly live: () => LiveModule;
}

/** Those of the process. */
export const PROCESS_IO: Io = {
  env: process.env,
  stdin: () => readFileSync(0, "utf8"),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  live: loadLive,
};

const FILE_REASONS: Readonly<Record<string, string>> = {
  ENOENT: "it, or a folder on the way to it, does not exist",
  ENOTDIR: "a part of its path is a file, not a folder",
  EISDIR: "it is a folder",
  EACCES: "this user has no permission",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

/** Why a file can't be opened, read or written, without a full stop. Node.js repeats the path, and says it for programmers. */
export function fileReason(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const reason = FILE_REASONS[code];
  return reason === undefined ? message : `${reason} (${code})`;
}

/** The text of a file, or of the standard input for `-`. @throws UsageError where it can't be read */
export function readText(file: string, { stdin }: Pick<Io, "stdin">): string {
  try {
    return file === "-" ? stdin() : readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${fileReason(error)}.`);
  }
}
