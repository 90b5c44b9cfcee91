import type { Diagnostics } from "../diagnostics";

/** Writes log lines that Terraform shows under TF_LOG. Never put a secret into one. */
export interface Logger {
  trace(message: string, fields?: Record<string, unknown>): void;
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/**
 * Data of the provider's own, kept with a resource's state and not shown to the user. JSON values. What a handler of create, update or
 * delete sets is kept even where it then throws.
 */
export interface PrivateState {
  /** The value stored under the key; undefined where there is none. */
  get(key: string): unknown;
  /** Stores a JSON value; undefined removes the key. */
  set(key: string, value: unknown): void;
}

/** What every handler gets besides its request. */
export interface Context<C = unknown> {
  /** What the provider's `configure` returned. Reading it before the provider was configured throws. */
  readonly client: C;
  readonly diagnostics: Diagnostics;
  /**
   * Aborts when Terraform asks to stop (reason {@link StopRequested}) or the operation's time is over (reason
   * {@link DeadlineExceeded}). Give up waiting then; what has been sent should still be finished and recorded.
   */
  readonly signal: AbortSignal;
  /** When the operation's time is over, by `performance.now()`; absent where it has no limit. */
  readonly deadline?: number;
  readonly log: Logger;
  readonly private: PrivateState;
}

/** The context of handlers that keep nothing of their own. */
export type StatelessContext<C = unknown> = Omit<Context<C>, "private">;

/** The context of `validate`: the provider has not been configured yet. */
export interface ValidateContext {
  readonly diagnostics: Diagnostics;
  readonly log: Logger;
}
