import type {
  AnyAction,
  AnyDataSource,
  AnyListResource,
  AnyProvider,
  AnyResource,
  Logger,
} from "../definitions/index";
import { DiagnosticError, DiagnosticList, type WireDiagnostic } from "../diagnostics";
import { AlreadyReported, DeadlineExceeded, kitCode, StopRequested } from "../errors";
import { type AttributePath, formatPath } from "../path";
import type { Attributes, Schema } from "../schema/types";
import { type Codec, objectCodec } from "../values/codec";
import { type DynamicValue, decodeDynamic, encodeDynamic } from "../values/dynamic";
import { ValueError } from "../values/error";
import { Operations } from "./operations";
import { Redactor } from "./redactor";

/** A resource or data source with what is needed to speak about its values. */
export interface Served<D> {
  readonly name: string;
  readonly definition: D;
  readonly attributes: Attributes;
  readonly codec: Codec;
}

/** What all RPCs of one provider process share. */
export class Runtime {
  readonly operations = new Operations();
  readonly redactor = new Redactor();
  /** Writes log lines from which secrets are taken out. */
  readonly log: Logger;
  /**
   * Receives each state that a handler records during an operation, with its private data. For a host that stores states itself:
   * Terraform gets a state only at the end of the operation.
   */
  onSave: ((state: DynamicValue, privateData: Uint8Array) => void) | undefined;
  private configured: { client: unknown } | undefined;

  constructor(
    readonly provider: AnyProvider,
    makeLogger: (scrub: (text: string) => string) => Logger,
  ) {
    this.log = makeLogger(this.redactor.scrub);
  }

  /** What the provider's `configure` returned. @throws DiagnosticError before that */
  get client(): unknown {
    if (this.configured !== undefined) return this.configured.client;
    throw new DiagnosticError({
      code: kitCode("NOT_CONFIGURED"),
      summary: "Provider not configured",
      detail: `The provider ${this.provider.name} was asked to work before it was configured. Is its configuration valid?`,
    });
  }

  set client(client: unknown) {
    this.configured = { client };
  }

  resource(name: string): Served<AnyResource> {
    return this.serve(name, this.provider.resources, "resource");
  }

  dataSource(name: string): Served<AnyDataSource> {
    return this.serve(name, this.provider.dataSources, "data source");
  }

  action(name: string): Served<AnyAction> {
    return this.serve(name, this.provider.actions ?? {}, "action");
  }

  listResource(name: string): Served<AnyListResource> {
    return this.serve(name, this.provider.listResources ?? {}, "list resource");
  }

  private serve<D extends { schema: Schema }>(
    name: string,
    definitions: Record<string, D>,
    what: string,
  ): Served<D> {
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    if (definition === undefined) {
      throw new DiagnosticError({
        code: kitCode("TYPE_UNKNOWN"),
        summary: `Unknown ${what} type`,
        detail: `This provider has no ${what} type ${name}. Another version of it may have.`,
      });
    }
    const { attributes } = definition.schema;
    return { name, definition, attributes, codec: objectCodec(attributes) };
  }

  /** Decodes a value and notes its secrets. */
  decode(
    { attributes, codec }: { attributes: Attributes; codec: Codec },
    value: DynamicValue | null | undefined,
  ) {
    const decoded = decodeDynamic(codec, value) as Record<string, unknown> | null;
    this.redactor.learn(attributes, decoded);
    return decoded;
  }

  /** Encodes what a handler made. @throws DiagnosticError that blames the provider */
  encode({ name, codec }: Served<unknown>, value: unknown): DynamicValue {
    try {
      return encodeDynamic(codec, value);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw misfit(name, error);
    }
  }

  /**
   * Does the work of one RPC. Anything thrown becomes an error for the user, and the process goes on.
   * @param fallback - the response where the work throws
   */
  async respond<R extends object>(
    work: (diagnostics: DiagnosticList) => Promise<R> | R,
    fallback: R,
  ): Promise<R & { diagnostics: WireDiagnostic[] }> {
    const diagnostics = new DiagnosticList();
    let response = fallback;
    try {
      response = await work(diagnostics);
    } catch (error) {
      this.report(error, diagnostics);
    }
    return { ...response, diagnostics: this.toWire(diagnostics) };
  }

  /** For the wire: without secrets. */
  toWire(diagnostics: DiagnosticList): WireDiagnostic[] {
    return diagnostics.toWire(this.redactor.scrub, this.provider.name);
  }

  /** Reports anything that was thrown as an error for the user. */
  report(thrown: unknown, diagnostics: DiagnosticList, signal?: AbortSignal): void {
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
      this.reportUnknown(error, diagnostics);
    }
  }

  private reportUnknown(error: unknown, diagnostics: DiagnosticList): void {
    const explanation = this.explain(error);
    if (explanation !== undefined) {
      diagnostics.report({ severity: "error", ...explanation });
      return;
    }
    const text =
      error instanceof Error
        ? [error.name, error.message.replace(/[.\s]+$/, "")].filter((part) => part !== "").join(": ")
        : "something that is not an error was thrown";
    this.log.error("unexpected error", { error: error instanceof Error ? error.stack : typeof error });
    const detail = bug(`${text}.`);
    diagnostics.report({
      severity: "error",
      code: kitCode("PROVIDER_BUG"),
      summary: "Unexpected error",
      detail,
    });
  }

  private explain(error: unknown) {
    try {
      return this.provider.explain?.(error);
    } catch (failure) {
      this.log.error("the provider could not explain an error", { error: String(failure) });
      return undefined;
    }
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

/**
 * Refuses values without what the schema requires, before a handler sees them: no version of core is known to send them, and a
 * handler that read them would fail in an unclear way.
 */
export function requireWhole(
  served: Served<unknown>,
  values: Readonly<Record<string, Record<string, unknown> | null>>,
  filled: "required" | "defaulted" = "defaulted",
): void {
  for (const [what, value] of Object.entries(values)) {
    const missing = value && missingIn(served.attributes, value, filled === "defaulted", []);
    if (missing) throw invalidRequest(served, `${formatPath(missing)} in ${what}`);
  }
}

/** The path of the first required or defaulted attribute that is null. */
function missingIn(
  attributes: Attributes,
  value: Readonly<Record<string, unknown>>,
  defaulted: boolean,
  path: AttributePath,
): AttributePath | undefined {
  for (const name in attributes) {
    const { mode, type, writeOnly } = attributes[name]!;
    const inner = value[name] ?? null;
    if (inner === null) {
      if ((mode === "required" || (mode === "defaulted" && defaulted)) && !writeOnly) return [...path, name];
    } else if (type.kind === "object" && type.nesting === "single" && typeof inner === "object") {
      const missing = missingIn(type.attributes, inner as Record<string, unknown>, defaulted, [
        ...path,
        name,
      ]);
      if (missing) return missing;
    }
  }
  return undefined;
}

export function invalidRequest({ name }: Pick<Served<unknown>, "name">, missing: string): DiagnosticError {
  return new DiagnosticError({
    code: kitCode("REQUEST_INVALID"),
    summary: "Terraform sent an incomplete request",
    detail: `${name}: the request lacks ${missing}. This is not a mistake in the configuration. Run it again with another version of Terraform, and report this message.`,
  });
}
