import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "../support/kubernetes";
import { auditIn, enforced } from "../support/runner";
import { codes, Workspace } from "../support/workspace";

const SHARDS = 3;

/** The example with databases of the emulator, and `terraform_data` in the place of the ConfigMap, whose provider is not here. */
function standIn(): string {
  const whole = text("main.tf");
  const body = whole.slice(whole.indexOf('resource "dbkill_auto_kill_policy"'));
  const replaced = body
    .replace('"mysql"', '"dbbrain"')
    .replace('"${each.key}.db.internal.example:3306"', '"cdb-${each.key}"')
    .replace(
      /resource "kubernetes_config_map_v1" "policies" \{\s+metadata \{[^}]*\}\s+data =/,
      'resource "terraform_data" "policies" {\n  input =',
    );
  expect(replaced).toContain('resource "terraform_data" "policies"');
  return replaced;
}

describe("the Terraform configuration for Kubernetes", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
    for (const name of ["orders", "stock", "billing"]) {
      await it_.sessions(`cdb-${name}`, [
        { id: "11", user: "report", duration_seconds: 75, info: "select 1" },
        { id: "12", user: "report", duration_seconds: 75, info: "select /* keep */ 2" },
      ]);
    }
  });
  afterAll(() => it_.dispose());

  test("writes a ConfigMap of which every shard enforces its part, and together all", async () => {
    it_.write(standIn());
    const { code, output } = await it_.terraform.apply();
    expect([code, codes(output)]).toEqual([0, []]);
    const { input } = await it_.attributes("terraform_data.policies");
    const names = Object.keys(input);
    expect(names).toHaveLength(3);
    const folder = join(it_.directory, "policies");
    mkdirSync(folder);
    for (const name of names) {
      // What a ConfigMap takes as a key.
      expect(name).toMatch(/^[-._a-zA-Z0-9]+\.json$/);
      writeFileSync(join(folder, name), input[name]);
    }
    const killed: string[] = [];
    for (let shard = 0; shard < SHARDS; shard++) {
      const audit = join(it_.directory, `audit-${shard}`);
      const env = { ...it_.terraform.env, JOB_COMPLETION_INDEX: String(shard) };
      const ran = await enforced(
        ["--policies", folder, "--once", "--shard", `auto/${SHARDS}`, "--audit", audit],
        env,
      );
      expect([ran.code, ran.err.includes("Warning")]).toEqual([0, false]);
      killed.push(
        ...auditIn(audit).flatMap(({ outcome, target }) =>
          outcome ? [`${target.instance_id} ${outcome}`] : [],
        ),
      );
    }
    expect(killed.sort()).toEqual(["cdb-billing killed", "cdb-orders killed", "cdb-stock killed"]);
  });
});
