import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import { Duration, KillSwitch, KillTarget, OnDestroy } from "../../../src";
import { codes, complaints, expression, failure, newStack, onlyResource } from "./support";

const TYPE = "dbkill_huawei_das_kill_switch";
const target = KillTarget.huaweiDas("in01", { region: "cn-north-4" });

describe("KillSwitch", () => {
  test("every property reaches the Terraform type", () => {
    const stack = newStack();
    const made = new KillSwitch(stack, "switch", {
      target,
      enabled: true,
      onDestroy: OnDestroy.LEAVE,
      timeouts: { create: Duration.minutes(1), update: Duration.minutes(2), delete: Duration.minutes(3) },
    });
    new TerraformOutput(stack, "before", { value: made.previousEnabled });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toEqual({
      instance_id: "in01",
      region: "cn-north-4",
      enabled: true,
      on_destroy: "leave",
      timeouts: { create: "60s", update: "120s", delete: "180s" },
    });
    expect(JSON.parse(Testing.synth(stack)).output.before.value).toBe(
      expression(`${TYPE}.${made.resource.friendlyUniqueId}.previous_enabled`),
    );
    expect(KillSwitch.isKillSwitch(made)).toBe(true);
    expect(KillSwitch.isKillSwitch(stack)).toBe(false);
  });

  test("off is written too", () => {
    const stack = newStack();
    new KillSwitch(stack, "switch", { target, enabled: false });
    expect(onlyResource(stack, TYPE)).toMatchObject({ enabled: false });
  });

  test("every other target is an error", () => {
    for (const other of [
      KillTarget.tencentMysql("cdb-1"),
      KillTarget.huaweiMrs("cluster"),
      KillTarget.alibabaClickhouse("cc-1"),
      KillTarget.alibabaOceanbase("ob-1", "t-1"),
    ]) {
      const error = failure(() => new KillSwitch(newStack(), "switch", { target: other, enabled: true }));
      expect(error).toMatchObject({ code: "DBKILL_TARGET_UNSUPPORTED", where: "stack/switch: KillSwitch" });
    }
  });

  test("a stack without a provider is an error", () => {
    const stack = new TerraformStack(Testing.app(), "bare");
    new KillSwitch(stack, "switch", { target, enabled: true });
    expect(codes(stack)).toEqual(["bare DBKILL_PROVIDER_MISSING"]);
  });
});
