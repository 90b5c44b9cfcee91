import { encode } from "@msgpack/msgpack";
import { content, InProcessPlugin, REFINED_UNKNOWN, UNKNOWN_VALUE, value } from "../../support/grpc-client";
import { NO_THING, toyProvider } from "../../support/toy-provider";

const config = (fields: object) => ({ ...NO_THING, name: "one", ...fields });
const json = (fields: unknown) => ({ json: Buffer.from(JSON.stringify(fields)) });
const errors = (diagnostics: { severity: string; summary: string }[]) =>
  diagnostics.filter(({ severity }) => severity === "ERROR").map(({ summary }) => summary);

let plugin: InProcessPlugin;
const call = (method: string, request: object = {}) => plugin.client.call(method, request);
const configure = (fields: object = {}) =>
  call("ConfigureProvider", {
    config: value({ folder: null, api_key: "the-key", retries: null, ...fields }),
  });
const validate = (fields: object, allowed = true) =>
  call("ValidateResourceConfig", {
    type_name: "toy_thing",
    config: value(config(fields)),
    client_capabilities: { write_only_attributes_allowed: allowed },
  });
const plan = (fields: object, prior: object | null = null, extra: object = {}) =>
  call("PlanResourceChange", {
    type_name: "toy_thing",
    prior_state: value(prior),
    proposed_new_state: value({ ...config(fields), password: null, ...extra }),
    config: value(config(fields)),
  });
/** Plans and applies a create. */
const create = async (fields: object) => {
  const planned = await plan(fields);
  return call("ApplyResourceChange", {
    type_name: "toy_thing",
    prior_state: value(null),
    planned_state: planned.planned_state,
    config: value(config(fields)),
    planned_private: planned.planned_private,
  });
};

beforeEach(async () => {
  plugin = await InProcessPlugin.start(toyProvider);
});
afterEach(() => plugin.close());

describe("schemas", () => {
  test("describe every attribute as core wants it", async () => {
    const { resource_schemas, provider, data_source_schemas, server_capabilities } =
      await call("GetProviderSchema");
    const { block, version } = resource_schemas.toy_thing;
    const attribute = (name: string) => block.attributes.find((one: { name: string }) => one.name === name);
    expect(version).toBe(2);
    expect(attribute("name")).toMatchObject({
      required: true,
      optional: false,
      computed: false,
      description: "Name; another name is another thing.",
    });
    expect(attribute("size")).toMatchObject({ required: false, optional: true, computed: true });
    expect(attribute("zone")).toMatchObject({ optional: true, computed: true });
    expect(attribute("id")).toMatchObject({ optional: false, computed: true });
    expect(attribute("password")).toMatchObject({
      sensitive: true,
      write_only: true,
      optional: true,
      computed: false,
    });
    expect(attribute("old")).toMatchObject({ deprecated: true });
    expect(attribute("users").type.toString()).toBe('["set","string"]');
    expect(attribute("size").type.toString()).toBe('"number"');
    expect(attribute("rules")).toMatchObject({ nested_type: { nesting: "SET" } });
    expect(attribute("rules").type).toHaveLength(0);
    const retries = provider.block.attributes.find((one: { name: string }) => one.name === "retries");
    expect(retries).toMatchObject({ optional: true, computed: false });
    expect(Object.keys(data_source_schemas)).toEqual(["toy_lookup"]);
    expect(server_capabilities).toMatchObject({
      plan_destroy: true,
      get_provider_schema_optional: true,
      move_resource_state: false,
    });
  });

  test("there are no functions", async () => {
    expect(await call("GetFunctions")).toMatchObject({ functions: {}, diagnostics: [] });
    expect((await call("CallFunction", { name: "f" })).error.text).toContain("no function f");
  });
});

