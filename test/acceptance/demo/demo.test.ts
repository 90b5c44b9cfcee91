import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mariadbAvailable } from "../../../scripts/mariadb";
import { collect } from "../../../scripts/terraform";

const root = join(__dirname, "..", "..", "..");

describe("the demo", () => {
  let temporary: string;
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), "dbkill-demo-test-"));
  });
  afterEach(() => rmSync(temporary, { recursive: true, force: true }));

  // In one process: the command tsx starts a second one, and ends by itself where a signal is answered late.
  const start = (args: readonly string[] = [], path = process.env.PATH): ChildProcess =>
    spawn(process.execPath, ["--import", "tsx", join("scripts", "demo.ts"), ...args], {
      cwd: root,
      env: { PATH: path, HOME: process.env.HOME, TMPDIR: temporary },
      stdio: ["ignore", "pipe", "pipe"],
    });

  /** What the demo left in the folder for temporary files; tsx keeps its cache there. */
  const leftovers = () => readdirSync(temporary).filter((name) => !name.startsWith("tsx-"));

  it("goes through all five systems, checks every claim and leaves nothing behind", async () => {
    const { code, output } = await collect(start(["--all"]));
    expect({ code, output }).toMatchObject({ code: 0 });
    const claims = output.match(/^ {3}ok: /gm) ?? [];
    expect(output).toContain(`All ${claims.length} claims above were checked.`);
    const acts = output.match(/(?<=^=== ).*(?= API ===$)/gm);
    expect(acts).toEqual([
      "Tencent Cloud's DBbrain",
      "Huawei Cloud's DAS",
      "Huawei Cloud's MRS",
      "Alibaba Cloud's ClickHouse",
      "Alibaba Cloud's OceanBase",
    ]);
    expect(output).toMatch(/^ +\| Code: DBKILL_KILL_PREVIEW$/m);
    expect(output).toMatch(/^ +11 +report .* killed /m);
    expect(output).not.toMatch(/^ +24 +report .* killed/m);
    expect(leftovers()).toEqual([]);
  });

  it("shows policies: by the vendor, for the runner, observed, capped; and with a real server a drain", async () => {
    const { code, output } = await collect(start(["--policy"]));
    expect({ code, output }).toMatchObject({ code: 0 });
    const claims = output.match(/^ {3}ok: /gm) ?? [];
    expect(output).toContain(`All ${claims.length} claims above were checked.`);
    expect(output).toContain("ok: reports is enforced by the vendor");
    expect(output).toContain("ok: the reason is max_kills");
    const place = mariadbAvailable() ? "ok: the database is gone" : "mariadbd is not installed";
    expect(output).toContain(place);
    expect(leftovers()).toEqual([]);
  });

  it("clears everything away on Ctrl-C", async () => {
    const demo = start();
    demo.stdout!.once("data", () => demo.kill("SIGINT"));
    const { code, stderr, output } = await collect(demo);
    expect({ code, output }).toMatchObject({ code: 130 });
    expect(stderr).toContain("interrupted");
    expect(leftovers()).toEqual([]);
  });

  it("lets a Terraform that is running end on Ctrl-C, then clears everything away", async () => {
    const demo = start();
    let seen = "";
    demo.stdout!.on("data", (text: string) => {
      const before = seen.includes("terraform init");
      seen += text;
      if (!before && seen.includes("terraform init")) demo.kill("SIGINT");
    });
    const { code, output } = await collect(demo);
    expect({ code, output }).toMatchObject({ code: 130 });
    expect(leftovers()).toEqual([]);
  });

  it.each([
    [["--nope"]],
    [["word"]],
    [["--mysql", "http://user:hush-hush@host/"]],
    [["--mysql"]],
    [["--vendor", "azure"]],
    [["--policy", "--all"]],
    [["--policy", "--vendor", "huawei"]],
  ])("ends with 2 and its usage when called as %j", async (args) => {
    const { code, stdout, stderr } = await collect(start(args));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: npm run demo");
    expect(stderr).not.toContain("hush-hush");
  });

  it("says which server can't be used, without the password", async () => {
    const { code, output } = await collect(start(["--mysql", "mysql://user:hush-hush@127.0.0.1:1/"]));
    expect(code).toBe(1);
    expect(output).toContain("127.0.0.1:1");
    expect(output).not.toContain("hush-hush");
    expect(leftovers()).toEqual([]);
  });

  it("says how to get Terraform where there is none", async () => {
    const { code, output } = await collect(start([], temporary));
    expect(code).toBe(1);
    expect(output).toContain("https://developer.hashicorp.com/terraform/install");
  });
});
