import type { WireDiagnostic } from "../../framework/diagnostics";
import type { Runtime } from "../../framework/rpc/runtime";
import type { Attributes } from "../../framework/schema/types";
import type { DynamicValue } from "../../framework/values/dynamic";
import { VERSION } from "../../version";
import { EXIT, HandlerFailure } from "./failure";

/** The part of the provider that the handler uses. */
export type Types = typeof import("../types");

/** What Terraform would keep of a resource in its state. */
export interface Kept {
  /** Attributes, by name. */
  readonly state: Fields;
  /** The provider's own notes, in base64. */
  readonly notes: string;
}

export type Fields = Record<string, unknown>;

/** An operation failed, and its diagnostics have been reported. */
export class OperationFailed extends Error {
  override readonly name = "OperationFailed";

  constructor(
    readonly codes: readonly string[],
    readonly exit: number,
  ) {
    super(codes.join(", "));
  }
}

/** Events that leave the effect of a request unknown. */
const UNSETTLED: ReadonlySet<string> = new Set(["DBKILL_TASK_UNSETTLED", "DBKILL_TASK_STOP_UNSETTLED"]);

interface Response {
  readonly diagnostics: readonly WireDiagnostic[];
  readonly [field: string]: unknown;
}

/**
 * Plays Terraform core for one resource, in the provider's own process. Rules, plans, use cases and codes are those of the provider because the
 * code is the same.
 */
export class Core {
  readonly #runtime: Runtime;
  #isConnected = false;
  readonly #attributes: Readonly<Record<string, { readonly mode: string }>>;

  /** @param tell receives every diagnostic */
  constructor(
    private readonly types: Types,
    private readonly type: string,
    private readonly tell: (diagnostic: WireDiagnostic) => void,
  ) {
    const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
    this.#runtime = new types.rpc.Runtime(types.provider, () => silent);
    this.#attributes = this.#served.attributes;
  }

  /** Receives the known state right before and after each request that changes it. Null: nothing exists. */
  set onSave(save: (kept: Kept | null) => void) {
    this.#runtime.onSave = (state, notes) => save(this.#kept(state, notes));
  }

  /** Removes the secrets seen so far from a text. */
  readonly scrub = (text: string): string => this.#runtime.redactor.scrub(text);

  /** Lets requests that were sent finish, and sends no more. */
  stop(): void {
    this.#runtime.operations.stop();
  }

  async close(): Promise<void> {
    if (this.#isConnected) await (this.#runtime.client as { close(): Promise<void> }).close();
  }

  /** Checks a declaration against the rules of its type, and creates the clients. */
  async configure(provider: Fields, config: Fields): Promise<void> {
    const unknown = unknownIn(config, this.#served.attributes, []);
    if (unknown) {
      throw new HandlerFailure(
        "DBKILL_DECLARATION_INVALID",
        `${this.type} has no ${unknown}`,
        "Ignoring it would change the declaration. Synthesize and apply with the same version of cdktf-dbkill. Nothing was sent.",
      );
    }
    await this.#call("ValidateResourceConfig", { config: json(config) });
    await this.#call("ValidateProviderConfig", { config: json(provider) });
    await this.connect(provider);
  }

  /** Only creates the clients. */
  async connect(provider: Fields): Promise<void> {
    await this.#call("ConfigureProvider", { config: json(provider), terraform_version: VERSION });
    this.#isConnected = true;
  }

  /** The current state. Null: nothing exists. */
  async read({ state, notes }: Kept): Promise<Kept | null> {
    const current_state = await this.#upgraded(state);
    const read = await this.#call("ReadResource", { current_state, private: bytes(notes) });
    return this.#kept(read.new_state as DynamicValue, read.private as Uint8Array);
  }

  /** Creates or updates. An object that can't be updated in place is destroyed first. */
  async apply(prior: Kept | null, config: Fields): Promise<Kept> {
    const plan = await this.#plan(prior, config);
    if (prior && (plan.requires_replace as unknown[]).length > 0) {
      await this.destroy(prior);
      return this.apply(null, config);
    }
    const applied = await this.#respond("ApplyResourceChange", {
      prior_state: prior ? await this.#upgraded(prior.state) : null,
      planned_state: plan.planned_state,
      planned_private: plan.planned_private,
      config: json(config),
    });
    const { new_state, private: notes } = applied;
    // After an error too: the state says what exists.
    this.#runtime.onSave?.(new_state as DynamicValue, notes as Uint8Array);
    return this.#kept(succeeded(applied).new_state as DynamicValue, notes as Uint8Array)!;
  }

