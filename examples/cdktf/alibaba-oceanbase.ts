import { App, TerraformOutput, TerraformStack } from "cdktf";
import { DbkillProvider, KillTarget, SessionKill } from "cdktf-dbkill";
import type { Construct } from "constructs";

/** Kills chosen sessions of an OceanBase tenant, once, and tells what became of each. */
class Incident extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Keys come from the environment (ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET), never from code.
    new DbkillProvider(this, "dbkill", { alibaba: { region: "cn-hangzhou" } });

    const kill = new SessionKill(this, "stuck", {
      target: KillTarget.alibabaOceanbase("ob317v4uif4h2k5q", "t4louaeei6h2k5q"),
      sessions: [
        { server: "192.168.13.119", id: "3221487618" },
        { server: "192.168.13.119", id: "9007199254740993" },
        { server: "192.168.13.120", id: "3221488021" },
      ],
    });

    new TerraformOutput(this, "results", { value: kill.results });
  }
}

const app = new App();
new Incident(app, "oceanbase-incident");
app.synth();
