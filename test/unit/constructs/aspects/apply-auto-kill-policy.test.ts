import {
  App,
  Aspects,
  Fn,
  TerraformCount,
  TerraformDataSource,
  TerraformHclModule,
  TerraformIterator,
  TerraformStack,
  TerraformVariable,
  Testing,
} from "cdktf";
import { Construct } from "constructs";
import { ApplyAutoKillPolicy, AutoKillPolicy, DbkillProvider, KillTarget, PolicyMode } from "../../../../src";
import { DATABASE_TYPES } from "../../../../src/constructs/aspects/database-types";
import { expression, newStack, refusals } from "../support";
import { annotations, apply, complaintsOf, database, policies, protectedIds, template } from "./support";

// The provider itself is not built for these tests.
jest.mock("../../../../src/mirror", () => ({
  ...jest.requireActual("../../../../src/mirror"),
  writeMirror: () => {},
}));

const MYSQL = "tencentcloud_mysql_instance";
const TDSQLC = "tencentcloud_cynosdb_cluster";
const RDS = "huaweicloud_rds_instance";
const REPLICA = "huaweicloud_rds_read_replica_instance";
const OCEANBASE = "alicloud_ocean_base_instance";
const GROUP = "alicloud_click_house_enterprise_db_cluster_computing_group";
const CLUSTER = "alicloud_click_house_enterprise_db_cluster";

function applied(make: (stack: TerraformStack) => void, aspect = apply()): TerraformStack {
  const stack = newStack();
  make(stack);
  Aspects.of(stack).add(aspect);
  return stack;
}
const id = (type: string, path = "id", name = "db") => expression(`${type}.${name}.${path}`);

describe("ApplyAutoKillPolicy", () => {
  test.each<[string, Record<string, unknown>, Record<string, string>]>([
    [MYSQL, {}, { service: "dbbrain", product: "mysql" }],
    ["tencentcloud_mysql_readonly_instance", {}, { service: "dbbrain", product: "mysql" }],
    ["tencentcloud_mysql_dr_instance", {}, { service: "dbbrain", product: "mysql" }],
    ["tencentcloud_cynosdb_readonly_instance", {}, { service: "dbbrain", product: "cynosdb" }],
    [RDS, { db: [{ type: "MySQL" }] }, { service: "das" }],
    ["huaweicloud_rds_instance_v3", { db: { type: "mysql" } }, { service: "das" }],
    [RDS, { db: { type: "MySQL" }, region: "cn-north-4" }, { service: "das", region: "cn-north-4" }],
    ["alicloud_click_house_db_cluster", {}, { service: "clickhouse" }],
    [CLUSTER, {}, { service: "clickhouse", edition: "enterprise" }],
  ])("protects %s %j by its id", (type, args, target) => {
    const stack = applied((scope) => database(scope, type, args));
    expect(policies(stack)).toEqual([{ target: { ...target, instance_id: id(type) } }]);
    expect(complaintsOf(stack)).toEqual([]);
    expect(annotations(stack)).toEqual([]);
  });

  test("makes the template's policy, as a child of the database that later Aspects visit", () => {
    const stack = applied((scope) => database(new Construct(scope, "shop"), MYSQL));
    const seen: string[] = [];
    Aspects.of(stack).add({
      visit: (node) => {
        if (AutoKillPolicy.isAutoKillPolicy(node)) seen.push(`${node.node.path} ${node.name}`);
      },
    });
    Testing.synth(stack);
    expect(seen).toEqual(["stack/shop/db/auto-kill-policy reports"]);
  });

  test("protects each database once, however often the stack is synthesized", () => {
    const stack = applied((scope) => {
      database(scope, MYSQL, {}, { id: "a" });
      database(scope, MYSQL, {}, { id: "b" });
    });
    Aspects.of(stack).add(new ApplyAutoKillPolicy({ template: template.with({ name: "other" }) }));
    const expected = [id(MYSQL, "id", "a"), id(MYSQL, "id", "b")];
    expect(protectedIds(stack)).toEqual(expected);
    expect(protectedIds(stack)).toEqual(expected);
  });

  test("leaves alone what has a policy already, wherever that is", () => {
    const app = Testing.app();
    const stack = newStack("stack", app);
    const db = database(stack, MYSQL);
    const target = KillTarget.tencentMysql(db.getStringAttribute("id"));
    template.apply(newStack("elsewhere", app), "own", target);
    Aspects.of(stack).add(apply());
    expect(protectedIds(stack)).toEqual([]);
  });

  test("protects what only another product or another service has a policy for", () => {
    const stack = applied((scope) => {
      const db = database(scope, MYSQL);
      template.apply(scope, "own", KillTarget.tencentTdsqlC(db.getStringAttribute("id")));
      template.apply(scope, "other", KillTarget.huaweiDas(db.getStringAttribute("id")));
    });
    expect(policies(stack)).toHaveLength(3);
    const rds = applied((scope) => {
      const db = database(scope, RDS, { db: { type: "MySQL" } });
      template.apply(scope, "own", KillTarget.alibabaClickhouse(db.getStringAttribute("id")));
    });
    expect(policies(rds)).toHaveLength(2);
  });

  test("knows an imported database by the id that it has", () => {
    const make = (scope: TerraformStack) => {
      template.apply(scope, "own", KillTarget.tencentMysql("cdb-1"));
      return database(scope, MYSQL);
    };
    const imported = applied((scope) => make(scope).importFrom("cdb-1"));
    expect(protectedIds(imported)).toEqual(["cdb-1"]);
    expect(policies(applied((scope) => make(scope).importFrom("cdb-2")))).toHaveLength(2);
    expect(policies(applied(make))).toHaveLength(2);
  });

  test("sees no data source, and nothing that it does not know", () => {
    const stack = applied((scope) => {
      new TerraformDataSource(scope, "data", { terraformResourceType: MYSQL });
      database(scope, "tencentcloud_vpc");
      database(scope, "alicloud_db_instance", { engine: "MySQL" }, { id: "rds" });
    });
    expect(protectedIds(stack)).toEqual([]);
    expect(annotations(stack)).toEqual([]);
  });

  test("leaves exempt databases alone, by path or id, and notes the reason", () => {
    const exempt = { "stack/a": "Being deleted.", b: "Nobody is connected." };
    const stack = applied((scope) => {
      for (const name of ["a", "b", "c"]) database(scope, MYSQL, {}, { id: name });
    }, apply({ exempt }));
    expect(protectedIds(stack)).toEqual([id(MYSQL, "id", "c")]);
    expect(annotations(stack)).toEqual([
      "info stack/a Exempt from ApplyAutoKillPolicy: Being deleted.",
      "info stack/b Exempt from ApplyAutoKillPolicy: Nobody is connected.",
    ]);
    expect(refusals(() => apply({ exempt: { a: " " } }))).toEqual(["DBKILL_PROPERTY_INVALID exempt.a"]);
  });

  test("needs a template", () => {
    expect(refusals(() => new ApplyAutoKillPolicy({} as never))).toEqual([
      "DBKILL_PROPERTY_MISSING template",
    ]);
    expect(refusals(() => apply({ template: template.settings as never }))).toEqual([
      "DBKILL_PROPERTY_INVALID template",
    ]);
  });
});