describe("validation", () => {
  test("accepts what is valid and what is not known yet", async () => {
    expect(await validate({ users: ["a"], size: 4 })).toEqual({ diagnostics: [] });
    const unknown = {
      name: REFINED_UNKNOWN,
      users: UNKNOWN_VALUE,
      match: UNKNOWN_VALUE,
      rules: [UNKNOWN_VALUE],
    };
    expect(await validate(unknown)).toEqual({ diagnostics: [] });
  });

  test("names the attribute, also deep in lists, sets and maps", async () => {
    const { diagnostics } = await validate({
      name: "NO",
      size: 0,
      users: ["much-too-long"],
      match: { user: "u", group: "g", depth: 1.5 },
      rules: [{ port: 0, protocol: null, rule_id: null }],
      steps: [{ text: "t", number: null }, null],
      tags: { a: null },
    });
    const found = diagnostics.map(
      ({ attribute, detail }: { attribute: { steps: object[] }; detail: string }) => [
        attribute.steps.map((step) => Object.values(step)[0]).join("."),
        detail.replace(/\n+Code: TOY_[A-Z_]+$/, ""),
      ],
    );
    expect(found).toEqual([
      ["name", 'name must be lower-case letters and dashes, got: "NO".'],
      ["size", "size must be between 1 and 1000000, got: 0."],
      ["users", 'users[...] must be between 1 and 11 characters long, got: "much-too-long".'],
      ["tags.a", 'tags["a"] is null: remove it or give it a value.'],
      ["match.user", "match.user and match.group exclude each other: remove one of them."],
      ["match.depth", "match.depth must be a whole number, got: 1.5."],
      ["rules", "rules[...].port must be at least 1, got: 0."],
      ["steps.1", "steps[1] is null: remove it or give it a value."],
    ]);
  });

  test("wants what is required, and nothing that is computed, at every depth", async () => {
    expect(
      (await validate({ name: null, rules: [{ port: null, protocol: null, rule_id: null }] })).diagnostics,
    ).toMatchObject([
      {
        summary: "Missing attribute",
        detail: expect.stringMatching(/^name is required.*\nCode: TOY_VALUE_INVALID$/s),
        attribute: { steps: [{ attribute_name: "name" }] },
      },
      { detail: expect.stringContaining("rules[...].port is required") },
    ]);
    const steps = [{ text: "a", number: UNKNOWN_VALUE }, { text: "b", number: 5 }, UNKNOWN_VALUE];
    expect((await validate({ id: "mine", steps })).diagnostics).toMatchObject([
      { summary: "Read-only attribute", attribute: { steps: [{ attribute_name: "id" }] } },
      { detail: expect.stringContaining("steps[0].number is decided by the provider") },
      { detail: expect.stringContaining("steps[1].number is decided by the provider") },
    ]);
  });

  test("warns of what is deprecated and never shows what is sensitive", async () => {
    const { diagnostics } = await validate({ old: "x", password: "short" });
    expect(diagnostics).toMatchObject([
      {
        severity: "WARNING",
        detail: expect.stringMatching(/^old is deprecated: use `note`.*\nCode: TOY_ATTRIBUTE_DEPRECATED$/s),
      },
      { severity: "ERROR" },
    ]);
    expect(diagnostics[1].detail).toContain("(sensitive value)");
    expect(JSON.stringify(diagnostics)).not.toContain("short");
  });

  test("refuses a write-only value from a Terraform that would store it", async () => {
    expect(errors((await validate({ password: "long-enough" }, false)).diagnostics)).toEqual([
      "Write-only attribute not supported",
    ]);
  });

  test("runs the rules of the resource as a whole", async () => {
    expect(errors((await validate({ note: "bad" })).diagnostics)).toEqual(["Bad note"]);
  });

  test("says which number it can't hold", async () => {
    for (const ratio of ["0.1234567890123456789", 2n ** 63n, "1e999"]) {
      const request = {
        type_name: "toy_thing",
        config: { msgpack: encode(config({ ratio }), { useBigInt64: true }) },
      };
      const { diagnostics } = await call("ValidateResourceConfig", request);
      if (ratio === 2n ** 63n) expect(diagnostics).toEqual([]);
      else expect(diagnostics).toMatchObject([{ attribute: { steps: [{ attribute_name: "ratio" }] } }]);
    }
  });

  test("checks data sources and the provider", async () => {
    const lookup = {
      type_name: "toy_lookup",
      config: value({ name: 7, limit: null, found: null, sizes: null }),
    };
    expect(errors((await call("ValidateDataResourceConfig", lookup)).diagnostics)).toEqual(["Invalid value"]);
    const provider = { config: value({ folder: null, api_key: null, retries: -1 }) };
    expect(errors((await call("ValidateProviderConfig", provider)).diagnostics)).toEqual([
      "Invalid attribute value",
    ]);
  });

  test("knows its types", async () => {
    const { diagnostics } = await call("ValidateResourceConfig", {
      type_name: "toy_none",
      config: value({}),
    });
    expect(errors(diagnostics)).toEqual(["Unknown resource type"]);
  });
});

