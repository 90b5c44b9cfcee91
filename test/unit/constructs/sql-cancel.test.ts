import { TerraformOutput, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { Duration, KillTarget, SqlCancel } from "../../../src";
import { codes, complaints, expression, failure, newStack, onlyResource, resolved } from "./support";

const TYPE = "dbkill_huawei_mrs_sql_cancel";
const target = KillTarget.huaweiMrs("cluster-1", { region: "cn-north-4" });
const sqlIds = ["20190909_011820_00151_xxxxx", "20190909_011820_00152_xxxxx"];

const codesOf = (ids: string[]) => {
  const stack = newStack();
  new SqlCancel(stack, "cancel", { target, sqlIds: ids });
  return codes(stack);
};

describe("SqlCancel", () => {
  test("every property reaches the Terraform type", () => {
    const stack = newStack();
    new SqlCancel(stack, "cancel", {
      target,
      sqlIds,
      triggers: { incident: "42" },
      verify: false,
      failOnSurvivors: false,
      timeouts: { create: Duration.minutes(1), update: Duration.minutes(2) },
    });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toEqual({
      cluster_id: "cluster-1",
      region: "cn-north-4",
      sql_ids: sqlIds,
      triggers: { incident: "42" },
      verify: false,
      fail_on_survivors: false,
      timeouts: { create: "60s", update: "120s" },
    });
  });

  test("ids may be token lists, and the results are a reference", () => {
    const stack = newStack();
    const ids = new TerraformVariable(stack, "ids", { type: "list(string)" });
    const cancel = new SqlCancel(stack, "cancel", { target, sqlIds: Token.asList(ids.value) });
    new TerraformOutput(stack, "outcomes", { value: cancel.results });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE).sql_ids).toBe(expression("var.ids"));
    expect(JSON.parse(Testing.synth(stack)).output.outcomes.value).toBe(
      expression(`${TYPE}.${cancel.resource.friendlyUniqueId}.results`),
    );
  });

  test("its results have types", () => {
    const stack = newStack();
    const cancel = new SqlCancel(stack, "cancel", { target, sqlIds });
    const address = `${TYPE}.${cancel.resource.friendlyUniqueId}`;
    const { statusBefore, statusAfter, outcome } = cancel.results.get(1);
    expect(resolved(stack, [statusBefore, statusAfter, outcome, cancel.killed])).toEqual([
      expression(`${address}.results[1].status_before`),
      expression(`${address}.results[1].status_after`),
      expression(`${address}.results[1].outcome`),
      expression(`${address}.killed`),
    ]);
  });

  test("ids that no statement has are errors with the construct's path", () => {
    expect(codesOf(["a b"])).toEqual(["stack/cancel DBKILL_SELECTION_ID_INVALID"]);
    expect(codesOf(["a", "a"])).toEqual(["stack/cancel DBKILL_SELECTION_ID_INVALID"]);
    expect(codesOf([])).toEqual([]);
    expect(codesOf(Array.from({ length: 101 }, (_, at) => `${at}`))).toEqual([]);
  });

  test("every other target is an error that names SessionKill", () => {
    for (const other of [
      KillTarget.tencentMysql("cdb-1"),
      KillTarget.huaweiDas("in01"),
      KillTarget.alibabaClickhouse("cc-1"),
      KillTarget.alibabaOceanbase("ob-1", "t-1"),
    ]) {
      const error = failure(() => new SqlCancel(newStack(), "cancel", { target: other, sqlIds }));
      expect(error).toMatchObject({ code: "DBKILL_TARGET_UNSUPPORTED", where: "stack/cancel: SqlCancel" });
      expect(error.message).toContain("SessionKill");
    }
  });

  test("a stack without a provider is an error", () => {
    const stack = new TerraformStack(Testing.app(), "bare");
    new SqlCancel(stack, "cancel", { target, sqlIds });
    expect(codes(stack)).toEqual(["bare DBKILL_PROVIDER_MISSING"]);
  });
});
