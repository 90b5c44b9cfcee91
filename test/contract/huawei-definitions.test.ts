import { BUILT_IN_ACCESS_KEY, EMULATOR_PROJECT_ID, Emulator, type SessionInput } from "../../src/emulator";
import { createHttp } from "../../src/vendors/http";
import { DasClient, MrsClient } from "../../src/vendors/huawei";
import { HuaweiDefinition, Recorder } from "../support/huawei-definitions";
import { HuaweiSdk } from "../support/huawei-sdk";

const INSTANCE = "bcfa975193f1402fa11a6d4fd6baf5fbin01";
const CLUSTER = "c-1";
const SQL_ID = "20190909_011820_00151_x2f9a";
const DEFINITIONS = HuaweiDefinition.all();

/**
 * Where two of the vendor's own documents differ: the API's page has 400 for a cancel that failed, the definition 500. The body is the same.
 */
const STATUS_OF_A_FAILED_CANCEL = { page: 400, definition: 500 };

describe("Huawei's own definitions", () => {
  let emulator: Emulator;
  let recorder: Recorder;
  const http = createHttp({ userAgent: "dbkill/0.0.0-test", env: {} });

  beforeEach(async () => {
    emulator = await Emulator.start();
    recorder = await Recorder.before(emulator.url);
    const sessions: SessionInput[] = [
      { id: "12", user: "report" },
      { id: "13", user: "app" },
    ];
    await emulator.addSessions({ service: "das", instance_id: INSTANCE, sessions });
    await emulator.addSessions({
      service: "mrs",
      instance_id: CLUSTER,
      sessions: [
        { sql_id: SQL_ID, info: "select 1" },
        { sql_id: "stubborn", refuse: "Cancel sql error" },
      ],
    });
  });
  afterEach(async () => {
    await recorder.close();
    await emulator.close();
  });
  afterAll(() => http.close());

  function clients() {
    const { id: accessKey, secret: secretKey } = BUILT_IN_ACCESS_KEY;
    const options = {
      http,
      region: "cn-north-4",
      projectId: EMULATOR_PROJECT_ID,
      endpoint: new URL(recorder.url),
      credentials: { accessKey, secretKey, source: "a test" },
    };
    return { das: new DasClient(options), mrs: new MrsClient(options) };
  }

  /** Problems of all that went by, and which APIs that was. */
  function checked(): { names: string[]; problems: string[] } {
    const names: string[] = [];
    const problems = recorder.exchanges.flatMap(({ method, path, sent, status, received }) => {
      const definition = DEFINITIONS.find((each) => each.defines(method, path));
      if (!definition) return [];
      names.push(`${definition.name} ${status}`);
      const isFailedCancel = definition.name === "CancelSql" && status === STATUS_OF_A_FAILED_CANCEL.page;
      const defined = isFailedCancel ? STATUS_OF_A_FAILED_CANCEL.definition : status;
      return [...definition.requestProblems(sent), ...definition.responseProblems(defined, received)].map(
        (problem) => `${definition.name} ${status}: ${problem}`,
      );
    });
    return { names, problems };
  }

  test("hold for what our clients send and the emulator answers", async () => {
    const { das, mrs } = clients();
    await das.addKillTask(INSTANCE, { time: 60, task_duration: 0, task_type: "manual" });
    await das.addKillTask(INSTANCE, {
      user: "report",
      host: "10.0.0.%",
      db: "shop",
      command: "Query",
      info: "select~1",
      time: 60,
      task_duration: 300,
      task_type: "auto",
    });
    await das.setKillSwitch(INSTANCE, "OFF");
    await das.setKillSwitch(INSTANCE, "ON");
    await das.killProcesses(INSTANCE, [
      { id: "12", user: "report" },
      { id: "99", user: "gone" },
    ]);
    await mrs.showSql(CLUSTER, SQL_ID);
    await mrs.cancelSql(CLUSTER, SQL_ID);
    expect(checked()).toEqual({
      names: [
        "CreateKillTask 200",
        "CreateKillTask 200",
        "ChangeKillTaskSwitch 200",
        "ChangeKillTaskSwitch 200",
        "CancelInstanceProcess 200",
        "ShowSqlResult 200",
        "CancelSql 200",
      ],
      problems: [],
    });
  });

  test("hold for what the emulator answers to what it refuses", async () => {
    const { das, mrs } = clients();
    const input = { time: 60, task_duration: 0, task_type: "manual" } as const;
    for (let n = 0; n < 5; n++) await das.addKillTask(INSTANCE, input);
    await expect(das.addKillTask(INSTANCE, input)).rejects.toThrow();
    await expect(das.setKillSwitch("0".repeat(32), "ON")).rejects.toThrow();
    await expect(das.killProcesses("0".repeat(32), [{ id: "1", user: "a" }])).rejects.toThrow();
    await expect(mrs.showSql(CLUSTER, "nobody")).rejects.toThrow();
    await expect(mrs.cancelSql(CLUSTER, "stubborn")).rejects.toThrow();
    const { names, problems } = checked();
    expect(problems).toEqual([]);
    expect(names.filter((name) => !name.endsWith(" 200"))).toEqual([
      "CreateKillTask 400",
      "ChangeKillTaskSwitch 400",
      "CancelInstanceProcess 400",
      "ShowSqlResult 400",
      "CancelSql 400",
    ]);
  });

  test("hold for a statement that is submitted, which no client of ours does", async () => {
    const sdk = new HuaweiSdk(recorder.url);
    const statement = { sql_type: "presto", sql_content: "select sleep(60)", database: "default" };
    await sdk.mrs(CLUSTER, "POST", "sql-execution", statement);
    await sdk.mrs(CLUSTER, "POST", "sql-execution", { ...statement, sql_content: "insert into a select 1" });
    expect(checked()).toEqual({ names: ["ExecuteSql 200", "ExecuteSql 200"], problems: [] });
  });

  test("take the switch in small letters, as their example has it", async () => {
    const sdk = new HuaweiSdk(recorder.url);
    await sdk.kill(INSTANCE, "POST", "set-kill-process-task-switch", { status: "off" });
    expect(await clients().das.getKillSwitch(INSTANCE)).toBe("OFF");
    expect(checked()).toEqual({ names: ["ChangeKillTaskSwitch 200"], problems: [] });
  });

  describe("tell", () => {
    const definition = (name: string) => DEFINITIONS.find((each) => each.name === name)!;
    const task = { time: 60, task_duration: 0, task_type: "manual" };

    test.each<[string, string, unknown]>([
      ["a body that is missing", "CreateKillTask", undefined],
      ["a field that is missing", "CreateKillTask", { ...task, time: undefined }],
      ["a number as a text", "CreateKillTask", { ...task, time: "60" }],
      ["a null", "CreateKillTask", { ...task, user: null }],
      ["a misspelt field", "CreateKillTask", { ...task, users: "a" }],
      ["a list of the wrong kind", "CancelInstanceProcess", { engine_type: "mysql", processes: [12] }],
      [
        "a field missing in a list",
        "CancelInstanceProcess",
        { engine_type: "mysql", processes: [{ id: 12 }] },
      ],
      ["a body where none belongs", "CancelSql", {}],
    ])("%s", (_what, name, body) => {
      const sent = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
      expect(definition(name).requestProblems(sent)).toHaveLength(1);
    });

    test.each<[string, number, unknown]>([
      ["CreateKillTask", 200, { success: "true" }],
      ["CreateKillTask", 201, { success: true }],
      ["CreateKillTask", 400, { error_code: "DAS.1", error_msg: "Invalid parameter." }],
      ["CancelSql", 200, { status: "DONE" }],
      ["ShowSqlResult", 400, { code: "MRS.0011" }],
    ])("what is wrong with %s %d %j", (name, status, body) => {
      expect(definition(name).responseProblems(status, body)).not.toEqual([]);
    });
  });
});
