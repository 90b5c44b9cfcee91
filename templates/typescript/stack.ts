import { TerraformOutput, TerraformStack } from "cdktf";
import { DbkillProvider, Duration, KillTarget, PolicyTemplate, SessionFilter } from "cdktf-dbkill";
import type { Construct } from "constructs";

/** What the team wants on every database. */
export const longReports = PolicyTemplate.of({
  name: "long-reports",
  filter: SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(5) }),
  protectedUsers: ["etl"],
  maxKills: 10,
});

export class PolicyStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Keys come from the environment (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY), never from code.
    new DbkillProvider(this, "dbkill", { tencent: { region: "ap-guangzhou" } });

    const policy = longReports.apply(this, "long-reports", KillTarget.tencentMysql("cdb-8jawylhf"));

    new TerraformOutput(this, "status", { value: policy.status });
  }
}
