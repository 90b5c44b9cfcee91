import { createHash } from "node:crypto";

/**
 * How the constructs hand a declaration to the handler. It rises only where an older handler can't read it: a change of it replaces what is
 * declared.
 */
export const DECLARATION_VERSION = 1;

/** In a declaration, a value that only Terraform knows: the variable of the environment that has it. */
export interface Reference {
  readonly $reference: string;
  /** `text`: the variable's text itself; `json`: a value as JSON. */
  readonly as: "text" | "json";
}

/** Tells whether a declaration is whole. */
export function digestOf(declaration: string): string {
  return createHash("sha256").update(declaration).digest("hex");
}

/** The files of the built handler, which stand together in the folder of a stack. The last is the one to run. */
export const HANDLER_FILES = [
  "mysql.cjs",
  "types.cjs",
  "handler-program.cjs",
  "handler-start.cjs",
  "THIRD-PARTY-LICENSES.txt",
  "handler.cjs",
] as const;
