import { TerraformVariable } from "cdktf";
import {
  Duration,
  KillTarget,
  SessionDrain,
  type SessionDrainProps,
  SessionFilter,
  SessionKill,
} from "../../../src";
import { codes, complaints, expression, failure, newStack, onlyResource, resolved } from "./support";

const TYPE = "dbkill_session_drain";
const tencent = KillTarget.tencentMysql("cdb-1", { region: "ap-guangzhou" });
const filter = SessionFilter.of({ users: ["report"] });

function drain(props: Partial<SessionDrainProps> = {}) {
  const stack = newStack();
  new SessionDrain(stack, "drain", { target: tencent, filter, ...props });
  return stack;
}

describe("SessionDrain", () => {
  test("says nothing beyond what it is told", () => {
    const stack = drain();
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toEqual({
      target: { service: "dbbrain", instance_id: "cdb-1", product: "mysql", region: "ap-guangzhou" },
      match: { users: ["report"] },
    });
  });

  test.each([
    [
      "das",
      KillTarget.huaweiDas("in01", { region: "cn-north-4" }),
      { service: "das", instance_id: "in01", region: "cn-north-4" },
    ],
    [
      "clickhouse",
      KillTarget.alibabaClickhouse("cc-1", { edition: "enterprise", computingGroupId: "cg-1" }),
      { service: "clickhouse", instance_id: "cc-1", edition: "enterprise", computing_group_id: "cg-1" },
    ],
    [
      "oceanbasepro",
      KillTarget.alibabaOceanbase("ob-1", "t-1"),
      { service: "oceanbasepro", instance_id: "ob-1", tenant_id: "t-1" },
    ],
  ])("takes every property on %s", (_, target, written) => {
    const stack = drain({
      target,
      exclude: SessionFilter.of({ users: ["etl"] }),
      protectedUsers: ["app"],
      maxKills: 3,
      grace: Duration.seconds(30),
      deadline: Duration.minutes(2),
      failOnSurvivors: false,
      timeouts: { delete: Duration.minutes(20) },
    });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toEqual({
      target: written,
      match: { users: ["report"] },
      exclude: { users: ["etl"] },
      protected_users: ["app"],
      max_kills: 3,
      grace_seconds: 30,
      deadline_seconds: 120,
      fail_on_survivors: false,
      timeouts: { delete: "1200s" },
    });
  });

  test("says match_all for everything, and only then", () => {
    const stack = drain({ filter: SessionFilter.everything() });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toMatchObject({ match_all: true });
    expect(onlyResource(stack, TYPE)).not.toHaveProperty("match");
  });

  test("refuses what the provider would refuse", () => {
    expect(codes(drain({ exclude: SessionFilter.everything() }))).toEqual([
      "stack/drain DBKILL_FILTER_EMPTY",
    ]);
    expect(codes(drain({ protectedUsers: ["a%"] }))).toEqual(["stack/drain DBKILL_PROTECTED_USER_INVALID"]);
    const states = SessionFilter.of({ databases: ["shop"] });
    expect(codes(drain({ target: KillTarget.alibabaClickhouse("cc-1"), filter: states }))).toEqual([
      "stack/drain DBKILL_FILTER_NOT_LISTED",
    ]);
  });

  test("has to fit into its time, as far as that is known", () => {
    const late = { grace: Duration.minutes(9) };
    expect(codes(drain(late))).toEqual(["stack/drain DBKILL_DRAIN_TIME_SHORT"]);
    expect(complaints(drain(late))).toMatch(/timeouts\.delete.* grace or deadline/);
    expect(codes(drain({ ...late, timeouts: { delete: Duration.minutes(11) } }))).toEqual([]);
    expect(codes(drain({ ...late, deadline: Duration.seconds(59) }))).toEqual([]);
    const stack = newStack();
    const seconds = new TerraformVariable(stack, "seconds", { type: "number" }).numberValue;
    new SessionDrain(stack, "drain", {
      target: tencent,
      filter,
      ...late,
      deadline: Duration.seconds(seconds),
    });
    expect(codes(stack)).toEqual([]);
  });

  test("is an error on MRS", () => {
    const error = failure(() => drain({ target: KillTarget.huaweiMrs("cluster") }));
    expect([error.code, error.problems[0].path]).toEqual(["DBKILL_TARGET_UNSUPPORTED", "target"]);
  });

  test("stands in dependsOn, depends on others, and tells its region", () => {
    const stack = newStack();
    const kill = new SessionKill(stack, "kill", { target: tencent, filter });
    const first = new SessionDrain(stack, "first", { target: tencent, filter, dependsOn: [kill] });
    new SessionKill(stack, "second", { target: tencent, filter, dependsOn: [first] });
    const address = (fqn: string) => String(resolved(stack, fqn)).replace(/^\$\{|\}$/g, "");
    expect(onlyResource(stack, TYPE).depends_on).toEqual([address(kill.fqn)]);
    expect(resolved(stack, first.region)).toBe(expression(`${address(first.fqn)}.region`));
    expect([SessionDrain.isSessionDrain(first), SessionDrain.isSessionDrain(kill)]).toEqual([true, false]);
  });
});
