import { readFileSync } from "node:fs";
import { join } from "node:path";
import { flat } from "../../support/text";
import { resource, Workspace } from "../../support/workspace";

const ID = "LTAIsecretive";
const KEY = "AKS-7f3a9c-never-to-be-seen";
const TOKEN = "STS-51b2e8-never-to-be-seen";
const RETRY = 'provider "dbkill" {\n  max_retries = 1\n}';

/** Every type of Alibaba's. */
const configuration = (run: number) =>
  [
    resource("dbkill_alibaba_clickhouse_session_kill", "now", {
      cluster_id: '"cc-1"',
      match: '{ users = ["report"] }',
      triggers: `{ run = "${run}" }`,
    }),
    resource("dbkill_alibaba_oceanbase_session_kill", "now", {
      instance_id: '"ob-1"',
      tenant_id: '"t-1"',
      match: '{ users = ["report"] }',
      triggers: `{ run = "${run}" }`,
    }),
    `data "dbkill_sessions" "all" {\n  target {\n    service = "clickhouse"\n    instance_id = "cc-1"\n  }\n}\n`,
  ].join("\n");

describe("a secret key and a token of Alibaba's", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create(
      { accessKeys: [{ id: ID, secret: KEY, token: TOKEN }] },
      {
        ALIBABA_CLOUD_ACCESS_KEY_ID: ID,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: KEY,
        ALIBABA_CLOUD_SECURITY_TOKEN: TOKEN,
        TF_LOG: "trace",
      },
    );
    const sessions = [{ user: "report", duration_seconds: 75, info: "select 1" }];
    await it_.emulator.addSessions({ service: "clickhouse", instance_id: "cc-1", sessions });
    await it_.emulator.addSessions({
      service: "oceanbasepro",
      instance_id: "ob-1",
      tenant_id: "t-1",
      sessions,
    });
  });
  afterAll(() => it_.dispose());

  test("are in no plan, state, log or error, and a token that is missing or expired is named", async () => {
    const log = join(it_.directory, "trace.log");
    it_.terraform.env.TF_LOG_PATH = log;
    const seen: string[] = [];
    const run = async (...args: string[]) => {
      const { code, output } = await it_.terraform.run(...args);
      seen.push(output);
      return { code, text: flat(output) };
    };
    it_.write(configuration(1));
    expect(await run("plan", "-no-color", "-out=plan.bin")).toMatchObject({ code: 0 });
    seen.push(JSON.stringify(await it_.terraform.show("plan.bin")));
    expect(await run("apply", "-no-color", "plan.bin")).toMatchObject({ code: 0 });

    it_.write(configuration(2), RETRY);
    await it_.emulator.setFaults([
      { service: "clickhouse", kind: "http_500" },
      { service: "oceanbasepro", kind: "code", code: "InternalError" },
    ]);
    expect(await run("apply", "-no-color", "-auto-approve")).toMatchObject({ code: 1 });
    await it_.emulator.setFaults([]);
    it_.terraform.env.ALIBABA_CLOUD_SECURITY_TOKEN = `${TOKEN}-expired`;
    const expired = await run("apply", "-no-color", "-auto-approve");
    expect(expired.code).toBe(1);
    expect(expired.text).toContain("InvalidSecurityToken");
    delete it_.terraform.env.ALIBABA_CLOUD_SECURITY_TOKEN;
    const missing = await run("apply", "-no-color", "-auto-approve");
    expect(missing.code).toBe(1);
    expect(missing.text).toContain("security token is missing");

    const trace = readFileSync(log, "latin1");
    expect(trace).toContain("KillProcessList");
    for (const text of [...seen, trace, it_.written()]) {
      expect(text.includes(KEY)).toBe(false);
      expect(text.includes(TOKEN)).toBe(false);
    }
    expect(JSON.stringify(await it_.emulator.requests())).not.toContain(KEY);
  });
});
