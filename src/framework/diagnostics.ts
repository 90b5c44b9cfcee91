import { shownCode } from "./errors";
import { type AttributePath, type WirePath, wirePath } from "./path";
import { printable } from "./values/text";

/** One message for the user, with the place it is about. */
export interface Diagnostic {
  severity: "error" | "warning";
  /** Stable, for tools and tests; shown as the last line of the detail. */
  code?: string;
  /** What is wrong, in one line without a full stop. */
  summary: string;
  /** Why, and how to fix it. */
  detail: string;
  /** The attribute it is about; absent: the whole resource. */
  path?: AttributePath;
}

/** Collects messages for the user. An error fails the operation once the handler has returned. */
export interface Diagnostics {
  report(diagnostic: Diagnostic): void;
  error(summary: string, detail: string, path?: AttributePath): void;
  warning(summary: string, detail: string, path?: AttributePath): void;
  hasErrors(): boolean;
}

/** Throw it to fail an operation with exactly this message. */
export class DiagnosticError extends Error {
  readonly summary: string;
  readonly detail: string;
  readonly path: AttributePath | undefined;
  readonly code: string | undefined;

  constructor(diagnostic: { code?: string; summary: string; detail: string; path?: AttributePath }) {
    super(`${diagnostic.summary}: ${diagnostic.detail}`);
    this.name = "DiagnosticError";
    this.summary = diagnostic.summary;
    this.detail = diagnostic.detail;
    this.path = diagnostic.path;
    this.code = diagnostic.code;
  }
}

/** A diagnostic as `tfplugin6.Diagnostic` has it. */
export interface WireDiagnostic {
  severity: "ERROR" | "WARNING";
  summary: string;
  detail: string;
  attribute?: WirePath;
}

/** The diagnostics of one call, in the order they came, each only once. */
export class DiagnosticList implements Diagnostics {
  readonly items: Diagnostic[] = [];

  error(summary: string, detail: string, path?: AttributePath): void {
    this.report({ severity: "error", summary, detail, path });
  }

  warning(summary: string, detail: string, path?: AttributePath): void {
    this.report({ severity: "warning", summary, detail, path });
  }

  hasErrors(): boolean {
    return this.items.some((item) => item.severity === "error");
  }

  /**
   * For the wire.
   * @param scrub - takes secrets out of a text
   * @param provider - its name, for codes of the kit's own
   */
  toWire(scrub: (text: string) => string, provider: string): WireDiagnostic[] {
    return this.items.map(({ severity, code, summary, detail, path }) => ({
      severity: severity === "error" ? "ERROR" : "WARNING",
      summary: printable(scrub(summary)),
      detail: withCode(printable(scrub(detail)), code && shownCode(code, provider)),
      ...(path !== undefined && path.length > 0 ? { attribute: wirePath(path) } : {}),
    }));
  }

  report(diagnostic: Diagnostic): void {
    const known = this.items.some(
      (item) =>
        item.severity === diagnostic.severity &&
        item.summary === diagnostic.summary &&
        item.detail === diagnostic.detail &&
        samePath(item.path, diagnostic.path),
    );
    if (!known) this.items.push(diagnostic);
  }
}

/** The code closes the detail: behind other lines of the form `Name: value`, else in a paragraph of its own. */
function withCode(detail: string, code: string | undefined): string {
  if (code === undefined) return detail;
  const last = detail.slice(detail.lastIndexOf("\n") + 1);
  return `${detail}${/^[A-Z][a-z]+( [a-z]+){0,2}: \S/.test(last) ? "\n" : "\n\n"}Code: ${code}`;
}

function samePath(a: AttributePath = [], b: AttributePath = []): boolean {
  return JSON.stringify(wirePath(a)) === JSON.stringify(wirePath(b));
}
