import { setTimeout as sleep } from "node:timers/promises";
import { HuaweiSdk } from "../../support/huawei-sdk";
import { flat } from "../../support/text";
import { codes, resource, Workspace } from "../../support/workspace";

const CLUSTER = "5f0c2a3e-mrs_1";
const TYPE = "dbkill_huawei_mrs_sql_cancel";
const ADDRESS = `${TYPE}.now`;
const id = (name: string) => `20190909_011820_00151_${name}`;

function sqlCancel(names: string[], attributes: Record<string, string> = {}): string {
  const sql_ids = JSON.stringify(names.map(id));
  return resource(TYPE, "now", { cluster_id: `"${CLUSTER}"`, sql_ids, ...attributes });
}

describe("a Huawei MRS statement's cancel", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.emulator.addSessions({
      service: "mrs",
      instance_id: CLUSTER,
      sessions: [
        { sql_id: id("runs1"), state: "RUNNING", info: "select count(*) from web_logs" },
        { sql_id: id("queue"), state: "QUEUED" },
        { sql_id: id("ended"), state: "FINISHED" },
        { sql_id: id("faild"), state: "FAILED" },
        { sql_id: id("stays"), unkillable: true },
        { sql_id: id("nope1"), refuse: "Cancel sql error" },
      ],
    });
  });

  const killed = async () =>
    (await it_.emulator.state()).sessions
      .filter(({ status }) => status === "killed")
      .map((each) => each.sql_id);
  const applied = async (...args: string[]) => {
    const { code, output } = await it_.terraform.apply(...args);
    return { code, text: flat(output), errors: codes(output), warnings: codes(output, "Warning") };
  };
  const outcomes = async () =>
    ((await it_.attributes(ADDRESS)).results as { id: string; outcome: string }[]).map(
      (row) => `${row.id.slice(-5)} ${row.outcome}`,
    );

  test("cancels what runs, once, and records what it saw", async () => {
    it_.write(sqlCancel(["runs1", "queue", "ended", "faild"]));
    const planned = await it_.terraform.plan();
    expect(codes(planned.output, "Warning")).toEqual(["DBKILL_KILL_PREVIEW"]);
    expect(flat(planned.output)).toContain(`2 statements on ${CLUSTER} would be killed`);
    for (const text of [id("runs1"), id("queue"), "select count(*) from web_logs"]) {
      expect(planned.output).toContain(text);
    }
    expect(planned.output).not.toContain(`${id("ended")} FINISHED`);
    expect(await applied()).toMatchObject({ code: 0 });
    expect((await it_.attributes(ADDRESS)).results).toEqual([
      {
        id: id("runs1"),
        user: null,
        status_before: "RUNNING",
        status_after: "FAILED",
        outcome: "killed",
        message: "Query was canceled",
      },
      {
        id: id("queue"),
        user: null,
        status_before: "QUEUED",
        status_after: "FAILED",
        outcome: "killed",
        message: "Query was canceled",
      },
      {
        id: id("ended"),
        user: null,
        status_before: "FINISHED",
        status_after: "FINISHED",
        outcome: "gone",
        message: null,
      },
      {
        id: id("faild"),
        user: null,
        status_before: "FAILED",
        status_after: "FAILED",
        outcome: "gone",
        message: "Query failed",
      },
    ]);
    expect(await it_.calls("CancelSql")).toBe(2);
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });

    const destroyed = await it_.terraform.destroy();
    expect(codes(destroyed.output, "Warning")).toContain("DBKILL_KILL_DESTROY_DOES_NOTHING");
    expect(await it_.calls("CancelSql")).toBe(2);
  });

  test("runs again when a trigger changes, and asks for nothing when only verify does", async () => {
    it_.write(sqlCancel(["runs1"], { triggers: '{ run = "1" }' }));
    await applied();
    const calls = await it_.calls("ShowSqlResult");
    it_.write(sqlCancel(["runs1"], { triggers: '{ run = "1" }', verify: "false" }));
    expect(await applied()).toMatchObject({ code: 0 });
    expect(await it_.calls("ShowSqlResult")).toBe(calls);
    it_.write(sqlCancel(["queue"], { triggers: '{ run = "2" }' }));
    expect((await applied()).text).toContain("1 changed");
    expect(await killed()).toEqual([id("runs1"), id("queue")]);
  });

  test("looks at nothing afterwards where verify = false", async () => {
    it_.write(
      sqlCancel(["runs1", "stays"], { verify: "false" }),
      'provider "dbkill" {\n  plan_preview = false\n}',
    );
    expect(await applied()).toMatchObject({ code: 0 });
    expect(await outcomes()).toEqual(["runs1 unknown", "stays unknown"]);
    expect((await it_.attributes(ADDRESS)).results[0].status_after).toBeNull();
    const actions = (await it_.emulator.requests({ service: "mrs" })).requests.map(({ action }) => action);
    expect(actions.filter((action) => action === "CancelSql")).toHaveLength(2);
    expect(actions.at(-1)).toBe("CancelSql");
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
  });

  test("names a statement that is refused, with the vendor's words, and keeps what it cancelled", async () => {
    it_.write(sqlCancel(["runs1", "nope1", "queue"]));
    const { code, text, errors } = await applied();
    expect(code).toBe(1);
    expect(errors).toEqual(["DBKILL_SESSION_REFUSED"]);
    expect(text).toMatch(new RegExp(`${id("nope1")}.*Cancel sql error`));
    expect(await outcomes()).toEqual(["runs1 killed", "nope1 refused", "queue killed"]);
    expect(await killed()).toEqual([id("runs1"), id("queue")]);

    // The next apply tries what is left and sends nothing for the others.
    const cancels = await it_.calls("CancelSql");
    expect(await applied()).toMatchObject({ code: 1 });
    expect(await it_.calls("CancelSql")).toBe(cancels + 1);
  });

  test("tries only what is left after an update that failed in part", async () => {
    it_.write(sqlCancel(["ended"]));
    await applied();
    await it_.emulator.setFaults([
      { service: "mrs", action: "CancelSql", kind: "code", code: "MRS.0011", after: 1, times: 1 },
    ]);
    it_.write(sqlCancel(["runs1", "queue"]));
    expect(await applied()).toMatchObject({ code: 1 });
    expect(await outcomes()).toEqual(["runs1 killed", "queue refused"]);
    const cancels = await it_.calls("CancelSql");
    it_.write(sqlCancel(["runs1", "queue"]), 'provider "dbkill" {\n  plan_preview = false\n}');
    expect(await applied()).toMatchObject({ code: 0 });
    expect(await outcomes()).toEqual(["runs1 killed", "queue killed"]);
    expect(await it_.calls("CancelSql")).toBe(cancels + 1);
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
  });

  test("names what runs on when the time is over", async () => {
    it_.write(sqlCancel(["runs1", "stays"], { timeouts: '{ create = "2s" }' }));
    const { code, text, errors } = await applied();
    expect(code).toBe(1);
    expect(errors).toEqual(["DBKILL_SESSION_SURVIVED"]);
    expect(text).toContain(id("stays"));
    expect(await outcomes()).toEqual(["runs1 killed", "stays survived"]);
  });

  test("cancels nothing where MRS does not know a statement", async () => {
    it_.write(sqlCancel(["runs1", "wrong"]));
    const { code, text, errors } = await applied();
    expect(code).toBe(1);
    expect(errors).toEqual(["DBKILL_SESSION_UNKNOWN"]);
    expect(text).toContain(id("wrong"));
    expect(await it_.calls("CancelSql")).toBe(0);
    expect(await it_.attributes(ADDRESS)).toBeUndefined();
  });

  test.each([
    // The plan looks, and so does the apply before it starts; the kill looks once, and once more right before the request.
    ["the first look and the last one", 2, 0],
    ["the last look and the cancel", 3, 1],
  ])("takes a statement that finishes between %s for gone", async (_what, after, cancels) => {
    const sdk = new HuaweiSdk(it_.emulator.url);
    const statement = { sql_type: "presto", sql_content: "select sleep(60)" };
    const submitted: { id: string } = await sdk.mrs(CLUSTER, "POST", "sql-execution", statement);
    await it_.emulator.setFaults([
      { service: "mrs", action: "ShowSqlResult", kind: "slow", delay_ms: 1500, times: 1, after },
    ]);
    it_.write(
      sqlCancel([], { sql_ids: `["${submitted.id}"]` }),
      'provider "dbkill" {\n  plan_preview = false\n}',
    );
    const apply = applied();
    while ((await it_.calls("ShowSqlResult")) <= after) await sleep(20);
    await it_.emulator.advanceClock(61);
    expect(await apply).toMatchObject({ code: 0 });
    expect(await it_.calls("CancelSql")).toBe(cancels);
    expect((await it_.attributes(ADDRESS)).results).toEqual([
      {
        id: submitted.id,
        user: null,
        status_before: "RUNNING",
        status_after: "FINISHED",
        outcome: "gone",
        message: null,
      },
    ]);
  });

  test.each(["reset_after", "reset_before", "malformed", "http_503", "throttle"] as const)(
    "finds out what happened after %s",
    async (kind) => {
      await it_.emulator.setFaults([{ service: "mrs", action: "CancelSql", kind, times: 1 }]);
      it_.write(sqlCancel(["runs1"]));
      expect(await applied()).toMatchObject({ code: 0 });
      expect(await outcomes()).toEqual(["runs1 killed"]);
    },
  );

  test("can't be imported, and says so", async () => {
    it_.write(sqlCancel(["runs1"]));
    const { code, output } = await it_.terraform.run("import", "-no-color", ADDRESS, "x");
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_UNSUPPORTED"]);
  });

  test.each([
    ["a statement twice", { sql_ids: '["a_1", "a_1"]' }, "DBKILL_SELECTION_ID_INVALID"],
    ["a blank in an id", { sql_ids: '["select 1"]' }, "DBKILL_SELECTION_ID_INVALID"],
    ["a slash in an id", { sql_ids: '["a/b"]' }, "DBKILL_SELECTION_ID_INVALID"],
    ["a cluster that is none", { cluster_id: '"a b"' }, "DBKILL_VALUE_INVALID"],
  ])("refuses %s", async (_what, attributes, problem) => {
    it_.write(sqlCancel(["runs1"], attributes));
    const { code, output } = await it_.terraform.run("validate", "-no-color");
    expect(code).toBe(1);
    expect(codes(output)).toEqual([problem]);
  });

  test("has a data source beside it that looks one statement up", async () => {
    const look = (name: string) =>
      `data "dbkill_huawei_mrs_sql" "one" {\n  cluster_id = "${CLUSTER}"\n  sql_id = "${id(name)}"\n}\noutput "one" {\n  value = data.dbkill_huawei_mrs_sql.one\n}\n`;
    it_.write(look("runs1"));
    expect(await applied()).toMatchObject({ code: 0 });
    expect((await it_.terraform.show()).values.outputs.one.value).toMatchObject({
      status: "RUNNING",
      statement: "select count(*) from web_logs",
      message: null,
    });
    it_.write(look("wrong"));
    const { code, text } = await applied();
    expect(code).toBe(1);
    expect(text).toContain("MRS.0011");
  });

  test("can't be chosen by a filter: there is no list of an MRS cluster's statements", async () => {
    it_.write(
      `data "dbkill_sessions" "all" {\n  target {\n    service = "mrs"\n    instance_id = "${CLUSTER}"\n  }\n  match { users = ["report"] }\n}`,
    );
    const { code, output } = await it_.terraform.plan();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_VALUE_INVALID"]);
    expect(output).toContain("target.service must be one of");
  });
});
