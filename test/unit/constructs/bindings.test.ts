import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { TerraformStack, Testing } from "cdktf";
import "cdktf/lib/testing/adapters/jest";
import { bindings, VERSION } from "../../../src";
import { provider } from "../../../src/resources/provider";

Testing.setupJest();
const root = resolve(__dirname, "../../..");

describe("The generated bindings", () => {
  test("are what `npm run bindings` makes of the provider's schema now", () => {
    const fresh = mkdtempSync(join(tmpdir(), "dbkill-bindings-"));
    try {
      const output = execFileSync(
        process.execPath,
        ["--import", "tsx", join(root, "scripts/generate-bindings.ts"), fresh],
        { cwd: root, encoding: "utf8" },
      );
      expect(output).toBe("");
      const stale = "src/constructs/bindings is stale: run `npm run bindings` and commit what it writes.";
      expect({ stale, files: read(join(root, "src/constructs/bindings")) }).toEqual({
        stale,
        files: read(fresh),
      });
    } finally {
      rmSync(fresh, { recursive: true });
    }
  });

  test.each([
    ["maxKill", { maxKill: 3 }],
    ["match.user", { match: { user: ["report"] } }],
    ["timeouts.crate", { timeouts: { crate: "5m" } }],
    ["toString", { toString: 1 }],
  ])("refuse %s, which CDKTF would drop without a word", (path, wrong) => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const declare = () =>
      new bindings.TencentDbbrainKillTask(stack, "task", { instanceId: "cdb-1", ...wrong } as never);
    expect(declare).toThrow(
      expect.objectContaining({
        code: "DBKILL_PROPERTY_UNKNOWN",
        where: "stack/task: TencentDbbrainKillTask",
        problems: [expect.objectContaining({ path })],
      }),
    );
  });

  test("refuse a misspelt name in an item of a list and in a block of the provider", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const place = { instanceId: "ob-1", tenantId: "t-1" };
    const sessions = [{ server: "10.0.0.1", id: "1" }, { sever: "10.0.0.1", id: "1" } as never];
    expect(() => new bindings.AlibabaOceanbaseSessionKill(stack, "kill", { ...place, sessions })).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ path: "sessions[1].sever" })] }),
    );
    expect(() => new bindings.DbkillProvider(stack, "p", { tencent: { regoin: "x" } as never })).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ path: "tencent.regoin" })] }),
    );
  });

  test("take the sessions of another resource, and everything that CDKTF itself takes", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const provider = new bindings.DbkillProvider(stack, "p", { alias: "other" });
    const target = { service: "oceanbasepro", instanceId: "ob-1", tenantId: "t-1" };
    const listed = new bindings.DataDbkillSessions(stack, "listed", { target, provider });
    const kill = new bindings.AlibabaOceanbaseSessionKill(stack, "kill", {
      instanceId: "ob-1",
      tenantId: "t-1",
      sessions: listed.sessions as never,
      provider,
      dependsOn: [listed],
      lifecycle: { preventDestroy: true },
      count: 1,
    });
    expect(Testing.synth(stack)).toContain(kill.terraformResourceType);
  });

  test("cover every type of the provider", () => {
    const types = Object.values(bindings).flatMap((binding) =>
      "tfResourceType" in binding ? [binding.tfResourceType] : [],
    );
    expect(types.sort()).toEqual(
      ["dbkill", ...Object.keys(provider.resources), ...Object.keys(provider.dataSources)].sort(),
    );
  });

  test("write what they are given", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const target = { service: "dbbrain", instanceId: "cdb-1" };
    new bindings.DbkillProvider(stack, "dbkill");
    new bindings.TencentDbbrainKillTask(stack, "task", { instanceId: "cdb-1", match: { users: ["report"] } });
    new bindings.HuaweiDasKillSwitch(stack, "switch", { instanceId: "in01", enabled: true });
    new bindings.DataDbkillSessions(stack, "sessions", { target, limit: 5 });
    const synthesized = Testing.synth(stack, true);
    expect(synthesized).toHaveProvider(bindings.DbkillProvider);
    expect(synthesized).toHaveResourceWithProperties(bindings.TencentDbbrainKillTask, {
      match: { users: ["report"] },
    });
    expect(synthesized).toHaveResourceWithProperties(bindings.HuaweiDasKillSwitch, { enabled: true });
    expect(synthesized).toHaveDataSourceWithProperties(bindings.DataDbkillSessions, { limit: 5 });
  });

  test("bring this package's version", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const provider = new bindings.DbkillProvider(stack, "dbkill");
    expect(provider.terraformGeneratorMetadata?.providerVersion).toBe(VERSION);
  });

  test("change nested attributes after the fact, through the reference or by putting them anew", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const task = new bindings.TencentDbbrainKillTask(stack, "task", {
      instanceId: "cdb-1",
      match: { users: ["report"] },
    });
    const match = () => JSON.parse(Testing.synth(stack)).resource.dbkill_tencent_dbbrain_kill_task.task.match;
    expect(task.matchInput).toEqual({ users: ["report"] });
    task.match.databases = ["shop"];
    expect(match()).toEqual({ users: ["report"], databases: ["shop"] });
    task.putMatch({ hosts: ["10.0.0.7"] });
    expect(match()).toEqual({ hosts: ["10.0.0.7"] });
    task.resetMatch();
    expect(match()).toBeUndefined();
  });

  test("can be written as HCL too", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    new bindings.DbkillProvider(stack, "dbkill");
    new bindings.TencentDbbrainKillTask(stack, "task", { instanceId: "cdb-1", match: { users: ["report"] } });
    expect(Testing.synthHcl(stack)).toMatch(
      /resource "dbkill_tencent_dbbrain_kill_task" "task" \{\s+instance_id = "cdb-1"/,
    );
  });
});

function read(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]),
  );
}
