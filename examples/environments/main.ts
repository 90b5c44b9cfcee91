import { App, CosBackend, DataResource, TerraformOutput, TerraformStack } from "cdktf";
import {
  type AutoKillPolicySettings,
  DbkillProvider,
  Duration,
  KillTarget,
  PolicyMode,
  PolicyTemplate,
  SessionFilter,
} from "cdktf-dbkill";
import type { Construct } from "constructs";

const REGION = "ap-guangzhou";

/** The team's policy for every database. */
const longReports = PolicyTemplate.of({
  name: "long-reports",
  filter: SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(5) }),
  reason: "Reports lock the order tables.",
});

/** The differences of each environment. */
const environments: Record<string, Partial<AutoKillPolicySettings>> = {
  // Reports, and never kills.
  dev: { mode: PolicyMode.OBSERVE },
  // Unchanged: Tencent Cloud's own task enforces it.
  staging: {},
  // With a cap and exceptions, which the task does not support: the runner enforces it.
  prod: {
    maxKills: 50,
    protectedUsers: ["etl"],
    exclude: SessionFilter.of({ infoKeywords: ["/* nightly */"] }),
  },
};

/** With STATE_BUCKET, each stack's state is an object in that bucket; otherwise a file beside this program. */
function keepState(stack: TerraformStack): void {
  const bucket = process.env.STATE_BUCKET;
  if (bucket) new CosBackend(stack, { region: REGION, bucket, prefix: `dbkill/${stack.node.id}` });
}

/** The databases of an environment. */
class Databases extends TerraformStack {
  readonly ordersId: string;

  constructor(scope: Construct, environment: string) {
    super(scope, `databases-${environment}`);
    keepState(this);

    // Represents your resource, such as a tencentcloud_mysql_instance, and its id.
    const orders = new DataResource(this, "orders", { input: { id: `cdb-orders-${environment}` } });
    this.ordersId = orders.output.lookup("id");
  }
}

/** Their policies, in a separate stack: another team may plan and apply it. */
class Policies extends TerraformStack {
  constructor(scope: Construct, environment: string, databases: Databases) {
    super(scope, `policies-${environment}`);
    keepState(this);

    // Keys come from the environment (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY), never from code.
    new DbkillProvider(this, "dbkill", { tencent: { region: REGION } });

    // The id comes from the other stack's state.
    const target = KillTarget.tencentMysql(databases.ordersId);
    const policy = longReports.apply(this, "long-reports", target, environments[environment]);

    new TerraformOutput(this, "enforced-by", { value: policy.enforcedBy });
  }
}

const app = new App();
for (const environment of Object.keys(environments)) {
  new Policies(app, environment, new Databases(app, environment));
}
app.synth();
