import { TerraformVariable } from "cdktf";
import { KillTarget } from "../../../src";
import { failure, newStack } from "./support";

describe("KillTarget", () => {
  test("each factory names the service and product of the vendor", () => {
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
      region: undefined,
    });
  });

  test.each(["", " ", "cdb 1", "cdb-1/mysql"])("%p is refused as an instance id", (id) => {
    const error = failure(() => KillTarget.tencentTdsqlC(id));
    expect(error).toMatchObject({ code: "INSTANCE_ID_INVALID" });
    expect(error.message).toContain(`KillTarget.tencentTdsqlC("${id}")`);
  });

  test("a token is taken as an instance id", () => {
    const { stringValue: id } = new TerraformVariable(newStack(), "instance", { type: "string" });
    expect(KillTarget.tencentMysql(id).instanceId).toBe(id);
  });
});
