import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { attr, defineAction, defineProvider, StopRequested, schema } from "../../../src/framework";
import { content, InProcessPlugin, UNKNOWN_VALUE, value } from "../../support/grpc-client";
import { listed, NO_THING, poked, toyProvider } from "../../support/toy-provider";

let plugin: InProcessPlugin;
const call = (method: string, request: object = {}) => plugin.client.call(method, request);
/** All messages of a stream. */
const all = async (method: string, request: object) => {
  // biome-ignore lint/suspicious/noExplicitAny: each RPC has messages of its own
  const messages: any[] = [];
  for await (const message of plugin.client.stream("tfplugin6.Provider", method, request))
    messages.push(message);
  return messages;
};
const codeOf = (diagnostic: { detail: string }) => /\nCode: (\w+)$/.exec(diagnostic.detail)?.[1];
const NO_POKE = { how: null, secret: null, choose: null, timeouts: null };
const poke = (fields: object) => ({
  action_type: "toy_poke",
  config: value({ ...NO_POKE, names: ["a"], ...fields }),
});
const make = async (name: string, fields: object = {}) => {
  const config = value({ ...NO_THING, name, ...fields });
  const request = { type_name: "toy_thing", prior_state: value(null), config };
  const planned = await call("PlanResourceChange", { ...request, proposed_new_state: config });
  return call("ApplyResourceChange", { ...request, planned_state: planned.planned_state });
};

beforeEach(async () => {
  poked.length = 0;
  listed.count = 0;
  plugin = await InProcessPlugin.start(toyProvider);
  await call("ConfigureProvider", { config: value({ folder: null, api_key: "the-key", retries: null }) });
});
afterEach(() => plugin.close());

test("schemas and metadata name actions and lists", async () => {
  const { action_schemas, list_resource_schemas } = await call("GetProviderSchema");
  const { block } = action_schemas.toy_poke.schema;
  const how = block.attributes.find(({ name }: { name: string }) => name === "how");
  expect(how).toMatchObject({ optional: true, computed: false });
  expect(block.block_types.map(({ type_name }: { type_name: string }) => type_name)).toEqual([
    "choose",
    "timeouts",
  ]);
  expect(Object.keys(list_resource_schemas)).toEqual(["toy_thing"]);
  expect(await call("GetMetadata")).toMatchObject({
    actions: [{ type_name: "toy_poke" }],
    list_resources: [{ type_name: "toy_thing" }],
  });
});

