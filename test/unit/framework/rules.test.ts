import fc from "fast-check";
import {
  attr,
  block,
  type Config,
  defineProvider,
  defineResource,
  isUnknown,
  type Logger,
  modify,
  schema,
  UNKNOWN,
  validate,
} from "../../../src/framework";
import { applyResourceChange } from "../../../src/framework/rpc/apply";
import { planResourceChange } from "../../../src/framework/rpc/plan";
import { Runtime } from "../../../src/framework/rpc/runtime";
import { validateResourceConfig } from "../../../src/framework/rpc/validate";
import { objectCodec } from "../../../src/framework/values/codec";
import { type DynamicValue, decodeDynamic, encodeDynamic } from "../../../src/framework/values/dynamic";
import { proposedNew } from "../../support/core-rules";

type Fields = Record<string, unknown>;
const description = "d";

const choice = {
  user: attr.string("optional", { description, validators: [validate.conflictsWith("group")] }),
  group: attr.string("optional", { description }),
  least: attr.integer("optional", { description, validators: [validate.between(1, 9)] }),
  seen: attr.integer("computed", { description, planModifiers: [modify.useStateForUnknown()] }),
};
const choosing = schema({
  description,
  attributes: {
    name: attr.string("required", { description, planModifiers: [modify.requiresReplace()] }),
    all: attr.bool("defaulted", { description, default: false }),
    id: attr.string("computed", { description, planModifiers: [modify.useStateForUnknown()] }),
    choose: block.single(choice, { description }),
    limit: attr.integer("defaulted", { description, default: 5 }),
    spare: attr.set("string", "optional", { description, validators: [validate.sizeBetween(1, 2)] }),
  },
});
const { attributes } = choosing;
const codec = objectCodec(attributes);

/** The same rules once more, in a way of their own: what no handler may ever be given. */
function broken(value: Fields): string | undefined {
  const chosen = value.choose as Fields | null;
  const fields = chosen && [chosen.user, chosen.group, chosen.least].filter((one) => one !== null);
  if (chosen !== null && fields?.length === 0) return "an empty choice";
  if ((chosen === null) === (value.all === false)) return "neither or both of choose and all";
  if (chosen?.user != null && chosen.group != null) return "user and group";
  if (chosen?.least != null && !((chosen.least as number) >= 1 && (chosen.least as number) <= 9))
    return "least";
  const spare = value.spare as unknown[] | null;
  return spare !== null && (spare.length < 1 || spare.length > 2) ? "spare" : undefined;
}

/** What handlers were given that they must not be given. */
let violations: string[] = [];
let handled = 0;
const look = (value: unknown) => {
  handled += 1;
  const problem = broken(value as Fields);
  if (problem !== undefined) violations.push(problem);
};

const thing = defineResource<typeof choosing, unknown>({
  schema: choosing,
  validate({ choose, all }, { diagnostics }) {
    const chooses = choose !== null && !isUnknown(choose);
    if (chooses && choose.user === null && choose.group === null && choose.least === null) {
      diagnostics.error("Empty choice", "It chooses everything.", ["choose"]);
    }
    if (!isUnknown(choose) && !isUnknown(all) && (choose === null) === (all === null || all === false)) {
      diagnostics.error("One of choose and all", "Set one of them.", ["choose"]);
    }
  },
  async create({ plan }) {
    look(plan);
    const choose = plan.choose && { ...plan.choose, seen: 1 };
    return { ...plan, id: "id", choose } as never;
  },
  read: async ({ state }) => state,
  async update({ plan, prior }) {
    look(plan);
    const choose = plan.choose && {
      ...plan.choose,
      seen: isUnknown(plan.choose.seen) ? 1 : plan.choose.seen,
    };
    return { ...plan, id: prior.id, choose } as never;
  },
  delete: async () => {},
});

const log = Object.fromEntries(
  ["trace", "debug", "info", "warn", "error"].map((level) => [level, () => {}]),
) as unknown as Logger;
const provider = defineProvider({
  name: "toy",
  version: "1.0.0",
  schema: schema({ description, attributes: {} }),
  configure: () => ({}),
  resources: { toy_thing: thing },
  dataSources: {},
});
const runtime = new Runtime(provider, () => log);
runtime.client = {};
const type_name = "toy_thing";
const dynamic = (value: unknown): DynamicValue => encodeDynamic(codec, value);
const plain = (value: DynamicValue) => decodeDynamic(codec, value) as Fields;
const failed = (diagnostics: { severity: string }[]) =>
  diagnostics.some(({ severity }) => severity === "ERROR");

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2 });
const configs = fc.record({
  name: fc.constant("one"),
  all: optional(fc.boolean()),
  id: fc.constant(null),
  choose: fc.option(
    fc.record({
      user: optional(fc.constantFrom("u", "v")),
      group: optional(fc.constantFrom("g", "h")),
      least: optional(fc.integer({ min: 0, max: 10 })),
      seen: fc.constant(null),
    }),
    { freq: 4 },
  ),
  limit: optional(fc.integer({ min: 1, max: 6 })),
  spare: optional(fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 })),
}) as fc.Arbitrary<Fields & Config<typeof choosing>>;
const ignores = fc.subarray([
  "all",
  "choose",
  "choose.user",
  "choose.group",
  "choose.least",
  "limit",
  "spare",
]);