describe("ApplyAutoKillPolicy on TDSQL-C", () => {
  const instances = (...readers: number[]) => [
    id(TDSQLC, "instance_id"),
    ...readers.map((at) => id(TDSQLC, `ro_group_instances[${at}].instance_id`)),
  ];

  test.each<[string, Record<string, unknown>, string[]]>([
    ["two instances, the default", { db_type: "MYSQL" }, instances(0)],
    ["one", { instance_count: 1 }, instances()],
    ["three", { instance_count: 3 }, instances(0, 1)],
    [
      "those that are listed",
      {
        instance_init_infos: [
          { instance_type: "rw", instance_count: 1 },
          { instance_type: "ro", instance_count: 2 },
        ],
      },
      instances(0, 1),
    ],
  ])("protects each instance of %s, never the cluster", (_, args, expected) => {
    const stack = applied((scope) => database(scope, TDSQLC, args));
    expect(protectedIds(stack)).toEqual(expected);
    expect(complaintsOf(stack)).toEqual([]);
  });

  test("says so where only Terraform knows how many there are", () => {
    for (const args of [
      { instance_count: "${var.n}" },
      { instance_init_infos: "${var.infos}" },
      { instance_init_infos: [{ instance_type: "ro", instance_count: "${var.n}" }] },
      { instance_init_infos: [{ instance_type: "${var.type}", instance_count: 1 }] },
      { instance_init_infos: [{ instance_type: "ro", instance_count: 1, max_ro_count: 3 }] },
    ]) {
      const stack = applied((scope) => database(scope, TDSQLC, args));
      expect(protectedIds(stack)).toEqual([]);
      expect(annotations(stack)).toEqual(["warn stack/db DBKILL_DATABASE_UNDECIDED"]);
    }
  });

  test("protects only those instances that have no policy", () => {
    const stack = applied((scope) => {
      const db = database(scope, TDSQLC);
      template.apply(scope, "own", KillTarget.tencentTdsqlC(db.getStringAttribute("instance_id")));
    });
    expect(protectedIds(stack).sort()).toEqual(instances(0).sort());
  });
});