describe("the provider's configuration", () => {
  test("is needed before anything is created", async () => {
    const { new_state, diagnostics } = await create({});
    expect(errors(diagnostics)).toEqual(["Provider not configured"]);
    expect(content(new_state)).toBeNull();
  });

  test("may be unknown, may be refused", async () => {
    expect(await configure({ folder: UNKNOWN_VALUE })).toEqual({ diagnostics: [] });
    expect(errors((await configure({ api_key: "wrong" })).diagnostics)).toEqual(["Wrong key"]);
  });
});

describe("planning", () => {
  const prior = {
    ...NO_THING,
    id: "thing-one",
    name: "one",
    size: 3,
    zone: "zone-1",
    revision: 1,
    users: ["a", "b"],
    rules: [{ port: 80, protocol: "tcp", rule_id: "tcp/80" }],
    steps: [{ text: "one", number: 1 }],
  };
  const same = {
    users: ["b", "a"],
    rules: [{ port: 80, protocol: null, rule_id: null }],
    steps: [{ text: "one", number: null }],
  };

  test("a create fills in defaults and leaves open what is computed", async () => {
    const { planned_state, requires_replace, deferred } = await plan({
      password: "long-enough",
      match: { user: "u", group: null, depth: null },
    });
    expect(content(planned_state)).toMatchObject({
      size: 3,
      password: null,
      match: { user: "u", group: null, depth: 1 },
      id: UNKNOWN_VALUE,
      zone: UNKNOWN_VALUE,
      revision: UNKNOWN_VALUE,
    });
    expect({ requires_replace, deferred }).toEqual({ requires_replace: [], deferred: null });
  });

  test("the same configuration changes nothing, whatever the order of a set", async () => {
    const proposed = { ...prior, users: ["b", "a"] };
    const { planned_state, requires_replace } = await plan(same, prior, proposed);
    expect(content(planned_state)).toEqual(proposed);
    expect(requires_replace).toEqual([]);
  });

  test("an update keeps what is said to stay and opens the rest", async () => {
    const changes = {
      ...same,
      ratio: 0.5,
      steps: [
        { text: "one", number: null },
        { text: "two", number: null },
      ],
    };
    const { planned_state } = await plan(changes, prior, {
      ...prior,
      ratio: 0.5,
      steps: [
        { text: "one", number: 1 },
        { text: "two", number: null },
      ],
    });
    expect(content(planned_state)).toMatchObject({
      id: "thing-one",
      revision: UNKNOWN_VALUE,
      rules: [{ port: 80, protocol: "tcp", rule_id: "tcp/80" }],
      steps: [
        { text: "one", number: 1 },
        { text: "two", number: UNKNOWN_VALUE },
      ],
    });
  });

  test("a replacement names its attributes, from modifiers and from the resource itself", async () => {
    const renamed = await plan({ ...same, name: "two" }, prior, { ...prior, name: "two" });
    expect(renamed.requires_replace).toMatchObject([{ steps: [{ attribute_name: "name" }] }]);
    const large = { ...prior, size: 20 };
    const smaller = await plan({ ...same, size: 5 }, large, { ...large, size: 5 });
    expect(smaller.requires_replace).toMatchObject([{ steps: [{ attribute_name: "size" }] }]);
  });

  test("a name that is not known yet may be another one", async () => {
    const { requires_replace } = await plan({ ...same, name: UNKNOWN_VALUE }, prior, {
      ...prior,
      name: UNKNOWN_VALUE,
    });
    expect(requires_replace).toHaveLength(1);
  });

  test("a destroy is planned as null, and private data travels", async () => {
    const { planned_state, planned_private } = await call("PlanResourceChange", {
      type_name: "toy_thing",
      prior_state: value(prior),
      proposed_new_state: value(null),
      config: value(null),
      prior_private: Buffer.from('{"kept":1}'),
    });
    expect(content(planned_state)).toBeNull();
    expect(JSON.parse(planned_private.toString())).toEqual({ kept: 1, planned: "destroy" });
  });

  test("warnings of the resource reach the user", async () => {
    expect((await plan({ note: "warn" })).diagnostics).toMatchObject([
      { severity: "WARNING", summary: "Take care" },
    ]);
  });
});

