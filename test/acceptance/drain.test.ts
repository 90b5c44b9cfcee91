import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SessionInput, SessionsInput } from "../../src/emulator";
import { flat } from "../support/text";
import { codes, resource, Workspace } from "../support/workspace";

const TYPE = "dbkill_session_drain";
const ADDRESS = `${TYPE}.it`;
const TARGET = '{ service = "dbbrain", instance_id = "cdb-1" }';
const REPORT = '{ users = ["report"] }';

const drain = (attributes: Record<string, string> = {}, meta = "") =>
  resource(TYPE, "it", { target: TARGET, match: REPORT, ...attributes }, meta);

/** A schema that can't be dropped while somebody is connected. The emulator is asked by its control interface. */
function schemaInUse(url: string): string {
  const check = [
    "const url = process.argv[1];",
    "fetch(url + '/_dbkill/state').then((answer) => answer.json()).then(({ sessions }) => {",
    "  const users = sessions.filter(({ status }) => status === 'running').map(({ user }) => user);",
    "  if (users.includes('report')) { console.error('still in use'); process.exit(3); }",
    "});",
  ].join(" ");
  return `
resource "terraform_data" "schema" {
  input = "${url}"
  provisioner "local-exec" {
    when        = destroy
    interpreter = ["${process.execPath}", "-e", ${JSON.stringify(check)}]
    command     = self.input
  }
}
`;
}

