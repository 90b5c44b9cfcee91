import { DAS_INSTANCE, dasKillTask } from "../../support/das";
import { codes, Workspace } from "../../support/workspace";

const ADDRESS = "dbkill_huawei_das_kill_task.reports";

/** A provider that is configured for a region. */
function provider(region: string): string {
  return `provider "dbkill" {\n  huawei {\n    region = "${region}"\n  }\n}`;
}

describe("the region of a Huawei DAS kill task", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.emulator.addSessions({ service: "das", instance_id: DAS_INSTANCE, sessions: [] });
    it_.write(dasKillTask("reports"), provider("cn-north-4"));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await running()).toEqual(["1"]);
  });

  const running = async () => (await it_.running(DAS_INSTANCE)).map(({ id }) => id);
  const isPlannedEmpty = async () => {
    const { code, output } = await it_.terraform.plan("-detailed-exitcode");
    return code === 0 || output;
  };
  /** Exactly the task of the state runs, in this region, until a destroy. */
  const expectOneIn = async (region: string) => {
    const { task_id, ...state } = await it_.attributes(ADDRESS);
    expect(state).toMatchObject({ region, status: "running", id: `${DAS_INSTANCE}/${task_id}` });
    expect(await running()).toEqual([task_id]);
    expect(await isPlannedEmpty()).toBe(true);
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await running()).toEqual([]);
  };

  test.each([
    ["the provider's region", "", provider("cn-east-3")],
    ["its own region", '"cn-east-3"', provider("cn-north-4")],
  ])("is planned to change with %s, and the task moves", async (_what, region, block) => {
    it_.write(dasKillTask("reports", region === "" ? {} : { region }), block);
    const { code, output } = await it_.terraform.plan("-detailed-exitcode");
    expect(code).toBe(2);
    expect(output).toMatch(/region\s+= "cn-north-4" -> "cn-east-3"/);
    expect(output).toContain("will be updated in-place");
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await it_.tasks(DAS_INSTANCE)).toMatchObject([{ id: "1", status: "cancelled" }, { id: "2" }]);
    await expectOneIn("cn-east-3");
  });

  test("stays in force where only the provider's region changes and the resource names its own", async () => {
    it_.write(dasKillTask("reports", { region: '"cn-north-4"' }), provider("cn-east-3"));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await running()).toEqual(["1"]);
    await expectOneIn("cn-north-4");
  });

  test("changes for a tainted task too: none is orphaned", async () => {
    await it_.terraform.must("taint", ADDRESS);
    it_.write(dasKillTask("reports"), provider("cn-east-3"));
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(0);
    expect(output).toContain("1 added, 0 changed, 1 destroyed");
    expect(await it_.tasks(DAS_INSTANCE)).toMatchObject([{ id: "1", status: "cancelled" }, { id: "2" }]);
    await expectOneIn("cn-east-3");
  });

  test("does not matter to a destroy, which stops the task where it was started", async () => {
    it_.write(dasKillTask("reports"), provider("cn-east-3"));
    expect(await it_.terraform.destroy("-refresh=false")).toMatchObject({ code: 0 });
    expect(await running()).toEqual([]);
  });

  test("changes back with nothing lost where the start in the new one is refused", async () => {
    it_.write(dasKillTask("reports"), provider("cn-east-3"));
    await it_.emulator.setFaults([
      { service: "das", action: "add-kill-process-task", kind: "code", code: "DAS.200100", times: 1 },
    ]);
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_ERR_REJECTED"]);
    expect(await running()).toHaveLength(1);
    expect(await it_.attributes(ADDRESS)).toMatchObject({ region: "cn-north-4", status: "running" });
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 2 });
    it_.write(dasKillTask("reports"), provider("cn-north-4"));
    await expectOneIn("cn-north-4");
  });
});
