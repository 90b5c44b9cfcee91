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

/** The text of a file, or of the standard input for `-`. @throws UsageError where it can't be read */
export function readText(file: string, { stdin }: Pick<Io, "stdin">): string {
  try {
    return file === "-" ? stdin() : readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${(error as Error).message}`);
  }
}
