import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  attr,
  block,
  DiagnosticError,
  defineAction,
  defineDataSource,
  defineListResource,
  defineProvider,
  defineResource,
  isUnknown,
  modify,
  schema,
  UNKNOWN,
  validate,
} from "../../src/framework";

/** A small provider with a bit of everything, to try the provider kit on. */

/** What serves it as a process of its own. */
export const TOY_PROGRAM = join(__dirname, "toy-provider-main.ts");

/** Where the things are: files in a folder, or, without one, in memory. */
export class ToyStore {
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly folder: string | null,
    readonly key: string,
  ) {
    if (folder !== null) mkdirSync(folder, { recursive: true });
  }

  get(id: string): Record<string, unknown> | null {
    try {
      const text = this.folder === null ? this.memory.get(id) : readFileSync(join(this.folder, id), "utf8");
      return text === undefined ? null : JSON.parse(text);
    } catch {
      return null;
    }
  }

  put(id: string, thing: object): void {
    const text = JSON.stringify(thing);
    if (this.folder === null) this.memory.set(id, text);
    else writeFileSync(join(this.folder, id), text);
  }

  ids(): string[] {
    return this.folder === null ? [...this.memory.keys()] : readdirSync(this.folder);
  }

  remove(id: string): void {
    this.memory.delete(id);
    if (this.folder !== null) rmSync(join(this.folder, id), { force: true });
  }
}

/** Known to the toy's `explain`. */
export class ToyError extends Error {}

const thingSchema = schema({
  version: 2,
  description: "A thing.",
  attributes: {
    id: attr.string("computed", { description: "Id.", planModifiers: [modify.useStateForUnknown()] }),
    name: attr.string("required", {
      description: "Name; another name is another thing.",
      planModifiers: [modify.requiresReplace()],
      validators: [validate.matches(/^[a-z-]+$/, "must be lower-case letters and dashes")],
    }),
    note: attr.string("optional", {
      description: "What to do: `fail`, `slow`, `half`, `lie`, `crash`, `misfit`, `blind`, `steady`.",
    }),
    size: attr.integer("defaulted", {
      description: "Size.",
      default: 3,
      validators: [validate.between(1, 1_000_000)],
    }),
    ratio: attr.number("optional", { description: "Ratio." }),
    zone: attr.string("optional_computed", { description: "Zone." }),
    revision: attr.integer("computed", { description: "Counts the changes." }),
    old: attr.string("optional", { description: "Old.", deprecated: "use `note`." }),
    password: attr.string("optional", {
      description: "Password.",
      sensitive: true,
      writeOnly: true,
      validators: [validate.lengthBetween(6, 40)],
    }),
    password_length: attr.integer("computed", { description: "How long the password was." }),
    users: attr.set("string", "optional", {
      description: "Users.",
      validators: [validate.sizeBetween(1, 5), validate.each(validate.lengthBetween(1, 11))],
    }),
    tags: attr.map("string", "optional", { description: "Tags." }),
    match: attr.object(
      {
        user: attr.string("optional", {
          description: "User.",
          validators: [validate.conflictsWith("group")],
        }),
        group: attr.string("optional", { description: "Group." }),
        depth: attr.integer("defaulted", { description: "Depth.", default: 1 }),
      },
      "optional",
      { description: "What it matches." },
    ),
    rules: attr.objectSet(
      {
        port: attr.integer("required", { description: "Port.", validators: [validate.atLeast(1)] }),
        protocol: attr.string("defaulted", { description: "Protocol.", default: "tcp" }),
        rule_id: attr.string("computed", {
          description: "Rule id.",
          planModifiers: [modify.useStateForUnknown()],
        }),
      },
      "optional",
      { description: "Rules." },
    ),
    steps: attr.objectList(
      {
        text: attr.string("required", { description: "Text." }),
        number: attr.integer("computed", {
          description: "Number.",
          planModifiers: [modify.useStateForUnknown()],
        }),
      },
      "optional",
      { description: "Steps." },
    ),
    choose: block.single(
      {
        user: attr.string("optional", {
          description: "User.",
          validators: [validate.conflictsWith("group")],
        }),
        group: attr.string("optional", { description: "Group." }),
        depth: attr.integer("defaulted", { description: "Depth.", default: 1 }),
        secret: attr.string("optional", { description: "Secret.", sensitive: true }),
        seen: attr.integer("computed", { description: "How deep it saw." }),
      },
      { description: "What it chooses." },
    ),
    window: block.list(
      {
        from: attr.integer("required", { description: "Hour.", validators: [validate.between(0, 23)] }),
        to: attr.integer("defaulted", { description: "Hour.", default: 24 }),
        day: block.set({ name: attr.string("required", { description: "Day." }) }, { description: "Days." }),
      },
      { description: "When.", maxItems: 3 },
    ),
    port: block.set(
      {
        number: attr.integer("required", {
          description: "Number.",
          planModifiers: [modify.requiresReplaceIf(({ plan }) => plan === 666, "Where it is 666.")],
        }),
        protocol: attr.string("defaulted", { description: "Protocol.", default: "tcp" }),
        port_id: attr.string("computed", { description: "Id." }),
      },
      { description: "Ports." },
    ),
    timeouts: block.timeouts({ create: "10m", delete: "5m" }),
  },
});

