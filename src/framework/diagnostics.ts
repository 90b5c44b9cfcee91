import { type AttributePath, type WirePath, wirePath } from "./path";
import { wholeText } from "./values/text";

/** One message for the user, with the place it is about. */
export interface Diagnostic {
  severity: "error" | "warning";
  /** What is wrong, in one line without a full stop. */
  summary: string;
  /** Why, and how to mend it. */
  detail: string;
  /** The attribute it is about; absent: the whole resource. */
  path?: AttributePath;
}

/** Collects what the user is to be told. An error fails the operation once the handler has returned. */
export interface Diagnostics {
  error(summary: string, detail: string, path?: AttributePath): void;
  warning(summary: string, detail: string, path?: AttributePath): void;
  hasErrors(): boolean;
}

/** Throw it to fail an operation with exactly this message. */
export class DiagnosticError extends Error {
  readonly summary: string;
  readonly detail: string;
  readonly path: AttributePath | undefined;

  constructor(diagnostic: { summary: string; detail: string; path?: AttributePath }) {
    super(`${diagnostic.summary}: ${diagnostic.detail}`);
    this.name = "DiagnosticError";
    this.summary = diagnostic.summary;
    this.detail = diagnostic.detail;
    this.path = diagnostic.path;
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
    this.add({ severity: "error", summary, detail, path });
  }

  warning(summary: string, detail: string, path?: AttributePath): void {
    this.add({ severity: "warning", summary, detail, path });
  }

  hasErrors(): boolean {
    return this.items.some((item) => item.severity === "error");
  }

  /** For the wire; `scrub` takes secrets out of every text. */
  toWire(scrub: (text: string) => string = (text) => text): WireDiagnostic[] {
    return this.items.map(({ severity, summary, detail, path }) => ({
      severity: severity === "error" ? "ERROR" : "WARNING",
      summary: wholeText(scrub(summary)),
      detail: wholeText(scrub(detail)),
      ...(path !== undefined && path.length > 0 ? { attribute: wirePath(path) } : {}),
    }));
  }

  private add(diagnostic: Diagnostic): void {
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

function samePath(a: AttributePath = [], b: AttributePath = []): boolean {
  return JSON.stringify(wirePath(a)) === JSON.stringify(wirePath(b));
}
