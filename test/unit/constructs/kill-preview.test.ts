import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import { Duration, KillPreview, KillTarget, SessionFilter } from "../../../src";
import { codes, complaints, expression, failure, newStack, resolved } from "./support";

const TYPE = "dbkill_huawei_das_kill_preview";
const target = KillTarget.huaweiDas("in01", { region: "cn-north-4" });
const filter = SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(1) });

describe("KillPreview", () => {
  test("every property reaches the Terraform type", () => {
    const stack = newStack();
    new KillPreview(stack, "some", { target, filter });
    new KillPreview(stack, "all", { target, filter: SessionFilter.everything() });
    expect(complaints(stack)).toBe("");
    expect(Object.values(JSON.parse(Testing.synth(stack)).data[TYPE])).toEqual([
      { instance_id: "in01", region: "cn-north-4", match_all: true },
      { instance_id: "in01", region: "cn-north-4", match: { users: ["report"], min_duration_seconds: 60 } },
    ]);
  });

  test("its attributes are references to the data source", () => {
    const stack = newStack();
    const preview = new KillPreview(stack, "preview", { target, filter });
    const { processes, totalCount, dataSyncTime, success } = preview;
    for (const [name, value] of Object.entries({ processes, totalCount, dataSyncTime, success })) {
      new TerraformOutput(stack, name, { value });
    }
    const address = `data.${TYPE}.${preview.dataSource.friendlyUniqueId}`;
    expect(JSON.parse(Testing.synth(stack)).output).toEqual({
      processes: { value: expression(`${address}.processes`) },
      totalCount: { value: expression(`${address}.total_count`) },
      dataSyncTime: { value: expression(`${address}.data_sync_time`) },
      success: { value: expression(`${address}.success`) },
    });
    const { id, user, host, db, command, sqlInfo, stateDuration, state } = preview.processes.get(1);
    const row = { id, user, host, db, command, sql_info: sqlInfo, state_duration: stateDuration, state };
    for (const [name, value] of Object.entries(row)) {
      expect(resolved(stack, value)).toBe(expression(`${address}.processes[1].${name}`));
    }
  });

  test("a filter that DAS can't express is an error with the construct's path", () => {
    const stack = newStack();
    new KillPreview(stack, "preview", { target, filter: SessionFilter.of({ states: ["init"] }) });
    expect(codes(stack)).toEqual(["stack/preview DBKILL_FILTER_NOT_EXPRESSIBLE"]);
  });

  test("every other target is an error that names what to use", () => {
    for (const [other, instead] of [
      [KillTarget.tencentMysql("cdb-1"), "DataDbkillSessions"],
      [KillTarget.alibabaClickhouse("cc-1"), "DataDbkillSessions"],
      [KillTarget.alibabaOceanbase("ob-1", "t-1"), "DataDbkillSessions"],
      [KillTarget.huaweiMrs("cluster"), "DataDbkillHuaweiMrsSql"],
    ] as const) {
      const error = failure(() => new KillPreview(newStack(), "preview", { target: other, filter }));
      expect(error).toMatchObject({ code: "DBKILL_TARGET_UNSUPPORTED", where: "stack/preview: KillPreview" });
      expect(error.message).toContain(`bindings.${instead}`);
    }
  });

  test("a stack without a provider is an error", () => {
    const stack = new TerraformStack(Testing.app(), "bare");
    new KillPreview(stack, "preview", { target, filter });
    expect(codes(stack)).toEqual(["bare DBKILL_PROVIDER_MISSING"]);
  });
});
