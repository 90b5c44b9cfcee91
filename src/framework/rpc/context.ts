import type { Context } from "../definitions";
import type { DiagnosticList } from "../diagnostics";
import type { Timeout } from "./operations";
import type { PrivateData } from "./private";
import type { Runtime } from "./runtime";

/** What a handler's context is made of. */
export interface ContextParts {
  readonly diagnostics: DiagnosticList;
  readonly privateData: PrivateData;
  readonly timeout?: Timeout | undefined;
}

/**
 * Calls a handler with its context. What it throws becomes an error for the user.
 * @returns what the handler returned; undefined where it threw
 */
export function callHandler<T>(
  runtime: Runtime,
  { diagnostics, privateData, timeout }: ContextParts,
  call: (context: Context) => T | Promise<T>,
): Promise<{ result: T } | undefined> {
  return runtime.operations.run(async (signal, deadline) => {
    const context: Context = {
      get client() {
        return runtime.client;
      },
      diagnostics,
      signal,
      ...(deadline === undefined ? {} : { deadline }),
      log: runtime.log,
      private: privateData,
    };
    try {
      return { result: await call(context) };
    } catch (error) {
      runtime.report(error, diagnostics, signal);
      return undefined;
    }
  }, timeout);
}
