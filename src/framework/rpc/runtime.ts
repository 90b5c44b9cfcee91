import type {
  AnyAction,
  AnyDataSource,
  AnyListResource,
  AnyProvider,
  AnyResource,
  Logger,
} from "../definitions/index";
import { DiagnosticError, DiagnosticList, type WireDiagnostic } from "../diagnostics";
import { kitCode } from "../errors";
import type { Attributes, Schema } from "../schema/types";
import { type Codec, objectCodec } from "../values/codec";
import { type DynamicValue, decodeDynamic, encodeDynamic } from "../values/dynamic";
import { ValueError } from "../values/error";
import { Operations } from "./operations";
import { Redactor } from "./redactor";
import { misfit, reportThrown } from "./thrown";

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
    reportThrown(this, thrown, diagnostics, signal);
  }
}
