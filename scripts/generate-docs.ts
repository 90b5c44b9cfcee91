/**
 * `npm run docs`: writes the provider's reference, in the Terraform registry's layout, from its schemas and examples, a page for each
 * construct from its types, and the JSON schemas of what the commands read and print:
 *
 *     tsx scripts/generate-docs.ts [DIR]        (default: docs)
 *
 * Guides in docs/guides that are written by hand stay as they are.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { provider } from "../src/resources/provider";
import { constructPages } from "./docs/constructs";
import { jsonSchemas } from "./docs/json-schemas";
import { pages } from "./docs/pages";

const root = join(__dirname, "..");
const target = resolve(process.argv[2] ?? join(root, "docs"));

const sources = {
  examples: join(root, "examples"),
  guides: join(root, "docs", "guides"),
  constructs: constructPages(),
};
const written = [...pages(provider, sources), ...jsonSchemas()];
for (const folder of ["constructs", "resources", "data-sources", "schemas"]) {
  rmSync(join(target, folder), { recursive: true, force: true });
}
for (const [path, text] of written) {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
