import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { AnyDataSource, AnyProvider, AnyResource, Schema } from "../../src/framework";
import type { CloudFacts } from "../../src/model";
import { CLOUD_FACTS } from "../../src/vendors/facts";
import { schemaSection } from "./attributes";
import type { ConstructPage } from "./constructs";
import { errorsPage } from "./errors";
import { fieldsPage } from "./fields";
import { permissionsSection } from "./permissions";
import { troubleshootingPage } from "./troubleshooting";

/** The clouds by the word that their types' names begin with, as the registry's side bar groups the pages. */
const CLOUDS: Readonly<Record<string, CloudFacts>> = CLOUD_FACTS;

/** The heading of types that are for every cloud. */
const EVERY_CLOUD = "Every cloud";

/** Headings for the kinds of classes in the table of contents. */
const CONSTRUCT_KINDS = { Construct: "Constructs", Aspect: "Aspects", Value: "Values" };

/** Where the parts of the documentation that are not in a schema come from. */
export interface Sources {
  /**
   * The folder `examples`: `provider/provider.tf`, `resources/TYPE/resource.tf` and, where it can be imported, `import.sh`,
   * `data-sources/TYPE/data-source.tf`.
   */
  readonly examples: string;
  /** The folder with the guides. All but those in {@link GENERATED_GUIDES} are written by hand. */
  readonly guides: string;
  /** The pages of the constructs. */
  readonly constructs: readonly ConstructPage[];
}

/** The groups of guides, in the order of the table of contents. A guide names its group as `subcategory`. */
const GUIDE_GROUPS = ["Start here", "Policies", "Operate", "When something goes wrong"];

/** The group of guides without a `subcategory`. */
const OTHER_GUIDES = "More guides";

/** Guides that are made from facts, by their file's name. */
export const GENERATED_GUIDES: Readonly<Record<string, () => string>> = {
  "fields.md": fieldsPage,
  "troubleshooting.md": troubleshootingPage,
};

/** Every generated page by its path below `docs/`, in the Terraform registry's layout. */
export function pages(provider: AnyProvider, sources: Sources): Map<string, string> {
  const result = new Map([
    ["index.md", indexPage(provider, sources)],
    ["errors.md", errorsPage()],
  ]);
  for (const [name, write] of Object.entries(GENERATED_GUIDES)) result.set(`guides/${name}`, write());
  for (const { path, text } of sources.constructs) result.set(path, text);
  for (const [type, resource] of Object.entries(provider.resources)) {
    result.set(`resources/${shortName(provider, type)}.md`, resourcePage(provider, type, resource, sources));
  }
  for (const [type, source] of Object.entries(provider.dataSources)) {
    result.set(
      `data-sources/${shortName(provider, type)}.md`,
      dataSourcePage(provider, type, source, sources),
    );
  }
  return result;
}

/** The provider's page, which is also the table of contents: the site's side bar is generated from it. */
function indexPage(provider: AnyProvider, { examples, guides, constructs }: Sources): string {
  const links = (folder: string, schemas: Record<string, { schema: Schema }>) => {
    const headings = [...Object.values(CLOUDS).map(({ title }) => title), ""];
    return headings.flatMap((cloud) => {
      const lines = Object.entries(schemas)
        .filter(([type]) => subcategory(provider, type) === cloud)
        .map(
          ([type, { schema }]) =>
            `- [${type}](${folder}/${shortName(provider, type)}.md): ${firstSentence(schema)}`,
        );
      return lines.length === 0 ? [] : [`### ${cloud || EVERY_CLOUD}\n\n${lines.join("\n")}`];
    });
  };
  return page([
    frontMatter(`Provider: ${provider.name}`, provider.schema),
    `# ${provider.name} Provider`,
    provider.schema.description,
    example(join(examples, "provider", "provider.tf")),
    "## Guides",
    ...guideLinks(guides),
    `## Templates\n\nComplete examples, each with a README that shows how to run it. \`cdktf init\` creates a [new project](guides/cdktf.md#a-new-project).\n\n${templateLinks(examples).join("\n")}`,
    "## Constructs",
    ...constructLinks(constructs),
    "## Resources",
    ...links("resources", provider.resources),
    "## Data Sources",
    ...links("data-sources", provider.dataSources),
    schemaSection(provider.schema.attributes),
  ]);
}

function resourcePage(
  provider: AnyProvider,
  type: string,
  resource: AnyResource,
  { examples }: Sources,
): string {
  const folder = join(examples, "resources", type);
  return page([
    frontMatter(`${type} Resource - ${provider.name}`, resource.schema, subcategory(provider, type)),
    `# ${type} (Resource)`,
    resource.schema.description,
    example(join(folder, "resource.tf")),
    schemaSection(resource.schema.attributes),
    permissionsSection(type),
    `## Import\n\n${importText(resource, folder)}`,
  ]);
}

