import { App, type TerraformElement, TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import {
  ApplyAutoKillPolicy,
  DbkillProvider,
  Duration,
  PolicyTemplate,
  RequireAutoKillPolicy,
  SessionFilter,
} from "cdktf-dbkill";
import type { Construct } from "constructs";

const longReports = PolicyTemplate.of({
  name: "long-reports",
  filter: SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(5) }),
  maxKills: 20,
});

/** Databases of three clouds, each with its policy. */
class Shop extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Keys of all providers come from the environment, never from code.
    provider(this, "tencentcloud", "tencentcloudstack/tencentcloud", { region: "ap-guangzhou" });
    provider(this, "huaweicloud", "huaweicloud/huaweicloud", { region: "cn-north-4" });
    provider(this, "alicloud", "aliyun/alicloud", { region: "cn-hangzhou" });
    new DbkillProvider(this, "dbkill", {
      tencent: { region: "ap-guangzhou" },
      huawei: { region: "cn-north-4" },
      alibaba: { region: "cn-hangzhou" },
    });

    resource(this, "orders", "tencentcloud_mysql_instance", {
      instance_name: "orders",
      mem_size: 4000,
      volume_size: 200,
      engine_version: "8.0",
    });
    resource(this, "stock", "huaweicloud_rds_instance", {
      name: "stock",
      flavor: "rds.mysql.x1.large.2",
      availability_zone: ["cn-north-4a"],
      vpc_id: "0f1e2d3c-vpc",
      subnet_id: "0f1e2d3c-subnet",
      security_group_id: "0f1e2d3c-group",
      db: { type: "MySQL", version: "8.0" },
      volume: { type: "CLOUDSSD", size: 100 },
    });
    resource(this, "clicks", "alicloud_click_house_db_cluster", {
      db_cluster_version: "23.8",
      category: "Basic",
      db_cluster_class: "S8",
      db_cluster_network_type: "vpc",
      db_node_group_count: 1,
      payment_type: "PayAsYouGo",
      db_node_storage: "500",
      storage_type: "cloud_essd",
      vswitch_id: "vsw-bp1q",
    });
    resource(this, "archive", "tencentcloud_mysql_instance", {
      instance_name: "archive",
      mem_size: 1000,
      volume_size: 50,
    });

    // Gives a policy to every database that has none, and refuses databases without one unless they are exempt with a reason.
    const exempt = { archive: "Nobody is connected but the backup." };
    ApplyAutoKillPolicy.addTo(this, { template: longReports, exempt });
    RequireAutoKillPolicy.addTo(this, { exempt });
  }
}

/** A provider without generated bindings, which `cdktf get` creates. */
class Provider extends TerraformProvider {}

function provider(scope: Construct, name: string, source: string, settings: Record<string, unknown>): void {
  const metadata = { providerName: name };
  write(
    new Provider(scope, name, {
      terraformResourceType: name,
      terraformProviderSource: source,
      terraformGeneratorMetadata: metadata,
    }),
    settings,
  );
}

/** A resource without generated bindings. The Aspects recognise it by its Terraform type, like one of any class. */
function resource(scope: Construct, id: string, type: string, settings: Record<string, unknown>): void {
  write(new TerraformResource(scope, id, { terraformResourceType: type }), settings);
}

function write(element: TerraformElement, settings: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(settings)) element.addOverride(name, value);
}

const app = new App();
new Shop(app, "shop");
app.synth();
