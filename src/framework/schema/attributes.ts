import { parseDuration } from "./duration";
import type { PlanModifier } from "./modifiers";
import type {
  Attribute,
  Attributes,
  AttributeType,
  BlockCount,
  ConfigValue,
  KnownValue,
  Mode,
  Nested,
  Nesting,
  PrimitiveName,
  Primitives,
} from "./types";
import { type Validator, validate } from "./validators";

/** The options of an attribute, besides its type and mode. */
export interface AttributeOptions<T, W extends boolean = boolean> {
  /** What it means, in Markdown: shown in the documentation and by editors. */
  description: string;
  /** The value where the user gives none. With mode `defaulted`, and only there. */
  default?: KnownValue<T>;
  /** Terraform hides the value in everything it prints. */
  sensitive?: true;
  /** The value reaches the provider and is stored nowhere: null in plan and state. */
  writeOnly?: W;
  /** Why not to use it any more and what to use instead: a warning where it is configured. */
  deprecated?: string;
  /** Checked on known values that are not null, in this order. */
  validators?: Validator<ConfigValue<T>>[];
  /** Applied while planning, in this order. */
  planModifiers?: PlanModifier[];
}

function make<T, M extends Mode, W extends boolean>(
  type: AttributeType,
  mode: M,
  options: AttributeOptions<T, W>,
  extra: { validators?: Validator[]; timeouts?: Record<string, string>; block?: BlockCount } = {},
): Attribute<T, M, W> {
  return {
    type,
    mode,
    description: options.description,
    default: options.default,
    sensitive: options.sensitive === true,
    writeOnly: options.writeOnly === true,
    deprecated: options.deprecated,
    validators: [...(extra.validators ?? []), ...((options.validators ?? []) as Validator[])],
    planModifiers: options.planModifiers ?? [],
    ...(extra.timeouts === undefined ? {} : { timeouts: extra.timeouts }),
    ...(extra.block === undefined ? {} : { block: extra.block }),
  } as unknown as Attribute<T, M, W>;
}

function primitive<T>(kind: PrimitiveName, validators: Validator[] = []) {
  // NoInfer: what the attribute is put into must not decide whether it is write-only.
  return <M extends Mode, W extends boolean = false>(
    mode: M,
    options: AttributeOptions<T, W>,
  ): Attribute<T, M, NoInfer<W>> => make<T, M, W>({ kind }, mode, options, { validators });
}

function nested<N extends Nesting>(nesting: N) {
  return <A extends Attributes, M extends Mode, W extends boolean = false>(
    attributes: A,
    mode: M,
    options: AttributeOptions<Nested<A, N>, W>,
  ): Attribute<Nested<A, N>, M, NoInfer<W>> => make({ kind: "object", nesting, attributes }, mode, options);
}

type Operation = "create" | "read" | "update" | "delete" | "invoke";

/** What is wrong with a timeout; undefined where nothing is. No operation could be done in no time. */
function problemOfTimeout(text: string): string | undefined {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) {
    return "A duration is a number with a unit, such as 30s, 10m or 1h30m; units are ns, us, ms, s, m and h.";
  }
  return milliseconds > 0 ? undefined : "A timeout is longer than zero: leave it out for the default.";
}

const duration = validate.custom<string>("a duration such as `30s`, `10m` or `1h30m`", problemOfTimeout);

