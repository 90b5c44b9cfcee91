import { TerraformVariable } from "cdktf";
import { KillTarget } from "../../../src";
import { failure, newStack } from "./support";

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
    expect(error).toMatchObject({ name: "ConstructError", code: "TARGET_UNSUPPORTED" });
    expect(error.message).toMatch(/MRS can't list statements.*bindings\.DataDbkillHuaweiMrsSql/);
  });

  test.each(["", " ", "cdb 1", "cdb-1/mysql"])("%p is refused as an id of any kind", (id) => {
    const factories = {
      'tencentTdsqlC: "" names no instance': () => KillTarget.tencentTdsqlC(id),
      'huaweiDas: "" names no instance': () => KillTarget.huaweiDas(id),
      'huaweiMrs: "" names no cluster': () => KillTarget.huaweiMrs(id),
      'alibabaClickhouse: "" names no cluster': () => KillTarget.alibabaClickhouse(id),
      'alibabaOceanbase: "" names no instance': () => KillTarget.alibabaOceanbase(id, "t-1"),
      'alibabaOceanbase: "" names no tenant': () => KillTarget.alibabaOceanbase("ob-1", id),
    };
    for (const [message, make] of Object.entries(factories)) {
      const error = failure(make);
      expect(error).toMatchObject({ code: "INSTANCE_ID_INVALID" });
      expect(error.message).toContain(`KillTarget.${message.replace('""', `"${id}"`)}`);
    }
  });

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
      expect(error).toMatchObject({ code: "COMPUTING_GROUP_UNSUPPORTED" });
      expect(error.message).toContain('Set edition: "enterprise", or remove computingGroupId.');
    },
  );
});