type Rule = { port: number; protocol: string; rule_id: unknown };
type Step = { text: string; number: unknown };

type Choice = { user: string | null; group: string | null; depth: number; secret: string | null };
type Port = { number: number; protocol: string };

/** What the provider computes. */
function computed(
  id: string,
  revision: number,
  plan: { zone: unknown; rules: unknown; steps: unknown; choose: unknown; port: unknown },
) {
  return {
    choose:
      plan.choose === null ? null : { ...(plan.choose as Choice), seen: (plan.choose as Choice).depth * 10 },
    port: (plan.port as Port[]).map((port) => ({ ...port, port_id: `${port.protocol}:${port.number}` })),
    id,
    revision,
    zone: plan.zone === UNKNOWN ? "zone-1" : (plan.zone as string | null),
    rules:
      ((plan.rules as Rule[] | null) ?? null)?.map((rule) => ({
        port: rule.port,
        protocol: rule.protocol,
        rule_id: `${rule.protocol}/${rule.port}`,
      })) ?? null,
    steps:
      ((plan.steps as Step[] | null) ?? null)?.map(({ text }, index) => ({ text, number: index + 1 })) ??
      null,
  };
}

const thing = defineResource<typeof thingSchema, ToyStore>({
  schema: thingSchema,
  validate(config, { diagnostics }) {
    if (
      config.choose &&
      !isUnknown(config.choose) &&
      config.choose.user === null &&
      config.choose.group === null
    ) {
      diagnostics.report({
        severity: "error",
        code: "TOY_CHOOSES_EVERYTHING",
        summary: "Chooses everything",
        detail: "Set a user or a group.",
        path: ["choose"],
      });
    }
    if (config.note === "bad") diagnostics.error("Bad note", "A note must not be bad.", ["note"]);
  },
  plan({ action, plan, config, requiresReplace, prior }, { private: data, diagnostics }) {
    data.set("planned", action);
    if (action === "destroy") return;
    if (config.note === "warn") diagnostics.warning("Take care", "This was planned.", ["note"]);
    if (prior !== null && prior.size > 10 && typeof plan.size === "number" && plan.size < prior.size) {
      requiresReplace(["size"]);
    }
  },
  async create({ plan, config }, { client, signal, saveState, private: data, diagnostics }) {
    const id = `thing-${plan.name}`;
    const password = config.password;
    const state = {
      ...plan,
      ...computed(id, 1, plan),
      note: plan.note?.normalize("NFD") ?? null,
      password: null,
      password_length: typeof password === "string" ? password.length : null,
    };
    data.set("made", { by: client.key.length, planned: data.get("planned") });
    if (plan.note === "fail") throw new ToyError(`can't make ${plan.name}`);
    if (plan.note === "crash")
      throw new Error(`crashed with ${String(password)} and secret-of-the-environment.`);
    if (plan.note === "warn") diagnostics.warning("Made", "With care.");
    if (plan.note === "lie") return { ...state, size: plan.size + 1 };
    if (plan.note === "misfit") return { ...state, zone: 5, tags: "none", more: true } as never;
    if (plan.note === "half") {
      client.put(id, state);
      saveState({ ...plan, id });
      throw new DiagnosticError({ summary: "Half done", detail: "The rest is missing.", path: ["note"] });
    }
    if (plan.note === "slow")
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    if (plan.note === "steady") {
      await once(signal, "abort");
      await setTimeout(1000);
    }
    client.put(id, state);
    return state;
  },
  async read({ state }, { client, private: data }) {
    if (state.note === "blind") return undefined as never;
    data.set("read", true);
    return client.get(state.id as string) as typeof state | null;
  },
  async update({ plan, prior, config }, { client }) {
    const password = config.password;
    const state = {
      ...plan,
      ...computed(prior.id as string, (prior.revision ?? 0) + 1, plan),
      password: null,
      password_length: typeof password === "string" ? password.length : null,
    };
    client.put(prior.id as string, state);
    return state;
  },
  async delete({ prior }, { client }) {
    if (prior.note === "keep") throw new ToyError("it stays");
    client.remove(prior.id as string);
  },
  async importState(id) {
    return { id, name: id.replace("thing-", "") };
  },
  identity: {
    version: 1,
    attributes: {
      id: { type: "string", description: "Id." },
      zone: { type: "string", description: "Zone.", optional: true },
    },
    of: ({ id, zone, note }) => (note === "nobody" ? {} : { id, zone }),
    importId: ({ id }) => id as string,
  },
  upgradeState: {
    0: (raw) => ({ ...raw, title: raw.label }),
    1: (raw) => ({ ...raw, name: raw.title }),
  },
});