/** Makes the attributes of a schema, one function per type. */
export const attr = {
  string: primitive<string>("string"),
  /** Any number that JavaScript can hold exactly. */
  number: primitive<number>("number"),
  /** A number without a fraction. */
  integer: primitive<number>("number", [validate.wholeNumber()]),
  bool: primitive<boolean>("bool"),

  /** Ordered values. */
  list<P extends PrimitiveName, M extends Mode, W extends boolean = false>(
    element: P,
    mode: M,
    options: AttributeOptions<Primitives[P][], W>,
  ): Attribute<Primitives[P][], M, NoInfer<W>> {
    return make({ kind: "list", element }, mode, options);
  },

  /** Values without order, each once. */
  set<P extends PrimitiveName, M extends Mode, W extends boolean = false>(
    element: P,
    mode: M,
    options: AttributeOptions<Primitives[P][], W>,
  ): Attribute<Primitives[P][], M, NoInfer<W>> {
    return make({ kind: "set", element }, mode, options);
  },

  /** Values by name. */
  map<P extends PrimitiveName, M extends Mode, W extends boolean = false>(
    element: P,
    mode: M,
    options: AttributeOptions<Record<string, Primitives[P]>, W>,
  ): Attribute<Record<string, Primitives[P]>, M, NoInfer<W>> {
    return make({ kind: "map", element }, mode, options);
  },

  /** One object with attributes of its own. */
  object: nested("single"),
  /** Ordered objects. */
  objectList: nested("list"),
  /** Objects without order, each once. */
  objectSet: nested("set"),
  /** Objects by name. */
  objectMap: nested("map"),
};

/** The options of a nested block. */
export interface BlockOptions {
  /** What it means, in Markdown. */
  description: string;
}

/**
 * Makes the nested blocks of a schema. What a user writes is a block wherever a misspelt name must not get lost: Terraform refuses
 * an unknown name in a block, and drops it silently in a nested attribute. They stand among the attributes of a schema, and may hold
 * attributes and further blocks.
 */
export const block = {
  /** One object; null where it is not written. */
  single<A extends Attributes, R extends true | undefined = undefined>(
    attributes: A,
    options: BlockOptions & { required?: R },
  ): Attribute<Nested<A, "single">, R extends true ? "required" : "optional", false> {
    const mode = (options.required ? "required" : "optional") as R extends true ? "required" : "optional";
    const items = options.required ? 1 : 0;
    return make({ kind: "object", nesting: "single", attributes }, mode, options, {
      block: { minItems: items, maxItems: items },
    });
  },

  /** Ordered objects; empty where none is written. */
  list<A extends Attributes>(
    attributes: A,
    options: BlockOptions & Partial<BlockCount>,
  ): Attribute<Nested<A, "list">, "defaulted", false> {
    return several("list", attributes, options);
  },

  /** Objects without order, each once; empty where none is written. */
  set<A extends Attributes>(
    attributes: A,
    options: BlockOptions & Partial<BlockCount>,
  ): Attribute<Nested<A, "set">, "defaulted", false> {
    return several("set", attributes, options);
  },

  /**
   * The usual `timeouts` block: how long each operation may take, as durations such as `10m`. When the time is over, the handler's
   * `signal` aborts with {@link DeadlineExceeded}. Only the operations given here can be set.
   * @param defaults - for each operation, how long it may take where the user says nothing
   */
  timeouts<O extends Partial<Record<Operation, string>>>(defaults: O) {
    const attributes = Object.fromEntries(
      Object.entries(defaults as Record<string, string>).map(([operation, value]) => {
        const problem = problemOfTimeout(value);
        if (problem !== undefined) throw new Error(`timeouts: ${operation}: ${value}: ${problem}`);
        return [
          operation,
          attr.string("optional", {
            description: `How long ${operation} may take, such as \`30s\` or \`10m\`. Default: \`${value}\`.`,
            validators: [duration],
          }),
        ];
      }),
    ) as { [K in keyof O & string]: Attribute<string, "optional", false> };
    return make<Nested<typeof attributes, "single">, "optional", false>(
      { kind: "object", nesting: "single", attributes },
      "optional",
      { description: "How long operations may take before they are given up." },
      { timeouts: { ...(defaults as Record<string, string>) }, block: { minItems: 0, maxItems: 0 } },
    );
  },
};

function several<A extends Attributes, N extends "list" | "set">(
  nesting: N,
  attributes: A,
  options: BlockOptions & Partial<BlockCount>,
): Attribute<Nested<A, N>, "defaulted", false> {
  const { description, minItems = 0, maxItems = 0 } = options;
  // A block that is not written is an empty list, never null: as if it had a default.
  return make<Nested<A, N>, "defaulted", false>(
    { kind: "object", nesting, attributes },
    "defaulted",
    { description, default: [] as never },
    { block: { minItems, maxItems } },
  );
}
