import { TerraformVariable, Token } from "cdktf";
import { bindings, Duration, KillTarget, KillTask, SessionFilter } from "../../../src";
import { factsOf } from "../../../src/vendors/facts";
import { complaints, expression, failure, newStack, onlyResource, refusals } from "./support";

const refused = (props: Parameters<typeof SessionFilter.of>[0]) => refusals(() => SessionFilter.of(props));

describe("SessionFilter", () => {
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
      ignoreComments: true,
      minDuration: Duration.minutes(1),
      minTransaction: Duration.minutes(2),
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
      ignoreComments: true,
      minDurationSeconds: 60,
      minTransactionSeconds: 120,
    });
  });

  test("fields that are not given stay out of the Terraform type", () => {
    const stack = newStack();
    new KillTask(stack, "task", {
      target: KillTarget.tencentMysql("cdb-1"),
      filter: SessionFilter.of({ users: ["report"] }),
    });
    expect(onlyResource(stack, "dbkill_tencent_dbbrain_kill_task").match).toEqual({ users: ["report"] });
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

  test.each([
    [{}, "DBKILL_FILTER_EMPTY"],
    [{ users: undefined }, "DBKILL_FILTER_EMPTY"],
    [{ ignoreComments: true }, "DBKILL_FILTER_EMPTY"],
    [{ databases: [] }, "DBKILL_FILTER_VALUE_EMPTY databases"],
    [{ infoPrefix: " " }, "DBKILL_FILTER_VALUE_EMPTY infoPrefix"],
    [{ infoRegex: "(?=x)" }, "DBKILL_FILTER_REGEX_INVALID infoRegex"],
    [{ hosts: ["10.0.0.0/24"] }, "DBKILL_FILTER_HOST_INVALID hosts.10.0.0.0/24"],
    [{ hosts: ["%"] }, "DBKILL_FILTER_MATCHES_ALL hosts"],
  ])("%p, which no database understands, is refused at once", (props, code) => {
    expect(refused(props)).toEqual([code]);
  });

  test("messages are in the words of TypeScript", () => {
    const { message } = failure(() => SessionFilter.of({}));
    expect(message).toMatch(/minDuration/);
    expect(message).not.toMatch(/_seconds|match_all = /);
  });

  test("all problems are told at once", () => {
    expect(refused({ users: [" "], databases: [] })).toEqual(
      ["DBKILL_FILTER_VALUE_EMPTY users. ", "DBKILL_FILTER_VALUE_EMPTY databases"].map((each) => each.trim()),
    );
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
    expect(onlyResource(stack, "dbkill_tencent_dbbrain_kill_task").match).toEqual({
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
    expect(refused({ databases: [text.stringValue, " "] })).toEqual([
      expect.stringContaining("DBKILL_FILTER_VALUE_EMPTY databases"),
    ]);
  });
});
