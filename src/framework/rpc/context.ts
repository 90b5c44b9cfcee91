import type { Context } from "../definitions/index";
import type { DiagnosticList } from "../diagnostics";
import type { Timeout } from "./operations";
import type { PrivateData } from "./private";
import type { Runtime } from "./runtime";

/** What a handler's context is made of. */
export interface ContextParts {
  readonly diagnostics: DiagnosticList;
  readonly privateData: PrivateData;
  readonly timeout?: Timeout | undefined;
  /** Ends the operation when it aborts. */
  readonly cancel?: AbortSignal;
}

/**
 * Calls a handler with its context. What it throws becomes an error for the user.
 * @returns what the handler returned; undefined where it threw
 */
export function callHandler<T>(
  runtime: Runtime,
  parts: ContextParts,
  call: (context: Context) => T | Promise<T>,
): Promise<{ result: T } | undefined> {
  return runtime.operations.run(async (signal, deadline) => {
    try {
      return { result: await call(makeContext(runtime, parts, signal, deadline)) };
    } catch (error) {
      runtime.report(error, parts.diagnostics, signal);
      return undefined;
    }
  }, parts);
}

/** What a handler gets besides its request. */
export function makeContext(
  runtime: Runtime,
  { diagnostics, privateData }: ContextParts,
  signal: AbortSignal,
  deadline?: number,
): Context {
  return {
    get client() {
      return runtime.client;
    },
    diagnostics,
    signal,
    ...(deadline === undefined ? {} : { deadline }),
    log: runtime.log,
    private: privateData,
  };
}
