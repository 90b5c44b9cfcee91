import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { constructPages } from "../../scripts/docs/constructs";
import { CATALOGUES } from "../../scripts/docs/errors";
import { GENERATED_GUIDES, pages } from "../../scripts/docs/pages";
import * as constructs from "../../src/constructs";
import {
  attr,
  block,
  defineDataSource,
  defineProvider,
  defineResource,
  FRAMEWORK_CODES,
  modify,
  schema,
  validate,
} from "../../src/framework";
import type { CodeEntry, ServiceFacts } from "../../src/model";
import { provider } from "../../src/resources/provider";
import { SERVICE_FACTS } from "../../src/vendors/facts";
import { VENDOR_ERROR_CODES } from "../../src/vendors/shared/error-codes";
import { PROVIDER_SOURCE, VERSION } from "../../src/version";

const root = join(__dirname, "..", "..");
const sources = {
  examples: join(root, "examples"),
  guides: join(root, "docs", "guides"),
  constructs: constructPages(),
};

/** Every page below docs/ but the guides that are written by hand, by its path. */
function committed(): Map<string, string> {
  const names = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const isByHand = (name: string) =>
    dirname(name) === "guides" && !Object.hasOwn(GENERATED_GUIDES, basename(name));
  const reference = names.filter((name) => name.endsWith(".md") && !isByHand(name));
  return new Map(reference.map((name) => [name, readFileSync(join(root, "docs", name), "utf8")]));
}