describe("applying", () => {
  beforeEach(configure);

  test("a create, a read, an update, a delete", async () => {
    const fields = { users: ["a"], password: "long-enough", ratio: "0.1" };
    const created = await create(fields);
    expect(created.diagnostics).toEqual([]);
    const state = content(created.new_state);
    expect(state).toMatchObject({
      id: "thing-one",
      revision: 1,
      password: null,
      password_length: 11,
      ratio: "0.1",
    });
    expect(JSON.parse(created.private.toString())).toEqual({
      planned: "create",
      made: { by: 7, planned: "create" },
    });

    const read = await call("ReadResource", {
      type_name: "toy_thing",
      current_state: created.new_state,
      private: created.private,
    });
    expect(content(read.new_state)).toEqual(state);
    expect(JSON.parse(read.private.toString())).toMatchObject({ read: true, planned: "create" });

    const changed = { ...fields, size: 9 };
    const planned = await plan(changed, state, { ...state, size: 9 });
    const updated = await call("ApplyResourceChange", {
      type_name: "toy_thing",
      prior_state: created.new_state,
      planned_state: planned.planned_state,
      config: value(config(changed)),
      planned_private: planned.planned_private,
    });
    expect(updated.diagnostics).toEqual([]);
    expect(content(updated.new_state)).toMatchObject({ size: 9, revision: 2, id: "thing-one" });

    const deleted = await call("ApplyResourceChange", {
      type_name: "toy_thing",
      prior_state: updated.new_state,
      planned_state: value(null),
      config: value(null),
    });
    expect(deleted.diagnostics).toEqual([]);
    expect(content(deleted.new_state)).toBeNull();
    expect(
      content(
        (await call("ReadResource", { type_name: "toy_thing", current_state: updated.new_state })).new_state,
      ),
    ).toBeNull();
  });

  test("a failure before anything exists leaves no state, in the provider's own words", async () => {
    const { new_state, diagnostics } = await create({ note: "fail" });
    expect(content(new_state)).toBeNull();
    expect(diagnostics).toMatchObject([{ summary: "The toy broke", detail: "can't make one." }]);
  });

  test("what was saved before a failure stays, with null for what is not known", async () => {
    const { new_state, diagnostics } = await create({ note: "half" });
    expect(content(new_state)).toMatchObject({ id: "thing-one", revision: null, note: "half" });
    expect(diagnostics).toMatchObject([
      { summary: "Half done", attribute: { steps: [{ attribute_name: "note" }] } },
    ]);
  });

  test("a crash is an error without secrets, and the next call works", async () => {
    const { diagnostics } = await create({ note: "crash", password: "hush-hush" });
    expect(diagnostics).toMatchObject([{ summary: "Unexpected error" }]);
    expect(diagnostics[0].detail).toContain(
      "Error: crashed with (sensitive value) and (sensitive value). This is a bug in the provider",
    );
    expect(plugin.logs).toMatchObject([{ level: "error", message: "unexpected error" }]);
    expect((await create({})).diagnostics).toEqual([]);
  });

  test("a value that does not fit the schema does not take the rest of the state with it", async () => {
    const { new_state, diagnostics } = await create({ note: "misfit" });
    expect(content(new_state)).toMatchObject({
      id: "thing-one",
      revision: 1,
      size: 3,
      zone: null,
      tags: null,
    });
    expect(diagnostics).toMatchObject([
      {
        summary: "Provider made an invalid value",
        detail: expect.stringContaining("more is not an attribute of the schema"),
      },
    ]);
  });

  test("a text in another of Unicode's forms is the same text", async () => {
    const { new_state, diagnostics } = await create({ note: "caf\u00e9" });
    expect(diagnostics).toEqual([]);
    expect(content(new_state).note).toBe("caf\u00e9");
  });

  test("a read that returns nothing is the provider's fault, not the end of the resource", async () => {
    const { new_state } = await create({ note: "blind" });
    const read = await call("ReadResource", { type_name: "toy_thing", current_state: new_state });
    expect(content(read.new_state)).toMatchObject({ id: "thing-one" });
    expect(read.diagnostics).toMatchObject([{ severity: "ERROR", summary: "Provider returned no state" }]);
  });

  test("a value other than planned is the provider's fault, and is kept", async () => {
    const { new_state, diagnostics } = await create({ note: "lie" });
    expect(content(new_state)).toMatchObject({ size: 4 });
    expect(diagnostics).toMatchObject([
      {
        summary: "Provider returned another value than it planned",
        attribute: { steps: [{ attribute_name: "size" }] },
      },
    ]);
  });

  test("a failed delete keeps the state", async () => {
    const { new_state } = await create({ note: "keep" });
    const deleted = await call("ApplyResourceChange", {
      type_name: "toy_thing",
      prior_state: new_state,
      planned_state: value(null),
      config: value(null),
    });
    expect(errors(deleted.diagnostics)).toEqual(["The toy broke"]);
    expect(content(deleted.new_state)).toEqual(content(new_state));
  });

  test("an operation is given up when its time is over", async () => {
    const { diagnostics } = await create({ note: "slow", timeouts: { create: "20ms", delete: null } });
    expect(diagnostics).toMatchObject([
      {
        summary: "Timed out",
        detail: expect.stringMatching(/timeouts\.create[\s\S]*\nCode: TOY_TIMED_OUT$/),
      },
    ]);
  });

  test("StopProvider ends what waits, and lets nothing begin any more", async () => {
    const planned = await plan({ note: "slow" });
    const request = {
      type_name: "toy_thing",
      planned_state: planned.planned_state,
      config: value(config({ note: "slow" })),
    };
    const waiting = call("ApplyResourceChange", request);
    await call("GetMetadata");
    expect(await call("StopProvider")).toEqual({ Error: "" });
    expect(errors((await waiting).diagnostics)).toEqual(["Stopped"]);
    expect(errors((await call("ApplyResourceChange", request)).diagnostics)).toEqual(["Stopped"]);
  });

  test("many at once do not get in each other's way", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `n-${"x".repeat(index + 1)}`);
    const states = await Promise.all(names.map((name) => create({ name })));
    expect(states.map(({ new_state }) => content(new_state).id)).toEqual(
      names.map((name) => `thing-${name}`),
    );
  });
});

