import { App, TerraformOutput, TerraformStack } from "cdktf";
import { DbkillProvider, KillTarget, SqlCancel } from "cdktf-dbkill";
import type { Construct } from "constructs";

/** Cancels three statements of an MRS cluster, once, and tells what became of each. */
class Incident extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Keys come from the environment (HW_ACCESS_KEY, HW_SECRET_KEY, HW_PROJECT_ID), never from code.
    new DbkillProvider(this, "dbkill", { huawei: { region: "cn-north-4" } });

    const cancel = new SqlCancel(this, "runaway-joins", {
      target: KillTarget.huaweiMrs("5a7d2c18-6f0e-4b53-9d3f-1c2b7e40a961"),
      sqlIds: ["20261122_091502_00041_k3v8q", "20261122_092230_00044_k3v8q", "20261122_092817_00046_k3v8q"],
    });

    new TerraformOutput(this, "results", { value: cancel.results });
  }
}

const app = new App();
new Incident(app, "mrs-incident");
app.synth();