describe("the reference in docs/", () => {
  const generated = pages(provider, sources);

  it("has the pages that the provider's types ask for (else: npm run docs)", () => {
    expect([...committed().keys()].sort()).toEqual([...generated.keys()].sort());
  });

  it.each([...generated.keys()])("is current on page %s (else: npm run docs)", (name) => {
    expect(committed().get(name)).toBe(generated.get(name));
  });

  it("shows the provider's own address and version in the example", () => {
    expect(generated.get("index.md")).toContain(`source  = "${PROVIDER_SOURCE}"`);
    expect(generated.get("index.md")).toContain(`version = "${VERSION}"`);
  });

  it("says of every service what it knows, and of a policy's settings who enforces them", () => {
    const fields = generated.get("guides/fields.md")!;
    for (const { title } of Object.values<ServiceFacts>(SERVICE_FACTS)) expect(fields).toContain(title);
    expect(fields).toContain("| `databases` | many | one |");
    expect(fields).toContain("| `max_kills` | runner | runner |");
    expect(fields).toContain("| `priority` | vendor | vendor |");
    expect(fields).toContain('| `action = "query"` | an error | an error |');
  });

  it("has links that lead somewhere", () => {
    const links = [...generated].flatMap(([name, text]) =>
      [...text.matchAll(/\]\((?!#|https:)([^)]+)\)/g)].map(([, target]) => join(name, "..", target!)),
    );
    expect(links.length).toBeGreaterThan(0);
    const dead = links.filter((link) => !existsSync(join(root, "docs", link.replace(/#.*$/, ""))));
    expect(dead).toEqual([]);
  });
});

describe("the pages of constructs", () => {
  const page = (name: string) => sources.constructs.find((each) => each.name === name)!.text;

  it("are there for every class that users import", () => {
    const classes = Object.entries(constructs).filter(
      ([name, value]) => name !== "bindings" && /^class\b/.test(String(value)),
    );
    expect(sources.constructs.map(({ name }) => name)).toEqual(classes.map(([name]) => name).sort());
  });

  it("say of each property its type, its default and what it means, inherited ones too", () => {
    const text = page("AutoKillPolicy");
    expect(text).toContain("| `target` | `KillTarget` | **required** | ");
    expect(text).toContain("| `maxKills` | `number` | no limit | A pass that would kill more sessions ");
    expect(text).toContain("| `expiresAt` | `string \\| Date` | never | ");
    expect(text).toContain("accepts the properties of every Terraform resource");
  });

  it("list the values of a property's words, and the properties of its objects", () => {
    const text = page("AutoKillPolicy");
    expect(text).toContain("- `PolicyMode.OBSERVE`: It reports what it would kill, and never kills.");
    expect(text).toContain("### `PolicyCondition`\n");
    expect(text).toContain("| `for` | `Duration` | ");
  });

  it("have an example, the methods and the codes, and nothing internal", () => {
    const text = page("KillTarget");
    expect(text).toContain("```typescript\n");
    expect(text).toContain("### `KillTarget.mysql(props)`");
    expect(text).toContain("`DBKILL_TARGET_ID_INVALID`");
    for (const { text: any } of sources.constructs) expect(any).not.toMatch(/@internal|\{@link|undefined \|/);
  });
});

describe("the codes", () => {
  const all = new Set(CATALOGUES.flatMap(({ codes }) => Object.keys(codes)));
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.includes("bindings") && !name.startsWith("emulator"),
  );
  const files = [...sources.map((name) => join("src", name)), join("scripts", "launcher", "handler.cjs")];
  const used = new Set(
    files.flatMap((name) => {
      const text = readFileSync(join(root, name), "utf8");
      return [...text.matchAll(/"(DBKILL_[A-Z_]+)"/g)].map(([, code]) => code!);
    }),
  );
  // Reported before anything of the source is loaded.
  const launcher = readFileSync(join(root, "scripts/launcher/handler.cjs"), "utf8");
  for (const [code] of launcher.matchAll(/DBKILL_NODE[A-Z_]+/g)) used.add(code);
  /** Names of environment variables. */
  const variables = [
    ...["DBKILL_ENDPOINT_URL", "DBKILL_EMULATOR_MYSQL", "DBKILL_RUNNER_URL", "DBKILL_TERRAFORM"],
    ...["DBKILL_DECLARATION", "DBKILL_SETTINGS", "DBKILL_PROVIDER"],
  ];

  it("that the source reports all have a cause and a remedy", () => {
    expect(used.size).toBeGreaterThan(50);
    expect([...used].filter((code) => !all.has(code) && !variables.includes(code))).toEqual([]);
  });

  it("that have a cause and a remedy are all reported", () => {
    // The codes of these two are written without their prefix where they are reported.
    const prefixed = [...Object.values(FRAMEWORK_CODES), ...Object.values(VENDOR_ERROR_CODES)];
    const written = CATALOGUES.flatMap(({ codes }) => Object.entries<CodeEntry>(codes))
      .filter(([, entry]) => !prefixed.includes(entry))
      .map(([code]) => code);
    expect(written.length).toBeGreaterThan(50);
    expect(written.filter((code) => !used.has(code))).toEqual([]);
  });

  it("have one home each", () => {
    const names = CATALOGUES.flatMap(({ codes }) => Object.keys(codes));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe("a page", () => {
  const things = schema({
    description: "A thing. It has more than one sentence.",
    attributes: {
      name: attr.string("required", {
        description: "Its name.",
        validators: [validate.lengthBetween(1, 8)],
        planModifiers: [modify.requiresReplace()],
      }),
      colour: attr.string("defaulted", {
        description: "Its colour.",
        default: "red",
        validators: [validate.oneOf(["red", "blue"])],
      }),
      token: attr.string("optional", { description: "A secret.", sensitive: true, writeOnly: true }),
      limits: block.single(
        { most: attr.number("optional", { description: "At most." }) },
        { description: "Its limits." },
      ),
      parts: attr.objectList({ weight: attr.number("computed", { description: "In grams." }) }, "computed", {
        description: "Its parts.",
      }),
    },
  });
  const made = pages(
    defineProvider({
      name: "dbkill",
      version: "1.0.0",
      schema: schema({ description: "Things.", attributes: {} }),
      configure: () => undefined,
      resources: {
        // The examples of the real types are at hand.
        dbkill_tencent_dbbrain_kill_task: defineResource<typeof things>({
          schema: things,
          create: async () => Promise.reject(new Error("not called")),
          read: async () => null,
          update: async () => Promise.reject(new Error("not called")),
          delete: async () => {},
          importState: { unsupported: "Nobody needs it." },
        }),
      },
      dataSources: {
        dbkill_sessions: defineDataSource<typeof things>({
          schema: things,
          read: async () => Promise.reject(new Error("not called")),
        }),
      },
    }),
    sources,
  );
  const resource = made.get("resources/tencent_dbbrain_kill_task.md")!;

  it("begins with front matter that the registry reads", () => {
    expect(resource.split("\n").slice(0, 6)).toEqual([
      "---",
      'page_title: "dbkill_tencent_dbbrain_kill_task Resource - dbkill"',
      'subcategory: "Tencent Cloud"',
      "description: |-",
      "  A thing.",
      "---",
    ]);
  });

  it("says of an attribute what it is, what it must be, its default and whether it forces replacement", () => {
    expect(resource).toContain(
      "### Required\n\n- `name` (String) Its name. Must be between 1 and 8 characters long. Changing it replaces the resource.\n",
    );
    expect(resource).toContain(
      '- `colour` (String) Its colour. Must be one of `red`, `blue`. Default: `"red"`.\n',
    );
    expect(resource).toContain("- `token` (String, Sensitive, Write-only) A secret.\n");
  });

  it("gives a nested object a section of its own, and a link to it", () => {
    expect(resource).toContain(
      "- `parts` (Attributes List) Its parts. (see [below for nested schema](#nestedatt--parts))",
    );
    expect(resource).toContain(
      '<a id="nestedatt--parts"></a>\n### Nested Schema for `parts`\n\nRead-Only:\n\n- `weight` (Number) In grams.\n',
    );
  });

  it("gives a block one too, named as terraform-plugin-docs names it", () => {
    expect(resource).toContain(
      "- `limits` (Block) Its limits. (see [below for nested schema](#nestedblock--limits))",
    );
    expect(resource).toContain('<a id="nestedblock--limits"></a>\n### Nested Schema for `limits`\n');
  });

  it("lists the permissions that a type needs, those of every service where it is for all", () => {
    expect(resource).toContain("- Tencent DBbrain (CAM actions): `dbbrain:CreateKillTask`, ");
    const every = made.get("data-sources/sessions.md")!;
    for (const { title, list, permissions } of Object.values<ServiceFacts>(SERVICE_FACTS)) {
      const line = `- ${title} (`;
      if (!list) expect(every).not.toContain(line);
      else for (const action of permissions.list!) expect(every).toContain(`\`${action}\``);
    }
  });

  it("says why a resource can't be imported", () => {
    expect(resource).toContain("## Import\n\nImport is not supported. Nobody needs it.\n");
    expect(made.get("data-sources/sessions.md")).not.toContain("## Import");
  });

  it("fails where an example is missing, and names the file", () => {
    const without = { ...sources, examples: join(root, "nowhere") };
    expect(() => pages(provider, without)).toThrow(join(root, "nowhere", "provider", "provider.tf"));
  });
});
