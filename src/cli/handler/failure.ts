import type { CliCode } from "../codes";

/** What the handler's exit code says. */
export const EXIT = {
  done: 0,
  /** The use case failed: what it says has been done, and nothing else. */
  failed: 1,
  /** The handler was not given what it needs. Nothing was sent. */
  unusable: 2,
  /** A request was sent whose effect is not known. The journal keeps it, and the next run settles it. */
  unknown: 3,
} as const;

/** The handler can't do its work. */
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
