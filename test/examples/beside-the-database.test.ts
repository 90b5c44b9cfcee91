import { join } from "node:path";
import { emulatorEnvironment, VENDORS } from "../../scripts/emulator-environment";
import { Terraform } from "../../scripts/terraform";
import { Emulator } from "../../src/emulator";
import { writeStandIns } from "./stand-in-mirror";
import { standInId } from "./stand-ins";
import { Reader, stepsOf } from "./walk";

interface Applied {
  readonly type: string;
  readonly values: {
    readonly id: string;
    readonly status?: string;
    readonly target?: { readonly instance_id: string };
  };
}

describe("beside-the-database, with stand-ins for the clouds' providers", () => {
  it("gives each new database its policy in one apply, and takes both away in one destroy", async () => {
    const reader = new Reader();
    const emulator = await Emulator.start();
    try {
      await reader.must(stepsOf("examples/beside-the-database/README.md").script);
      const stack = join(reader.folder, "beside-the-database/cdktf.out/stacks/shop");
      writeStandIns(stack);
      const ids = {
        dbbrain: standInId("tencentcloud", "orders"),
        das: standInId("huaweicloud", "stock"),
        clickhouse: standInId("alicloud", "23.8"),
      };
      for (const [service, instance_id] of Object.entries(ids)) {
        await emulator.addSessions({ service: service as keyof typeof ids, instance_id, sessions: [] });
      }
      const env = Object.assign({}, ...VENDORS.map((vendor) => emulatorEnvironment(vendor, emulator.url)));
      const terraform = new Terraform(stack, env);
      try {
        await terraform.init();
        await terraform.must("apply", "-auto-approve", "-no-color");
        const { values } = await terraform.show();
        const applied: Applied[] = values.root_module.resources;
        const policies = applied.filter(({ type }) => type === "dbkill_auto_kill_policy");
        expect(policies.map((policy) => policy.values.target?.instance_id).sort()).toEqual(
          Object.values(ids).sort(),
        );
        expect(policies.map((policy) => policy.values.status)).toEqual(["pending", "pending", "pending"]);
        expect(applied).toHaveLength(7);
        expect((await terraform.plan("-detailed-exitcode")).code).toBe(0);
        await terraform.must("destroy", "-auto-approve", "-no-color");
        expect((await terraform.show()).values).toBeUndefined();
      } finally {
        terraform.dispose();
      }
    } finally {
      await emulator.close();
      reader.dispose();
    }
  });
});
