import { attr, defineProvider, defineResource, schema } from "../../../src/framework";
import { RPCS, Runtime } from "../../../src/framework/rpc";

type Save = (state: { name: string } | null) => void;

/** Applies a create whose handler saves, and then throws; the state that is left, and what a host was told on the way. */
async function created(work: (save: Save) => void) {
  const thing = defineResource({
    schema: schema({
      description: "A thing.",
      attributes: { name: attr.string("required", { description: "Name." }) },
    }),
    create: async (_request, { saveState, private: notes }) => {
      notes.set("seen", true);
      work(saveState as Save);
      throw new Error("cut off");
    },
    read: async ({ state }) => state,
    update: async ({ plan }) => plan as never,
    delete: async () => {},
    importState: { unsupported: "no" },
  });
  const provider = defineProvider({
    name: "toy",
    version: "1.0.0",
    schema: schema({ description: "Toy.", attributes: {} }),
    configure: () => ({}),
    resources: { toy_thing: thing },
    dataSources: {},
  });
  const runtime = new Runtime(provider, () => ({ trace() {}, debug() {}, info() {}, warn() {}, error() {} }));
  runtime.client = {};
  const told: unknown[] = [];
  runtime.onSave = (state, notes) => {
    told.push([runtime.decode(runtime.resource("toy_thing"), state), Buffer.from(notes).toString()]);
  };
  const value = { json: Buffer.from('{"name":"a"}') };
  const response = (await RPCS.ApplyResourceChange!(runtime, {
    type_name: "toy_thing",
    prior_state: null,
    planned_state: value,
    config: value,
  })) as { new_state: object };
  return { state: runtime.decode(runtime.resource("toy_thing"), response.new_state), told };
}

const NOTES = '{"seen":true}';

test("what a handler saves is the state where it throws, and its host is told at once", async () => {
  const { state, told } = await created((save) => save({ name: "a" }));
  expect(state).toEqual({ name: "a" });
  expect(told).toEqual([[{ name: "a" }, NOTES]]);
});

test("what it takes back is not", async () => {
  const { state, told } = await created((save) => {
    save({ name: "a" });
    save(null);
  });
  expect(state).toBeNull();
  expect(told).toEqual([
    [{ name: "a" }, NOTES],
    [null, NOTES],
  ]);
});