  async destroy({ state, notes }: Kept): Promise<void> {
    const prior_state = await this.#upgraded(state);
    await this.#call("ApplyResourceChange", {
      prior_state,
      planned_state: null,
      planned_private: bytes(notes),
    });
  }

  /** The state to assume when the record of a declaration is lost. */
  async lost(config: Fields): Promise<Kept> {
    const declared = this.#runtime.decode(this.#served, await this.#upgraded(config));
    const state = this.types.STANDING[this.type]!()(declared as never, this.#runtime.client as never);
    return this.#kept(this.#runtime.encode(this.#served, state), new Uint8Array())!;
  }

  #plan(prior: Kept | null, config: Fields): Promise<Response> {
    // As core does: attributes that the configuration leaves to the provider keep their values.
    const proposed = { ...config };
    for (const [name, { mode }] of Object.entries(this.#attributes)) {
      if (mode !== "computed" && mode !== "optional_computed") continue;
      proposed[name] ??= prior?.state[name] ?? null;
    }
    return this.#upgraded(prior?.state).then((prior_state) =>
      this.#call("PlanResourceChange", {
        prior_state,
        proposed_new_state: json(proposed),
        config: json(config),
        prior_private: bytes(prior?.notes ?? ""),
      }),
    );
  }

  /** Upgrades a stored state to this version; missing attributes get their defaults. */
  async #upgraded(state: Fields | undefined): Promise<DynamicValue | null> {
    if (state === undefined) return null;
    const { version } = this.#served.definition.schema as { version: number };
    const upgraded = await this.#call("UpgradeResourceState", { version, raw_state: json(state) });
    return upgraded.upgraded_state as DynamicValue;
  }

  get #served() {
    return this.#runtime.resource(this.type);
  }

  #kept(state: DynamicValue, notes: Uint8Array): Kept | null {
    const values = this.#runtime.decode(this.#served, state);
    return values && { state: values, notes: Buffer.from(notes).toString("base64") };
  }

  async #respond(rpc: string, request: object): Promise<Response> {
    const respond = this.types.rpc.RPCS[rpc]!;
    const response = (await respond(this.#runtime, { type_name: this.type, ...request })) as Response;
    for (const diagnostic of response.diagnostics) this.tell(diagnostic);
    return response;
  }

  async #call(rpc: string, request: object): Promise<Response> {
    return succeeded(await this.#respond(rpc, request));
  }
}

/** @throws OperationFailed */
function succeeded(response: Response): Response {
  const errors = response.diagnostics.filter(({ severity }) => severity === "ERROR");
  if (errors.length === 0) return response;
  const codes = errors.flatMap(({ detail }) => codeIn(detail) ?? []);
  throw new OperationFailed(codes, codes.some((code) => UNSETTLED.has(code)) ? EXIT.unknown : EXIT.failed);
}

/** The code that a diagnostic ends with. */
export function codeIn(detail: string): string | undefined {
  return /\bCode: ([A-Z_]+)$/.exec(detail)?.[1];
}

function json(value: object): DynamicValue {
  return { json: Buffer.from(JSON.stringify(value)) };
}

function bytes(base64: string): Uint8Array {
  return Buffer.from(base64, "base64");
}

/** The first name that the schema does not have, which core would refuse. Dropping a field of a filter would widen it. */
function unknownIn(value: Fields, attributes: Attributes, path: readonly string[]): string | undefined {
  for (const [name, part] of Object.entries(value)) {
    const at = [...path, name];
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (!attribute) return at.join(".");
    if (attribute.type.kind !== "object" || part === null) continue;
    const { attributes: inner } = attribute.type;
    for (const each of Array.isArray(part) ? part : [part]) {
      const unknown = unknownIn(each as Fields, inner, at);
      if (unknown) return unknown;
    }
  }
  return undefined;
}
