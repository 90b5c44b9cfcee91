import { join } from "node:path";
import { testWithPreload } from "../../support/preload";
import { flat } from "../../support/text";
import { codes, killTask, SECRETS, Workspace } from "../../support/workspace";

const HOUR_AHEAD = join(__dirname, "../../fixtures/hour-ahead.js");
const REPORTS = { instance_id: '"cdb-1"', match: '{ users = ["report"] }' };

describe("a plan of a Tencent kill task", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create();
    await it_.sessions(
      "cdb-1",
      Array.from({ length: 7 }, (_, index) => ({
        id: `${index + 1}`,
        user: "report",
        duration_seconds: 60,
        info: `select ${"x".repeat(200)}\u001b[31m from t`,
      })),
    );
    await it_.sessions("cdb-quiet", []);
  });
  afterAll(() => it_.dispose());
  beforeEach(() => it_.emulator.setFaults([]));

  const planned = async (body: string, provider?: string) => {
    it_.write(body, provider);
    const { code, output } = await it_.terraform.plan();
    return { code, text: flat(output), errors: codes(output), warnings: codes(output, "Warning") };
  };

  test("shows at most five sessions and shortens their statements", async () => {
    const { code, text, warnings } = await planned(killTask("reports", REPORTS));
    expect(code).toBe(0);
    expect(warnings).toEqual(["DBKILL_KILL_PREVIEW"]);
    expect(text).toContain("7 of 7 sessions");
    expect(text).toContain("and 2 more");
    expect(text).toContain("xxx...");
    expect(text).not.toContain("\u001b[31m");
    expect(text).not.toContain("x".repeat(61));
  });

  test("says when nothing would be killed", async () => {
    const { text, warnings } = await planned(killTask("reports", { ...REPORTS, instance_id: '"cdb-quiet"' }));
    expect(warnings).toEqual(["DBKILL_KILL_PREVIEW"]);
    expect(text).toContain("0 sessions on cdb-quiet");
  });

  test("lists each instance once, and only for what is to be created or changed", async () => {
    await it_.emulator.setFaults([]);
    const before = await it_.calls("DescribeMySqlProcessList");
    await planned(killTask("one", REPORTS) + killTask("two", { ...REPORTS, instance_id: '"cdb-quiet"' }));
    expect((await it_.calls("DescribeMySqlProcessList")) - before).toBe(2);
  });

  test("fails where more match than max_kills", async () => {
    const { code, text, errors } = await planned(killTask("reports", { ...REPORTS, max_kills: "6" }));
    expect(code).toBe(1);
    expect(errors).toEqual(["DBKILL_MAX_KILLS_EXCEEDED"]);
    expect(text).toContain("cdb-1");
    expect(text).toContain("max_kills = 6");
  });

  test("goes without the warning where the provider says so, but never without max_kills", async () => {
    const quiet = 'provider "dbkill" {\n  plan_preview = false\n}';
    const silent = await planned(killTask("reports", REPORTS), quiet);
    expect(silent).toMatchObject({ code: 0, errors: [], warnings: [] });
    const guarded = await planned(killTask("reports", { ...REPORTS, max_kills: "6" }), quiet);
    expect(guarded).toMatchObject({ code: 1, errors: ["DBKILL_MAX_KILLS_EXCEEDED"] });
    // Not even the error shows a statement then.
    expect(guarded.text).not.toContain("xxx");
  });

  test("warns where the sessions can't be listed, and fails where max_kills needs them", async () => {
    await it_.emulator.setFaults([
      { service: "dbbrain", action: "DescribeMySqlProcessList", kind: "code", code: "InternalError" },
    ]);
    const warned = await planned(killTask("reports", REPORTS));
    expect(warned).toMatchObject({ code: 0, warnings: ["DBKILL_KILL_LIST_FAILED"] });
    expect(warned.text).toContain("InternalError");
    const guarded = await planned(killTask("reports", { ...REPORTS, max_kills: "100" }));
    expect(guarded).toMatchObject({ code: 1, errors: ["DBKILL_KILL_LIST_FAILED"] });
    expect(guarded.text).toContain("max_kills");
  });

  test.each([
    ["no selection", { instance_id: '"cdb-1"' }, ["DBKILL_SELECTION_MISSING"]],
    ["an empty filter", { instance_id: '"cdb-1"', match: "{}" }, ["DBKILL_FILTER_EMPTY"]],
    ["an empty list", { instance_id: '"cdb-1"', match: "{ users = [] }" }, ["DBKILL_FILTER_VALUE_EMPTY"]],
    ["both selections", { ...REPORTS, match_all: "true" }, ["DBKILL_SELECTION_AMBIGUOUS"]],
    ["two users", { ...REPORTS, match: '{ users = ["a", "b"] }' }, ["DBKILL_FILTER_NOT_EXPRESSIBLE"]],
    [
      "prefix and keywords",
      { ...REPORTS, match: '{ info_prefix = "a", info_keywords = ["b"] }' },
      ["DBKILL_FILTER_NOT_EXPRESSIBLE"],
    ],
    ["an unknown command", { ...REPORTS, match: '{ commands = ["Nap"] }' }, ["DBKILL_FILTER_VALUE_INVALID"]],
    ["a state", { ...REPORTS, match: '{ states = ["x"] }' }, ["DBKILL_FILTER_NOT_EXPRESSIBLE"]],
    ["no time at all", { ...REPORTS, duration_seconds: "0" }, ["DBKILL_VALUE_INVALID"]],
    ["negative time", { ...REPORTS, duration_seconds: "-1" }, ["DBKILL_VALUE_INVALID"]],
    [
      "time beyond all calendars",
      { ...REPORTS, duration_seconds: "9007199254740991" },
      ["DBKILL_VALUE_INVALID"],
    ],
    ["half a second", { ...REPORTS, duration_seconds: "1.5" }, ["DBKILL_VALUE_INVALID"]],
    ["a null among the users", { ...REPORTS, match: "{ users = [null] }" }, ["DBKILL_VALUE_INVALID"]],
    [
      "half a second of age",
      { ...REPORTS, match: "{ min_duration_seconds = 0.5 }" },
      ["DBKILL_FILTER_SECONDS_INVALID"],
    ],
    ["a strange product", { ...REPORTS, product: '"oracle"' }, ["DBKILL_VALUE_INVALID"]],
    ["a blank id", { ...REPORTS, instance_id: '""' }, ["DBKILL_VALUE_INVALID"]],
    ["a strange conflict rule", { ...REPORTS, on_conflict: '"ignore"' }, ["DBKILL_VALUE_INVALID"]],
    ["a duration without a unit", { ...REPORTS, timeouts: '{ create = "5" }' }, ["DBKILL_VALUE_INVALID"]],
  ])("refuses %s", async (_what, attributes, expected) => {
    it_.write(killTask("reports", attributes as Record<string, string>));
    const { code, output } = await it_.terraform.run("validate", "-no-color");
    expect(code).toBe(1);
    expect(codes(output)).toEqual(expected);
    expect(output).toContain("main.tf line");
    expect(output.match(/Error: /g)).toHaveLength(1);
  });

  test("refuses two declarations for one slot", async () => {
    const { code, text, errors } = await planned(killTask("one", REPORTS) + killTask("two", REPORTS));
    expect(code).toBe(1);
    expect(errors).toEqual(["DBKILL_TASK_SLOT_CLAIMED"]);
    expect(text).toContain("cdb-1/mysql");
  });

  test("refuses an unknown instance by its vendor's code and request id", async () => {
    it_.write(killTask("reports", { ...REPORTS, instance_id: '"cdb-nowhere"' }));
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(/Request id: [0-9a-f-]{36}/);
    expect(await it_.calls("CreateKillTask")).toBe(0);
  });
});

