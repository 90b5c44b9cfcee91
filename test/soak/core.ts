import { randomBytes } from "node:crypto";
import type { AnyProvider, Logger } from "../../src/framework";
import { RPCS } from "../../src/framework/rpc";
import { Runtime } from "../../src/framework/rpc/runtime";
import { objectCodec } from "../../src/framework/values/codec";
import { decodeDynamic, encodeDynamic } from "../../src/framework/values/dynamic";
import { equalObjects } from "../../src/framework/values/equal";
import { provider } from "../../src/resources/provider";
import type { ProviderConfig } from "../../src/resources/provider-block";
import { ProviderClients } from "../../src/resources/provider-clients";
import { MemorySlotLock } from "../../src/resources/slot-lock";
import { proposedNew } from "../support/core-rules";

/** The faults that the emulator is asked for. */
export const FAULTS = [
  "refuse",
  "reset_before",
  "reset_after",
  "http_500",
  "http_503",
  "throttle",
  "malformed",
] as const;

/** What a resource declares: the values that a user writes; the rest is null. */
export interface Declaration {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface Stored {
  readonly type: string;
  readonly state: Record<string, unknown>;
  readonly private: Uint8Array;
  tainted: boolean;
}

/** What a command told. */
export interface Outcome {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Whether a plan found nothing to do. */
  readonly empty: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: protocol messages are of many shapes
type Message = any;

const SILENT = Object.fromEntries(
  ["trace", "debug", "info", "warn", "error"].map((level) => [level, () => {}]),
) as unknown as Logger;

/**
 * Terraform core, as far as one provider sees it: refresh, plan and apply of resources without dependencies, each command in a
 * provider process of its own, with the rules of core that matter to a provider. It is fast, so that thousands of lives can be played.
 */
export class Core {
  readonly #state = new Map<string, Stored>();

  constructor(
    private readonly config: Readonly<Record<string, unknown>>,
    private readonly random: () => number,
  ) {}