describe("import", () => {
  beforeEach(configure);

  test("returns what the id says, with defaults", async () => {
    const { imported_resources } = await call("ImportResourceState", {
      type_name: "toy_thing",
      id: "thing-x",
    });
    expect(imported_resources).toHaveLength(1);
    expect(content(imported_resources[0].state)).toMatchObject({
      id: "thing-x",
      name: "x",
      size: 3,
      users: null,
    });
  });

  test("is refused with the resource's own reason, and by identity", async () => {
    const fixed = await call("ImportResourceState", { type_name: "toy_fixed", id: "x" });
    expect(fixed.diagnostics).toMatchObject([
      {
        summary: "Import not supported",
        detail: expect.stringMatching(/^Nothing can be read back\..*\nCode: TOY_UNSUPPORTED$/s),
      },
    ]);
    const { identity: _none, ...thing } = toyProvider.resources.toy_thing!;
    const without = await InProcessPlugin.start({ ...toyProvider, resources: { toy_thing: thing } });
    try {
      const identity = { type_name: "toy_thing", identity: { identity_data: value({}) } };
      const imported = await without.client.call("ImportResourceState", identity);
      expect(errors(imported.diagnostics)).toEqual(["Import by identity not supported"]);
    } finally {
      await without.close();
    }
  });
});