function dataSourcePage(
  provider: AnyProvider,
  type: string,
  source: AnyDataSource,
  { examples }: Sources,
): string {
  return page([
    frontMatter(`${type} Data Source - ${provider.name}`, source.schema, subcategory(provider, type)),
    `# ${type} (Data Source)`,
    source.schema.description,
    example(join(examples, "data-sources", type, "data-source.tf")),
    schemaSection(source.schema.attributes),
    permissionsSection(type),
  ]);
}

function importText({ importState }: AnyResource, folder: string): string {
  if (typeof importState === "object") return `Import is not supported. ${importState.unsupported}`;
  if (importState === undefined) return "Import is not supported.";
  return `Import is supported:\n\n${codeBlock("shell", join(folder, "import.sh"))}`;
}

function example(file: string): string {
  return `## Example Usage\n\n${codeBlock("terraform", file)}`;
}

/** @throws Error where the example is missing: a page without one is not finished */
function codeBlock(language: string, file: string): string {
  if (!existsSync(file)) throw new Error(`The documentation needs an example: write ${file}`);
  return `\`\`\`${language}\n${readFileSync(file, "utf8").trimEnd()}\n\`\`\``;
}

/** The guides, in their groups. */
function guideLinks(folder: string): string[] {
  const written = readdirSync(folder).filter((name) => name.endsWith(".md"));
  const guides = [...new Set([...written, ...Object.keys(GENERATED_GUIDES)])].sort().map((name) => {
    const text = GENERATED_GUIDES[name]?.() ?? readFileSync(join(folder, name), "utf8");
    const group = /^subcategory: "(.+)"$/m.exec(text)?.[1] ?? OTHER_GUIDES;
    return { group, line: linkTo(`guides/${name}`, text) };
  });
  guides.push({ group: GUIDE_GROUPS.at(-1)!, line: linkTo("errors.md", errorsPage()) });
  const known = [...GUIDE_GROUPS, OTHER_GUIDES];
  const stray = guides.find(({ group }) => !known.includes(group));
  if (stray) throw new Error(`Unknown group of guides "${stray.group}": ${stray.line}`);
  return known.flatMap((group) => {
    const lines = guides.filter((guide) => guide.group === group).map(({ line }) => line);
    return lines.length === 0 ? [] : [`### ${group}\n\n${lines.join("\n")}`];
  });
}

/** The folders of complete examples: those with a README. */
function templateLinks(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name, "README.md"))
    .filter((file) => existsSync(file))
    .sort()
    .map((file) => linkTo(`../examples/${relative(folder, file)}`, readFileSync(file, "utf8")));
}

function constructLinks(constructs: readonly ConstructPage[]): string[] {
  return Object.entries(CONSTRUCT_KINDS).map(([kind, title]) => {
    const lines = constructs
      .filter((page) => page.kind === kind)
      .map(({ name, path, summary }) => `- [${name}](${path}): ${summary}`);
    return `### ${title}\n\n${lines.join("\n")}`;
  });
}

/** A page's line in the table of contents: its title, and the description of its front matter or its first sentence. */
function linkTo(path: string, text: string): string {
  const title = /^# (.+)$/m.exec(text)?.[1];
  const summary =
    /^description: \|-\n {2}(.+)$/m.exec(text)?.[1] ?? /^# .+\n\n(.+?\.)(?=\s)/m.exec(text)?.[1];
  if (!title || !summary) throw new Error(`The page ${path} has no title or no text`);
  return `- [${title}](${path}): ${summary}`;
}

function frontMatter(title: string, schema: Schema, subcategory = ""): string {
  return `---
page_title: ${JSON.stringify(title)}
subcategory: ${JSON.stringify(subcategory)}
description: |-
  ${firstSentence(schema)}
---`;
}

function subcategory(provider: AnyProvider, type: string): string {
  return CLOUDS[shortName(provider, type).split("_")[0]!]?.title ?? "";
}

function firstSentence({ description }: Schema): string {
  return /^.*?\.(?=\s|$)/s.exec(description)?.[0].replace(/\s+/g, " ") ?? description;
}

/** The registry leaves the provider's name out of a page's name. */
function shortName(provider: AnyProvider, type: string): string {
  return type.slice(provider.name.length + 1);
}

const HEADER = "<!-- Generated from the provider's schema and examples/ by `npm run docs`. Do not edit. -->";

/** The front matter has to be the very first thing in the file. */
function page([front, ...sections]: readonly string[]): string {
  return `${[front, HEADER, ...sections].filter((section) => section !== "").join("\n\n")}\n`;
}
