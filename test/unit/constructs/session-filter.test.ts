import { TerraformVariable, Token } from "cdktf";
import { bindings, Duration, KillTarget, KillTask, SessionFilter } from "../../../src";
import { factsOf } from "../../../src/vendors/facts";
import { complaints, expression, failure, newStack, onlyResource } from "./support";

const messageOf = (props: Parameters<typeof SessionFilter.of>[0]) =>
  failure(() => SessionFilter.of(props)).message;

describe("SessionFilter", () => {
  test("refuses a misspelt property, which would widen it", () => {
    const props = { user: ["report"], minDuration: Duration.minutes(1) } as Parameters<
      typeof SessionFilter.of
    >[0];
    expect(() => SessionFilter.of(props)).toThrow("A filter has no user.");
  });

  test("every field reaches the match of the Terraform type", () => {
    const filter = SessionFilter.of({
      users: ["report"],
      hosts: ["10.0.%"],
      databases: ["shop", "crm"],
      commands: ["Query", "Execute"],
      states: ["Sending data"],
      infoPrefix: "select",
      infoKeywords: ["from", "orders"],
      infoRegex: "(?i)sleep",
      minDuration: Duration.minutes(1),
    });
    expect(filter.toMatch()).toEqual({
      users: ["report"],
      hosts: ["10.0.%"],
      databases: ["shop", "crm"],
      commands: ["Query", "Execute"],
      states: ["Sending data"],
      infoPrefix: "select",
      infoKeywords: ["from", "orders"],
      infoRegex: "(?i)sleep",
      minDurationSeconds: 60,
    });
  });

  test("fields that are not given stay out of the Terraform type", () => {
    const stack = newStack();
    new KillTask(stack, "task", {
      target: KillTarget.tencentMysql("cdb-1"),
      filter: SessionFilter.of({ users: ["report"] }),
    });
    expect(onlyResource(stack, "dbkill_tencent_kill_task").match).toEqual({ users: ["report"] });
  });

  test("it keeps its values whatever happens to the arrays it was given", () => {
    const users = ["report"];
    const filter = SessionFilter.of({ users });
    users.push("root");
    filter.toMatch()!.users!.push("root");
    expect(filter.toMatch()!.users).toEqual(["report"]);
    expect(Object.isFrozen(filter)).toBe(true);
  });

  test("everything is chosen only in so many words", () => {
    expect(SessionFilter.everything().matchesEverything).toBe(true);
    expect(SessionFilter.everything().toMatch()).toBeUndefined();
    expect(SessionFilter.everything().problems({ facts: factsOf("dbbrain"), evaluatedBy: "task" })).toEqual(
      [],
    );
    expect(SessionFilter.of({ users: ["report"] }).matchesEverything).toBe(false);
  });

  test("what no database understands is refused at once, in the words of TypeScript", () => {
    expect(messageOf({})).toMatch(/^The filter is empty\. .*infoPrefix.*minDuration/);
    expect(messageOf({ users: undefined })).toMatch(/^The filter is empty\./);
    expect(messageOf({ databases: [] })).toMatch(/^databases is empty\./);
    expect(messageOf({ infoPrefix: " " })).toMatch(/^infoPrefix has a blank value\./);
    expect(messageOf({ infoRegex: "(?=x)" })).toMatch(/^infoRegex is not an RE2 pattern\./);
    expect(messageOf({ hosts: ["%"] })).toMatch(/^The filter matches every session\./);
  });

  test("all problems are told at once", () => {
    expect(messageOf({ users: [" "], databases: [] }).split("\n")).toHaveLength(2);
    expect(failure(() => SessionFilter.of({})).name).toBe("ConstructError");
  });

  test("values that only Terraform knows are not judged at synth", () => {
    const stack = newStack();
    const text = new TerraformVariable(stack, "text", { type: "string" });
    const list = new TerraformVariable(stack, "list", { type: "list(string)" });
    const seconds = new TerraformVariable(stack, "seconds", { type: "number" });
    const source = new bindings.DataDbkillSessions(stack, "now", {
      target: KillTarget.tencentMysql("cdb-1").toTarget(),
    });
    new KillTask(stack, "task", {
      target: KillTarget.tencentMysql("cdb-1"),
      filter: SessionFilter.of({
        users: [source.sessions.get(0).user],
        hosts: [`${text.stringValue}.%`],
        databases: Token.asList(list.value),
        commands: [text.stringValue, "Query"],
        infoPrefix: text.stringValue,
        minDuration: Duration.seconds(seconds.numberValue),
      }),
    });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, "dbkill_tencent_kill_task").match).toEqual({
      users: [expression("data.dbkill_sessions.now.sessions[0].user")],
      hosts: [`${expression("var.text")}.%`],
      databases: expression("var.list"),
      commands: [expression("var.text"), "Query"],
      info_prefix: expression("var.text"),
      min_duration_seconds: expression("var.seconds"),
    });
  });

  test("what is known beside a token is still judged", () => {
    const stack = newStack();
    const text = new TerraformVariable(stack, "text", { type: "string" });
    expect(messageOf({ databases: [text.stringValue, " "] })).toMatch(/^databases has a blank value\./);
  });
});