describe("the provider's configuration", () => {
  const plan = async (env: NodeJS.ProcessEnv, provider?: string) => {
    const it_ = await Workspace.create({}, env);
    try {
      await it_.sessions("cdb-1", []);
      it_.write(killTask("reports", REPORTS), provider);
      const { code, output } = await it_.terraform.plan();
      return { code, text: flat(output), errors: codes(output) };
    } finally {
      await it_.dispose();
    }
  };

  test.each([
    ["region", { TENCENTCLOUD_REGION: undefined }, "TENCENTCLOUD_REGION"],
    [
      "key",
      { TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined },
      "TENCENTCLOUD_SECRET_ID",
    ],
    ["half of the key", { TENCENTCLOUD_SECRET_KEY: undefined }, "TENCENTCLOUD_SECRET_KEY"],
  ])("without a %s is an error that says where to set it", async (_what, env, name) => {
    const { code, text } = await plan(env);
    expect(code).toBe(1);
    expect(text).toContain(name);
  });

  test("with a wrong secret is refused with the vendor's code, and the secret is not shown", async () => {
    const { code, text } = await plan({ TENCENTCLOUD_SECRET_KEY: "not-the-right-secret" });
    expect(code).toBe(1);
    expect(text).toContain("AuthFailure.SignatureFailure");
    expect(text).not.toContain("not-the-right-secret");
  });

  test("goes before the environment", async () => {
    const provider = `provider "dbkill" {
  tencent {
    region     = "ap-guangzhou"
    secret_id  = "${SECRETS.id}"
    secret_key = "${SECRETS.key}"
  }
}`;
    const { code } = await plan(
      { TENCENTCLOUD_SECRET_ID: "AKIDwrong", TENCENTCLOUD_SECRET_KEY: "wrong" },
      provider,
    );
    expect(code).toBe(0);
  });

  test("with plain http to a host that is not this machine is refused", async () => {
    const { code, text } = await plan(
      {},
      'provider "dbkill" {\n  endpoint_url = "http://dbbrain.example.com"\n}',
    );
    expect(code).toBe(1);
    expect(text).toContain("loop-back");
  });

  testWithPreload("on a machine whose clock is an hour off says so", async () => {
    const { code, text } = await plan({ NODE_OPTIONS: `--require=${HOUR_AHEAD}` });
    expect(code).toBe(1);
    expect(text).toContain("AuthFailure.SignatureExpire");
    expect(text).toMatch(/clock/);
  });
});
