import { TerraformOutput, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { Construct } from "constructs";
import { Duration, KillTarget, SessionKill } from "../../../src";
import { complaints, expression, newStack, onlyResource } from "./support";

const TYPE = "dbkill_tencent_session_kill";
const target = KillTarget.tencentMysql("cdb-1");

const complaintsOf = (sessionIds: string[]) => {
  const stack = newStack();
  new SessionKill(new Construct(stack, "incident"), "kill", { target, sessionIds });
  return complaints(stack);
};

describe("SessionKill", () => {
  test("every property reaches the Terraform type", () => {
    const stack = newStack();
    new SessionKill(stack, "kill", {
      target: KillTarget.tencentTdsqlC("cynosdbmysql-1", { region: "ap-guangzhou" }),
      sessionIds: ["11", "12"],
      triggers: { incident: "42" },
      recordHistory: false,
      timeouts: { create: Duration.minutes(1), update: Duration.minutes(2) },
    });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toEqual({
      instance_id: "cynosdbmysql-1",
      product: "cynosdb",
      region: "ap-guangzhou",
      session_ids: ["11", "12"],
      triggers: { incident: "42" },
      record_history: false,
      timeouts: { create: "60s", update: "120s" },
    });
  });

  test("session ids may be tokens and token lists", () => {
    const stack = newStack();
    const one = new TerraformVariable(stack, "one", { type: "string" });
    const many = new TerraformVariable(stack, "many", { type: "list(string)" });
    new SessionKill(stack, "some", { target, sessionIds: [one.stringValue, "12"] });
    new SessionKill(stack, "all", { target, sessionIds: Token.asList(many.value) });
    expect(complaints(stack)).toBe("");
    const resources = JSON.parse(Testing.synth(stack)).resource[TYPE];
    expect(
      Object.values<{ session_ids: unknown }>(resources).map((resource) => resource.session_ids),
    ).toEqual(expect.arrayContaining([[expression("var.one"), "12"], expression("var.many")]));
  });

  test("its results are a reference to the resource", () => {
    const stack = newStack();
    const kill = new SessionKill(stack, "kill", { target, sessionIds: ["11"] });
    new TerraformOutput(stack, "outcomes", { value: kill.results });
    expect(JSON.parse(Testing.synth(stack)).output.outcomes.value).toBe(
      `\${${TYPE}.${kill.resource.friendlyUniqueId}.results}`,
    );
  });

  test("ids that the vendor would not take are errors with the construct's path", () => {
    expect(complaintsOf([])).toContain("[stack/incident/kill] sessionIds is empty");
    expect(complaintsOf(Array.from({ length: 101 }, (_, at) => `${at + 1}`))).toContain("holds 101 ids");
    expect(complaintsOf(["11", "abc", "-1"])).toContain('holds "abc", "-1", which is no session id');
    expect(complaintsOf(["11", "12", "11"])).toContain('names "11" twice');
    expect(complaintsOf(Array.from({ length: 100 }, (_, at) => `${at + 1}`))).toBe("");
  });

  test("a stack without a provider is an error", () => {
    const stack = new TerraformStack(Testing.app(), "bare");
    new SessionKill(stack, "kill", { target, sessionIds: ["11"] });
    expect(complaints(stack)).toContain('The stack "bare" has no DbkillProvider, but "bare/kill" needs one');
  });
});
