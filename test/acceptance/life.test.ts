import type { SessionInput } from "../../src/emulator";
import { provider } from "../../src/resources/provider";
import { DAS_INSTANCE } from "../support/das";
import { testSince } from "../support/terraform-version";
import { codes, resource, Workspace } from "../support/workspace";

const SERVER = "192.168.13.119";
const SQL = "20190909_011820_00151_runs1";
const REPORT: SessionInput = { user: "report", duration_seconds: 75, info: "select sum(total) from orders" };

/** Who is meant: reports at first, after the edit those of the other user. */
const match = (edited: boolean) =>
  `{ users = ["${edited ? "batch" : "report"}"], min_duration_seconds = 60 }`;
/** A kill that happens once happens again where a trigger changes. */
const triggers = (edited: boolean) => `{ run = "${edited ? 2 : 1}" }`;

/** One resource of each type, each on a database of its own. */
const TYPES: Record<string, (edited: boolean) => Record<string, string>> = {
  dbkill_alibaba_clickhouse_session_kill: (edited) => ({
    cluster_id: '"cc-bp1"',
    match: match(edited),
    triggers: triggers(edited),
  }),
  dbkill_alibaba_oceanbase_session_kill: (edited) => ({
    instance_id: '"ob-1"',
    tenant_id: '"t-1"',
    sessions: `[{ server = "${SERVER}", id = "${edited ? 52 : 51}" }]`,
    triggers: triggers(edited),
  }),
  dbkill_huawei_das_kill_switch: (edited) => ({
    instance_id: `"${DAS_INSTANCE}"`,
    enabled: "true",
    on_destroy: edited ? '"leave"' : '"restore"',
  }),
  dbkill_huawei_das_kill_task: (edited) => ({
    instance_id: `"${DAS_INSTANCE.replace("b", "c")}"`,
    match: match(edited),
  }),
  dbkill_huawei_das_session_kill: (edited) => ({
    instance_id: `"${DAS_INSTANCE.replace("b", "d")}"`,
    match: match(edited),
    triggers: triggers(edited),
  }),
  dbkill_huawei_mrs_sql_cancel: (edited) => ({
    cluster_id: '"5f0c2a3e-mrs_1"',
    sql_ids: `["${SQL}"]`,
    triggers: triggers(edited),
  }),
  dbkill_auto_kill_policy: (edited) => ({
    name: '"reports"',
    target: '{ service = "dbbrain", instance_id = "cdb-4" }',
    match: match(edited),
  }),
  dbkill_session_drain: (edited) => ({
    target: '{ service = "dbbrain", instance_id = "cdb-3" }',
    match: match(edited),
  }),
  dbkill_tencent_dbbrain_kill_task: (edited) => ({ instance_id: '"cdb-1"', match: match(edited) }),
  dbkill_tencent_dbbrain_session_kill: (edited) => ({
    instance_id: '"cdb-2"',
    match: match(edited),
    triggers: triggers(edited),
  }),
};
const configuration = (edited: boolean) =>
  Object.entries(TYPES)
    .map(([type, attributes]) => resource(type, "one", attributes(edited)))
    .join("");

/** The matrix of versions runs this file alone where it has little time. */
describe("a configuration with a resource of each type", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    const both = [
      { ...REPORT, id: "51" },
      { ...REPORT, id: "52", user: "batch" },
      { ...REPORT, id: "53", user: "app" },
    ];
    await it_.sessions("cdb-1", both);
    await it_.sessions("cdb-2", both);
    await it_.sessions("cdb-3", both);
    await it_.sessions("cdb-4", both);
    for (const letter of ["b", "c", "d"]) {
      const instance_id = DAS_INSTANCE.replace("b", letter);
      await it_.emulator.addSessions({ service: "das", instance_id, sessions: both });
    }
    await it_.emulator.addSessions({
      service: "clickhouse",
      instance_id: "cc-bp1",
      edition: "community",
      sessions: both.map(({ id, ...session }) => ({ ...session, query_id: `q-${id}` })),
    });
    await it_.emulator.addSessions({
      service: "oceanbasepro",
      instance_id: "ob-1",
      tenant_id: "t-1",
      sessions: both.map((session) => ({ ...session, server: SERVER })),
    });
    await it_.emulator.addSessions({
      service: "mrs",
      instance_id: "5f0c2a3e-mrs_1",
      sessions: [{ sql_id: SQL, state: "RUNNING" }],
    });
  });

  /** Who was killed, database by database. */
  const killed = async () => {
    const { sessions } = await it_.emulator.state();
    return sessions
      .filter(({ status }) => status === "killed")
      .map(({ instance_id, id, query_id, sql_id }) => `${instance_id} ${query_id ?? sql_id ?? id}`)
      .sort();
  };

  test("has every type that the provider has, but for the one that needs a real server", () => {
    const types = [...Object.keys(TYPES), "dbkill_mysql_session_kill"].sort();
    expect(types).toEqual(Object.keys(provider.resources).sort());
  });

  test("is planned, applied, planned empty, edited and destroyed", async () => {
    const count = Object.keys(TYPES).length;
    it_.write(configuration(false));
    const planned = await it_.terraform.plan();
    expect(planned).toMatchObject({ code: 0 });
    expect(planned.output).toContain(`Plan: ${count} to add, 0 to change, 0 to destroy.`);
    expect(await killed()).toEqual([]);

    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    await it_.emulator.advanceClock(2);
    const first = [
      `${DAS_INSTANCE.replace("b", "c")} 51`,
      `${DAS_INSTANCE.replace("b", "d")} 51`,
      `5f0c2a3e-mrs_1 ${SQL}`,
      "cc-bp1 q-51",
      "cdb-1 51",
      "cdb-2 51",
      "cdb-4 51",
      "ob-1 51",
    ].sort();
    expect(await killed()).toEqual(first);
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });

    it_.write(configuration(true));
    const edit = await it_.terraform.plan("-detailed-exitcode");
    expect(edit).toMatchObject({ code: 2 });
    expect(edit.output).toContain(`Plan: 0 to add, ${count} to change, 0 to destroy.`);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    await it_.emulator.advanceClock(2);
    const second = first.filter((line) => line.endsWith(" 51") || line.endsWith(" q-51"));
    expect(await killed()).toEqual([...first, ...second.map((line) => line.replace(/51$/, "52"))].sort());
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });

    const before = await killed();
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await it_.running()).toEqual([]);
    expect(await killed()).toEqual([...before, "cdb-3 52"].sort());
    const { sessions } = await it_.emulator.state();
    expect(sessions.filter(({ user, status }) => user === "app" && status !== "running")).toEqual([]);
  });

  testSince("1.7", "removed blocks")("is forgotten, and its tasks run on", async () => {
    it_.write(configuration(false));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    const before = (await it_.running()).map(({ id }) => id);
    expect(before).toHaveLength(3);
    const removed = Object.keys(TYPES).map(
      (type) => `removed {\n  from = ${type}.one\n  lifecycle {\n    destroy = false\n  }\n}\n`,
    );
    it_.write(removed.join(""));
    const forgotten = await it_.terraform.apply();
    expect(forgotten).toMatchObject({ code: 0 });
    expect(codes(forgotten.output)).toEqual([]);
    expect((await it_.running()).map(({ id }) => id)).toEqual(before);
    expect((await it_.terraform.show()).values).toBeUndefined();
  });
});
