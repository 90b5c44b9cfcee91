import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { collect, findTerraform } from "../../../scripts/terraform";
import { KillEngine, KillTarget, KillTask, SessionFilter } from "../../../src";
import { handlerCodes, LOCAL_ENGINES, Stage } from "../../support/local-exec";
import { describeLife } from "../../support/local-exec-life";

describe.each(LOCAL_ENGINES)("on the engine %s", (engine) => describeLife(engine));

describe("without the right Node.js", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.create(KillEngine.TERRAFORM_DATA);
    await stage.sessions("dbbrain", "cdb-1", []);
    await stage.synth((stack) => {
      const filter = SessionFilter.of({ users: ["u"] });
      new KillTask(stack, "task", { target: KillTarget.tencentMysql("cdb-1"), filter });
    });
  });
  afterAll(() => stage.dispose());

  test("Terraform says that there is no node, nothing is sent, and a later apply starts the task", async () => {
    const { env } = stage.terraform;
    const path = env.PATH;
    const bin = join(stage.directory, "bin");
    mkdirSync(bin);
    symlinkSync(findTerraform()!, join(bin, "terraform"));
    env.PATH = bin;
    const { code, output } = await stage.terraform.apply();
    env.PATH = path;
    expect(code).toBe(1);
    expect(output).toMatch(/"node": executable file not found/);
    expect(await stage.calls("CreateKillTask")).toBe(0);
    await stage.applied();
    expect(await stage.running()).toHaveLength(1);
  });

  test("an old one says so, and the task is stopped by a later destroy", async () => {
    const old = join(stage.directory, "old.cjs");
    writeFileSync(old, 'Object.defineProperty(process.versions, "node", { value: "18.20.4" });');
    const { env } = stage.terraform;
    env.NODE_OPTIONS = `--require ${old}`;
    const { code, output } = await stage.terraform.destroy();
    delete env.NODE_OPTIONS;
    expect(code).toBe(1);
    expect(handlerCodes(output)).toEqual(["DBKILL_NODE_TOO_OLD"]);
    expect(await stage.running()).toHaveLength(1);
    await stage.destroyed();
    expect(await stage.running()).toEqual([]);
  });
});

test("the demo plays one program on all three engines, and checks every claim", async () => {
  const root = join(__dirname, "..", "..", "..");
  const demo = spawn(process.execPath, [require.resolve("tsx/cli"), "scripts/demo.ts", "--engine", "null"], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { code, output } = await collect(demo);
  expect({ code, output }).toMatchObject({ code: 0 });
  for (const engine of ["PROVIDER", "NULL_RESOURCE", "TERRAFORM_DATA"])
    expect(output).toContain(`KillEngine.${engine}`);
  expect(output).toContain("ok: all three did the same to the database");
});
