import fc from "fast-check";
import {
  type AnyResource,
  type Attributes,
  attr,
  type Context,
  modify,
  schema,
  UNKNOWN,
} from "../../../src/framework";
import { applyViolations, planViolations } from "../../../src/framework/plan/check";
import { planChange } from "../../../src/framework/plan/plan";
import { clone, equalObjects } from "../../../src/framework/values/equal";
import { attributes, object } from "../../support/arbitrary-values";
import { planErrors, proposedNew } from "../../support/core-rules";

type Fields = Record<string, unknown>;
const description = "d";
const context = {} as Context;

/** A resource of these attributes that plans nothing by itself. */
const resource = (all: Attributes, plan?: AnyResource["plan"]) =>
  ({ schema: schema({ description, attributes: all }), plan }) as AnyResource;

const propose = (all: Attributes, prior: Fields | null, config: Fields) => ({
  prior,
  config,
  proposed: clone(proposedNew(all, prior, config)),
});

const cases = attributes().chain((all) =>
  fc.tuple(
    fc.constant(all),
    fc.option(object(all, { unknown: false, config: false })),
    object(all, { unknown: true, config: true }),
  ),
);

/** What a truthful provider returns for a plan: every unknown value made up. */
function fulfil(all: Attributes, plan: Fields): Fields {
  return Object.fromEntries(
    Object.entries(all).map(([name, { type }]) => {
      const value = plan[name];
      if (value === UNKNOWN) return [name, null];
      if (value === null || typeof value !== "object") return [name, value];
      const known = (inner: unknown, replacement: unknown) => (inner === UNKNOWN ? replacement : inner);
      if (type.kind === "object") {
        const one = (inner: unknown) =>
          inner === null || inner === UNKNOWN ? inner : fulfil(type.attributes, inner as Fields);
        if (type.nesting === "single") return [name, one(value)];
        if (Array.isArray(value)) return [name, value.map(one)];
        return [name, Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, one(inner)]))];
      }
      const element = { string: "made up", number: 42, bool: true }[(type as { element: "string" }).element];
      if (Array.isArray(value)) return [name, value.map((inner) => known(inner, element))];
      return [
        name,
        Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, known(inner, element)])),
      ];
    }),
  );
}

describe("a plan", () => {
  test("is one that core accepts, whatever schema, state and configuration", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([all, prior, config]) => {
        const { planned } = await planChange(resource(all), propose(all, prior, config), context);
        expect(planErrors(all, prior, config, planned!)).toEqual([]);
        expect(planViolations(all, { prior, config, plan: planned! })).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test("for what is already there changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([all, , config]) => {
        const first = await planChange(resource(all), propose(all, null, config), context);
        fc.pre(!JSON.stringify(config, (_key, value) => (value === UNKNOWN ? "?" : value)).includes("?"));
        const state = fulfil(all, first.planned!);
        const second = await planChange(resource(all), propose(all, state, config), context);
        expect(equalObjects(all, second.planned, state)).toBe(true);
        expect(second.requiresReplace).toEqual([]);
      }),
    );
  });

  test("that was fulfilled has no violation, and another known value is one", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([all, prior, config]) => {
        const { planned } = await planChange(resource(all), propose(all, prior, config), context);
        expect(applyViolations(all, planned!, fulfil(all, planned!))).toEqual([]);
      }),
    );
    const all = {
      a: attr.string("required", { description }),
      l: attr.list("string", "optional", { description }),
    };
    expect(applyViolations(all, { a: "x", l: ["y", UNKNOWN] }, { a: "z", l: ["y", "q", "r"] })).toMatchObject(
      [{ path: ["a"] }, { path: ["l"] }],
    );
  });

  test("that core would refuse is found by the kit as well", () => {
    fc.assert(
      fc.property(cases, (input) => {
        const [all, prior, config] = input;
        const proposed = proposedNew(all, prior, config);
        fc.pre(equalObjects(all, proposed, proposed));
        const spoiled = spoil(all, clone(proposed));
        const ours = planViolations(all, { prior, config, plan: spoiled }).length > 0;
        expect(ours).toBe(planErrors(all, prior, config, spoiled).length > 0);
      }),
      { numRuns: 400 },
    );
  });
});

/** Changes the first plain value, so that it is neither configured nor stored. */
function spoil(all: Attributes, plan: Fields): Fields {
  const replacement: Fields = { string: "spoiled value", number: 123_456_789.5, bool: UNKNOWN };
  const name = Object.keys(all).find((candidate) => all[candidate]!.type.kind in replacement);
  if (name !== undefined) plan[name] = replacement[all[name]!.type.kind];
  return plan;
}

