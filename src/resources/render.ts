import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError, type EngineEvent } from "../engine/events";
import type { EngineContext, Fault } from "../engine/ports";
import {
  type AttributePath,
  type Context,
  type Diagnostic,
  DiagnosticError,
  type Diagnostics,
  type Explanation,
  type Logger,
} from "../framework";
import type { Problem } from "../model";
import { NotFoundError, VendorError } from "../vendors/shared/errors";
import { NotKnownYetError } from "./provider-settings";

/** The one place where events of the use cases and errors of the vendors' clients become Terraform diagnostics. */

/** Settings that are sets: an element of one is named by its value. */
const SETS = new Set(["users", "hosts", "databases", "commands", "states", "protected_users"]);

/** The path of a problem or an event, in the steps of a schema. A value in a list has no step of its own: the path ends at the list. */
function toPath(path: readonly string[] | undefined): AttributePath | undefined {
  if (!path || path.length === 0) return undefined;
  const steps: AttributePath = [];
  for (const [index, step] of path.entries()) {
    const parent = path[index - 1];
    if (parent !== undefined && SETS.has(parent)) steps.push({ value: step });
    else if (parent === "info_keywords" || parent?.endsWith("_ids") || parent === "sessions") break;
    else steps.push(step);
  }
  return steps;
}

/** Reports the rules that a declaration breaks. */
export function reportProblems(problems: readonly Problem[], diagnostics: Pick<Diagnostics, "report">): void {
  for (const { path, ...problem } of problems) diagnostics.report({ ...problem, path: toPath(path) });
}

/** Reports what the use cases have to tell. */
export function reportEvents(events: readonly EngineEvent[], diagnostics: Diagnostics): void {
  for (const event of events) diagnostics.report(toDiagnostic(event));
}

function toDiagnostic({ code, severity, path, summary, detail, fault }: EngineEvent): Diagnostic {
  return { code, severity, summary, detail: withFacts(detail, fault), path: toPath(path) };
}

/** The vendor's own code and request id, for its support. */
function withFacts(detail: string, fault: Partial<Pick<Fault, "vendorCode" | "requestId">> = {}): string {
  const lines = [
    fault.vendorCode && `Vendor code: ${fault.vendorCode}`,
    fault.requestId && `Request id: ${fault.requestId}`,
  ].filter((line) => line && !detail.includes(line));
  return lines.length === 0 ? detail : `${detail}\n\n${lines.join("\n")}`;
}

/** An error that a handler threw, as a diagnostic; undefined for an unexpected one. */
export function explain(error: unknown): Explanation | undefined {
  if (error instanceof DiagnosticError) return error;
  if (error instanceof EngineError) {
    const { severity: _severity, ...explanation } = toDiagnostic(error.event);
    return explanation;
  }
  if (error instanceof NotKnownYetError) {
    return {
      code: "DBKILL_PROVIDER_NOT_KNOWN_YET",
      summary: "The provider is not fully configured yet",
      detail: error.message,
    };
  }
  if (!(error instanceof VendorError)) return undefined;
  const where = [`Service: ${error.service}`, error.action && `Action: ${error.action}`]
    .filter(Boolean)
    .join("\n");
  const facts = withFacts("", error).trim();
  const deleted =
    error instanceof NotFoundError
      ? "If it was deleted on purpose, remove what refers to it; `terraform destroy -refresh=false` destroys without looking for it."
      : undefined;
  return {
    code: error.code,
    summary: error.message,
    detail: [[error.remedy, deleted].filter(Boolean).join(" "), [where, facts].filter(Boolean).join("\n")]
      .filter(Boolean)
      .join("\n\n"),
  };
}

/** What the use cases need, for one call of a handler. */
export function engineContext(ctx: Pick<Context, "log" | "signal" | "deadline">): EngineContext {
  return {
    clock: {
      now: () => performance.now(),
      date: () => new Date(),
      sleep: async (ms, signal) => {
        await sleep(ms, undefined, { signal });
      },
    },
    log: logOf(ctx.log),
    // Loaded with the first use case, not with the schemas.
    classify: (error) => (require("../vendors") as typeof import("../vendors")).classify(error),
    signal: ctx.signal,
    ...(ctx.deadline === undefined ? {} : { deadline: ctx.deadline }),
  };
}

function logOf(log: Logger): EngineContext["log"] {
  return (level, message, fields) => log[level](message, fields as Record<string, unknown> | undefined);
}
