import { join } from "node:path";
import {
  type ClassDeclaration,
  type EnumDeclaration,
  type InterfaceDeclaration,
  type JSDocableNode,
  Node,
  Project,
  type SourceFile,
} from "ts-morph";

const CONSTRUCTS = join(__dirname, "..", "..", "src", "constructs");

/** Terraform's properties of every resource, which pages don't repeat. */
const EVERY_RESOURCE = "TerraformMetaArguments";

/** Base classes of classes that are not constructs. */
const NO_CONSTRUCT = /^(Error|Complex\w+)$/;

/** The kind of a class. */
type Kind = "Construct" | "Aspect" | "Value";

/** The page of a class, and its entry in the table of contents. */
export interface ConstructPage {
  readonly name: string;
  readonly kind: Kind;
  /** Below `docs/`. */
  readonly path: string;
  readonly summary: string;
  readonly text: string;
}

/** Generates a page for each class that CDKTF users import, from its types and doc comments, by name. */
export function constructPages(): ConstructPage[] {
  const sources = new Sources();
  return sources.classes
    .map((declaration) => pageOf(declaration, sources))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The declarations that `src/constructs/index.ts` exports, except the generated bindings. Parsed as text: no types are resolved. */
class Sources {
  readonly #exported = new Map<string, ClassDeclaration | InterfaceDeclaration | EnumDeclaration>();

  constructor() {
    const project = new Project({ skipFileDependencyResolution: true, compilerOptions: { noLib: true } });
    const index = project.addSourceFileAtPath(join(CONSTRUCTS, "index.ts"));
    for (const declaration of index.getExportDeclarations()) {
      if (declaration.getNamespaceExport()) continue;
      const file = project.addSourceFileAtPath(
        join(CONSTRUCTS, `${declaration.getModuleSpecifierValue()}.ts`),
      );
      const names = declaration.getNamedExports().map((named) => named.getName());
      this.#add(file, names.length > 0 ? new Set(names) : undefined);
    }
  }

  #add(file: SourceFile, names?: ReadonlySet<string>): void {
    for (const found of [...file.getClasses(), ...file.getInterfaces(), ...file.getEnums()]) {
      const name = found.getName();
      if (name && found.isExported() && (names?.has(name) ?? !isInternal(found)))
        this.#exported.set(name, found);
    }
  }

  get classes(): ClassDeclaration[] {
    return [...this.#exported.values()].filter(Node.isClassDeclaration);
  }

  find(name: string): ClassDeclaration | InterfaceDeclaration | EnumDeclaration | undefined {
    return this.#exported.get(name);
  }
}

function pageOf(declaration: ClassDeclaration, sources: Sources): ConstructPage {
  const name = declaration.getNameOrThrow();
  const kind = kindOf(declaration);
  const { text, tags } = docOf(declaration);
  const props = declaration.getConstructors()[0]?.getParameter("props")?.getTypeNode()?.getText();
  const propsType = props === undefined ? undefined : sources.find(props);
  // Each class has a type guard, such as `isKillTask`.
  const members = [...declaration.getStaticMethods(), ...declaration.getInstanceMethods()].filter(
    (method) => isPublic(method) && method.getName() !== `is${name}`,
  );
  const related = new Set<string>();
  const summary = firstSentence(text);
  const sections = [
    `# ${name} (${kind})`,
    text,
    ...tags("example").map((code) => `## Example\n\n\`\`\`typescript\n${code}\n\`\`\``),
    propsType && Node.isInterfaceDeclaration(propsType) ? propertiesSection(propsType, sources, related) : "",
    attributesSection(declaration),
    members.length > 0
      ? `## Methods\n\n${members.map((each) => methodText(each, name, related)).join("\n\n")}`
      : "",
    errorsSection(declaration),
    typesSection(related, sources),
  ];
  return {
    name,
    kind,
    path: `constructs/${fileOf(name)}`,
    summary,
    text: `${[
      `---\npage_title: ${JSON.stringify(`${name} ${kind} - dbkill`)}\nsubcategory: "CDKTF"\ndescription: |-\n  ${summary}\n---`,
      "<!-- Generated from the types and comments in src/constructs by `npm run docs`. Do not edit. -->",
      ...sections.filter(Boolean),
    ].join("\n\n")}\n`,
  };
}

function kindOf(declaration: ClassDeclaration): Kind {
  if (declaration.getImplements().some((each) => each.getText() === "IAspect")) return "Aspect";
  const base = declaration.getExtends()?.getExpression().getText();
  return base === undefined || NO_CONSTRUCT.test(base) ? "Value" : "Construct";
}

function propertiesSection(props: InterfaceDeclaration, sources: Sources, related: Set<string>): string {
  const { rows, isResource } = rowsOf(props, sources, related);
  const besides = isResource
    ? "\n\nIt also accepts the properties of every Terraform resource: `dependsOn`, `provider`, `lifecycle`, `count`, `forEach`."
    : "";
  return `## Properties\n\n${propertyTable(rows)}${besides}`;
}

const propertyTable = (rows: readonly string[]) =>
  `| property | type | default | meaning |\n|---|---|---|---|\n${rows.join("\n")}`;

/** The rows of an interface, inherited ones first. */
function rowsOf(
  declaration: InterfaceDeclaration,
  sources: Sources,
  related: Set<string>,
): { rows: string[]; isResource: boolean } {
  let isResource = false;
  const inherited = declaration.getExtends().flatMap((base) => {
    const name = base.getExpression().getText();
    if (name === EVERY_RESOURCE) isResource = true;
    const found = sources.find(name) ?? declaration.getSourceFile().getInterface(name);
    if (!found || !Node.isInterfaceDeclaration(found)) return [];
    const of = rowsOf(found, sources, related);
    isResource ||= of.isResource;
    return of.rows;
  });
  const own = declaration.getProperties().map((property) => {
    const { text, tags } = docOf(property);
    const type = typeText(property.getTypeNode()?.getText() ?? "", related);
    const standard = tags("default")[0]?.replace(/^- /, "");
    const fallback = property.hasQuestionToken() ? (standard ?? "") : "**required**";
    return `| \`${property.getName()}\` | ${type} | ${cell(fallback)} | ${cell(text)} |`;
  });
  return { rows: [...inherited, ...own], isResource };
}

function attributesSection(declaration: ClassDeclaration): string {
  const members = [
    ...declaration.getInstanceProperties().filter(Node.isPropertyDeclaration),
    ...declaration.getGetAccessors(),
  ].filter(isPublic);
  const rows = members.map((each) => {
    const type = Node.isGetAccessorDeclaration(each) ? each.getReturnTypeNode() : each.getTypeNode();
    return `| \`${each.getName()}\` | ${typeText(type?.getText() ?? "")} | ${cell(docOf(each).text)} |`;
  });
  return rows.length === 0
    ? ""
    : `## Attributes\n\n| attribute | type | meaning |\n|---|---|---|\n${rows.join("\n")}`;
}

function methodText(
  method: ReturnType<ClassDeclaration["getMethods"]>[number],
  owner: string,
  related: Set<string>,
): string {
  const { text, tags } = docOf(method);
  const parameters = method.getParameters();
  const shown = parameters.map((each) => `${each.getName()}${each.isOptional() ? "?" : ""}`).join(", ");
  const called = method.isStatic() ? `${owner}.${method.getName()}` : method.getName();
  const types = parameters.map((each) => {
    const type = each.getTypeNode()?.getText() ?? "";
    const said = tags("param").find((tag) => tag.startsWith(`${each.getName()} `));
    const meaning = said?.slice(each.getName().length + 1) ?? "";
    return `- \`${each.getName()}\` (${typeText(type, related, false)})${meaning && `: ${oneLine(meaning)}`}`;
  });
  return [
    `### \`${called}(${shown})\``,
    text,
    types.join("\n"),
    ...tags("returns").map((each) => `Returns ${oneLine(each)}.`),
    ...tags("throws").map((each) => `Throws ${oneLine(each)}.`),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function errorsSection(declaration: ClassDeclaration): string {
  const [made] = declaration.getConstructors();
  const [thrown] = made ? docOf(made).tags("throws") : [];
  return thrown ? `## Errors\n\nThe constructor throws ${oneLine(thrown)}. [All codes](../errors.md)` : "";
}

/** The interfaces and enums that the properties and methods refer to, directly or indirectly. */
function typesSection(related: Set<string>, sources: Sources): string {
  const sections: string[] = [];
  // The set may grow during the iteration.
  for (const name of related) {
    const found = sources.find(name);
    if (found && Node.isEnumDeclaration(found)) {
      const values = found.getMembers().map((member) => {
        const { text } = docOf(member);
        return `- \`${name}.${member.getName()}\`${text && `: ${text}`}`;
      });
      sections.push(`### \`${name}\`\n\n${docOf(found).text}\n\n${values.join("\n")}`);
    } else if (found && Node.isInterfaceDeclaration(found)) {
      const { rows } = rowsOf(found, sources, related);
      sections.push([`### \`${name}\``, docOf(found).text, propertyTable(rows)].filter(Boolean).join("\n\n"));
    }
  }
  return sections.length === 0 ? "" : `## Types\n\n${sections.join("\n\n")}`;
}

/** A type for a table. Leaves out tokens, which every property accepts. */
function typeText(type: string, related?: Set<string>, isCell = true): string {
  for (const [name] of type.matchAll(/\b[A-Z]\w+/g)) related?.add(name);
  const short = type
    .replace(/\breadonly /g, "")
    .replace(/ \| IResolvable\b/g, "")
    .replace(/\s+/g, " ");
  return `\`${isCell ? short.replaceAll("|", "\\|") : short}\``;
}

/** The doc comment of a declaration: its text, and its tags by name. */
function docOf(node: JSDocableNode): { text: string; tags(name: string): string[] } {
  const doc = node.getJsDocs().at(-1);
  const clean = (text: string) => text.replace(/\{@link ([\w.]+)\}/g, "`$1`").trim();
  return {
    text: clean(doc?.getDescription() ?? "").replace(/(?<!\n)\n(?!\n)/g, " "),
    tags: (name) =>
      (doc?.getTags() ?? [])
        .filter((tag) => tag.getTagName() === name)
        .map((tag) =>
          clean(
            tag
              .getText()
              .replace(/^@\w+ ?/, "")
              .replace(/^ *\* ?/gm, ""),
          ),
        ),
  };
}

const isInternal = (node: JSDocableNode) =>
  node.getJsDocs().some((doc) => doc.getTags().some((tag) => tag.getTagName() === "internal"));

function isPublic(member: Node): boolean {
  const isHidden =
    Node.isModifierable(member) && (member.hasModifier("private") || member.hasModifier("protected"));
  const isPrivate = Node.hasName(member) && member.getName().startsWith("#");
  return !isHidden && !isPrivate && !(Node.isJSDocable(member) && isInternal(member));
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").replace(/\.$/, "");

const cell = (text: string) => text.replace(/\s+/g, " ").replaceAll("|", "\\|");

const firstSentence = (text: string) => /^.*?\.(?=\s|$)/s.exec(text)?.[0].replace(/\s+/g, " ") ?? text;

const fileOf = (name: string) => `${name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.md`;