describe("the elements of a set", () => {
  const rule = {
    a: attr.string("defaulted", { description, default: "d" }),
    b: attr.string("defaulted", { description, default: "e" }),
    zone: attr.string("optional_computed", { description, planModifiers: [modify.useStateForUnknown()] }),
    labels: attr.objectMap({ text: attr.string("defaulted", { description, default: "t" }) }, "optional", {
      description,
    }),
    id: attr.string("computed", { description, planModifiers: [modify.useStateForUnknown()] }),
  };
  const all = {
    note: attr.string("optional", { description }),
    rules: attr.objectSet(rule, "required", { description }),
  };
  type Rule = { a: unknown; b: unknown; zone: unknown; labels: Record<string, Fields> | null };
  const filled = ({ a, b, zone, labels }: Rule) => ({
    a: a ?? "d",
    b: b ?? "e",
    zone,
    labels: labels && Object.fromEntries(Object.keys(labels).map((key) => [key, { text: "t" }])),
  });
  const made = (configured: Rule) => {
    const { a, b, zone, labels } = filled(configured);
    return { a, b, zone: zone ?? "z", labels, id: JSON.stringify([a, b, zone ?? "z", labels]) };
  };
  const rules = fc.uniqueArray(
    fc.record({
      a: fc.constantFrom(null, "d", "x"),
      b: fc.constantFrom(null, "e", "y"),
      zone: fc.constantFrom(null, "z", "k"),
      labels: fc.constantFrom(null, { one: { text: null } }),
      id: fc.constant(null),
    }),
    { selector: (one) => made(one).id, maxLength: 6 },
  );
  const shuffled = rules.chain((given) =>
    fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
  );

  test("are told apart, whatever the order they are proposed in", async () => {
    await fc.assert(
      fc.asyncProperty(rules, shuffled, async (before, [given, order]) => {
        const prior = { note: null, rules: before.map(made) };
        const config = { note: "new", rules: given };
        const { proposed } = propose(all, prior, { ...config, rules: order });
        const { planned } = await planChange(resource(all), { prior, config, proposed }, context);
        const chosen = ({ a, b, labels }: Rule) => JSON.stringify([a, b, labels]);
        const result = planned!.rules as Rule[];
        expect(result.map(chosen)).toEqual(given.map(filled).map(chosen));
        const applied = result.map((one) => made({ ...one, zone: one.zone === UNKNOWN ? null : one.zone }));
        expect(applyViolations(all, planned!, { note: "new", rules: applied })).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test("that are stored already are not changed", async () => {
    await fc.assert(
      fc.asyncProperty(shuffled, async ([given, order]) => {
        const prior = { note: null, rules: given.map(made) };
        const config = { note: null, rules: order };
        const proposed = { note: null, rules: clone(given) };
        const { planned } = await planChange(resource(all), { prior, config, proposed }, context);
        expect(equalObjects(all, planned, prior)).toBe(true);
      }),
    );
  });
});

describe("plan modifiers", () => {
  const all = {
    name: attr.string("required", { description, planModifiers: [modify.requiresReplace()] }),
    size: attr.integer("optional", {
      description,
      planModifiers: [
        modify.requiresReplaceIf(({ plan, prior }) => Number(plan) < Number(prior), "when it shrinks"),
      ],
    }),
    id: attr.string("computed", { description, planModifiers: [modify.useStateForUnknown()] }),
    stamp: attr.string("computed", { description }),
    rules: attr.objectList(
      { port: attr.integer("required", { description, planModifiers: [modify.requiresReplace()] }) },
      "optional",
      { description },
    ),
  };
  const state = { name: "n", size: 5, id: "1", stamp: "s", rules: [{ port: 1 }, { port: 2 }] };
  const config = { ...state, id: null, stamp: null };

  test("ask for a replacement exactly where the value changes", async () => {
    const changed = { ...config, size: 3, rules: [{ port: 1 }, { port: 9 }] };
    const { requiresReplace } = await planChange(resource(all), propose(all, state, changed), context);
    expect(requiresReplace).toEqual([["size"], ["rules", 1, "port"]]);
    const larger = await planChange(resource(all), propose(all, state, { ...config, size: 8 }), context);
    expect(larger.requiresReplace).toEqual([]);
    expect(larger.planned).toMatchObject({ id: "1", stamp: UNKNOWN });
  });

  test("never ask for one on create", async () => {
    const { requiresReplace } = await planChange(resource(all), propose(all, null, config), context);
    expect(requiresReplace).toEqual([]);
  });
});

describe("a resource's own plan", () => {
  const all = {
    size: attr.integer("defaulted", { description, default: 1 }),
    status: attr.string("computed", { description }),
    stamp: attr.string("computed", { description }),
    zone: attr.string("optional_computed", { description, planModifiers: [modify.requiresReplace()] }),
  };
  const state = { size: 1, status: "expired", stamp: "s", zone: "a" };
  const config = { size: null, status: null, stamp: null, zone: null };

  test("can make a change of its own where there was none, and leaves the rest as it is", async () => {
    const seen: string[] = [];
    const own = resource(all, ({ action, plan }) => {
      seen.push(action);
      (plan as Fields).status = UNKNOWN;
    });
    const { planned } = await planChange(own, propose(all, state, config), context);
    expect(planned).toEqual({ ...state, status: UNKNOWN });
    expect(seen).toEqual(["no-op"]);
  });

  test("is heeded by plan modifiers that ask for a replacement", async () => {
    const own = resource(all, ({ plan }) => {
      (plan as Fields).zone = "b";
    });
    expect((await planChange(own, propose(all, state, config), context)).requiresReplace).toEqual([["zone"]]);
  });

  test("sees what happens: create, update, destroy", async () => {
    const seen: unknown[] = [];
    const own = resource(all, ({ action, prior, config: given }) => {
      seen.push([action, prior === null, given === null]);
    });
    await planChange(own, propose(all, null, config), context);
    await planChange(own, propose(all, state, { ...config, size: 2 }), context);
    const destroy = await planChange(own, { prior: state, config: null, proposed: null }, context);
    expect(destroy).toEqual({ planned: null, requiresReplace: [] });
    expect(seen).toEqual([
      ["create", true, false],
      ["update", false, false],
      ["destroy", false, true],
    ]);
  });
});