const fixedSchema = schema({
  description: "Can't be imported.",
  attributes: { value: attr.string("required", { description: "Value." }) },
});
const fixed = defineResource<typeof fixedSchema, ToyStore>({
  schema: fixedSchema,
  create: async ({ plan }) => plan,
  read: async ({ state }) => state,
  update: async ({ plan }) => plan,
  delete: async () => {},
  importState: { unsupported: "Nothing can be read back." },
});

const lookupSchema = schema({
  description: "Looks a thing up.",
  attributes: {
    name: attr.string("required", { description: "Name." }),
    limit: attr.integer("defaulted", { description: "Limit.", default: 7 }),
    found: attr.bool("computed", { description: "Whether it is there." }),
    sizes: attr.objectList({ size: attr.integer("computed", { description: "Size." }) }, "computed", {
      description: "Sizes.",
    }),
  },
});
const lookup = defineDataSource<typeof lookupSchema, ToyStore>({
  schema: lookupSchema,
  async read({ config }, { client }) {
    const found = client.get(`thing-${config.name}`);
    if (config.name === "lie") return { ...config, name: "truth", found: true, sizes: [] };
    return {
      ...config,
      found: found !== null,
      sizes: found === null ? [] : [{ size: found.size as number }],
    };
  },
});

const pokeSchema = schema({
  description: "Pokes things.",
  attributes: {
    names: attr.list("string", "required", {
      description: "Names.",
      validators: [validate.sizeBetween(1, 5)],
    }),
    how: attr.string("defaulted", {
      description: "How: `gently`, `crash`, `wait`.",
      default: "gently",
      validators: [validate.lengthBetween(3, 10)],
    }),
    secret: attr.string("optional", { description: "Secret.", sensitive: true }),
    choose: block.single(
      { depth: attr.integer("defaulted", { description: "Depth.", default: 2 }) },
      { description: "What." },
    ),
    timeouts: block.timeouts({ invoke: "10m" }),
  },
});
/** What was poked, in the order in which it was. */
export const poked: unknown[] = [];

