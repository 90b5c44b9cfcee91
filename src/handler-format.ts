import { createHash } from "node:crypto";

/**
 * Version of the format in which constructs pass a declaration to the handler. Raise it only if an older handler can't read the format:
 * a change replaces every declared resource.
 */
export const DECLARATION_VERSION = 1;

/** A value in a declaration that only Terraform knows: the environment variable that holds it. */
export interface Reference {
  readonly $reference: string;
  /** `text`: the variable's text itself; `json`: a value as JSON. */
  readonly as: "text" | "json";
}

/** The checksum that detects a damaged declaration. */
export function digestOf(declaration: string): string {
  return createHash("sha256").update(declaration).digest("hex");
}

/** The files of the built handler, which share a folder in the stack. The last one is the entry point. */
export const HANDLER_FILES = [
  "mysql.cjs",
  "types.cjs",
  "handler-program.cjs",
  "handler-start.cjs",
  "THIRD-PARTY-LICENSES.txt",
  "handler.cjs",
] as const;
