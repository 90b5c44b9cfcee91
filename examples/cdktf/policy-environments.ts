import { App, TerraformOutput, TerraformResource, TerraformStack } from "cdktf";
import {
  ApplyAutoKillPolicy,
  AutoKillPolicy,
  type AutoKillPolicySettings,
  DbkillProvider,
  Duration,
  GroupBy,
  KillTarget,
  PolicyMode,
  PolicyTemplate,
  RequireAutoKillPolicy,
  SessionFilter,
  Victims,
  Window,
} from "cdktf-dbkill";
import type { Construct } from "constructs";

/** What the team wants on every database. */
const reports = PolicyTemplate.of({
  name: "long-reports",
  filter: SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(5) }),
  reason: "Reports lock the order tables.",
});

/** How far it goes, in each environment. */
const environments: Record<string, Partial<AutoKillPolicySettings>> = {
  dev: { mode: PolicyMode.OBSERVE },
  staging: { maxKills: 5 },
  prod: {
    maxKills: 50,
    protectedUsers: ["etl"],
    exclude: SessionFilter.of({ infoKeywords: ["/* nightly */"] }),
  },
};

/** A shop's databases in one environment. */
class Shop extends TerraformStack {
  constructor(scope: Construct, environment: string) {
    super(scope, environment);

    // Keys come from the environment (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY), never from code.
    new DbkillProvider(this, "dbkill", { tencent: { region: "ap-guangzhou" } });

    // Of any class: databases are told by their Terraform types. A binding of the provider works the same.
    const orders = new TerraformResource(this, "orders", {
      terraformResourceType: "tencentcloud_mysql_instance",
    });
    new TerraformResource(this, "archive", { terraformResourceType: "tencentcloud_mysql_instance" });

    // The team's policy for every database that has none.
    const exempt = { archive: "Nobody is connected but the backup." };
    ApplyAutoKillPolicy.addTo(this, { template: reports.with(environments[environment]!), exempt });
    // From now on, a database without a policy and without a reason can't be deployed.
    RequireAutoKillPolicy.addTo(this, { exempt });

    // One of its own, beside it, for a database elsewhere.
    const stampede = new AutoKillPolicy(this, "stampede", {
      name: "stampede",
      target: KillTarget.mysql({ host: `db.${environment}.example.com` }),
      filter: SessionFilter.of({
        databases: ["shop"],
        commands: ["Query"],
        minDuration: Duration.seconds(10),
      }),
      // Of each group of equal statements the oldest may finish.
      victims: Victims.ALL_BUT_OLDEST,
      groupBy: GroupBy.FINGERPRINT,
      maxKills: 50,
      when: { activeSessionsAtLeast: 200, for: Duration.seconds(30) },
      windows: [
        Window.of({
          days: ["mon", "tue", "wed", "thu", "fri"],
          start: "08:00",
          end: "20:00",
          timeZone: "Europe/Berlin",
        }),
      ],
      dependsOn: [orders],
    });
    new TerraformOutput(this, "enforced-by", { value: stampede.enforcedBy });
  }
}

const app = new App();
for (const environment of Object.keys(environments)) new Shop(app, environment);
app.synth();