describe("ApplyAutoKillPolicy on Huawei RDS", () => {
  test.each(["PostgreSQL", "SQLServer", "MariaDB"])("leaves %s alone", (type) => {
    const stack = applied((scope) => database(scope, RDS, { db: [{ type }] }));
    expect(protectedIds(stack)).toEqual([]);
  });

  test("says so where only Terraform knows the engine", () => {
    const engines = [
      (_: TerraformStack) => ({ db: [{ type: "${var.engine}" }] }),
      (scope: TerraformStack) => ({
        db: [{ type: new TerraformVariable(scope, "engine", { type: "string" }).stringValue }],
      }),
      () => ({ db: "${var.db}" }),
      () => ({}),
    ];
    for (const args of engines) {
      const stack = applied((scope) => database(scope, RDS, args(scope)));
      expect(protectedIds(stack)).toEqual([]);
      expect(annotations(stack)).toEqual(["warn stack/db DBKILL_DATABASE_UNDECIDED"]);
    }
  });

  test("takes a replica for what its primary instance is", () => {
    for (const [type, count] of [
      ["MySQL", 2],
      ["PostgreSQL", 0],
    ] as const) {
      const stack = applied((scope) => {
        const primary = database(scope, RDS, { db: [{ type }] }, { id: "primary" });
        database(scope, REPLICA, { primary_instance_id: primary.getStringAttribute("id") });
      });
      expect(protectedIds(stack)).toHaveLength(count);
      expect(annotations(stack)).toEqual([]);
    }
  });

  test("finds the primary instance in another stack, and among repeated ones", () => {
    const app = Testing.app();
    // Of the same address in its stack, and looked at before.
    database(newStack("another", app), RDS, { db: [{ type: "PostgreSQL" }] }, { id: "primary" });
    const first = newStack("first", app);
    const primary = database(first, RDS, { db: [{ type: "MySQL" }] }, { id: "primary" });
    const stack = newStack("stack", app);
    database(stack, REPLICA, { primary_instance_id: primary.getStringAttribute("id") });
    Aspects.of(stack).add(apply());
    expect(protectedIds(stack)).toEqual([id(REPLICA)]);

    const repeated = applied((scope) => {
      database(scope, RDS, { db: [{ type: "PostgreSQL" }] }, { id: "other" });
      database(scope, RDS, { db: [{ type: "MySQL" }] }, { id: "primary", count: 2 });
      database(scope, REPLICA, { primary_instance_id: `\${${RDS}.primary[count.index].id}` }, { count: 2 });
    });
    expect(protectedIds(repeated)).toEqual([
      expression(`${RDS}.primary[count.index].id`),
      expression(`${REPLICA}.db[count.index].id`),
    ]);
  });

  test("says so where the primary instance is not to be found", () => {
    for (const given of ["in01", "${var.primary}", "${tencentcloud_vpc.vpc.id}"]) {
      const stack = applied((scope) => {
        database(scope, "tencentcloud_vpc", { db: { type: "MySQL" } }, { id: "vpc" });
        database(scope, REPLICA, { primary_instance_id: given });
      });
      expect(protectedIds(stack)).toEqual([]);
      expect(annotations(stack)).toEqual(["warn stack/db DBKILL_DATABASE_UNDECIDED"]);
    }
  });

  test.each(["huaweicloud_taurusdb_instance", "huaweicloud_gaussdb_mysql_instance"])(
    "warns of %s, which nobody has confirmed",
    (type) => {
      const stack = applied((scope) => database(scope, type));
      expect(protectedIds(stack)).toEqual([]);
      expect(annotations(stack)).toEqual(["warn stack/db DBKILL_DATABASE_UNCONFIRMED"]);
    },
  );

  test("has nothing for MRS", () => {
    const stack = applied((scope) =>
      database(scope, "huaweicloud_mapreduce_cluster", { component_list: ["Presto"] }),
    );
    expect(protectedIds(stack)).toEqual([]);
    expect(annotations(stack)).toEqual([]);
  });
});

