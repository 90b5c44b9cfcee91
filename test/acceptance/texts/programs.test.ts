import { spawn } from "node:child_process";
import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Project } from "../../../scripts/project";
import { collect, Terraform } from "../../../scripts/terraform";
import { parseFaults } from "../../../src/emulator";
import { codeBlocks, TEXTS } from "../../support/markdown";

const modules = join(__dirname, "..", "..", "..", "node_modules");
const programs = codeBlocks(TEXTS, "ts");

describe("programs that readers copy", () => {
  let project: Project;
  beforeEach(() => {
    project = Project.create();
  });
  afterEach(() => project.dispose());

  it("compile in strict mode against the built package", async () => {
    // Only for `console` and the like, as a project that runs on Node has them.
    symlinkSync(join(modules, "@types"), join(project.directory, "node_modules", "@types"));
    for (const [index, { code }] of programs.entries()) project.write(`program-${index}.ts`, code);
    const options = { strict: true, module: "node16", target: "es2022", types: ["node"], skipLibCheck: true };
    project.write(
      "tsconfig.json",
      JSON.stringify({ compilerOptions: { ...options, noEmit: true }, include: ["*.ts"] }),
    );
    const compiler = spawn(join(modules, ".bin", "tsc"), ["-p", project.directory], { stdio: "pipe" });
    expect(await collect(compiler)).toMatchObject({ code: 0, output: "" });
    expect(programs.length).toBeGreaterThan(0);
  });

  it.each(programs)("run, and Terraform takes what they synthesize, in $where", async ({ code: text }) => {
    project.write("main.ts", text);
    const { code, output } = await collect(project.start("main.ts"));
    expect({ code, output }).toMatchObject({ code: 0 });
    const stacks = join(project.directory, "cdktf.out", "stacks");
    for (const stack of existsSync(stacks) ? readdirSync(stacks) : []) {
      const terraform = new Terraform(join(stacks, stack));
      try {
        await terraform.init();
        expect((await terraform.must("validate", "-no-color")).stdout).toContain("Success!");
      } finally {
        terraform.dispose();
      }
    }
    expect(text.includes("app.synth()")).toBe(existsSync(stacks));
  });
});

describe("lists of faults that readers copy", () => {
  it.each(codeBlocks(TEXTS, "json"))("are taken by the emulator in $where", ({ code }) => {
    const { faults } = JSON.parse(code);
    expect(parseFaults(faults, "faults")).toEqual(faults);
  });
});
