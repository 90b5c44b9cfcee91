import { App, TerraformOutput, TerraformStack } from "cdktf";
import { DbkillProvider, Duration, KillTarget, PolicyTemplate, SessionFilter, SqlCancel } from "cdktf-dbkill";
import type { Construct } from "constructs";

/** The same policy everywhere. Because of its cap, the runner enforces it on every database. */
const runaways = PolicyTemplate.of({
  name: "runaway-etl",
  filter: SessionFilter.of({ users: ["etl"], minDuration: Duration.minutes(10) }),
  protectedUsers: ["billing"],
  maxKills: 10,
});

const databases: Record<string, KillTarget> = {
  "tencent-mysql": KillTarget.tencentMysql("cdb-8jawylhf"),
  "huawei-mysql": KillTarget.huaweiDas("bcfa975193f1402fa11a6d4fd6baf5fbin01"),
  "alibaba-clickhouse": KillTarget.alibabaClickhouse("cc-bp108z124a8o7h2k5"),
  "alibaba-oceanbase": KillTarget.alibabaOceanbase("ob317v4uif4h2k5q", "t4louaeei6h2k5q"),
};

// Your own MySQL or MariaDB server, such as SHOP_SERVER=db.example.com:3306. Its account: MYSQL_USER, MYSQL_PWD.
const [host, port] = process.env.SHOP_SERVER?.split(":") ?? [];
if (host) databases["own-mysql"] = KillTarget.mysql({ host, ...(port && { port: Number(port) }) });

class Estate extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Keys come from the environment, never from code.
    new DbkillProvider(this, "dbkill", {
      tencent: { region: "ap-guangzhou" },
      huawei: { region: "cn-north-4" },
      alibaba: { region: "cn-hangzhou" },
    });

    const policies = Object.entries(databases).map(([name, target]) => runaways.apply(this, name, target));
    new TerraformOutput(this, "enforced-by", { value: policies.map((policy) => policy.enforcedBy) });

    // MRS can't list its statements, so no policy can match them: cancel them by id.
    const cancel = new SqlCancel(this, "mrs-statements", {
      target: KillTarget.huaweiMrs("5a7d2c18-6f0e-4b53-9d3f-1c2b7e40a961"),
      sqlIds: ["20261122_091502_00041_k3v8q"],
    });
    new TerraformOutput(this, "cancelled", { value: cancel.results });
  }
}

const app = new App();
new Estate(app, "estate");
app.synth();
