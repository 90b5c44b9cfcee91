import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { schemaProblems } from "./tools";
import { killed, Reader, ROOT } from "./walk";

/** The engine of templates in `cdktf init` and `cdktn init`. */
const SSCAFF = "sscaff@1.2.274";

describe("the template for new projects", () => {
  let reader: Reader;
  beforeEach(() => {
    reader = new Reader({ DBKILL_PACKAGE: process.env.DBKILL_EXAMPLES_TARBALL });
    const zip = unzipSync(readFileSync(join(ROOT, "dist/typescript-template.zip")));
    for (const [name, bytes] of Object.entries(zip)) {
      const file = join(reader.folder, "template", name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }
  });
  afterEach(() => reader.dispose());

  it.each(["cdktf@^0.21.0", "cdktn@^0.24.0"])(
    "makes a project with %s that checks, tests and kills",
    async (library) => {
      const variables = {
        npm_cdktf: library,
        projectId: "2b1c",
        sendCrashReports: "false",
        futureFlags: '    "allowSepCharsInLogicalIds": "true"',
        silent: "true",
      };
      const output = await reader.must(`
npm i ${SSCAFF}
node -e 'require("sscaff").sscaff("template", "shop", ${JSON.stringify(variables)}).catch((error) => {
  console.error(error);
  process.exitCode = 1;
})'
cd shop
npm run check
npm test
npm run try
`);
      expect(output).toContain("Tests:       2 passed, 2 total");
      expect(killed(output)).toEqual(["11", "12"]);
      const project = join(reader.folder, "shop");
      const { name, dependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
      expect(name).toBe("shop");
      expect(dependencies.cdktf).toContain(library.split("@")[1]);
      expect(readFileSync(join(project, "README.md"), "utf8")).toMatch(/^# shop\n/);
      expect(existsSync(join(project, ".gitignore"))).toBe(true);
      expect(await schemaProblems("github-workflows", join(project, ".github/workflows/dbkill.yml"))).toBe(
        "",
      );
    },
  );
});