/** What core makes of `ignore_changes`: what is named keeps the stored value. */
function ignoring(config: Fields, prior: Fields, ignored: string[]): Fields {
  const result = structuredClone(config);
  for (const path of ignored) {
    const [name, inner] = path.split(".") as [string, string?];
    if (inner === undefined) result[name] = prior[name];
    else if (result[name] !== null && prior[name] !== null) {
      (result[name] as Fields)[inner] = (prior[name] as Fields)[inner];
    }
  }
  return result;
}

/** One apply, as core does it. @returns the state, and whether it was refused after it had been validated */
async function step(prior: Fields | null, config: Fields, ignored: string[]) {
  const { diagnostics } = await validateResourceConfig(runtime, { type_name, config: dynamic(config) });
  if (failed(diagnostics)) return { state: prior, refused: false };
  const effective = prior === null ? config : ignoring(config, prior, ignored);
  const planned = await planResourceChange(runtime, {
    type_name,
    prior_state: dynamic(prior),
    proposed_new_state: dynamic(proposedNew(attributes, prior, effective)),
    config: dynamic(effective),
  });
  if (failed(planned.diagnostics)) {
    // Nothing is refused that breaks no rule.
    expect(broken({ ...effective, all: effective.all ?? false })).toBeDefined();
    return { state: prior, refused: true };
  }
  const applied = await applyResourceChange(runtime, {
    type_name,
    prior_state: dynamic(prior),
    planned_state: planned.planned_state,
    config: dynamic(config),
    planned_private: planned.planned_private,
  });
  return { state: plain(applied.new_state), refused: failed(applied.diagnostics) };
}

beforeEach(() => {
  violations = [];
  handled = 0;
});

test("whatever is configured and ignored, no handler is given what breaks a rule", async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(configs, ignores), { minLength: 2, maxLength: 6 }), async (edits) => {
      let state: Fields | null = null;
      for (const [config, ignored] of edits) {
        const done: Awaited<ReturnType<typeof step>> = await step(state, config, ignored);
        state = done.state;
        refused += done.refused ? 1 : 0;
      }
      expect(violations).toEqual([]);
    }),
    { numRuns: 600 },
  );
  // Both happened often, or the property would say nothing.
  expect(handled).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(2);
});

test("apply asks the rules again, on what is planned", async () => {
  const config = {
    name: "one",
    all: null,
    id: null,
    choose: { user: "u", group: null, least: null, seen: null },
    limit: null,
    spare: null,
  };
  const apply = (planned: Fields) =>
    applyResourceChange(runtime, {
      type_name,
      prior_state: dynamic(null),
      planned_state: dynamic(planned),
      config: dynamic(config),
    });
  const planned = {
    ...config,
    all: false,
    limit: 5,
    id: UNKNOWN,
    choose: { ...config.choose, seen: UNKNOWN },
  };
  const mixture = await apply({ ...planned, choose: { ...planned.choose, user: null } });
  expect(mixture.diagnostics.map(({ summary }) => summary)).toEqual(["Empty choice"]);
  expect(plain(mixture.new_state)).toBeNull();
  expect(handled).toBe(0);
  expect((await apply(planned)).diagnostics).toEqual([]);
  expect(handled).toBe(1);
});

test("destroy asks no rule, and a resource that stays as it is none either", async () => {
  const state = { name: "one", all: false, id: "id", choose: null, limit: 5, spare: [] };
  const request = { type_name, prior_state: dynamic(state) };
  const destroyed = await planResourceChange(runtime, {
    ...request,
    proposed_new_state: dynamic(null),
    config: dynamic(null),
  });
  expect(destroyed.diagnostics).toEqual([]);
  const gone = await applyResourceChange(runtime, {
    ...request,
    planned_state: dynamic(null),
    config: dynamic(null),
  });
  expect(gone.diagnostics).toEqual([]);
  const unchanged = { ...state, id: null };
  const same = await planResourceChange(runtime, {
    ...request,
    proposed_new_state: dynamic(state),
    config: dynamic(unchanged),
  });
  expect(same.diagnostics).toEqual([]);
  const changed = await planResourceChange(runtime, {
    ...request,
    proposed_new_state: dynamic({ ...state, limit: 6 }),
    config: dynamic({ ...unchanged, limit: 6 }),
  });
  expect(failed(changed.diagnostics)).toBe(true);
});