describe("a session drain", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.sessions("cdb-1", [
      { id: "11", user: "report", duration_seconds: 75, info: "select 1" },
      { id: "12", user: "report", command: "Sleep" },
      { id: "13", user: "app" },
      { id: "15", user: "event_scheduler", command: "Daemon" },
    ]);
  });

  const killed = async () => (await it_.emulator.state()).kills.map(({ session }) => session.id).sort();
  const created = async (attributes: Record<string, string> = {}, more = "") => {
    it_.write(drain(attributes) + more);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
  };
  const destroyed = async (...flags: string[]) => {
    const { code, output } = await it_.terraform.destroy(...flags);
    return { code, errors: codes(output), warnings: codes(output, "Warning"), text: flat(output) };
  };

  test("does nothing at create and at an edit, says nothing in their plans, and kills at destroy", async () => {
    it_.write(drain());
    const planned = await it_.terraform.plan();
    expect([planned.code, codes(planned.output), codes(planned.output, "Warning")]).toEqual([0, [], []]);
    await created();
    expect(await it_.attributes(ADDRESS)).toMatchObject({
      region: "ap-guangzhou",
      grace_seconds: 0,
      deadline_seconds: 60,
      fail_on_survivors: true,
    });
    const { id } = await it_.attributes(ADDRESS);
    it_.write(drain({ match: '{ users = ["report", "nobody"] }', deadline_seconds: "30" }));
    const edited = await it_.terraform.apply();
    expect(edited.output).toContain("1 changed");
    expect(codes(edited.output, "Warning")).toEqual([]);
    expect((await it_.attributes(ADDRESS)).id).toBe(id);
    expect((await it_.emulator.requests({})).requests).toEqual([]);

    const plan = await it_.terraform.plan("-destroy");
    expect(codes(plan.output, "Warning")).toEqual(["DBKILL_KILL_PREVIEW"]);
    expect(flat(plan.output)).toContain("2 sessions on cdb-1 would be killed");
    expect(await killed()).toEqual([]);

    expect(await destroyed()).toMatchObject({ code: 0, errors: [] });
    expect(await killed()).toEqual(["11", "12"]);
  });

  test("is destroyed before what it depends on, whose sessions are gone by then", async () => {
    const schema = schemaInUse(it_.emulator.url);
    it_.write(schema + drain({}, "depends_on = [terraform_data.schema]"));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await destroyed()).toMatchObject({ code: 0, errors: [] });
    expect(await killed()).toEqual(["11", "12"]);

    // Without the drain the schema can't be dropped: the order above is what does it.
    it_.write(schema);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    await it_.sessions("cdb-1", [{ id: "21", user: "report" }]);
    expect((await destroyed()).code).toBe(1);
  });

  test("runs before a replacement of what it depends on, where it is replaced with it", async () => {
    const replaced = (version: string) =>
      schemaInUse(it_.emulator.url).replace("input", `triggers_replace = "${version}"\n  input`) +
      drain(
        {},
        "depends_on = [terraform_data.schema]\n  lifecycle {\n    replace_triggered_by = [terraform_data.schema]\n  }",
      );
    it_.write(replaced("1"));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    it_.write(replaced("2"));
    const { code, output } = await it_.terraform.apply();
    expect([code, codes(output)]).toEqual([0, []]);
    expect(output).toContain("2 added, 0 changed, 2 destroyed");
    expect(await killed()).toEqual(["11", "12"]);
  });

  test("works when its block is deleted from the configuration", async () => {
    await created({ exclude: '{ commands = ["Sleep"] }' });
    it_.write("");
    const planned = await it_.terraform.plan();
    expect(codes(planned.output, "Warning")).toEqual(["DBKILL_KILL_PREVIEW"]);
    expect(flat(planned.output)).toContain("1 session on cdb-1 would be killed");
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await killed()).toEqual(["11"]);
  });

  test("calls the region that was found at create, whatever the provider says later", async () => {
    const provider = (region: string) => `provider "dbkill" {\n  tencent {\n    region = "${region}"\n  }\n}`;
    await it_.emulator.addSessions({
      service: "dbbrain",
      instance_id: "cdb-2",
      region: "ap-beijing",
      sessions: [{ id: "21", user: "report" }],
    });
    const target = '{ service = "dbbrain", instance_id = "cdb-2" }';
    it_.write(drain({ target }), provider("ap-beijing"));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    it_.write(drain({ target, deadline_seconds: "30" }), provider("ap-shanghai"));
    expect((await it_.terraform.apply()).output).toContain("1 changed");
    expect((await it_.attributes(ADDRESS)).region).toBe("ap-beijing");
    it_.write("", provider("ap-shanghai"));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await killed()).toEqual(["21"]);
  });

  test("that leaves somebody is an error which keeps it; the next destroy works", async () => {
    await it_.sessions("cdb-1", [{ id: "14", user: "report", host: "10.0.0.9:1000", unkillable: true }]);
    await created({ deadline_seconds: "3" });
    const failed = await destroyed();
    expect(failed).toMatchObject({ code: 1, errors: ["DBKILL_DRAIN_SURVIVORS"] });
    expect(failed.text).toContain("14 report@10.0.0.9");
    expect(failed.text).toContain("1 session on cdb-1 is left");
    expect(await killed()).toEqual(["11", "12"]);
    expect(await it_.attributes(ADDRESS)).toBeDefined();

    await it_.emulator.reset();
    await it_.sessions("cdb-1", [{ id: "31", user: "report" }]);
    expect(await destroyed()).toMatchObject({ code: 0, errors: [] });
    expect(await killed()).toEqual(["31"]);
  });

  test("warns of who is left where fail_on_survivors is false", async () => {
    await it_.sessions("cdb-1", [{ id: "14", user: "report", unkillable: true }]);
    await created({ deadline_seconds: "3", fail_on_survivors: "false" });
    const { code, warnings } = await destroyed();
    expect(code).toBe(0);
    expect(warnings).toContain("DBKILL_DRAIN_SURVIVORS");
  });

  test("of more than max_kills is a warning in the plan and an error at destroy, and kills nobody", async () => {
    await created({ max_kills: "1" });
    const planned = await it_.terraform.plan("-destroy");
    expect([planned.code, codes(planned.output, "Warning")]).toEqual([0, ["DBKILL_MAX_KILLS_EXCEEDED"]]);
    expect(await destroyed()).toMatchObject({ code: 1, errors: ["DBKILL_MAX_KILLS_EXCEEDED"] });
    expect(await killed()).toEqual([]);
    // A changed setting takes effect once it is applied.
    await created({ max_kills: "2" });
    expect(await destroyed()).toMatchObject({ code: 0 });
    expect(await killed()).toEqual(["11", "12"]);
  });

  test("of everything spares the server's own sessions, excluded and protected ones", async () => {
    it_.write(
      resource(TYPE, "it", {
        target: TARGET,
        match_all: "true",
        exclude: '{ commands = ["Sleep"] }',
        protected_users: '["app"]',
      }),
    );
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await destroyed()).toMatchObject({ code: 0 });
    expect(await killed()).toEqual(["11"]);
  });

  test("lets sessions leave by themselves for a while", async () => {
    await created({ grace_seconds: "60", timeouts: '{ delete = "5m" }' });
    await it_.emulator.reset();
    await it_.sessions("cdb-1", [{ id: "13", user: "app" }]);
    const began = Date.now();
    expect(await destroyed()).toMatchObject({ code: 0 });
    expect(Date.now() - began).toBeLessThan(30_000);
    expect(await killed()).toEqual([]);
  });

  test("of a target that is gone is a success with a warning", async () => {
    await created();
    await it_.emulator.reset();
    const planned = await it_.terraform.plan("-destroy");
    expect([planned.code, codes(planned.output, "Warning")]).toEqual([0, ["DBKILL_DRAIN_TARGET_GONE"]]);
    const { code, warnings } = await destroyed();
    expect([code, new Set(warnings)]).toEqual([0, new Set(["DBKILL_DRAIN_TARGET_GONE"])]);
    expect(await it_.attributes(ADDRESS)).toBeUndefined();
  });

  test("checks what the state holds before it kills", async () => {
    await created();
    const file = join(it_.directory, "terraform.tfstate");
    const written = readFileSync(file, "utf8");
    const tamper = (change: (attributes: Record<string, unknown>) => void) => {
      const state = JSON.parse(written);
      change(state.resources[0].instances[0].attributes);
      writeFileSync(file, JSON.stringify(state));
    };
    const nothing = Object.fromEntries(
      Object.keys(JSON.parse(written).resources[0].instances[0].attributes.match).map((name) => [name, null]),
    );
    const cases: [change: (attributes: Record<string, unknown>) => void, code: string][] = [
      [(attributes) => Object.assign(attributes, { match: null }), "DBKILL_SELECTION_MISSING"],
      [(attributes) => Object.assign(attributes, { match: nothing }), "DBKILL_FILTER_EMPTY"],
      [(attributes) => Object.assign(attributes, { match_all: true }), "DBKILL_SELECTION_AMBIGUOUS"],
      [
        (attributes) => Object.assign(attributes.target as object, { service: "mrs" }),
        "DBKILL_TARGET_INVALID",
      ],
      [
        (attributes) => Object.assign(attributes.target as object, { tenant_id: "t" }),
        "DBKILL_TARGET_INVALID",
      ],
    ];
    for (const [change, code] of cases) {
      tamper(change);
      expect(await destroyed("-refresh=false")).toMatchObject({ code: 1, errors: [code] });
    }
    expect(await killed()).toEqual([]);
    writeFileSync(file, written);
    expect(await destroyed()).toMatchObject({ code: 0 });
  });

  test("refuses a mixture of settings that ignore_changes makes, and kills nobody", async () => {
    await created({ match: "{ min_duration_seconds = 3600 }" });
    it_.write(drain({ match: REPORT }, "lifecycle {\n    ignore_changes = [match.users]\n  }"));
    expect(await it_.terraform.run("validate", "-no-color")).toMatchObject({ code: 0 });
    for (const { code, output } of [await it_.terraform.plan(), await it_.terraform.apply()]) {
      expect([code, codes(output)]).toEqual([1, ["DBKILL_FILTER_EMPTY"]]);
    }
    expect(await destroyed("-refresh=false")).toMatchObject({ code: 0 });
    expect(await killed()).toEqual([]);
  });

  test.each([
    [
      "a service without a list",
      { target: '{ service = "mrs", instance_id = "c" }' },
      "VALUE_INVALID",
      '"mrs"',
    ],
    [
      "a setting of another service",
      { target: '{ service = "das", instance_id = "i", tenant_id = "t" }' },
      "TARGET_INVALID",
      "tenant_id",
    ],
    ["an empty filter", { match: "{}" }, "FILTER_EMPTY", "match"],
    ["everything and a filter", { match_all: "true" }, "SELECTION_AMBIGUOUS", "match_all"],
    ["a protected user who is none", { protected_users: '["a%"]' }, "PROTECTED_USER_INVALID", '"a%"'],
    ["a drain that its time cuts short", { grace_seconds: "600" }, "DRAIN_TIME_SHORT", "660 s"],
    ["a deadline of nothing", { deadline_seconds: "0" }, "VALUE_INVALID", "deadline_seconds"],
  ])("refuses %s", async (_, attributes, code, at) => {
    it_.write(drain(attributes as Record<string, string>));
    const { code: exit, output } = await it_.terraform.plan();
    expect([exit, codes(output)]).toEqual([1, [`DBKILL_${code}`]]);
    expect(output).toContain(at);
  });

  test.each<[string, string, Omit<SessionsInput, "sessions">, Partial<SessionInput>]>([
    ["Huawei DAS", '{ service = "das", instance_id = "in01" }', { service: "das", instance_id: "in01" }, {}],
    [
      "Alibaba ClickHouse",
      '{ service = "clickhouse", instance_id = "cc-1" }',
      { service: "clickhouse", instance_id: "cc-1" },
      { duration_seconds: 20 },
    ],
    [
      "Alibaba OceanBase",
      '{ service = "oceanbasepro", instance_id = "ob-1", tenant_id = "t-1" }',
      { service: "oceanbasepro", instance_id: "ob-1", tenant_id: "t-1" },
      { server: "10.0.0.1:2882" },
    ],
  ])("drains %s", async (_, target, place, more) => {
    await it_.emulator.addSessions({
      ...place,
      sessions: [
        { id: "71", user: "report", ...(place.service === "clickhouse" && { query_id: "q-1" }), ...more },
        { id: "72", user: "app", ...(place.service === "clickhouse" && { query_id: "q-2" }), ...more },
      ],
    });
    await created({ target });
    expect(await destroyed()).toMatchObject({ code: 0, errors: [] });
    const { sessions } = await it_.emulator.state({ service: place.service });
    expect(sessions.filter(({ status }) => status === "running").map(({ user }) => user)).toEqual(["app"]);
  });

  test("keeps no secret, and no statement where they are hidden", async () => {
    it_.write(drain({ deadline_seconds: "2" }), 'provider "dbkill" {\n  plan_statements = "hidden"\n}');
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    await it_.sessions("cdb-1", [{ id: "14", user: "report", info: "select secret", unkillable: true }]);
    const { code, text } = await destroyed();
    expect(code).toBe(1);
    expect(text + it_.written()).not.toMatch(/select secret|dbkill-emulator-secret/);
  });
});
