import { join } from "node:path";
import { flat } from "../../support/text";
import { killTask, SECRETS, Workspace } from "../../support/workspace";

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
    return { code, text: flat(output) };
  };

  test("shows at most five sessions and shortens their statements", async () => {
    const { code, text } = await planned(killTask("reports", REPORTS));
    expect(code).toBe(0);
    expect(text).toContain("7 of 7 sessions on cdb-1 match now and would be killed");
    expect(text).toContain("and 2 more");
    expect(text).toContain("xxx...");
    expect(text).not.toContain("\u001b[31m");
    expect(text).not.toContain("x".repeat(61));
  });

  test("says when nothing would be killed", async () => {
    const { text } = await planned(killTask("reports", { ...REPORTS, instance_id: '"cdb-quiet"' }));
    expect(text).toContain("None of 0 sessions on cdb-quiet matches at this moment");
  });

  test("lists each instance once, and only for what is to be created or changed", async () => {
    await it_.emulator.setFaults([]);
    const before = await it_.calls("DescribeMySqlProcessList");
    await planned(killTask("one", REPORTS) + killTask("two", { ...REPORTS, instance_id: '"cdb-quiet"' }));
    expect((await it_.calls("DescribeMySqlProcessList")) - before).toBe(2);
  });

  test("fails where more match than max_kills", async () => {
    const { code, text } = await planned(killTask("reports", { ...REPORTS, max_kills: "6" }));
    expect(code).toBe(1);
    expect(text).toContain("7 sessions on cdb-1 would be killed, more than max_kills = 6");
  });

  test("goes without the warning where the provider says so, but never without max_kills", async () => {
    const quiet = 'provider "dbkill" {\n  plan_preview = false\n}';
    const silent = await planned(killTask("reports", REPORTS), quiet);
    expect(silent).toMatchObject({ code: 0 });
    expect(silent.text).not.toContain("would be killed");
    const guarded = await planned(killTask("reports", { ...REPORTS, max_kills: "6" }), quiet);
    expect(guarded).toMatchObject({ code: 1 });
  });

  test("warns where the sessions can't be listed, and fails where max_kills needs them", async () => {
    await it_.emulator.setFaults([
      { service: "dbbrain", action: "DescribeMySqlProcessList", kind: "code", code: "UnauthorizedOperation" },
    ]);
    const warned = await planned(killTask("reports", REPORTS));
    expect(warned).toMatchObject({ code: 0 });
    expect(warned.text).toContain("can't be listed, so this plan can't show which would be killed");
    expect(warned.text).toContain("UnauthorizedOperation");
    const guarded = await planned(killTask("reports", { ...REPORTS, max_kills: "100" }));
    expect(guarded).toMatchObject({ code: 1 });
    expect(guarded.text).toContain("max_kills can't be checked");
  });

  test.each([
    ["no selection", { instance_id: '"cdb-1"' }, "No sessions are chosen"],
    ["an empty filter", { instance_id: '"cdb-1"', match: "{}" }, "The filter is empty"],
    ["an empty list", { instance_id: '"cdb-1"', match: "{ users = [] }" }, "users is empty"],
    ["both selections", { ...REPORTS, match_all: "true" }, "match and match_all exclude each other"],
    ["two users", { ...REPORTS, match: '{ users = ["a", "b"] }' }, "takes one value for users"],
    [
      "prefix and keywords",
      { ...REPORTS, match: '{ info_prefix = "a", info_keywords = ["b"] }' },
      "exclude each other",
    ],
    [
      "an unknown command",
      { ...REPORTS, match: '{ commands = ["Nap"] }' },
      '"Nap" is no process-list command',
    ],
    ["a state", { ...REPORTS, match: '{ states = ["x"] }' }, "can't filter by states"],
    ["no time at all", { ...REPORTS, duration_seconds: "0" }, "duration_seconds must be between 1 and"],
    ["negative time", { ...REPORTS, duration_seconds: "-1" }, "duration_seconds must be between 1 and"],
    [
      "time beyond all calendars",
      { ...REPORTS, duration_seconds: "9007199254740991" },
      "duration_seconds must be between 1 and",
    ],
    ["half a second", { ...REPORTS, duration_seconds: "1.5" }, "duration_seconds must be a whole number"],
    ["a null among the users", { ...REPORTS, match: "{ users = [null] }" }, "users"],
    [
      "half a second of age",
      { ...REPORTS, match: "{ min_duration_seconds = 0.5 }" },
      "not a whole number of seconds",
    ],
    ["a strange product", { ...REPORTS, product: '"oracle"' }, "product must be one of"],
    ["a blank id", { ...REPORTS, instance_id: '""' }, "instance_id must be an instance id"],
    ["a strange conflict rule", { ...REPORTS, on_conflict: '"ignore"' }, "on_conflict must be one of"],
    [
      "a duration without a unit",
      { ...REPORTS, timeouts: '{ create = "5" }' },
      "A duration is a number with a unit",
    ],
  ])("refuses %s", async (_what, attributes, message) => {
    it_.write(killTask("reports", attributes as Record<string, string>));
    const { code, output } = await it_.terraform.run("validate", "-no-color");
    expect(code).toBe(1);
    expect(flat(output)).toContain(message);
    expect(output).toContain("main.tf line");
    expect(output.match(/Error: /g)).toHaveLength(1);
  });

  test("refuses two declarations for one slot", async () => {
    const { code, text } = await planned(killTask("one", REPORTS) + killTask("two", REPORTS));
    expect(code).toBe(1);
    expect(text).toContain("Two kill tasks are declared for cdb-1/mysql");
  });

  test("refuses an unknown instance by its vendor's code and request id", async () => {
    it_.write(killTask("reports", { ...REPORTS, instance_id: '"cdb-nowhere"' }));
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(/Request id: [0-9a-f-]{36}/);
    expect(await it_.terraform.must("state", "list")).toMatchObject({ stdout: "" });
  });
});

describe("the provider's configuration", () => {
  const plan = async (env: NodeJS.ProcessEnv, provider?: string) => {
    const it_ = await Workspace.create({}, env);
    try {
      await it_.sessions("cdb-1", []);
      it_.write(killTask("reports", REPORTS), provider);
      const { code, output } = await it_.terraform.plan();
      return { code, text: flat(output) };
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
  tencent = {
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

  test("on a machine whose clock is an hour off says so", async () => {
    const { code, text } = await plan({ NODE_OPTIONS: `--require=${HOUR_AHEAD}` });
    expect(code).toBe(1);
    expect(text).toContain("AuthFailure.SignatureExpire");
    expect(text).toMatch(/clock/);
  });
});
