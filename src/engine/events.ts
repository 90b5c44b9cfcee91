import type { EngineCode } from "./codes";
import type { Fault } from "./ports";

/**
 * What the use cases report: coded, as data, and rendered once for Terraform, once for the command line and once for JSON. Every code has its cause and remedy in `codes.ts`, from which `docs/errors.md` is made.
 */
export interface EngineEvent {
  readonly code: EngineCode | (string & {});
  readonly severity: "error" | "warning";
  /** The setting that it is about, in the words of the Terraform types; absent: the declaration as a whole. */
  readonly path?: readonly string[];
  /** What is wrong, in one line without a full stop. */
  readonly summary: string;
  /** Where and why, and how to fix it: at most four short sentences, then lists. */
  readonly detail: string;
  /** For programs: numbers, ids, names. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** The failure beneath it. */
  readonly fault?: Fault;
}

/** Marks the errors of this module for other copies of it. */
const MARK = Symbol.for("dbkill.engine-error");

/** Fails a use case with an event. */
export class EngineError extends Error {
  constructor(readonly event: EngineEvent) {
    super(`${event.summary}. ${event.detail}`);
    this.name = "EngineError";
  }

  static {
    // Recognised across copies of this module, as after bundling.
    Object.defineProperty(EngineError, Symbol.hasInstance, {
      value: (error: unknown) => (error as Record<symbol, unknown> | null | undefined)?.[MARK] === true,
    });
  }

  get [MARK](): true {
    return true;
  }
}
