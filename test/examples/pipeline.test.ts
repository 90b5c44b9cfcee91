import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { opa, schemaProblems } from "./tools";
import { Reader, ROOT } from "./walk";

const PIPELINE = join(ROOT, "examples/pipeline");
const FILES = [
  ["github-workflows", ".github/workflows/dbkill.yml"],
  ["gitlab-ci", ".gitlab-ci.yml"],
] as const;

describe("the files of the pipeline", () => {
  it.each(FILES)("%s: is valid by the published schema", async (schema, name) => {
    expect(await schemaProblems(schema, join(PIPELINE, name))).toBe("");
  });

  it.each(FILES)("%s: a misspelt key would be found", async (schema, name) => {
    const reader = new Reader();
    try {
      const text = readFileSync(join(PIPELINE, name), "utf8").replace(
        /^( +)(runs-on|stage):/m,
        "$1$2-misspelt:",
      );
      const file = join(reader.folder, "wrong.yml");
      writeFileSync(file, text);
      expect(await schemaProblems(schema, file)).toContain("misspelt");
    } finally {
      reader.dispose();
    }
  });

  it.each(FILES)("%s: plans, comments, applies, looks for drift", (_, name) => {
    const text = readFileSync(join(PIPELINE, name), "utf8");
    for (const command of [
      'TF_IN_AUTOMATION: "1"',
      "terraform test",
      "dbkill preview --policies plan.json --format markdown > preview.md",
      "opa eval --fail-defined",
      "terraform apply dbkill.tfplan",
      "terraform plan -lock=false -detailed-exitcode",
    ]) {
      expect(text).toContain(command);
    }
  });
});

describe("what the pipeline refuses", () => {
  let reader: Reader;
  const main = () => readFileSync(join(PIPELINE, "main.tf"), "utf8");
  /** Plans `main.tf` on an emulator and runs a command on the plan. */
  const planned = async (configuration: string, command: string) => {
    writeFileSync(join(reader.folder, "main.tf"), configuration);
    return reader.run(`npx dbkill emulator --sessions sessions.json -- sh -euc '
      terraform plan -out=dbkill.tfplan && terraform show -json dbkill.tfplan > plan.json'
      ${command}`);
  };

  beforeAll(async () => {
    reader = new Reader();
    await reader.must(`
npm i cdktf-dbkill
cp -R node_modules/cdktf-dbkill/examples/pipeline/. .
printf 'terraform {\\n  backend "local" {}\\n}\\n' > backend_override.tf
npx dbkill mirror terraform.d/plugins
terraform init
`);
    // Go may have to build it first.
    await opa();
  }, 900_000);
  afterAll(() => reader.dispose());

  it("the rule's own tests pass", async () => {
    const output = execFileSync(await opa(), ["test", join(PIPELINE, "policy")], { encoding: "utf8" });
    expect(output).toContain("PASS: 7/7");
  });

  /** As it is, and without the limit of one of the two. */
  const CASES: readonly [name: string, configuration: () => string, refused: string | undefined][] = [
    ["nothing of the template", main, undefined],
    [
      "a kill task without max_kills",
      () => main().replace("  max_kills   = 10\n", ""),
      "dbkill_tencent_dbbrain_kill_task.long_reports",
    ],
    [
      "a policy without max_kills",
      () => main().replace("  max_kills = 20\n", ""),
      "dbkill_auto_kill_policy.idle",
    ],
  ];

  it.each(CASES)("OPA: %s", async (_, configuration, refused) => {
    const evaluate = `${await opa()} eval --fail-defined --format pretty --data policy --input plan.json 'data.dbkill.deny[_]'`;
    const { code, output } = await planned(configuration(), evaluate);
    expect(code).toBe(refused ? 1 : 0);
    if (refused) expect(output).toContain(`${refused} has no max_kills`);
  });

  it.each(CASES)("terraform test: %s", async (_, configuration, refused) => {
    writeFileSync(join(reader.folder, "main.tf"), configuration());
    const { code, output } = await reader.run("terraform test -no-color");
    expect(code).toBe(refused ? 1 : 0);
    expect(output).toContain(refused ? "0 passed, 1 failed" : "1 passed, 0 failed");
  });
});
