import { type DocumentProblem, describeProblem } from "../../model/policy/document-problems";
import type { CLI_CODES } from "../codes";
import { UsageError } from "../usage-error";

/** A problem, and the file that has it. */
export interface FileProblem extends DocumentProblem {
  /** As it was given on the command line; `-` is the standard input. */
  readonly file: string;
}

/** Policies that can't be used, with everything that is wrong with them, a line each. */
export class PolicyFileError extends UsageError {
  override readonly name = "PolicyFileError";

  constructor(readonly problems: readonly FileProblem[]) {
    const count = problems.length === 1 ? "1 error" : `${problems.length} errors`;
    super([`the policies have ${count}:`, ...problems.map(inOneLine)].join("\n  "));
  }
}

/** Where, what and how to repair it. */
export function inOneLine(problem: FileProblem): string {
  return `${problem.file}: ${describeProblem(problem)}`;
}

/** Policies that can't be fetched, or that are not in the requested format. */
export class PolicySourceError extends UsageError {
  override readonly name = "PolicySourceError";

  constructor(
    readonly code: keyof typeof CLI_CODES,
    message: string,
  ) {
    super(`${message} (${code})`);
  }
}
