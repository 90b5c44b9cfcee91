import { emulatorEnvironment, VENDORS } from "../../../../scripts/emulator-environment";
import { explain } from "../../../../src/cli/explain";
import { preview } from "../../../../src/cli/preview";
import type { PolicyResult } from "../../../../src/cli/preview/results";
import { Emulator } from "../../../../src/emulator";
import { schemaErrors } from "../../../support/json-schema";
import { document, Folder, testIo, written } from "../support";

const SECRETS = ["a-secret-of-tencent", "a-secret-of-huawei", "a-secret-of-alibaba"];
const DBBRAIN = { service: "dbbrain", instance_id: "cdb-1" };
const DAS = { service: "das", instance_id: "bcfa975193f1402fa11a6d4fd6baf5fbin01" };
const CLICKHOUSE = { service: "clickhouse", instance_id: "cc-1" };
const OCEANBASE = { service: "oceanbasepro", instance_id: "ob-1", tenant_id: "t-1" };

describe("dbkill preview on live databases", () => {
  let emulator: Emulator;
  let folder: Folder;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    const accessKeys = SECRETS.map((secret, index) => ({ id: `key-${index}`, secret }));
    emulator = await Emulator.start({ rateLimit: false, accessKeys });
    const clouds = VENDORS.map((cloud, index) => emulatorEnvironment(cloud, emulator.url, accessKeys[index]));
    env = Object.assign({}, ...clouds);
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    folder = new Folder();
    await emulator.reset();
    const sessions = [
      { id: "11", user: "report", duration_seconds: 75, info: "select 1" },
      { id: "12", user: "app", duration_seconds: 75, info: "select 2" },
    ];
    await emulator.addSessions({ service: "dbbrain", instance_id: "cdb-1", sessions });
    await emulator.addSessions({ service: "das", instance_id: DAS.instance_id, sessions });
    await emulator.addSessions({
      service: "clickhouse",
      instance_id: "cc-1",
      sessions: [{ query_id: "q-1", user: "report", duration_seconds: 75, info: "select 1" }],
    });
    await emulator.addSessions({
      service: "oceanbasepro",
      instance_id: "ob-1",
      tenant_id: "t-1",
      sessions: [
        { id: "7", server: "10.0.0.2:2882", user: "report", duration_seconds: 75, info: "select 1" },
      ],
    });
  });
  afterEach(() => folder.dispose());

  const run = async (policies: object[], more: object = {}, environment = env) => {
    const io = testIo("", environment);
    const file = folder.write("policies.json", document(...policies));
    const code = await preview({ policies: file, format: "json", ...more }, io);
    for (const secret of SECRETS) {
      expect(io.printed.out).not.toContain(secret);
      expect(io.printed.err).not.toContain(secret);
    }
    return { code, ...io.printed };
  };
  const results = (out: string): PolicyResult[] => {
    const printed = JSON.parse(out);
    expect(schemaErrors("preview", printed)).toEqual([]);
    return printed.policies;
  };

  test("lists the databases of several services, with keys and addresses from the environment", async () => {
    const targets = [DBBRAIN, DAS, CLICKHOUSE, OCEANBASE];
    const { code, out, err } = await run(targets.map((target) => written({ target })));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(results(out).map(({ target, victims }) => [target, victims.map(({ id }) => id)])).toEqual([
      [DBBRAIN, ["11"]],
      [DAS, ["11"]],
      [CLICKHOUSE, ["q-1"]],
      [OCEANBASE, ["7"]],
    ]);
    expect((await emulator.state()).kills).toEqual([]);
  });

  test("lists each database once, whether or not its policies name the region", async () => {
    const before = (await emulator.requests()).requests.length;
    const { out } = await run([
      written({ target: DBBRAIN, name: "a", enforcement: "runner" }),
      written({ target: { ...DBBRAIN, region: "ap-guangzhou" }, name: "b", enforcement: "runner" }),
    ]);
    expect(results(out)).toMatchObject([
      { name: "a", victims: [{ id: "11" }] },
      { name: "b", victims: [], spared: [{ reason: "other_policy", detail: "a" }] },
    ]);
    expect((await emulator.requests()).requests.length - before).toBe(1);
  });

  test("asks no database but those of the policy that is shown", async () => {
    const before = (await emulator.requests()).requests.length;
    await run([written({ target: DBBRAIN, name: "a" }), written({ target: DAS, name: "b" })], {
      policy: "b",
    });
    const asked = (await emulator.requests()).requests.slice(before);
    expect(asked.map(({ service }) => service)).toEqual(["das"]);
  });

  test("shows the others where one can't be listed, says why, and ends with 1", async () => {
    const gone = { service: "dbbrain", instance_id: "cdb-gone" };
    const { code, out, err } = await run([
      written({ target: gone, name: "a" }),
      written({ target: DAS, name: "b", max_kills: 0 }),
    ]);
    expect(code).toBe(1);
    const [a, b] = results(out);
    expect(a).toEqual({
      name: "a",
      target: gone,
      mode: "enforce",
      matched: 0,
      victims: [],
      spared: [],
      capped: false,
      error: { code: expect.stringMatching(/^DBKILL_/), message: expect.any(String) },
    });
    expect(b).toMatchObject({ capped: true, matched: 1 });
    expect(err).toContain("dbkill: dbbrain cdb-gone: ");
    expect(err).toContain(a!.error!.code);
  });

  test.each(["table", "markdown"])("as %s marks a database that can't be listed", async (format) => {
    const { out } = await run([written({ target: { ...DBBRAIN, instance_id: "cdb-gone" } })], { format });
    expect(out).toMatch(/not judged/i);
    expect(out).not.toMatch(/no session matches/i);
  });

  test("says which keys are missing, and of a wrong key nothing but that", async () => {
    const noKeys = {
      ...env,
      TENCENTCLOUD_SECRET_ID: undefined,
      TENCENTCLOUD_SECRET_KEY: undefined,
      HOME: "/nowhere",
    };
    const missing = await run([written({ target: DBBRAIN })], {}, noKeys);
    expect(missing.code).toBe(1);
    expect(results(missing.out)[0]!.error!.code).toBe("DBKILL_ERR_CREDENTIALS");
    const wrong = await run(
      [written({ target: DBBRAIN })],
      {},
      { ...env, TENCENTCLOUD_SECRET_KEY: SECRETS[1] },
    );
    expect(wrong.code).toBe(1);
    expect(results(wrong.out)[0]!.error!.message).toContain("AuthFailure");
  });

  test("explains a live session", async () => {
    const io = testIo("", env);
    const file = folder.write("policies.json", document(written({ target: DBBRAIN })));
    expect(await explain("report", { policies: file, session: "12", format: "json" }, io)).toBe(0);
    expect(JSON.parse(io.printed.out).sessions).toMatchObject([
      {
        session: { id: "12" },
        policies: [{ verdict: "no_match", mismatch: { field: "users", actual: "app" } }],
      },
    ]);
    const gone = folder.write(
      "gone.json",
      document(written({ target: { ...DBBRAIN, instance_id: "cdb-gone" } })),
    );
    expect(await explain("report", { policies: gone, session: "12", format: "json" }, io)).toBe(1);
    expect(io.printed.err).toContain("cdb-gone");
  });
});