  get addresses(): string[] {
    return [...this.#state.keys()];
  }

  taint(address: string): void {
    const stored = this.#state.get(address);
    if (stored) stored.tainted = true;
  }

  /** The attributes of a resource in the state. */
  attributes(address: string): Record<string, unknown> | undefined {
    return this.#state.get(address)?.state;
  }

  /**
   * `terraform apply` of these declarations.
   *
   * @param lose whether to lose what an apply answers, as when the process is killed before the state is written
   */
  async apply(
    declared: ReadonlyMap<string, Declaration>,
    lose: () => boolean = () => false,
  ): Promise<Outcome> {
    const run = new Command(this.config);
    await run.configure();
    await this.#refresh(run);
    const steps: (() => Promise<void>)[] = [];
    for (const address of this.#shuffled([...new Set([...this.#state.keys(), ...declared.keys()])])) {
      const step = await this.#plan(run, address, declared.get(address), lose);
      if (step) steps.push(step);
    }
    const empty = steps.length === 0;
    // A plan with errors is not applied.
    if (run.errors.length === 0) for (const step of this.#shuffled(steps)) await step();
    return { errors: run.errors, warnings: run.warnings, empty };
  }

  destroy(): Promise<Outcome> {
    return this.apply(new Map());
  }

  async #refresh(run: Command): Promise<void> {
    for (const [address, stored] of [...this.#state]) {
      const { attributes } = run.schemaOf(stored.type);
      const answer = await run.call("ReadResource", {
        type_name: stored.type,
        current_state: run.encode(stored.type, stored.state),
        private: stored.private,
      });
      const state = decodeDynamic(objectCodec(attributes), answer.new_state) as Stored["state"] | null;
      if (state === null) this.#state.delete(address);
      else this.#state.set(address, { ...stored, state, private: answer.private });
    }
  }

  /** Plans one resource; answers what applies the plan, or undefined where there is nothing to do. */
  async #plan(
    run: Command,
    address: string,
    declaration: Declaration | undefined,
    lose: () => boolean,
  ): Promise<(() => Promise<void>) | undefined> {
    const stored = this.#state.get(address);
    if (!declaration)
      return stored && (async () => this.#destroyOne(run, address, await run.planDestroy(stored), lose));
    const { type } = declaration;
    const { attributes } = run.schemaOf(type);
    const config = run.complete(type, declaration.values);
    await run.call("ValidateResourceConfig", { type_name: type, config: run.encode(type, config) });
    const plan = async (prior: Stored | undefined, data: Uint8Array) => {
      const state = prior?.state ?? null;
      const answer = await run.call("PlanResourceChange", {
        type_name: type,
        prior_state: run.encode(type, state),
        proposed_new_state: run.encode(type, proposedNew(attributes, state as never, config as never)),
        config: run.encode(type, config),
        prior_private: data,
      });
      const planned = decodeDynamic(objectCodec(attributes), answer.planned_state) as Stored["state"];
      return { ...answer, planned };
    };
    const planned = await plan(stored?.tainted ? undefined : stored, stored?.private ?? new Uint8Array());
    const replaces = stored !== undefined && (stored.tainted || planned.requires_replace.length > 0);
    if (!replaces) {
      if (stored && equalObjects(attributes, stored.state, planned.planned)) return undefined;
      return () => this.#applyOne(run, address, declaration, stored, planned, config, lose);
    }
    const created = stored.tainted ? planned : await plan(undefined, planned.planned_private);
    return async () => {
      // The destroy half of a replacement gets the private data of the new object.
      await this.#destroyOne(run, address, created.planned_private, lose);
      if (this.#state.has(address)) return;
      await this.#applyOne(run, address, declaration, undefined, created, config, lose);
    };
  }

  async #applyOne(
    run: Command,
    address: string,
    { type }: Declaration,
    prior: Stored | undefined,
    planned: Message,
    config: Record<string, unknown>,
    lose: () => boolean,
  ): Promise<void> {
    const before = run.errors.length;
    const answer = await run.call("ApplyResourceChange", {
      type_name: type,
      prior_state: run.encode(type, prior?.state ?? null),
      planned_state: planned.planned_state,
      config: run.encode(type, config),
      planned_private: planned.planned_private,
    });
    if (lose()) return;
    const { attributes } = run.schemaOf(type);
    const state = decodeDynamic(objectCodec(attributes), answer.new_state) as Stored["state"] | null;
    const failed = run.errors.length > before;
    if (state === null) this.#state.delete(address);
    else this.#state.set(address, { type, state, private: answer.private, tainted: failed && !prior });
  }

  async #destroyOne(run: Command, address: string, data: Uint8Array, lose: () => boolean): Promise<void> {
    const stored = this.#state.get(address)!;
    const before = run.errors.length;
    await run.call("ApplyResourceChange", {
      type_name: stored.type,
      prior_state: run.encode(stored.type, stored.state),
      planned_state: run.encode(stored.type, null),
      config: run.encode(stored.type, null),
      planned_private: data,
    });
    if (!lose() && run.errors.length === before) this.#state.delete(address);
  }

  #shuffled<T>(items: readonly T[]): T[] {
    return [...items]
      .map((item) => [this.random(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  }
}

/** One command of Terraform: a provider process, and what it told. */
class Command {
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  readonly #runtime: Runtime;

  /** As the real one, but for the lock across processes: many commands run side by side in this process. */
  private readonly provider: AnyProvider = {
    ...provider,
    configure: (config, { log, redact }) =>
      new ProviderClients(config as ProviderConfig, log, redact, process.env, new MemorySlotLock()),
  };

  constructor(private readonly config: Readonly<Record<string, unknown>>) {
    this.#runtime = new Runtime(this.provider, () => SILENT);
  }

  schemaOf(type: string) {
    const resource = this.provider.resources[type];
    if (!resource) throw new Error(`no type ${type}`);
    return resource.schema as { attributes: Parameters<typeof objectCodec>[0] };
  }

  async configure(): Promise<void> {
    const { attributes } = this.provider.schema;
    const config = encodeDynamic(objectCodec(attributes), completed(attributes, this.config));
    await this.call("ConfigureProvider", { terraform_version: "1.11.4", config });
  }

  async planDestroy(stored: Stored): Promise<Uint8Array> {
    const answer = await this.call("PlanResourceChange", {
      type_name: stored.type,
      prior_state: this.encode(stored.type, stored.state),
      proposed_new_state: this.encode(stored.type, null),
      config: this.encode(stored.type, null),
      prior_private: stored.private,
    });
    return answer.planned_private;
  }

  encode(type: string, value: unknown) {
    return encodeDynamic(objectCodec(this.schemaOf(type).attributes), value);
  }

  complete(type: string, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return completed(this.schemaOf(type).attributes, values);
  }

  async call(name: string, request: object): Promise<Message> {
    const answer: Message = await RPCS[name]!(this.#runtime, request);
    for (const { severity, summary, detail } of answer.diagnostics ?? []) {
      (severity === "ERROR" ? this.errors : this.warnings).push(`${summary}: ${detail}`);
    }
    return answer;
  }
}

type Attributes = Parameters<typeof objectCodec>[0];

/** A configuration with nulls where the user says nothing. */
function completed(
  attributes: Attributes,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type }]) => {
      const value = values[name] ?? null;
      const isObject = type.kind === "object" && type.nesting === "single" && value !== null;
      return [name, isObject ? completed(type.attributes, value as Record<string, unknown>) : value];
    }),
  );
}

/** Random numbers that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function newSeed(): number {
  return randomBytes(4).readUInt32BE();
}
