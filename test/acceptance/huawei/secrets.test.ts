import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DAS_INSTANCE, dasKillTask } from "../../support/das";
import { resource, Workspace } from "../../support/workspace";

const KEY = "SK-7f3a9c-never-to-be-seen";
const TOKEN = "STS-51b2e8-never-to-be-seen";
const INSTANCE = `instance_id = "${DAS_INSTANCE}"`;

/** Every type of Huawei's. */
const CONFIGURATION = [
  dasKillTask("reports"),
  resource("dbkill_huawei_das_kill_switch", "main", { instance_id: `"${DAS_INSTANCE}"`, enabled: "true" }),
  resource("dbkill_huawei_das_session_kill", "now", {
    instance_id: `"${DAS_INSTANCE}"`,
    session_ids: '["12"]',
  }),
  resource("dbkill_huawei_mrs_sql_cancel", "now", { cluster_id: '"c1"', sql_ids: '["s1"]' }),
  `data "dbkill_huawei_mrs_sql" "one" {\n  cluster_id = "c1"\n  sql_id = "s1"\n}\n`,
  `data "dbkill_huawei_das_kill_preview" "all" {\n  ${INSTANCE}\n  match_all = true\n}\n`,
  `data "dbkill_huawei_das_kill_history" "all" {\n  ${INSTANCE}\n  start_time = "2026-01-01T00:00:00Z"\n  end_time = "2027-01-01T00:00:00Z"\n}\n`,
  `data "dbkill_sessions" "all" {\n  target {\n    service = "das"\n    ${INSTANCE}\n  }\n}\n`,
].join("\n");

describe("a secret key and a token of Huawei's", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create(
      { accessKeys: [{ id: "AKsecretive", secret: KEY, token: TOKEN }] },
      { HW_ACCESS_KEY: "AKsecretive", HW_SECRET_KEY: KEY, HW_SECURITY_TOKEN: TOKEN, TF_LOG: "trace" },
    );
    const sessions = [
      { id: "11", user: "report" },
      { id: "12", user: "app" },
    ];
    await it_.emulator.addSessions({ service: "das", instance_id: DAS_INSTANCE, sessions });
    await it_.emulator.addSessions({ service: "mrs", instance_id: "c1", sessions: [{ sql_id: "s1" }] });
  });
  afterAll(() => it_.dispose());

  test("are in no plan, state, log or error", async () => {
    const log = join(it_.directory, "trace.log");
    it_.terraform.env.TF_LOG_PATH = log;
    it_.write(CONFIGURATION);
    const seen: string[] = [];
    const run = async (...args: string[]) => {
      const { code, output } = await it_.terraform.run(...args);
      seen.push(output);
      return code;
    };
    expect(await run("plan", "-no-color", "-out=plan.bin")).toBe(0);
    seen.push(JSON.stringify(await it_.terraform.show("plan.bin")));
    expect(await run("apply", "-no-color", "plan.bin")).toBe(0);
    await it_.emulator.setFaults([
      { service: "das", kind: "http_500" },
      { service: "mrs", kind: "code", code: "MRS.0011" },
    ]);
    it_.write(CONFIGURATION, 'provider "dbkill" {\n  max_retries = 1\n}');
    expect(await run("apply", "-no-color", "-auto-approve")).toBe(1);
    it_.terraform.env.HW_SECURITY_TOKEN = `${TOKEN}-expired`;
    expect(await run("apply", "-no-color", "-auto-approve")).toBe(1);

    const trace = readFileSync(log, "latin1");
    for (const action of ["add-kill-process-task", "kill-process", "CancelSql"])
      expect(trace).toContain(action);
    for (const text of [...seen, trace, it_.written()]) {
      expect(text.includes(KEY)).toBe(false);
      expect(text.includes(TOKEN)).toBe(false);
    }
    expect(JSON.stringify(await it_.emulator.requests())).not.toContain(KEY);
  });
});
