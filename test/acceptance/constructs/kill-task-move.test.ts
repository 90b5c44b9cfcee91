import { emulatorEnvironment } from "../../../scripts/emulator-environment";
import { Project } from "../../../scripts/project";
import { collect, Terraform } from "../../../scripts/terraform";
import { Emulator } from "../../../src/emulator";
import { DAS_INSTANCE } from "../../support/das";

const TENCENT = 'const target = KillTarget.tencentMysql("cdb-1");';
const HUAWEI = `const target = KillTarget.huaweiDas("${DAS_INSTANCE}");`;

/** A program that keeps long reports off a database, wherever it is. */
const program = (target: string, more = "") => `
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { DbkillProvider, Duration, KillPreview, KillTarget, KillTask, OnConflict, SessionFilter } from "cdktf-dbkill";

const app = new App();
const stack = new TerraformStack(app, "guards");
new DbkillProvider(stack, "dbkill");
${target}
const filter = SessionFilter.of({ users: ["report"], commands: ["query"], minDuration: Duration.minutes(1) });
const task = new KillTask(stack, "long-reports", {
  target,
  filter,
  duration: Duration.hours(1),
  renewOnExpiry: true,
  maxKills: 5,
  onConflict: OnConflict.REPLACE,
});
new TerraformOutput(stack, "task", { value: [task.id, task.status, task.startedAt, task.endsAt] });
${more}
app.synth();
`;

/** The sessions of either database: one that is meant and one that is not. */
const SESSIONS = [
  { id: "11", user: "report", duration_seconds: 75, info: "select sum(total) from orders" },
  { id: "12", user: "app", duration_seconds: 300, info: "select 1" },
];

describe("A program with a KillTask", () => {
  let emulator: Emulator;
  let project: Project;
  let terraform: Terraform;

  beforeEach(async () => {
    emulator = await Emulator.start({ rateLimit: false });
    await emulator.addSessions({
      service: "dbbrain",
      instance_id: "cdb-1",
      product: "mysql",
      sessions: SESSIONS,
    });
    await emulator.addSessions({ service: "das", instance_id: DAS_INSTANCE, sessions: SESSIONS });
    project = Project.create();
    terraform = new Terraform(project.stackDirectory("guards"), {
      ...emulatorEnvironment("tencent", emulator.url),
      ...emulatorEnvironment("huawei", emulator.url),
    });
  });
  afterEach(async () => {
    terraform.dispose();
    project.dispose();
    await emulator.close();
  });

  async function synthesize(text: string): Promise<void> {
    project.write("main.ts", text);
    const { code, output } = await collect(project.start("main.ts"));
    expect({ code, output }).toMatchObject({ code: 0 });
    await terraform.init();
  }

  async function apply(): Promise<void> {
    const { code, output } = await terraform.apply();
    expect({ code, output }).toMatchObject({ code: 0 });
  }

  const running = async () =>
    (await emulator.state()).tasks
      .filter(({ status }) => status === "running")
      .map(({ instance_id }) => instance_id);
  const killed = async () =>
    (await emulator.state()).kills.map(({ instance_id, session }) => `${instance_id} ${session.id}`);

  test("moves from Tencent to Huawei by the one line that names the target", async () => {
    await synthesize(program(TENCENT));
    await apply();
    await emulator.advanceClock(1);
    expect(await running()).toEqual(["cdb-1"]);
    expect(await killed()).toEqual(["cdb-1 11"]);

    await synthesize(program(HUAWEI));
    const { output } = await terraform.plan();
    expect(output).toContain("Plan: 1 to add, 0 to change, 1 to destroy.");
    expect(output).toContain(`1 session on ${DAS_INSTANCE} would be killed by this plan`);
    await apply();
    await emulator.advanceClock(1);
    expect(await running()).toEqual([DAS_INSTANCE]);
    expect(await killed()).toEqual(["cdb-1 11", `${DAS_INSTANCE} 11`]);

    expect(await terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
    const { values } = await terraform.show();
    const [id, status, startedAt, endsAt] = values.outputs.task.value;
    expect([id, status]).toEqual([`${DAS_INSTANCE}/1`, "running"]);
    expect(Date.parse(endsAt) - Date.parse(startedAt)).toBe(3_600_000);

    expect(await terraform.destroy()).toMatchObject({ code: 0 });
    expect(await running()).toEqual([]);
  });

  test("can look first whom its filter would kill", async () => {
    const preview = `
const preview = new KillPreview(stack, "would-die", { target, filter });
new TerraformOutput(stack, "preview", { value: [preview.totalCount, preview.processes] });
`;
    await synthesize(program(HUAWEI, preview));
    expect((await terraform.plan("-out=plan")).code).toBe(0);
    const { planned_values: planned } = await terraform.show("plan");
    expect(planned.outputs.preview.value).toEqual([
      1,
      [expect.objectContaining({ id: "11", user: "report" })],
    ]);
    expect(await killed()).toEqual([]);
  });
});