describe("actions", () => {
  test("are validated and planned, also where values are not known", async () => {
    const validate = (fields: object) =>
      call("ValidateActionConfig", { type_name: "toy_poke", config: poke(fields).config });
    expect((await validate({})).diagnostics).toEqual([]);
    expect((await validate({ names: [] })).diagnostics).toMatchObject([{ severity: "ERROR" }]);
    expect((await call("PlanAction", poke({}))).diagnostics).toEqual([]);
    expect((await call("PlanAction", poke({ names: ["nobody"] }))).diagnostics).toMatchObject([
      { severity: "ERROR", summary: "Nobody" },
    ]);
    expect((await call("PlanAction", poke({ names: UNKNOWN_VALUE }))).diagnostics).toMatchObject([
      { severity: "WARNING", summary: "Names not known" },
    ]);
    expect(poked).toEqual([]);
  });

  test("tell their progress and what came of it, without secrets and control characters", async () => {
    const events = await all(
      "InvokeAction",
      poke({ names: ["a", "b"], secret: "the-secret", choose: { depth: null } }),
    );
    expect(events.map(({ progress }) => progress?.message)).toEqual([
      "poking a gently with (sensitive value)\\u{1b}[0m",
      "poking b gently with (sensitive value)\\u{1b}[0m",
      undefined,
    ]);
    expect(events[2].completed.diagnostics).toMatchObject([{ severity: "WARNING", summary: "Poked" }]);
    expect(poked).toEqual([
      { name: "a", key: "the-key", depth: 2 },
      { name: "b", key: "the-key", depth: 2 },
    ]);
  });

  test("that fail say so at the end of the stream", async () => {
    const events = await all("InvokeAction", poke({ how: "crash" }));
    expect(events).toHaveLength(2);
    expect(events[1].completed.diagnostics).toMatchObject([{ severity: "ERROR", detail: "a broke." }]);
  });

  test.each([
    ["an unknown type", { action_type: "toy_none", config: value({}) }, "TOY_TYPE_UNKNOWN"],
    ["no type", {}, "TOY_TYPE_UNKNOWN"],
    ["no configuration", { action_type: "toy_poke" }, "TOY_REQUEST_INVALID"],
    ["a missing attribute", poke({ names: null }), "TOY_REQUEST_INVALID"],
    ["a value that is not known", poke({ names: [UNKNOWN_VALUE] }), "TOY_REQUEST_INVALID"],
  ])("do nothing with %s", async (_what, request, code) => {
    const [event, ...more] = await all("InvokeAction", request);
    expect(more).toEqual([]);
    expect(event.completed.diagnostics.map(codeOf)).toEqual([code]);
    expect(poked).toEqual([]);
  });

  test("do nothing that breaks a rule", async () => {
    const [event] = await all("InvokeAction", poke({ how: "x" }));
    expect(event.completed.diagnostics).toMatchObject([{ severity: "ERROR" }]);
    expect(poked).toEqual([]);
  });

  test("end when the client gives up, when Terraform stops and when their time is over", async () => {
    const cancelled = plugin.client.stream("tfplugin6.Provider", "InvokeAction", poke({ how: "wait" }));
    cancelled.on("error", () => {});
    await once(cancelled, "data");
    cancelled.cancel();
    while (poked.length === 0) await setTimeout(5);
    expect(poked[0]).toBeInstanceOf(StopRequested);

    const late = await all("InvokeAction", poke({ how: "wait", timeouts: { invoke: "50ms" } }));
    expect(late[1].completed.diagnostics.map(codeOf)).toEqual(["TOY_TIMED_OUT"]);

    const stopped = all("InvokeAction", poke({ how: "wait" }));
    await setTimeout(50);
    await call("StopProvider");
    expect((await stopped)[1].completed.diagnostics.map(codeOf)).toEqual(["TOY_STOPPED"]);
    const [after] = await all("InvokeAction", poke({}));
    expect(after.completed.diagnostics.map(codeOf)).toEqual(["TOY_STOPPED"]);
  });

  test("compute nothing, and their types begin with the provider's name", () => {
    const computing = schema({
      description: "d",
      attributes: {
        a: attr.object({ b: attr.string("computed", { description: "d" }) }, "optional", {
          description: "d",
        }),
      },
    });
    const invoke = async () => {};
    expect(() => defineAction<typeof computing>({ schema: computing, invoke })).toThrow("attribute b");
    const actions = { other_poke: toyProvider.actions!.toy_poke! };
    expect(() => defineProvider({ ...toyProvider, actions })).toThrow("other_poke");
    expect(() =>
      defineProvider({ ...toyProvider, listResources: { toy_fixed: toyProvider.listResources!.toy_thing! } }),
    ).toThrow("identity");
  });
});