describe("stored state", () => {
  const upgrade = (version: number, raw_state: object) =>
    call("UpgradeResourceState", { type_name: "toy_thing", version, raw_state });

  test("of the same version is taken as it is; attributes that are gone are dropped", async () => {
    const { upgraded_state } = await upgrade(
      2,
      json({ id: "i", name: "n", size: 2, gone: true, ratio: 0.1 }),
    );
    expect(content(upgraded_state)).toEqual({ ...NO_THING, id: "i", name: "n", size: 2, ratio: "0.1" });
  });

  test("gets the defaults of attributes that it lacks, and keeps what it holds as null", async () => {
    const stored = {
      id: "i",
      name: "n",
      match: { users: ["u"] },
      rules: [{ port: 1 }, { port: 2, protocol: null }],
    };
    const { upgraded_state } = await upgrade(2, json(stored));
    const state = content(upgraded_state);
    expect(state).toMatchObject({ size: 3, zone: null, match: { depth: 1 } });
    expect(state.rules).toMatchObject([
      { port: 1, protocol: "tcp" },
      { port: 2, protocol: null },
    ]);
    const blank = await upgrade(2, json({ ...stored, size: null }));
    expect(content(blank.upgraded_state)).toMatchObject({ size: null });
  });

  test("of older versions goes through every step", async () => {
    expect(content((await upgrade(0, json({ label: "old" }))).upgraded_state)).toMatchObject({ name: "old" });
    expect(content((await upgrade(1, json({ title: "older" }))).upgraded_state)).toMatchObject({
      name: "older",
    });
  });

  test("of a newer version, of Terraform 0.11, or broken is an error", async () => {
    expect(errors((await upgrade(3, json({}))).diagnostics)).toEqual(["State from a newer provider"]);
    expect(errors((await upgrade(2, { flatmap: { id: "x" } })).diagnostics)).toEqual([
      "State format not supported",
    ]);
    expect(errors((await upgrade(2, { json: Buffer.from("{") })).diagnostics)).toEqual(["Invalid value"]);
    expect(errors((await upgrade(2, json({ size: true }))).diagnostics)).toEqual(["Invalid value"]);
  });

  test("keeps long numbers exact or says that it can't", async () => {
    const long = await upgrade(2, {
      json: Buffer.from('{"name":"n 1234567890123456789","ratio":0.12345678901234567890}'),
    });
    expect(long.diagnostics).toMatchObject([{ attribute: { steps: [{ attribute_name: "ratio" }] } }]);
    const whole = await upgrade(2, {
      json: Buffer.from('{"name":"n 1234567890123456789","ratio":9007199254740992}'),
    });
    expect(content(whole.upgraded_state)).toMatchObject({ name: "n 1234567890123456789", ratio: 2 ** 53 });
  });
});

