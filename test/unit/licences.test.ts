import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "dbkill-licences-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(name: string, licence?: string): void {
  const folder = join(root, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version: "1.0.0", license: "MIT" }));
  if (licence !== undefined) writeFileSync(join(folder, "LICENSE.md"), licence);
}

/** The build is a module of its own kind, which Jest does not load. */
function notices(...inputs: string[]) {
  const module = pathToFileURL(join(__dirname, "../../scripts/bundle/licences.mjs")).href;
  const program = `import { thirdPartyLicences } from ${JSON.stringify(module)};
    console.log(thirdPartyLicences(${JSON.stringify(root)}, ${JSON.stringify(inputs)}));`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
}

test("the licence of each package that went into the bundle is passed on, once", () => {
  install("one", "text of one");
  install("@scope/two", "text of two");
  install("three", "text of three");
  const { stdout } = notices(
    "src/cli/provider.ts",
    "node_modules/one/a.js",
    "node_modules/one/b.js",
    "undici-unused:node_modules/@scope/two/lib/c.js",
  );
  expect(stdout).toMatch(
    /@scope\/two 1\.0\.0 \(MIT\)\n\ntext of two\n\n-+\n\none 1\.0\.0 \(MIT\)\n\ntext of one\n/,
  );
  expect(stdout).not.toContain("three");
});

test.each([undefined, " \n"])("a package whose licence is in no file stops the build: %j", (licence) => {
  install("one", licence);
  const { status, stderr } = notices("node_modules/one/a.js");
  expect(status).toBe(1);
  expect(stderr).toContain("one 1.0.0");
});
