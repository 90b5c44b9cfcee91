import { readFileSync } from "node:fs";
import { join } from "node:path";
import { killTask, Workspace } from "../../support/workspace";

const KEY = "SK-7f3a9c-never-to-be-seen";
const TOKEN = "STS-51b2e8-never-to-be-seen";

describe("a secret key and a token", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create(
      { accessKeys: [{ id: "AKIDsecretive", secret: KEY, token: TOKEN }] },
      {
        TENCENTCLOUD_SECRET_ID: "AKIDsecretive",
        TENCENTCLOUD_SECRET_KEY: KEY,
        TENCENTCLOUD_SECURITY_TOKEN: TOKEN,
        TF_LOG: "trace",
      },
    );
    await it_.sessions("cdb-1", [{ id: "11", user: "report" }]);
  });
  afterAll(() => it_.dispose());

  test("are in no plan, state, log or error", async () => {
    const log = join(it_.directory, "trace.log");
    it_.terraform.env.TF_LOG_PATH = log;
    it_.write(killTask("reports", { instance_id: '"cdb-1"', match: '{ users = ["report"] }' }));
    const seen: string[] = [];
    const run = async (...args: string[]) => {
      const { code, output } = await it_.terraform.run(...args);
      seen.push(output);
      return code;
    };
    expect(await run("plan", "-no-color", "-out=plan.bin")).toBe(0);
    seen.push(JSON.stringify(await it_.terraform.show("plan.bin")));
    expect(await run("apply", "-no-color", "plan.bin")).toBe(0);
    await it_.emulator.setFaults([{ service: "dbbrain", kind: "code", code: "InternalError" }]);
    it_.write(
      killTask("reports", { instance_id: '"cdb-1"', match_all: "true" }),
      'provider "dbkill" {\n  max_retries = 1\n}',
    );
    expect(await run("apply", "-no-color", "-auto-approve")).toBe(1);
    it_.terraform.env.TENCENTCLOUD_SECURITY_TOKEN = `${TOKEN}-expired`;
    expect(await run("apply", "-no-color", "-auto-approve")).toBe(1);

    const trace = readFileSync(log, "latin1");
    expect(trace).toContain("CreateKillTask");
    for (const text of [...seen, trace, it_.written()]) {
      expect(text.includes(KEY)).toBe(false);
      expect(text.includes(TOKEN)).toBe(false);
    }
    expect(JSON.stringify(await it_.emulator.requests())).not.toContain(KEY);
  });
});