describe("ApplyAutoKillPolicy on Alibaba's databases", () => {
  test("has one policy for a cluster and all of its groups", () => {
    const stack = applied((scope) => {
      // The group is visited first.
      const group = database(scope, GROUP, {}, { id: "group" });
      const cluster = database(scope, CLUSTER);
      group.addOverride("db_instance_id", cluster.getStringAttribute("id"));
    });
    expect(protectedIds(stack)).toEqual([id(CLUSTER)]);
  });

  test("protects a group of a cluster that is elsewhere, by the ids of both", () => {
    const stack = applied((scope) => database(scope, GROUP, { db_instance_id: "cc-1" }));
    expect(policies(stack)).toEqual([
      {
        target: {
          service: "clickhouse",
          edition: "enterprise",
          instance_id: id(GROUP, "db_instance_id"),
          computing_group_id: id(GROUP, "computing_group_id"),
        },
      },
    ]);
  });

  test("takes a policy of a cluster for one of its groups, by the id that the group names", () => {
    const own = (target: KillTarget) =>
      applied((scope) => {
        template.apply(scope, "own", target);
        database(scope, GROUP, { db_instance_id: "cc-1" });
      });
    const edition = "enterprise";
    expect(policies(own(KillTarget.alibabaClickhouse("cc-1", { edition })))).toHaveLength(1);
    expect(policies(own(KillTarget.alibabaClickhouse("cc-2", { edition })))).toHaveLength(2);
    const other = KillTarget.alibabaClickhouse("cc-1", { edition, computingGroupId: "cg-9" });
    expect(policies(own(other))).toHaveLength(2);
  });

  test("takes a policy of one group for no policy of the cluster", () => {
    const stack = applied((scope) => {
      const cluster = database(scope, CLUSTER).getStringAttribute("id");
      const target = KillTarget.alibabaClickhouse(cluster, { edition: "enterprise", computingGroupId: "cg" });
      template.with({ name: "group" }).apply(scope, "group", target);
    });
    expect(policies(stack)).toHaveLength(2);
    expect(complaintsOf(stack)).toEqual([]);
  });

  test("asks for the tenants of OceanBase by name", () => {
    const make = (scope: TerraformStack) => database(scope, OCEANBASE);
    expect(complaintsOf(applied(make))).toEqual(["stack/db DBKILL_DATABASE_TENANT_MISSING"]);
    for (const name of ["db", "stack/db"]) {
      const stack = applied(make, apply({ tenants: { [name]: ["t-1", "t-2"] } }));
      expect(policies(stack).map(({ target }) => [target.instance_id, target.tenant_id])).toEqual([
        [id(OCEANBASE), "t-1"],
        [id(OCEANBASE), "t-2"],
      ]);
      expect(complaintsOf(stack)).toEqual([]);
    }
    expect(complaintsOf(applied(make, apply({ exempt: { db: "Nobody is connected." } })))).toEqual([]);
    expect(refusals(() => apply({ tenants: { db: "t-1" } as never }))).toEqual([
      "DBKILL_PROPERTY_INVALID tenants.db",
    ]);
  });

  test("leaves the tenants alone that have a policy", () => {
    const stack = applied(
      (scope) => {
        const cluster = database(scope, OCEANBASE).getStringAttribute("id");
        template.apply(scope, "own", KillTarget.alibabaOceanbase(cluster, "t-1"));
      },
      apply({ tenants: { db: ["t-1", "t-2"] } }),
    );
    expect(
      policies(stack)
        .map(({ target }) => target.tenant_id)
        .sort(),
    ).toEqual(["t-1", "t-2"]);
  });
});

