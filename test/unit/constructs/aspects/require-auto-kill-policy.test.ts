import { Annotations, Aspects, TerraformHclModule, type TerraformStack, Testing } from "cdktf";
import {
  AutoKillPolicy,
  KillTarget,
  PolicyMode,
  RequireAutoKillPolicy,
  type RequireAutoKillPolicyProps,
  SessionFilter,
} from "../../../../src";
import { newStack, refusals } from "../support";
import { annotations, apply, complaintsOf, database, template } from "./support";

const MYSQL = "tencentcloud_mysql_instance";
const TDSQLC = "tencentcloud_cynosdb_cluster";
const RDS = "huaweicloud_rds_instance";
const MRS = "huaweicloud_mapreduce_cluster";
const UNPROTECTED = "stack/db DBKILL_DATABASE_UNPROTECTED";

function required(make: (stack: TerraformStack) => void, props?: RequireAutoKillPolicyProps): TerraformStack {
  const stack = newStack();
  make(stack);
  Aspects.of(stack).add(new RequireAutoKillPolicy(props));
  return stack;
}

describe("RequireAutoKillPolicy", () => {
  test.each<[string, Record<string, unknown>]>([
    [MYSQL, {}],
    ["tencentcloud_mysql_readonly_instance", {}],
    [TDSQLC, {}],
    [RDS, { db: [{ type: "MySQL" }] }],
    ["alicloud_click_house_db_cluster", {}],
    ["alicloud_ocean_base_instance", {}],
    [MRS, { component_list: ["Hive", "Presto"] }],
    ["huaweicloud_mrs_cluster", { component_list: [{ component_name: "Presto" }] }],
    [MRS, { component_list: "${var.components}" }],
  ])("is broken by %s %j without a policy, unless it is exempt", (type, args) => {
    const make = (scope: TerraformStack) => database(scope, type, args);
    const stack = required(make);
    expect(complaintsOf(stack)).toEqual([UNPROTECTED]);
    expect(complaintsOf(stack)).toEqual([UNPROTECTED]);
    const exempt = required(make, { exempt: { "stack/db": "Nobody is connected." } });
    expect(complaintsOf(exempt)).toEqual([]);
    expect(annotations(exempt)).toEqual([
      "info stack/db Exempt from RequireAutoKillPolicy: Nobody is connected.",
    ]);
  });

  test("is kept by a policy, whoever makes it, and also by one that observes", () => {
    const byHand = required((scope) => {
      const db = database(scope, MYSQL);
      new AutoKillPolicy(scope, "policy", {
        name: "reports",
        target: KillTarget.tencentMysql(db.getStringAttribute("id")),
        filter: SessionFilter.of({ users: ["report"] }),
        mode: PolicyMode.OBSERVE,
      });
    });
    expect(complaintsOf(byHand)).toEqual([]);

    const later = required((scope) => database(scope, MYSQL));
    Aspects.of(later).add(apply());
    expect(complaintsOf(later)).toEqual([]);
    const earlier = newStack();
    database(earlier, MYSQL);
    Aspects.of(earlier).add(apply());
    Aspects.of(earlier).add(new RequireAutoKillPolicy());
    expect(complaintsOf(earlier)).toEqual([]);
  });

  test("is kept by a policy in another stack", () => {
    const app = Testing.app();
    const stack = newStack("stack", app);
    const target = KillTarget.tencentMysql(database(stack, MYSQL).getStringAttribute("id"));
    Aspects.of(stack).add(new RequireAutoKillPolicy());
    template.apply(newStack("policies", app), "policy", target);
    expect(complaintsOf(stack)).toEqual([]);
  });

  test("is broken by a policy for another database, product or service", () => {
    const others = [
      () => KillTarget.tencentMysql("cdb-1"),
      (id: string) => KillTarget.tencentMysql(`${id}-ro`),
      (id: string) => KillTarget.tencentTdsqlC(id),
      (id: string) => KillTarget.huaweiDas(id),
    ];
    for (const other of others) {
      const stack = required((scope) => {
        template.apply(scope, "policy", other(database(scope, MYSQL).getStringAttribute("id")));
      });
      expect(complaintsOf(stack)).toEqual([UNPROTECTED]);
    }
  });

  test("is broken where one instance of TDSQL-C has none", () => {
    const stack = required((scope) => {
      const db = database(scope, TDSQLC);
      template.apply(scope, "policy", KillTarget.tencentTdsqlC(db.getStringAttribute("instance_id")));
    });
    expect(complaintsOf(stack)).toEqual([UNPROTECTED]);
    const cluster = required((scope) => {
      const db = database(scope, TDSQLC, { instance_count: 1 });
      template.apply(scope, "policy", KillTarget.tencentTdsqlC(db.getStringAttribute("id")));
    });
    expect(complaintsOf(cluster)).toEqual([UNPROTECTED]);
  });

  test("is kept by one policy of an OceanBase cluster, whose tenants nothing tells", () => {
    const stack = required((scope) => {
      const id = database(scope, "alicloud_ocean_base_instance").getStringAttribute("id");
      template.apply(scope, "policy", KillTarget.alibabaOceanbase(id, "t-1"));
    });
    expect(complaintsOf(stack)).toEqual([]);
  });

  test("is not proven where only Terraform knows what a database needs", () => {
    const undecided = ["stack/db DBKILL_DATABASE_UNDECIDED"];
    const engine = (scope: TerraformStack) => database(scope, RDS, { db: [{ type: "${var.engine}" }] });
    expect(complaintsOf(required(engine))).toEqual(undecided);
    const given = required((scope) => {
      template.apply(scope, "policy", KillTarget.huaweiDas(engine(scope).getStringAttribute("id")));
    });
    expect(complaintsOf(given)).toEqual([]);
    const readers = required((scope) => {
      const db = database(scope, TDSQLC, { instance_count: "${var.count}" });
      template.apply(scope, "policy", KillTarget.tencentTdsqlC(db.getStringAttribute("instance_id")));
    });
    expect(complaintsOf(readers)).toEqual(undecided);
    expect(complaintsOf(required((scope) => database(scope, MYSQL, { count: 2 })))).toEqual(undecided);
  });

  test("warns of what dbkill does not cover, and of what nobody has confirmed", () => {
    const stack = required((scope) => {
      database(scope, "tencentcloud_postgresql_instance", {}, { id: "postgres" });
      database(scope, "alicloud_polardb_cluster", {}, { id: "polardb" });
      database(scope, RDS, { db: [{ type: "PostgreSQL" }] }, { id: "rds" });
      database(scope, TDSQLC, { db_type: "POSTGRESQL" }, { id: "tdsql" });
      database(scope, "huaweicloud_taurusdb_instance", {}, { id: "taurus" });
      const own = database(scope, "huaweicloud_taurusdb_instance", {}, { id: "own" });
      template.apply(scope, "policy", KillTarget.huaweiDas(own.getStringAttribute("id")));
    });
    expect(complaintsOf(stack)).toEqual([]);
    const warnings = [
      "warn stack/postgres DBKILL_DATABASE_UNCOVERED",
      "warn stack/polardb DBKILL_DATABASE_UNCOVERED",
      "warn stack/rds DBKILL_DATABASE_UNCOVERED",
      "warn stack/tdsql DBKILL_DATABASE_UNCOVERED",
      "warn stack/taurus DBKILL_DATABASE_UNCONFIRMED",
    ];
    expect(annotations(stack)).toEqual(warnings);
    expect(annotations(stack)).toEqual(warnings);
  });

  test("has nothing to say of what is no database, and of clusters without Presto", () => {
    const stack = required((scope) => {
      database(scope, "tencentcloud_vpc");
      database(scope, MRS, { component_list: ["Hive", "Tez"] }, { id: "mrs" });
    });
    expect(complaintsOf(stack)).toEqual([]);
    expect(annotations(stack)).toEqual([]);
  });

  test("warns of modules, and refuses what it does not know", () => {
    const make = (scope: TerraformStack) => new TerraformHclModule(scope, "module", { source: "a/b/c" });
    expect(annotations(required(make))).toEqual(["warn stack/module DBKILL_MODULE_UNSEEN"]);
    expect(annotations(required(make, { warnOfModules: false }))).toEqual([]);
    expect(refusals(() => new RequireAutoKillPolicy({ except: {} } as never))).toEqual([
      "DBKILL_PROPERTY_UNKNOWN except",
    ]);
    expect(refusals(() => new RequireAutoKillPolicy({ exempt: { db: 5 } } as never))).toEqual([
      "DBKILL_PROPERTY_INVALID exempt.db",
    ]);
  });

  test("looks at all stacks of an app, with addTo", () => {
    const app = Testing.app();
    const stacks = ["first", "second"].map((name) => newStack(name, app));
    for (const stack of stacks) database(stack, MYSQL);
    RequireAutoKillPolicy.addTo(app, { exempt: { "first/db": "Nobody is connected." } });
    expect(stacks.map(complaintsOf)).toEqual([[], ["second/db DBKILL_DATABASE_UNPROTECTED"]]);
  });
});

test("CDKTF visits no Aspect of an app, which is why addTo is there", () => {
  const app = Testing.app();
  const stack = newStack("stack", app);
  Aspects.of(app).add({ visit: (node) => Annotations.of(node).addError("visited") });
  Aspects.of(app).add(new RequireAutoKillPolicy());
  database(stack, MYSQL);
  expect([complaintsOf(stack), annotations(stack)]).toEqual([[], []]);
});
