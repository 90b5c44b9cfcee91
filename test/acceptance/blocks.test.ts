import type { Attribute, Attributes } from "../../src/framework";
import { provider } from "../../src/resources/provider";
import { VERSION } from "../../src/version";
import { Validation } from "../support/validation";

/**
 * A misspelt name of a filter must never make the filter wider: Terraform itself refuses it, in every block and at every depth. All
 * misspellings of a schema stand in one configuration, each on a line of its own, and each line must have its error.
 */

const TERRAFORM = `terraform {
  required_providers {
    dbkill = {
      source  = "registry.terraform.io/dbkill/dbkill"
      version = "${VERSION}"
    }
  }
}`;

interface Line {
  readonly text: string;
  /** What the line misspells, such as `match.users as usxrs`; absent for a correct line. */
  readonly misspells?: string;
}

interface Found {
  readonly summary: string;
  readonly line: number;
}

/** The names with one letter replaced, dropped or doubled in the middle, which are no other name beside them. */
function misspellings(name: string, siblings: readonly string[]): string[] {
  const middle = Math.floor(name.length / 2);
  const [before, letter, after] = [name.slice(0, middle), name[middle]!, name.slice(middle + 1)];
  const typos = [
    before + (letter === "x" ? "q" : "x") + after,
    before + after,
    before + letter + name.slice(middle),
  ];
  return typos.filter((typo) => !siblings.includes(typo));
}

const isWritten = ({ mode }: Attribute) => mode !== "computed";

/** The body of a block: all that can be written there spelt right, then, if asked for, all of it misspelt. */
function body(attributes: Attributes, place: string, misspelt: boolean): Line[] {
  const names = Object.keys(attributes);
  return Object.entries(attributes)
    .filter(([, attribute]) => isWritten(attribute))
    .flatMap(([name, attribute]) => {
      const { type, block } = attribute;
      const typos = misspelt ? misspellings(name, names) : [];
      const wrong = typos.map((typo) => ({
        text: block ? `${typo} {}` : `${typo} = null`,
        misspells: `${place}${name} as ${typo}`,
      }));
      if (!block) return [{ text: `${name} = null` }, ...wrong];
      if (type.kind !== "object") throw new Error(`${place}${name} is a block without fields`);
      return [
        { text: `${name} {` },
        ...body(type.attributes, `${place}${name}.`, misspelt),
        { text: "}" },
        ...wrong,
      ];
    });
}

function declared(kind: "resource" | "data", misspelt: boolean): Line[] {
  const types = kind === "resource" ? provider.resources : provider.dataSources;
  return Object.entries(types).flatMap(([type, { schema }]) => [
    { text: `${kind} "${type}" "it" {` },
    ...body(schema.attributes, `${type}.`, misspelt),
    { text: "}" },
  ]);
}

/** Every place where a user writes an object. */
function objects(attributes: Attributes, place: string): [string, Attribute][] {
  return Object.entries(attributes)
    .filter(([, attribute]) => isWritten(attribute))
    .flatMap(([name, attribute]) =>
      attribute.type.kind === "object"
        ? [
            [`${place}${name}`, attribute] as [string, Attribute],
            ...objects(attribute.type.attributes, `${place}${name}.`),
          ]
        : [],
    );
}

describe("names that one letter makes wrong", () => {
  let validation: Validation;

  beforeAll(async () => {
    validation = await Validation.create();
  });
  afterAll(() => validation.dispose());

  const errors = async (lines: readonly Line[], withProvider: boolean): Promise<Found[]> => {
    const text = lines.map((line) => line.text).join("\n");
    const { stdout } = await validation.validate(text, withProvider, "-json");
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: { severity: string; summary: string; range?: { start: { line: number } } }[];
    };
    return diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ summary, range }) => ({ summary, line: range?.start.line ?? 0 }));
  };

  const misspelt = (lines: readonly Line[], found: readonly Found[]) => ({
    refused: found
      .filter(({ summary }) => /^Unsupported (argument|block type)$/.test(summary))
      .map(({ line }) => lines[line - 1]!.misspells ?? `line ${line}: ${lines[line - 1]!.text}`)
      .sort(),
    written: lines.flatMap(({ misspells }) => misspells ?? []).sort(),
  });

  test.each(["resource", "data"] as const)("are refused in every %s, each for itself", async (kind) => {
    const lines = declared(kind, true);
    const { refused, written } = misspelt(lines, await errors(lines, true));
    expect(written.length).toBeGreaterThan(100);
    expect(refused).toEqual(written);
  });

  test("are refused in the provider's own block", async () => {
    const lines = [
      ...TERRAFORM.split("\n").map((text) => ({ text })),
      { text: 'provider "dbkill" {' },
      ...body(provider.schema.attributes, "provider.", true),
      { text: "}" },
      { text: 'data "dbkill_sessions" "it" {' },
      { text: "target {" },
      { text: 'service = "dbbrain"' },
      { text: 'instance_id = "cdb-1"' },
      { text: "}" },
      { text: "}" },
    ];
    const { refused, written } = misspelt(lines, await errors(lines, false));
    expect(written.length).toBeGreaterThan(50);
    expect(refused).toEqual(written);
  });

  test("are all that is refused so: spelt right, every name is known", async () => {
    const lines = [...declared("resource", false), ...declared("data", false)];
    const found = await errors(lines, true);
    expect(found.filter(({ summary }) => summary.startsWith("Unsupported"))).toEqual([]);
  });

  test("are refused in the one object that is no block, as what they misspell is required", async () => {
    const kill = (session: string) => [
      { text: 'resource "dbkill_alibaba_oceanbase_session_kill" "it" {' },
      { text: 'instance_id = "ob1"' },
      { text: 'tenant_id = "t1"' },
      { text: `sessions = [${session}]` },
      { text: "}" },
    ];
    expect(await errors(kill('{ server = "10.0.0.1:2882", id = "1" }'), true)).toEqual([]);
    for (const typo of ['{ sever = "10.0.0.1:2882", id = "1" }', '{ server = "10.0.0.1:2882", ib = "1" }']) {
      expect((await errors(kill(typo), true)).map(({ line }) => line)).toEqual([4]);
    }
  });

  test("can be written in blocks alone, or are required: Terraform drops a misspelt name of an object silently", () => {
    const schemas = Object.entries({ ...provider.resources, ...provider.dataSources, provider });
    const written = schemas.flatMap(([name, { schema }]) => objects(schema.attributes, `${name}.`));
    expect(written.length).toBeGreaterThan(20);
    const others = written.filter(([, { block }]) => !block);
    // These may come whole from data dbkill_sessions, whose rows have more fields. A misspelt name leaves a required one missing.
    expect(others.map(([place]) => place)).toEqual(["dbkill_alibaba_oceanbase_session_kill.sessions"]);
    const fields = others.flatMap(([, { type }]) =>
      type.kind === "object" ? Object.values(type.attributes) : [],
    );
    expect(fields.map(({ mode }) => mode)).toEqual(["required", "required"]);
  });
});
