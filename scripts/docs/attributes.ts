import type { Attribute, Attributes, Mode } from "../../src/framework";

const TYPE_NAMES = { string: "String", number: "Number", bool: "Boolean" } as const;
const COLLECTION_NAMES = { list: "List", set: "Set", map: "Map" } as const;

/** The groups of a schema, in the order in which a reader needs them. */
const GROUPS: readonly { readonly title: string; readonly modes: readonly Mode[] }[] = [
  { title: "Required", modes: ["required"] },
  { title: "Optional", modes: ["optional", "optional_computed", "defaulted"] },
  { title: "Read-Only", modes: ["computed"] },
];

/** The section `Schema` of a page: every attribute, and below them one section for each object. */
export function schemaSection(attributes: Attributes): string {
  const groups = groupsOf(attributes, []).map(({ title, lines }) => `### ${title}\n\n${lines}`);
  return ["## Schema", ...groups, ...nestedSections(attributes, [])].join("\n\n");
}

function nestedSections(attributes: Attributes, parent: readonly string[]): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const { type } = attribute;
    if (type.kind !== "object") return [];
    const path = [...parent, name];
    const groups = groupsOf(type.attributes, path).map(({ title, lines }) => `${title}:\n\n${lines}`);
    const heading = `<a id="${anchor(path, attribute)}"></a>\n### Nested Schema for \`${path.join(".")}\``;
    return [[heading, ...groups].join("\n\n"), ...nestedSections(type.attributes, path)];
  });
}

function groupsOf(attributes: Attributes, parent: readonly string[]): { title: string; lines: string }[] {
  return GROUPS.flatMap(({ title, modes }) => {
    const members = Object.entries(attributes)
      .filter(([, { mode }]) => modes.includes(mode))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    if (members.length === 0) return [];
    const lines = members.map(([name, attribute]) => attributeLine([...parent, name], attribute));
    return [{ title, lines: lines.join("\n") }];
  });
}

/** Such as `` - `product` (String) The product. Must be one of `mysql`, `cynosdb`. Default: `mysql`. ``. */
function attributeLine(path: readonly string[], attribute: Attribute): string {
  const traits = [
    typeName(attribute),
    ...(attribute.sensitive ? ["Sensitive"] : []),
    ...(attribute.writeOnly ? ["Write-only"] : []),
    ...(attribute.deprecated ? ["Deprecated"] : []),
  ];
  const sentences = [
    attribute.description,
    ...rules(attribute),
    ...(attribute.mode === "defaulted" && !attribute.block
      ? [`Default: \`${JSON.stringify(attribute.default)}\`.`]
      : []),
    ...attribute.planModifiers
      .filter((modifier) => modifier.requiresReplace)
      .map(({ description }) => description),
    ...(attribute.deprecated ? [attribute.deprecated] : []),
    ...(attribute.type.kind === "object"
      ? [`(see [below for nested schema](#${anchor(path, attribute)}))`]
      : []),
  ];
  return `- \`${path.at(-1)}\` (${traits.join(", ")}) ${sentences.join(" ")}`;
}

/** What the validators ask for, in one sentence. */
function rules({ validators }: Attribute): string[] {
  const asked = validators.map(({ description }) => description.replace(/^must be /, ""));
  return asked.length === 0 ? [] : [`Must be ${asked.join(", ")}.`];
}

function typeName({ type, block }: Pick<Attribute, "type" | "block">): string {
  switch (type.kind) {
    case "object": {
      const what = block ? "Block" : "Attributes";
      return type.nesting === "single" ? what : `${what} ${COLLECTION_NAMES[type.nesting]}`;
    }
    case "list":
    case "set":
    case "map":
      return `${COLLECTION_NAMES[type.kind]} of ${TYPE_NAMES[type.element]}`;
    default:
      return TYPE_NAMES[type.kind];
  }
}

/** As terraform-plugin-docs names them, so that links from elsewhere lead to the same place. */
function anchor(path: readonly string[], { block }: Pick<Attribute, "block">): string {
  return `${block ? "nestedblock" : "nestedatt"}--${path.join("--")}`;
}
