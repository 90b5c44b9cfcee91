import { TerraformVariable } from "cdktf";
import { KillTarget } from "../../../src";
import { SERVICES } from "../../../src/constructs/services";
import { SERVICE_FACTS, SERVICE_NAMES } from "../../../src/vendors/facts";
import { dbbrainFacts } from "../../../src/vendors/tencent/dbbrain/facts";
import { failure, newStack, resolved } from "./support";

describe("KillTarget", () => {
  test("each factory names the service, and what else tells the database from others", () => {
    expect(KillTarget.tencentMysql("cdb-1", { region: "ap-guangzhou" }).toTarget()).toEqual({
      service: "dbbrain",
      instanceId: "cdb-1",
      product: "mysql",
      region: "ap-guangzhou",
    });
    expect(KillTarget.tencentTdsqlC("cynosdbmysql-1").toTarget()).toEqual({
      service: "dbbrain",
      instanceId: "cynosdbmysql-1",
      product: "cynosdb",
    });
    expect(KillTarget.huaweiDas("in01", { region: "cn-north-4" }).toTarget()).toEqual({
      service: "das",
      instanceId: "in01",
      region: "cn-north-4",
    });
    expect(KillTarget.alibabaClickhouse("cc-1").toTarget()).toEqual({
      service: "clickhouse",
      instanceId: "cc-1",
    });
    const group = { edition: "enterprise", computingGroupId: "cg-1", region: "cn-hangzhou" } as const;
    expect(KillTarget.alibabaClickhouse("cc-1", group).toTarget()).toEqual({
      service: "clickhouse",
      instanceId: "cc-1",
      ...group,
    });
    expect(KillTarget.alibabaOceanbase("ob-1", "t-1", { region: "cn-hangzhou" }).toTarget()).toEqual({
      service: "oceanbasepro",
      instanceId: "ob-1",
      tenantId: "t-1",
      region: "cn-hangzhou",
    });
  });

  test("the statements of MRS can't be listed, and the error says what to use", () => {
    const error = failure(() => KillTarget.huaweiMrs("cluster").toTarget());
    expect(error).toMatchObject({ name: "ConstructError", code: "DBKILL_TARGET_UNSUPPORTED" });
    expect(error.message).toContain("bindings.DataDbkillHuaweiMrsSql");
  });

  test.each(["", " ", "cdb 1", "cdb-1/mysql", undefined, null, 5, {}, ["cdb-1"]])(
    "%p is refused as an id of any kind",
    (given) => {
      const id = given as string;
      const factories: [string, () => unknown][] = [
        ["tencentMysql instanceId", () => KillTarget.tencentMysql(id)],
        ["tencentTdsqlC instanceId", () => KillTarget.tencentTdsqlC(id)],
        ["huaweiDas instanceId", () => KillTarget.huaweiDas(id)],
        ["huaweiMrs clusterId", () => KillTarget.huaweiMrs(id)],
        ["alibabaClickhouse clusterId", () => KillTarget.alibabaClickhouse(id)],
        ["alibabaOceanbase instanceId", () => KillTarget.alibabaOceanbase(id, "t-1")],
        ["alibabaOceanbase tenantId", () => KillTarget.alibabaOceanbase("ob-1", id)],
      ];
      for (const [name, make] of factories) {
        const { code, where, problems } = failure(make);
        expect(code).toBe("DBKILL_TARGET_ID_INVALID");
        expect(`${where} ${problems[0].path}`).toBe(`KillTarget.${name}`);
      }
    },
  );

  test("it tells the permissions that its operations need, from the facts of its service", () => {
    const target = KillTarget.tencentMysql("cdb-1");
    expect(target.requiredPermissions("task")).toEqual([...dbbrainFacts.permissions.task].sort());
    expect(target.requiredPermissions("switch")).toEqual([]);
    expect(target.requiredPermissions()).toEqual([
      "dbbrain:CancelKillTask",
      "dbbrain:CreateKillTask",
      "dbbrain:DescribeMySqlProcessList",
      "dbbrain:KillMySqlThreads",
    ]);
  });

  test("every service has constructs, and their facts are those of the registry", () => {
    expect(Object.keys(SERVICES).sort()).toEqual([...SERVICE_NAMES].sort());
    for (const name of SERVICE_NAMES) {
      expect(SERVICES[name].facts).toBe(SERVICE_FACTS[name]);
      // What the facts have, the constructs offer.
      expect(typeof SERVICES[name].killTask === "object").toBe("task" in SERVICE_FACTS[name]);
      const lists = "list" in SERVICE_FACTS[name];
      expect(typeof SERVICES[name].sessionKill === "object").toBe(lists);
      expect(typeof SERVICES[name].sqlCancel === "object").toBe(!lists);
    }
  });

  test("a MySQL server is known by host and port", () => {
    const place = (host: string, port?: number) => KillTarget.mysql({ host, port }).toTarget();
    expect(place("db.example.com")).toEqual({ service: "mysql", instanceId: "db.example.com:3306" });
    expect(place("db.example.com", 3307).instanceId).toBe("db.example.com:3307");
    expect(place("2001:db8::1", 3307).instanceId).toBe("[2001:db8::1]:3307");
    expect(KillTarget.mysql({ host: "db" }).requiredPermissions("kill")).toEqual([
      "CONNECTION_ADMIN",
      "PROCESS",
    ]);
    const stack = newStack();
    const host = new TerraformVariable(stack, "host", { type: "string" }).stringValue;
    const port = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
    expect(resolved(stack, place(host, port).instanceId)).toBe("${var.host}:${var.port}");
    expect(resolved(stack, place(host).instanceId)).toBe("${var.host}:3306");
  });

  test.each([
    ["mysql://ops:s3cret@db:3306", undefined, "DBKILL_TARGET_ID_INVALID", "host"],
    ["db:3306", undefined, "DBKILL_TARGET_ID_INVALID", "host"],
    ["[::1]", undefined, "DBKILL_TARGET_ID_INVALID", "host"],
    ["", undefined, "DBKILL_TARGET_ID_INVALID", "host"],
    ["db", 0, "DBKILL_TARGET_ID_INVALID", "port"],
    ["db", 65_536, "DBKILL_TARGET_ID_INVALID", "port"],
    ["db", "3306", "DBKILL_PROPERTY_INVALID", "port"],
  ])(
    "a MySQL server at host %j and port %j is refused, and no password is shown",
    (host, port, code, path) => {
      const error = failure(() => KillTarget.mysql({ host, port: port as number }));
      expect([error.code, error.problems[0].path]).toEqual([code, path]);
      expect(error.message).not.toContain("s3cret");
    },
  );

  test("tokens are taken as ids", () => {
    const { stringValue: id } = new TerraformVariable(newStack(), "id", { type: "string" });
    expect(KillTarget.tencentMysql(id).instanceId).toBe(id);
    expect(KillTarget.alibabaOceanbase(id, id).toTarget()).toMatchObject({ instanceId: id, tenantId: id });
  });

  test.each([undefined, "community"] as const)(
    "a computing group is refused where the edition is %p",
    (edition) => {
      const error = failure(() =>
        KillTarget.alibabaClickhouse("cc-1", { edition, computingGroupId: "cg-1" }),
      );
      expect(error).toMatchObject({ code: "DBKILL_COMPUTING_GROUP_UNSUPPORTED" });
      expect(error.problems[0].path).toBe("computingGroupId");
    },
  );

  test("a computing group is possible where only Terraform knows the edition", () => {
    const edition = new TerraformVariable(newStack(), "edition", {}).stringValue as "enterprise";
    const target = KillTarget.alibabaClickhouse("cc-1", { edition, computingGroupId: "cg-1" });
    expect(target.toTarget()).toMatchObject({ edition, computingGroupId: "cg-1" });
  });
});
