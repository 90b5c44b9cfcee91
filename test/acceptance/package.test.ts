import { execFile, execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { emulatorEnvironment } from "../../scripts/emulator-environment";
import { Terraform } from "../../scripts/terraform";
import { Emulator } from "../../src/emulator";
import { VERSION } from "../../src/version";
import { SECRETS } from "../support/workspace";

const ROOT = resolve(__dirname, "../..");
const { devDependencies } = require("../../package.json") as { devDependencies: Record<string, string> };

/** A dozen lines, as a newcomer writes them. */
const PROGRAM = `
const { App, TerraformStack } = require("cdktf");
const { DbkillProvider, Duration, KillTarget, KillTask, SessionFilter } = require("cdktf-dbkill");

const app = new App();
const stack = new TerraformStack(app, "kills");
new DbkillProvider(stack, "dbkill");
new KillTask(stack, "reports", {
  target: KillTarget.tencentMysql("cdb-1"),
  filter: SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(1) }),
});
app.synth();
`;

describe("the package, installed into an empty folder", () => {
  let directory: string;
  let emulator: Emulator;

  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "dbkill-package-"));
    emulator = await Emulator.start();
    execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", directory], {
      cwd: ROOT,
    });
    const tarball = readdirSync(directory).find((name) => name.endsWith(".tgz"))!;
    const wanted = ["cdktf", "constructs"].map((name) => `${name}@${devDependencies[name]}`);
    run("npm", "init", "--yes", "--silent");
    run(
      "npm",
      "install",
      "--silent",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      `./${tarball}`,
      ...wanted,
    );
  });
  afterAll(async () => {
    await emulator.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test("holds a command that says its version, its help and what is wrong with a call", () => {
    expect(run("npx", "--no-install", "dbkill", "--version").trim()).toBe(VERSION);
    expect(run("npx", "--no-install", "dbkill", "--help")).toContain("emulator");
    for (const args of [
      ["nonsense"],
      ["mirror"],
      ["emulator", "--port", "x"],
      ["mirror", "x", "--platform", "solaris"],
    ]) {
      expect(() => run("npx", "--no-install", "dbkill", ...args)).toThrow(
        expect.objectContaining({ status: 2 }),
      );
    }
    expect(() => run("npx", "--no-install", "dbkill", "provider")).toThrow(
      expect.objectContaining({ status: 1 }),
    );
  });

  test("synthesizes a stack that Terraform applies, with no registry and no settings", async () => {
    await emulator.addSessions({
      service: "dbbrain",
      instance_id: "cdb-1",
      sessions: [{ id: "11", user: "report", duration_seconds: 75 }],
    });
    writeFileSync(join(directory, "main.js"), PROGRAM);
    run("node", "main.js");
    const stack = "-chdir=cdktf.out/stacks/kills";
    const terraform = new Terraform(directory, {
      DBKILL_ENDPOINT_URL: emulator.url,
      TENCENTCLOUD_REGION: "ap-guangzhou",
      TENCENTCLOUD_SECRET_ID: SECRETS.id,
      TENCENTCLOUD_SECRET_KEY: SECRETS.key,
    });
    try {
      await terraform.must(stack, "init", "-no-color");
      await terraform.must(stack, "apply", "-no-color", "-auto-approve");
      await emulator.advanceClock(1);
      expect((await emulator.state()).kills.map(({ session }) => session.id)).toEqual(["11"]);
      expect(await terraform.run(stack, "plan", "-no-color", "-detailed-exitcode")).toMatchObject({
        code: 0,
      });
      await terraform.must(stack, "destroy", "-no-color", "-auto-approve");
      expect((await emulator.state()).tasks.filter(({ status }) => status === "running")).toEqual([]);
    } finally {
      terraform.dispose();
    }
  });

  test.each([
    ["emulator", "Emulator", "function"],
    ["testing", "autoKillPolicyMatchers", "object"],
  ])(
    "types its %s under the module resolution of `cdktf init`, which reads no exports",
    (entry, name, type) => {
      const found = join(directory, "node_modules/cdktf-dbkill", entry, "package.json");
      const { main, types } = JSON.parse(readFileSync(found, "utf8")) as { main: string; types: string };
      const folder = dirname(found);
      expect(Object.keys(require(join(folder, main)))).toContain(name);
      expect(readFileSync(join(folder, types), "utf8")).toContain(name);
      const { typesVersions } = JSON.parse(readFileSync(join(folder, "../package.json"), "utf8"));
      for (const file of typesVersions["*"][entry]) expect(existsSync(join(folder, "..", file))).toBe(true);
      expect(run("node", "-p", `typeof require('cdktf-dbkill/${entry}').${name}`).trim()).toBe(type);
    },
  );

  test("holds matchers that need neither CDKTF nor a test runner", () => {
    const program = `
      const { expect } = require(${JSON.stringify(require.resolve("expect"))});
      const { autoKillPolicyMatchers } = require("cdktf-dbkill/testing");
      expect.extend(autoKillPolicyMatchers);
      const policy = { target: { service: "das", instance_id: "in01" }, max_kills: 3 };
      const stack = { resource: { dbkill_auto_kill_policy: { policy } } };
      expect(JSON.stringify(stack)).toHaveAutoKillPolicyFor("in01", { max_kills: 3 });
      expect(stack).not.toHaveAutoKillPolicyFor("in02");
      const foreign = Object.keys(require.cache).filter((path) => /node_modules.(cdktf|constructs)[/]/.test(path));
      console.log(foreign.length);`;
    expect(run("node", "-e", program).trim()).toBe("0");
  });

  test("publishes no internal member", () => {
    const lib = join(directory, "node_modules/cdktf-dbkill/lib/constructs");
    const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".d.ts"),
    );
    expect(files.length).toBeGreaterThan(10);
    for (const name of files) expect(readFileSync(join(lib, name), "utf8")).not.toMatch(/@internal/);
  });

  test("has types that need no other package's than cdktf's and constructs'", () => {
    const lib = join(directory, "node_modules/cdktf-dbkill/lib");
    const seen = new Set<string>();
    const packages = new Set<string>();
    const follow = (path: string): void => {
      const file = [`${path}.d.ts`, join(path, "index.d.ts")].find(existsSync);
      if (!file || seen.has(file)) return;
      seen.add(file);
      for (const [, from] of readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport\()\s*"([^"]+)"/g)) {
        if (from!.startsWith(".")) follow(join(dirname(file), from!));
        else packages.add(from!);
      }
    };
    for (const entry of ["index", "emulator/index", "testing/index"]) follow(join(lib, entry));
    expect(seen.size).toBeGreaterThan(30);
    expect([...packages].filter((name) => !name.startsWith("node:")).sort()).toEqual(["cdktf", "constructs"]);
  });

  test("previews policies on live databases, with no other package", async () => {
    const target = { service: "dbbrain", instance_id: "cdb-2" };
    await emulator.addSessions({ ...target, service: "dbbrain", sessions: [{ id: "11", user: "report" }] });
    const policy = { name: "report", target, match: { users: ["report"] } };
    writeFileSync(join(directory, "policies.json"), JSON.stringify({ version: 1, policies: [policy] }));
    const env = { ...process.env, ...emulatorEnvironment("tencent", emulator.url) };
    const words = ["--no-install", "dbkill", "preview", "--policies", "policies.json", "--format", "json"];
    const printed = await promisify(execFile)("npx", words, { cwd: directory, env });
    expect(JSON.parse(printed.stdout).policies).toMatchObject([{ victims: [{ id: "11" }] }]);
  });

  test("installs no MySQL driver, and says so where --mysql asks for it", () => {
    expect(readdirSync(join(directory, "node_modules"))).not.toContain("mysql2");
    const emulator = () =>
      run("npx", "--no-install", "dbkill", "emulator", "--port", "0", "--mysql", "mysql://127.0.0.1:1/");
    expect(emulator).toThrow(/--mysql: .*npm i mysql2/);
  });

  test("says what to install where cdktf is missing, while HCL goes on without it", () => {
    const modules = join(directory, "node_modules");
    renameSync(join(modules, "cdktf"), join(modules, "cdktn"));
    try {
      expect(run("npx", "--no-install", "dbkill", "mirror", "no-cdktf").split("\n").length).toBeGreaterThan(
        4,
      );
      const load = () => run("node", "-e", "require('cdktf-dbkill')");
      expect(load).toThrow(/DBKILL_PEER_MISSING/);
      expect(load).toThrow(/npm i cdktf@npm:cdktn@/);
    } finally {
      renameSync(join(modules, "cdktn"), join(modules, "cdktf"));
    }
  });

  describe.each(["without Node.js on the PATH", "below a module package, with a preload"])(
    "in Terraform %s",
    (place) => {
      const missing = place.startsWith("without");

      test(missing ? "says so in one line" : "starts", async () => {
        const folder = join(directory, missing ? "no-node" : "esm");
        mkdirSync(folder);
        run("npx", "--no-install", "dbkill", "mirror", join(folder, "terraform.d/plugins"));
        writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
        writeFileSync(join(folder, "preload.mjs"), "");
        writeFileSync(
          join(folder, "main.tf"),
          // An old Terraform starts no provider that no resource needs.
          'terraform {\n  required_providers {\n    dbkill = { source = "registry.terraform.io/dbkill/dbkill" }\n  }\n}\nresource "dbkill_huawei_das_kill_switch" "on" {\n  instance_id = "bcfa975193f1402fa11a6d4fd6baf5fbin01"\n  enabled = true\n}\n',
        );
        const terraform = new Terraform(
          folder,
          missing
            ? { PATH: join(folder, "terraform.d") }
            : { NODE_OPTIONS: `--import ${join(folder, "preload.mjs")}` },
        );
        try {
          await terraform.init();
          const { code, output } = await terraform.run("validate", "-no-color");
          expect(code).toBe(missing ? 1 : 0);
          if (missing)
            expect(output.replace(/\s*│?\s+/g, " ")).toContain(
              "dbkill needs Node.js 20.18.1 or later on the PATH",
            );
        } finally {
          terraform.dispose();
        }
      });
    },
  );

  test("serves plain HCL from a mirror", async () => {
    const folder = join(directory, "hcl");
    mkdirSync(folder);
    run("npx", "--no-install", "dbkill", "mirror", "hcl/terraform.d/plugins");
    writeFileSync(
      join(folder, "main.tf"),
      `terraform {
  required_providers {
    dbkill = { source = "registry.terraform.io/dbkill/dbkill" }
  }
}
data "dbkill_sessions" "all" {
  target {
    service     = "dbbrain"
    instance_id = "cdb-1"
  }
}`,
    );
    const terraform = new Terraform(folder);
    try {
      await terraform.init();
      expect(await terraform.run("validate", "-no-color")).toMatchObject({ code: 0 });
    } finally {
      terraform.dispose();
    }
  });
});