describe("data sources", () => {
  const read = (fields: object) =>
    call("ReadDataSource", {
      type_name: "toy_lookup",
      config: value({ name: "one", limit: null, found: null, sizes: null, ...fields }),
    });
  beforeEach(configure);

  test("are read with defaults filled in", async () => {
    await create({ size: 8 });
    expect(content((await read({})).state)).toEqual({
      name: "one",
      limit: 7,
      found: true,
      sizes: [{ size: 8 }],
    });
  });

  test("may not change what was configured, and need it known", async () => {
    expect(errors((await read({ name: "lie" })).diagnostics)).toEqual([
      "Provider changed a configured value",
    ]);
    expect(errors((await read({ name: UNKNOWN_VALUE })).diagnostics)).toEqual([
      "Configuration not known yet",
    ]);
  });
});

describe("what this kit does not offer", () => {
  test.each([
    ["MoveResourceState", "Move not supported"],
    ["UpgradeResourceIdentity", "Resource identity not supported"],
    ["GenerateResourceConfig", "Configuration can't be generated"],
    ["ValidateEphemeralResourceConfig", "Unknown ephemeral resource type"],
    ["OpenEphemeralResource", "Unknown ephemeral resource type"],
    ["RenewEphemeralResource", "Unknown ephemeral resource type"],
    ["CloseEphemeralResource", "Unknown ephemeral resource type"],
    ["ValidateListResourceConfig", "Unknown list resource type"],
    ["PlanAction", "Unknown action type"],
    ["ValidateActionConfig", "Unknown action type"],
  ])("%s answers: %s", async (method, summary) => {
    expect(errors((await call(method, { type_name: "toy_fixed" })).diagnostics)).toEqual([summary]);
  });
});

describe("requests without what the protocol promises", () => {
  const partial = value({ ...NO_THING, name: null });
  const parts: Record<string, unknown> = {
    none: undefined,
    null: value(null),
    partial,
    "no value": {},
  };
  const requests = Object.entries(parts).flatMap(([name, content]) =>
    ["toy_thing", "toy_fixed", "toy_lookup", "toy_poke", undefined].map((type): [string, object] => [
      `${type}, ${name}`,
      {
        type_name: type,
        action_type: type,
        config: content,
        prior_state: content,
        proposed_new_state: content,
        planned_state: content,
        current_state: content,
      },
    ]),
  );

  test.each(requests)("are no bug of the provider: %s", async (_name, request) => {
    await configure();
    const methods = [
      "ValidateProviderConfig",
      "ConfigureProvider",
      "ValidateResourceConfig",
      "ValidateDataResourceConfig",
      "ValidateActionConfig",
      "UpgradeResourceState",
      "UpgradeResourceIdentity",
      "ReadResource",
      "PlanResourceChange",
      "ApplyResourceChange",
      "ImportResourceState",
      "ReadDataSource",
      "PlanAction",
      "MoveResourceState",
    ];
    for (const method of methods) {
      const { diagnostics } = await call(method, request);
      for (const { detail } of diagnostics) {
        expect({ method, detail }).not.toMatchObject({
          detail: expect.stringMatching(/PROVIDER_BUG|TypeError/),
        });
      }
    }
    for (const method of ["InvokeAction", "ListResource"]) {
      for await (const event of plugin.client.stream("tfplugin6.Provider", method, request)) {
        expect(JSON.stringify(event)).not.toMatch(/PROVIDER_BUG|TypeError/);
      }
    }
  });

  test("name what is missing", async () => {
    const planned = await call("PlanResourceChange", {
      type_name: "toy_thing",
      prior_state: value(null),
      proposed_new_state: partial,
    });
    expect(planned.diagnostics).toMatchObject([
      { detail: expect.stringMatching(/configuration.*\nCode: TOY_REQUEST_INVALID$/s) },
    ]);
    const destroyed = await call("ApplyResourceChange", {
      type_name: "toy_thing",
      prior_state: partial,
      planned_state: value(null),
    });
    expect(destroyed.diagnostics).toMatchObject([
      { detail: expect.stringMatching(/name in prior_state.*\nCode: TOY_REQUEST_INVALID$/s) },
    ]);
  });
});
