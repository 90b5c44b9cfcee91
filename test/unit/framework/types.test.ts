import {
  attr,
  block,
  type Config,
  type Desired,
  defineResource,
  type Planned,
  type State,
  schema,
  UNKNOWN,
  type Unknown,
  validate,
} from "../../../src/framework";

const thing = schema({
  description: "A thing.",
  attributes: {
    name: attr.string("required", { description: "Name.", validators: [validate.lengthBetween(1, 10)] }),
    note: attr.string("optional", { description: "Note." }),
    size: attr.integer("defaulted", { description: "Size.", default: 3, validators: [validate.atLeast(1)] }),
    id: attr.string("computed", { description: "Id." }),
    zone: attr.string("optional_computed", { description: "Zone." }),
    secret: attr.string("optional", { description: "Secret.", sensitive: true, writeOnly: true }),
    users: attr.set("string", "optional", {
      description: "Users.",
      validators: [validate.sizeBetween(1, 5), validate.each(validate.oneOf(["a", "b"]))],
    }),
    rules: attr.objectList({ port: attr.number("required", { description: "Port." }) }, "optional", {
      description: "Rules.",
    }),
    timeouts: block.timeouts({ create: "10m" }),
  },
});

/** Compiles only where both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(answer: Same<A, B>) => answer;

test("the types of a schema follow the modes of its attributes", () => {
  type S = typeof thing;
  const answers = [
    same<Config<S>["name"], string | Unknown>(true),
    same<Config<S>["size"], number | null | Unknown>(true),
    same<Config<S>["secret"], string | null | Unknown>(true),
    same<Planned<S>["size"], number | Unknown>(true),
    same<Planned<S>["secret"], null>(true),
    same<Desired<S>["id"], string | null | Unknown>(true),
    same<Desired<S>["note"], string | null>(true),
    same<State<S>["zone"], string | null>(true),
    same<State<S>["size"], number>(true),
    same<State<S>["users"], string[] | null>(true),
    same<Config<S>["users"], (string | Unknown)[] | null | Unknown>(true),
    same<State<S>["rules"], { port: number }[] | null>(true),
    same<State<S>["timeouts"], { create: string | null } | null>(true),
  ];
  expect(answers).not.toContain(false);
});

test("a resource's handlers are typed by its schema and client", () => {
  const resource = defineResource<typeof thing, { make(name: string): string }>({
    schema: thing,
    plan({ plan, action }) {
      if (action === "update") plan.id = UNKNOWN;
    },
    async create({ plan, config }, { client, saveState }) {
      saveState({ name: plan.name });
      const secret = config.secret;
      return { ...plan, id: client.make(plan.name), zone: typeof secret === "string" ? "z" : null };
    },
    read: async ({ state }) => state,
    update: async ({ plan, prior }) => ({ ...plan, id: prior.id, zone: prior.zone }),
    delete: async () => {},
  });
  expect(resource.schema).toBe(thing);
});
