import {
  AutoKillPolicy,
  Duration,
  type KillEngine,
  KillTarget,
  KillTask,
  SessionDrain,
  SessionFilter,
  SessionKill,
  SqlCancel,
} from "../../src";
import { DAS_INSTANCE } from "./das";
import { Stage } from "./local-exec";

const REPORTS = [
  { id: "11", user: "report", duration_seconds: 75, info: "select sum(total) from orders" },
  { id: "12", user: "app", duration_seconds: 300, info: "select 1" },
  { id: "13", user: "batch", duration_seconds: 300, info: "select 2" },
];

/** The life of everything that an engine on local-exec carries out, through real Terraform. */
export function describeLife(engine: KillEngine): void {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.create(engine);
    for (const [service, instance] of [
      ["dbbrain", "cdb-1"],
      ["dbbrain", "cdb-2"],
      ["das", DAS_INSTANCE],
    ] as const) {
      await stage.sessions(service, instance, REPORTS);
    }
    await stage.emulator.addSessions({
      service: "mrs",
      instance_id: "5f0c2a3e-mrs_1",
      sessions: [{ sql_id: "20190909_011820_00151_runs1" }],
    });
  });
  afterAll(() => stage.dispose());

  /** Everything that this engine carries out, for one user. */
  const everything = (user: string) =>
    stage.synth((stack) => {
      const filter = SessionFilter.of({ users: [user], minDuration: Duration.minutes(1) });
      new KillTask(stack, "slot", { target: KillTarget.tencentMysql("cdb-1"), filter, maxKills: 5 });
      new KillTask(stack, "listed", { target: KillTarget.huaweiDas(DAS_INSTANCE), filter });
      new AutoKillPolicy(stack, "policy", { name: "it", target: KillTarget.tencentMysql("cdb-2"), filter });
      new SessionKill(stack, "kill", { target: KillTarget.huaweiDas(DAS_INSTANCE), filter });
      new SqlCancel(stack, "cancel", {
        target: KillTarget.huaweiMrs("5f0c2a3e-mrs_1"),
        sqlIds: ["20190909_011820_00151_runs1"],
      });
      new SessionDrain(stack, "drain", {
        target: KillTarget.tencentMysql("cdb-2"),
        filter: SessionFilter.of({ users: ["app"] }),
      });
    });
  const running = async () =>
    (await stage.running())
      .map(({ instance_id, match }) => `${instance_id} ${(match as { users: string[] }).users}`)
      .sort();

  test("everything starts, is planned empty, is replaced, and is stopped", async () => {
    await everything("report");
    await stage.applied();
    expect(await running()).toEqual([`${DAS_INSTANCE} report`, "cdb-1 report", "cdb-2 report"]);
    const { sessions } = await stage.emulator.state({ instance_id: DAS_INSTANCE });
    expect(sessions.map(({ id, status }) => `${id} ${status}`)).toEqual([
      "11 killed",
      "12 running",
      "13 running",
    ]);
    expect(await stage.calls("cancel-sql-execution")).toBe(0);
    expect(await stage.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });

    await everything("batch");
    await stage.applied();
    expect(await running()).toEqual([`${DAS_INSTANCE} batch`, "cdb-1 batch", "cdb-2 batch"]);
    expect(await stage.calls("DescribeMySqlProcessList")).toBeGreaterThan(0);

    await stage.destroyed();
    expect(await running()).toEqual([]);
    const drained = await stage.emulator.state({ instance_id: "cdb-2" });
    expect(drained.sessions.find(({ id }) => id === "12")?.status).toBe("killed");
    expect(stage.entries().map((file) => file.replace(/.*guards_(\w+)-.*/, "$1"))).toEqual([
      "cancel",
      "kill",
    ]);
  });
}