describe("ApplyAutoKillPolicy on repeated databases", () => {
  test.each<[string, number | TerraformCount]>([
    ["a number", 3],
    ["a TerraformCount", TerraformCount.of(3)],
  ])("repeats the policy by %s", (_, count) => {
    const stack = applied((scope) => database(scope, MYSQL, {}, { count }));
    const expected = [
      {
        target: {
          service: "dbbrain",
          product: "mysql",
          instance_id: expression(`${MYSQL}.db[count.index].id`),
        },
        count: 3,
      },
    ];
    expect(policies(stack)).toEqual(expected);
    expect(policies(stack)).toEqual(expected);
    expect(complaintsOf(stack)).toEqual([]);
  });

  test("repeats the policy by the same iterator", () => {
    for (const forEach of [
      TerraformIterator.fromList(["a", "b"]),
      TerraformIterator.fromMap({ a: 1, b: 2 }),
    ]) {
      const stack = applied((scope) => database(scope, MYSQL, {}, { forEach }));
      const [{ target, for_each }] = policies(stack) as [ReturnType<typeof policies>[number]];
      expect(target.instance_id).toBe(expression(`${MYSQL}.db[each.key].id`));
      expect(for_each).toEqual(JSON.parse(Testing.synth(stack)).resource[MYSQL].db.for_each);
      expect(policies(stack)).toHaveLength(1);
      expect(complaintsOf(stack)).toEqual([]);
    }
  });

  test("does so for each instance of TDSQL-C", () => {
    const stack = applied((scope) => database(scope, TDSQLC, {}, { count: 2 }));
    expect(protectedIds(stack)).toEqual([
      expression(`${TDSQLC}.db[count.index].instance_id`),
      expression(`${TDSQLC}.db[count.index].ro_group_instances[0].instance_id`),
    ]);
  });

  test("sees a policy that is repeated over the databases", () => {
    const stack = applied((scope) => {
      const db = database(scope, MYSQL, {}, { forEach: TerraformIterator.fromList(["a", "b"]) });
      const forEach = TerraformIterator.fromResources(db);
      template.apply(scope, "own", KillTarget.tencentMysql(forEach.getString("id")), { forEach });
    });
    expect(policies(stack)).toHaveLength(1);
    database(stack, MYSQL, {}, { id: "other", forEach: TerraformIterator.fromList(["a", "b"]) });
    expect(policies(stack)).toHaveLength(2);
  });

  test("takes a policy of one element for no policy of all", () => {
    const stack = applied((scope) => {
      database(scope, MYSQL, {}, { count: 2 });
      template.apply(scope, "own", KillTarget.tencentMysql(`\${${MYSQL}.db[0].id}`));
    });
    expect(policies(stack)).toHaveLength(2);
  });

  test("says so where an override repeats the database", () => {
    for (const args of [{ count: 2 }, { for_each: "${toset(var.names)}" }]) {
      const stack = applied((scope) => database(scope, MYSQL, args));
      expect(protectedIds(stack)).toEqual([]);
      expect(annotations(stack)).toEqual(["warn stack/db DBKILL_DATABASE_UNDECIDED"]);
    }
  });
});

describe("The scope of an Aspect", () => {
  test("warns of modules, whose databases no Aspect sees", () => {
    const make = (scope: TerraformStack) =>
      new TerraformHclModule(scope, "module", { source: "terraform-aws-modules/rds/aws" });
    expect(annotations(applied(make))).toEqual(["warn stack/module DBKILL_MODULE_UNSEEN"]);
    expect(annotations(applied(make, apply({ warnOfModules: false })))).toEqual([]);
  });

  test("is each stack of an app, with addTo", () => {
    const app = Testing.app();
    const stacks = ["first", "second"].map((name) => newStack(name, app));
    for (const stack of stacks) database(stack, MYSQL);
    ApplyAutoKillPolicy.addTo(app, { template });
    for (const stack of stacks) expect(protectedIds(stack)).toEqual([id(MYSQL)]);
    expect(app.node.validate()).toEqual([]);
    new TerraformStack(app, "late");
    expect(app.node.validate()).toEqual([expect.stringContaining("[DBKILL_ASPECT_STACK_MISSED]")]);
    expect(() => app.synth()).toThrow(/DBKILL_ASPECT_STACK_MISSED/);
  });

  test("is a part of a stack too, with addTo", () => {
    const stack = newStack();
    const shop = new Construct(stack, "shop");
    database(shop, MYSQL, {}, { id: "in" });
    database(stack, MYSQL, {}, { id: "out" });
    ApplyAutoKillPolicy.addTo(shop, { template: template.with({ mode: PolicyMode.OBSERVE }) });
    expect(protectedIds(stack)).toEqual([expect.stringContaining(`${MYSQL}.shop_in_`)]);
  });

  test("takes part in a whole synth", () => {
    const app = new App({ outdir: Testing.app().outdir });
    const stack = new TerraformStack(app, "stack");
    new DbkillProvider(stack, "dbkill");
    database(stack, MYSQL, { project: Fn.tonumber("1") });
    Aspects.of(stack).add(apply());
    app.synth();
    expect(protectedIds(stack)).toEqual([id(MYSQL)]);
  });
});

test("every type has a verdict that needs nothing but a resource", () => {
  expect(DATABASE_TYPES.size).toBeGreaterThan(40);
  for (const type of DATABASE_TYPES.keys()) {
    expect(type).toMatch(/^(tencentcloud|huaweicloud|alicloud)_\w+$/);
    const stack = newStack();
    database(stack, type);
    Aspects.of(stack).add(apply({ tenants: { db: ["t-1"] } }));
    expect(() => Testing.synth(stack)).not.toThrow();
  }
});
