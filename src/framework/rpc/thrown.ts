import type { AnyProvider, Logger } from "../definitions/index";
import { DiagnosticError, type DiagnosticList } from "../diagnostics";
import { AlreadyReported, DeadlineExceeded, kitCode, StopRequested } from "../errors";
import { type AttributePath, formatPath } from "../path";
import { ValueError } from "../values/error";

/** What explains and logs the errors that handlers throw. */
interface Reporter {
  readonly provider: AnyProvider;
  readonly log: Logger;
}

/** Reports anything that was thrown as an error for the user. */
export function reportThrown(
  by: Reporter,
  thrown: unknown,
  diagnostics: DiagnosticList,
  signal?: AbortSignal,
): void {
  const error = abortReason(thrown, signal);
  const report = (code: string | undefined, summary: string, detail: string, path?: AttributePath) =>
    diagnostics.report({ severity: "error", code, summary, detail, path });
  if (error instanceof AlreadyReported) {
    // The diagnostics have it already.
  } else if (error instanceof DiagnosticError) {
    report(error.code, error.summary, error.detail, error.path);
  } else if (error instanceof StopRequested) {
    const detail = "Terraform asked the provider to stop before this was done. Run it again.";
    report(kitCode("STOPPED"), "Stopped", detail);
  } else if (error instanceof DeadlineExceeded) {
    const { operation, timeout } = error;
    const detail = `The ${operation} was given up after ${timeout}. Set timeouts.${operation} to wait longer.`;
    report(kitCode("TIMED_OUT"), "Timed out", detail);
  } else if (error instanceof ValueError) {
    report(kitCode("VALUE_INVALID"), "Invalid value", `${where(error)} ${error.message}.`, error.path);
  } else {
    reportUnknown(by, error, diagnostics);
  }
}

function reportUnknown(by: Reporter, error: unknown, diagnostics: DiagnosticList): void {
  const explanation = explain(by, error);
  if (explanation !== undefined) {
    diagnostics.report({ severity: "error", ...explanation });
    return;
  }
  const text =
    error instanceof Error
      ? [error.name, error.message.replace(/[.\s]+$/, "")].filter((part) => part !== "").join(": ")
      : "something that is not an error was thrown";
  by.log.error("unexpected error", { error: error instanceof Error ? error.stack : typeof error });
  const detail = bug(`${text}.`);
  diagnostics.report({
    severity: "error",
    code: kitCode("PROVIDER_BUG"),
    summary: "Unexpected error",
    detail,
  });
}

function explain({ provider, log }: Reporter, error: unknown) {
  try {
    return provider.explain?.(error);
  } catch (failure) {
    log.error("the provider could not explain an error", { error: String(failure) });
    return undefined;
  }
}

/** Waiting that a signal ended throws an AbortError, or the reason itself; what counts is the reason. */
function abortReason(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted !== true || !(error instanceof Error)) return error;
  return error.name === "AbortError" ? signal.reason : error;
}

/** What to throw where a handler's value does not fit the schema. */
export function misfit(name: string, error: ValueError): DiagnosticError {
  return new DiagnosticError({
    code: kitCode("PROVIDER_BUG"),
    summary: "Provider made an invalid value",
    detail: bug(`${name}: ${where(error)} ${error.message}.`),
    path: error.path,
  });
}

function where({ path }: ValueError): string {
  return path.length === 0 ? "The value" : formatPath(path);
}

/** A detail that makes clear whose fault it is. */
export function bug(text: string): string {
  return `${text} This is a bug in the provider, not in the configuration: please report it.`;
}
