import { block, codes, Workspace } from "../../support/workspace";

describe("the sessions data source on Alibaba", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(() => it_.reset());

  const lists = (target: string, more = "") =>
    it_.write(`data "dbkill_sessions" "some" {\n  ${block("target", target)}\n${more}\n}
output "some" {\n  value = data.dbkill_sessions.some\n}`);
  const found = async () => {
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    return (await it_.terraform.show()).values.outputs.some.value;
  };

  test.each(["community", "enterprise"])("lists a %s cluster's queries of all pages", async (edition) => {
    await it_.emulator.addSessions({
      service: "clickhouse",
      instance_id: "cc-1",
      edition,
      sessions: Array.from({ length: 250 }, (_, index) => ({
        query_id: `q-${index}`,
        user: index % 2 ? "report" : "app",
        host: "10.0.0.7",
        duration_seconds: 60 + index,
        info: "/* nightly */ select 1",
      })),
    });
    const group = edition === "enterprise" ? ', computing_group_id = "cg-1"' : "";
    lists(
      `{ service = "clickhouse", instance_id = "cc-1", edition = "${edition}"${group} }`,
      '  match {\n    users = ["report"]\n    info_regex = "(?i)\\\\bSELECT\\\\b"\n  }\n  limit = 2',
    );
    const { total, sessions } = await found();
    expect(total).toBe(125);
    expect(sessions).toHaveLength(2);
    const { duration_seconds, ...first } = sessions[0];
    expect(first).toEqual({
      id: "q-249",
      query_id: "q-249",
      user: "report",
      host: "10.0.0.7",
      database: "",
      command: "Query",
      state: "",
      info: "/* nightly */ select 1",
      server: null,
      transaction_seconds: null,
    });
    expect(duration_seconds).toBeGreaterThanOrEqual(309);
  });

  test("lists an OceanBase tenant's sessions, with every digit of their ids, and without the vendor's own", async () => {
    await it_.emulator.addSessions({
      service: "oceanbasepro",
      instance_id: "ob-1",
      tenant_id: "t-1",
      sessions: [
        { id: "9007199254740993", server: "10.0.0.1", user: "report", database: "shop", command: "Sleep" },
        { id: "5", server: "10.0.0.1", user: "proxyro" },
      ],
    });
    lists('{ service = "oceanbasepro", instance_id = "ob-1", tenant_id = "t-1" }');
    const { total, sessions } = await found();
    expect(total).toBe(1);
    expect(sessions[0]).toMatchObject({
      id: "9007199254740993",
      server: "10.0.0.1",
      user: "report",
      database: "shop",
      command: "Sleep",
      state: "SLEEP",
      query_id: null,
    });
  });

  test("judges 100 kB of a statement by a pattern that explodes elsewhere", async () => {
    await it_.emulator.addSessions({
      service: "clickhouse",
      instance_id: "cc-1",
      sessions: [{ query_id: "q-1", duration_seconds: 9, info: `${"a".repeat(100_000)}b` }],
    });
    lists('{ service = "clickhouse", instance_id = "cc-1" }', '  match { info_regex = "(a+)+$" }');
    expect((await found()).total).toBe(0);
  });

  test.each([
    ["OceanBase without a tenant", '{ service = "oceanbasepro", instance_id = "ob-1" }'],
    [
      "an edition of OceanBase",
      '{ service = "oceanbasepro", instance_id = "ob-1", tenant_id = "t-1", edition = "enterprise" }',
    ],
    [
      "a computing group of a community cluster",
      '{ service = "clickhouse", instance_id = "cc-1", computing_group_id = "cg-1" }',
    ],
    ["a tenant of ClickHouse", '{ service = "clickhouse", instance_id = "cc-1", tenant_id = "t-1" }'],
  ])("refuses %s", async (_what, target) => {
    lists(target);
    const { code, output } = await it_.terraform.run("validate", "-no-color");
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_TARGET_INVALID"]);
  });

  test("refuses a filter on what ClickHouse does not list", async () => {
    lists('{ service = "clickhouse", instance_id = "cc-1" }', '  match { states = ["init"] }');
    const { output } = await it_.terraform.run("validate", "-no-color");
    expect(codes(output)).toEqual(["DBKILL_FILTER_NOT_LISTED"]);
  });
});