describe("lists", () => {
  const list = (fields: object = {}, extra: object = {}) => ({
    type_name: "toy_thing",
    config: value({ prefix: null, fail_after: null, ...fields }),
    limit: 100,
    ...extra,
  });

  beforeEach(async () => {
    for (const name of ["new", "next", "old"]) await make(name, { tags: { of: name } });
  });

  test("yield an identity, a name, and the resource where that is asked for", async () => {
    const events = await all("ListResource", list({ prefix: "ne" }, { include_resource_object: true }));
    expect(
      events.slice(0, 2).map(({ identity, display_name }) => [content(identity.identity_data), display_name]),
    ).toEqual([
      [{ id: "thing-new", zone: null }, "thing-new"],
      [{ id: "thing-next", zone: null }, "thing-next"],
    ]);
    expect(content(events[0].resource_object)).toMatchObject({
      id: "thing-new",
      size: 3,
      tags: { of: "new" },
    });
    expect(events[2]).toMatchObject({ diagnostic: [{ severity: "WARNING", summary: "All seen" }] });
    expect(events).toHaveLength(3);

    const plain = await all("ListResource", list({ prefix: "old" }));
    expect(plain[0].resource_object).toBeUndefined();
    expect(plain[0].diagnostic).toMatchObject([{ severity: "WARNING", summary: "Old" }]);
  });

  test("end at the limit, and need no configuration", async () => {
    expect(await all("ListResource", list({}, { limit: 2 }))).toHaveLength(2);
    expect(listed.count).toBe(2);
    expect(await all("ListResource", { type_name: "toy_thing", limit: 0 })).toHaveLength(4);
  });

  test("that break off say so after what they found", async () => {
    const events = await all("ListResource", list({ fail_after: 1 }));
    expect(events).toHaveLength(2);
    expect(events[1].diagnostic).toMatchObject([{ severity: "ERROR", detail: "the list broke." }]);
  });

  test.each([
    ["an unknown type", { type_name: "toy_fixed" }, "TOY_TYPE_UNKNOWN"],
    ["a value that is not known", list({ prefix: UNKNOWN_VALUE }), "TOY_REQUEST_INVALID"],
  ])("%s is refused", async (_what, request, code) => {
    const events = await all("ListResource", request);
    expect(events.map(({ diagnostic }) => diagnostic.map(codeOf))).toEqual([[code]]);
    expect(listed.count).toBe(0);
  });

  test("that come after Terraform has asked to stop say so", async () => {
    await call("StopProvider");
    const events = await all("ListResource", list());
    expect(events.map(({ diagnostic }) => diagnostic.map(codeOf))).toEqual([["TOY_STOPPED"]]);
    expect(listed.count).toBe(0);
  });

  test("ask their rules", async () => {
    const validated = await call("ValidateListResourceConfig", list({ fail_after: -1 }, { limit: value(1) }));
    expect(validated.diagnostics).toMatchObject([{ severity: "ERROR" }]);
    const events = await all("ListResource", list({ fail_after: -1 }));
    expect(events).toMatchObject([{ diagnostic: [{ severity: "ERROR" }] }]);
    expect(listed.count).toBe(0);
  });
});

describe("identities", () => {
  const identity = (id: string) => ({ identity_data: value({ id, zone: null }) });

  test("are described, and come with what is applied and read", async () => {
    const { identity_schemas } = await call("GetResourceIdentitySchemas");
    expect(Object.keys(identity_schemas)).toEqual(["toy_thing"]);
    expect(identity_schemas.toy_thing).toMatchObject({
      version: 1,
      identity_attributes: [
        { name: "id", required_for_import: true, optional_for_import: false },
        { name: "zone", required_for_import: false, optional_for_import: true },
      ],
    });
    const made = await make("one");
    expect(made.diagnostics).toEqual([]);
    expect(content(made.new_identity.identity_data)).toEqual({ id: "thing-one", zone: "zone-1" });
    const read = await call("ReadResource", { type_name: "toy_thing", current_state: made.new_state });
    expect(content(read.new_identity.identity_data)).toEqual({ id: "thing-one", zone: "zone-1" });
  });

  test("an incomplete one is an error that leaves the state", async () => {
    const made = await make("one", { note: "nobody" });
    expect(made.diagnostics.map(codeOf)).toEqual(["TOY_PROVIDER_BUG"]);
    expect(content(made.new_state)).toMatchObject({ id: "thing-one" });
  });

  test("import what they name, of their own version alone", async () => {
    const imported = await call("ImportResourceState", {
      type_name: "toy_thing",
      identity: identity("thing-two"),
    });
    expect(imported.diagnostics).toEqual([]);
    expect(content(imported.imported_resources[0].state)).toMatchObject({ id: "thing-two", name: "two" });
    const incomplete = await call("ImportResourceState", {
      type_name: "toy_thing",
      identity: { identity_data: value({ id: null, zone: "z" }) },
    });
    expect(incomplete.diagnostics.map(codeOf)).toEqual(["TOY_VALUE_INVALID"]);
    const upgrade = (version: number, type_name = "toy_thing") =>
      call("UpgradeResourceIdentity", {
        type_name,
        version,
        raw_identity: { json: Buffer.from('{"id":"thing-two","gone":1}') },
      });
    expect(content((await upgrade(1)).upgraded_identity.identity_data)).toEqual({
      id: "thing-two",
      zone: null,
    });
    expect((await upgrade(2)).diagnostics.map(codeOf)).toEqual(["TOY_STATE_VERSION"]);
    expect((await upgrade(0, "toy_fixed")).diagnostics).toMatchObject([{ severity: "ERROR" }]);
  });
});
