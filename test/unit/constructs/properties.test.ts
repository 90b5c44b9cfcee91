import { TerraformVariable } from "cdktf";
import { KillPreview, KillTarget, KillTask, SessionFilter, SessionKill, SqlCancel } from "../../../src";
import { complaints, failure, newStack } from "./support";

const das = KillTarget.huaweiDas("bcfa975193f1402fa11a6d4fd6baf5fbin01");
const clickhouse = KillTarget.alibabaClickhouse("cc-1");
const mrs = KillTarget.huaweiMrs("5a7d2c18-6f0e-4b53-9d3f-1c2b7e40a961");
const filter = SessionFilter.of({ users: ["report"] });

/** As a program that nobody looked at the types of would give them. */
// biome-ignore lint/suspicious/noExplicitAny: the types are what is missing
const untyped = (props: object): any => props;

describe("Properties that nobody looked at the types of", () => {
  test("a misspelt guard is an error, for it would not guard", () => {
    const error = failure(
      () => new KillTask(newStack(), "task", untyped({ target: das, filter, maxKill: 5 })),
    );
    expect(error).toMatchObject({ name: "ConstructError", code: "PROPERTY_UNKNOWN" });
    expect(error.message).toContain("stack/task: KillTask has no maxKill.");
    expect(error.message).toContain("There are target, filter, duration, renewOnExpiry, maxKills,");
  });

  test.each([
    [
      "SessionKill",
      () => new SessionKill(newStack(), "x", untyped({ target: clickhouse, filter, spare: [] })),
    ],
    ["SqlCancel", () => new SqlCancel(newStack(), "x", untyped({ target: mrs, sqlIds: ["1"], spare: [] }))],
    ["KillPreview", () => new KillPreview(newStack(), "x", untyped({ target: das, filter, spare: [] }))],
  ])("%s names one that it does not have", (use, make) => {
    const error = failure(make);
    expect(error.code).toBe("PROPERTY_UNKNOWN");
    expect(error.message).toContain(`stack/x: ${use} has no spare.`);
  });

  test("one that must be given is missed by its name", () => {
    const missing = (make: () => unknown) => {
      const { code, message } = failure(make);
      return [code, message];
    };
    expect(missing(() => new KillTask(newStack(), "x", untyped({ filter })))).toEqual([
      "PROPERTY_MISSING",
      "stack/x: KillTask can't do without target.",
    ]);
    expect(missing(() => new KillTask(newStack(), "x", untyped({ filter: null })))).toEqual([
      "PROPERTY_MISSING",
      "stack/x: KillTask can't do without target and filter.",
    ]);
    expect(missing(() => new SqlCancel(newStack(), "x", untyped({ target: mrs })))).toEqual([
      "PROPERTY_MISSING",
      "stack/x: SqlCancel can't do without sqlIds.",
    ]);
  });

  test("those of every Terraform resource are taken", () => {
    const stack = newStack();
    const first = new KillTask(stack, "first", { target: das, filter, lifecycle: { preventDestroy: true } });
    const ids = new TerraformVariable(stack, "ids", { type: "list(string)" });
    new SessionKill(stack, "second", {
      target: KillTarget.tencentMysql("cdb-1"),
      sessionIds: ids.listValue,
      dependsOn: [first],
      count: 1,
    });
    expect(complaints(stack)).toBe("");
  });
});

describe("Options of a target that nobody looked at the types of", () => {
  test("a misspelt computing group is an error, for it would mean the whole cluster", () => {
    const error = failure(() =>
      KillTarget.alibabaClickhouse("cc-1", untyped({ edition: "enterprise", computingGroup: "g1" })),
    );
    expect(error).toMatchObject({ name: "ConstructError", code: "PROPERTY_UNKNOWN" });
    expect(error.message).toContain("KillTarget.alibabaClickhouse has no computingGroup.");
    expect(error.message).toContain("There are region, edition, computingGroupId.");
  });

  test.each([
    ["tencentMysql", () => KillTarget.tencentMysql("cdb-1", untyped({ zone: "a" }))],
    ["tencentTdsqlC", () => KillTarget.tencentTdsqlC("cynosdbmysql-1", untyped({ zone: "a" }))],
    ["huaweiDas", () => KillTarget.huaweiDas("bcfa", untyped({ zone: "a" }))],
    ["huaweiMrs", () => KillTarget.huaweiMrs("5a7d", untyped({ zone: "a" }))],
    ["alibabaOceanbase", () => KillTarget.alibabaOceanbase("ob1", "t4", untyped({ zone: "a" }))],
  ])("%s names one that it does not have", (factory, make) => {
    expect(failure(make).message).toContain(`KillTarget.${factory} has no zone.`);
  });

  test("a target without the id that it needs is no target", () => {
    const error = failure(() => KillTarget.alibabaOceanbase("ob1", untyped(undefined as never)));
    expect(error.code).toBe("INSTANCE_ID_INVALID");
    expect(error.message).toContain("KillTarget.alibabaOceanbase: undefined names no tenant.");
  });
});
