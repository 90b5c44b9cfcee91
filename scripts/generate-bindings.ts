/**
 * Writes the CDKTF bindings of every dbkill type, made by CDKTF's own generator from the provider's schema:
 *
 *     tsx scripts/generate-bindings.ts [DIR]        (default: src/constructs/bindings)
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { schemaJson } from "../src/framework";
import { provider } from "../src/resources/provider";
import { PROVIDER_SOURCE, VERSION } from "../src/version";

/**
 * As soon as they are loaded, CDKTF's own parts run `terraform version`, and report a failure of that to
 * HashiCorp and on stdout. Bindings need neither Terraform nor a network, so the call is led astray and the
 * report switched off.
 */
async function loadGenerator() {
  process.env.TERRAFORM_BINARY_NAME = "true";
  process.env.CHECKPOINT_DISABLE = "1";
  const { CodeMaker } = await import("codemaker");
  const { TerraformProviderGenerator } = await import(
    "@cdktf/provider-generator/lib/get/generator/provider-generator.js"
  );
  return { CodeMaker, TerraformProviderGenerator };
}

/** Every generated module, by the name of its Terraform type. */
async function generate(): Promise<Map<string, string>> {
  const { CodeMaker, TerraformProviderGenerator } = await loadGenerator();
  const generator = new TerraformProviderGenerator(new CodeMaker(), {
    ...schemaJson(provider),
    provider_versions: { [PROVIDER_SOURCE]: VERSION },
  } as ConstructorParameters<typeof TerraformProviderGenerator>[1]);
  generator.generateAll();

  const scratch = mkdtempSync(join(tmpdir(), "dbkill-bindings-"));
  try {
    await generator.save(scratch);
    const root = join(scratch, "providers", basename(PROVIDER_SOURCE));
    const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return new Map(
      folders
        .map((folder) => folder.name)
        .sort()
        // The generator calls the provider's own module just that.
        .map(
          (name) =>
            [
              name === "provider" ? "dbkill-provider" : name,
              adapt(readFileSync(join(root, name, "index.ts"), "utf8")),
            ] as const,
        ),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const HEADER = "// Generated from the provider's schema by `npm run bindings`. Do not edit.\n";

/** Fits generated code to this package. */
function adapt(code: string): string {
  const adapted = code
    // There is no page of this provider in a registry to link to.
    .replace(/^\/\/ https:\/\/.*\n\/\/ generated from .*\n/, HEADER)
    .replace(/^( *\* *\n)? *\* Docs at Terraform Registry: .*\n/gm, "")
    .replace(/ Refer to the \{@link \S+ import section\} in the documentation.*/g, "")
    .replace(/\{@link https:\/\/\S+ ([^}]+)\}/g, "`$1`")
    // One home for the version.
    .replace(/providerVersion: '[^']*'/, "providerVersion: VERSION")
    // What `noImplicitOverride` asks for.
    .replace(/^( *protected )(synthesize(?:Hcl)?Attributes\()/gm, "$1override $2")
    .replace(/^( *public )([gs]et alias\()/gm, "$1override $2")
    .replace(
      /constructor\(protected (terraformResource: \S+) protected /g,
      "constructor(protected override $1 protected override ",
    )
    .replace(/protected (wrapsSet: boolean)/g, "protected override $1")
    // Less work at synth.
    .replace(
      /private (_\w+) = (new \w+OutputReference\(this, "\w+"\));\n( *public get \w+\(\) \{\n *return this\.\1);/g,
      "private readonly $1 = new LazyReference(() => $2);\n$3.reference;",
    )
    .replace(/return (\{\n(?: *\w+: (?:cdktf\.|\w+ToTerraform\().*,\n)+ *\})/g, "return onlySet($1)")
    .replace(/[ \t]+$/gm, "");
  const [, binding] = /^export class (\w+) extends cdktf\.Terraform(?:Resource|DataSource|Provider) /m.exec(
    adapted,
  )!;
  const guarded = adapted.replace(
    // The first statement after super().
    /(\n {2}public constructor\(scope: Construct, id: string, config: (\w+Config)\b[\s\S]*?\n {4}\}\);\n)/,
    (_whole, head: string, config: string) =>
      `${head}    refuseUnknown(this, '${binding}', config, ${propertyNames(adapted, config)});\n`,
  );
  const support = ["LazyReference", "onlySet", "refuseUnknown"].filter((name) =>
    new RegExp(`\\b${name}\\(`).test(guarded),
  );
  const meta = guarded.includes("...META") ? ["META"] : [];
  const imports = `import { VERSION } from '../../version';
import { ${[...support, ...meta].join(", ")} } from '../binding-support';
`;
  return `${guarded.replace(/^import \* as cdktf from 'cdktf';\n/m, `$&${imports}`).trimEnd()}\n`;
}

/** The names of an interface's properties and of the objects in them, as the literal that `refuseUnknown` takes. */
function propertyNames(code: string, name: string): string {
  const [, meta, body] = new RegExp(
    `^export interface ${name}( extends \\S+)? \\{\\n([\\s\\S]*?)^\\}`,
    "m",
  ).exec(code)!;
  const names = [...body!.matchAll(/^ {2}readonly (\w+)\??: ([^;]+);$/gm)].map(([, property, type]) => {
    const [nested] = /^[A-Z]\w*/.exec(type!) ?? [];
    return `${property}: ${nested && code.includes(`export interface ${nested} {`) ? propertyNames(code, nested) : true}`;
  });
  return `{ ${[...(meta ? ["...META"] : []), ...names].join(", ")} }`;
}

async function main(directory: string): Promise<void> {
  const modules = await generate();
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const [name, code] of modules) writeFileSync(join(directory, `${name}.ts`), code);
  const index = [...modules.keys()].map((name) => `export * from './${name}';\n`).join("");
  writeFileSync(join(directory, "index.ts"), HEADER + index);
}

main(resolve(process.argv[2] ?? join(__dirname, "..", "src", "constructs", "bindings"))).catch(
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