const poke = defineAction<typeof pokeSchema, ToyStore>({
  schema: pokeSchema,
  plan({ config }, { diagnostics }) {
    if (isUnknown(config.names)) diagnostics.warning("Names not known", "They are known later.");
    else if (config.names.includes("nobody")) diagnostics.error("Nobody", "Nobody is there.", ["names"]);
  },
  async invoke({ config }, { progress, signal, client, diagnostics }) {
    for (const name of config.names) {
      progress(`poking ${name} ${config.how} with ${config.secret}\u001b[0m`);
      if (config.how === "crash") throw new ToyError(`${name} broke`);
      if (config.how === "wait") {
        if (!signal.aborted) await once(signal, "abort");
        poked.push(signal.reason);
        throw signal.reason;
      }
      poked.push({ name, key: client.key, depth: config.choose?.depth ?? null });
    }
    diagnostics.warning("Poked", `${config.names.length} in all.`);
  },
});

const thingsSchema = schema({
  description: "Lists things.",
  attributes: {
    prefix: attr.string("defaulted", { description: "What names begin with.", default: "" }),
    fail_after: attr.integer("optional", { description: "Fails then.", validators: [validate.atLeast(0)] }),
  },
});
/** How many things were listed. */
export const listed = { count: 0 };

const things = defineListResource<typeof thingsSchema, typeof thingSchema, ToyStore>({
  schema: thingsSchema,
  async *list({ config, includeResource }, { client, diagnostics }) {
    let left = config.fail_after ?? Number.POSITIVE_INFINITY;
    for (const id of client.ids().sort()) {
      if (!id.startsWith(`thing-${config.prefix}`)) continue;
      if (left === 0) throw new ToyError("the list broke");
      left -= 1;
      listed.count += 1;
      const resource = client.get(id) as never;
      yield {
        identity: { id },
        displayName: id,
        ...(includeResource ? { resource } : {}),
        ...(id === "thing-old"
          ? { diagnostics: [{ severity: "warning", summary: "Old", detail: "It is old." }] }
          : {}),
      };
    }
    diagnostics.warning("All seen", "There are no more.");
  },
});

export const toyProvider = defineProvider({
  name: "toy",
  version: "1.2.3",
  schema: schema({
    description: "Toys.",
    attributes: {
      folder: attr.string("optional", { description: "Where the things are." }),
      api_key: attr.string("optional", { description: "Key.", sensitive: true }),
      retries: attr.integer("defaulted", {
        description: "Retries.",
        default: 4,
        validators: [validate.atLeast(0)],
      }),
    },
  }),
  configure(config, { diagnostics, redact }) {
    redact("secret-of-the-environment");
    if (config.api_key === "wrong") diagnostics.error("Wrong key", "The key wrong is wrong.", ["api_key"]);
    return new ToyStore(
      isUnknown(config.folder) ? null : config.folder,
      typeof config.api_key === "string" ? config.api_key : "",
    );
  },
  resources: { toy_thing: thing, toy_fixed: fixed },
  dataSources: { toy_lookup: lookup },
  actions: { toy_poke: poke },
  listResources: { toy_thing: things },
  explain: (error) =>
    error instanceof ToyError ? { summary: "The toy broke", detail: `${error.message}.` } : undefined,
});

/** A toy thing with nothing set but what a test adds. */
export const NO_THING = {
  id: null,
  note: null,
  size: null,
  ratio: null,
  zone: null,
  revision: null,
  old: null,
  password: null,
  password_length: null,
  users: null,
  tags: null,
  match: null,
  rules: null,
  steps: null,
  choose: null,
  window: [],
  port: [],
  timeouts: null,
};
