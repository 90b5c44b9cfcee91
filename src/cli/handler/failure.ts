import type { CliCode } from "../codes";

/** The handler's exit codes. */
export const EXIT = {
  done: 0,
  /** The operation failed. Only what the log says was done. */
  failed: 1,
  /** The handler lacks something that it needs. Nothing was sent. */
  unusable: 2,
  /** A request was sent whose effect is not known. The journal keeps it, and the next run settles it. */
  unknown: 3,
} as const;

/** The handler can't run. */
export class HandlerFailure extends Error {
  override readonly name = "HandlerFailure";

  /** @param exit the exit code */
  constructor(
    readonly code: CliCode,
    readonly summary: string,
    readonly detail: string,
    readonly exit: number = EXIT.unusable,
  ) {
    super(`${summary}. ${detail}`);
  }
}
