import type { Quirk } from "../../../src/emulator";
import { DAS_INSTANCE, dasKillTask } from "../../support/das";
import { codes, Workspace } from "../../support/workspace";

const ADDRESS = "dbkill_huawei_das_kill_task.reports";
const ADD = "add-kill-process-task";
const TERMINATE = "terminate-kill-process-task";
const SHOP = '{ users = ["Report"], databases = ["Shop"], commands = ["Query"], min_duration_seconds = 61 }';

describe("a Huawei DAS kill task that DAS lists in another spelling", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.emulator.addSessions({ service: "das", instance_id: DAS_INSTANCE, sessions: [] });
  });

  const running = async () => (await it_.running(DAS_INSTANCE)).map(({ id }) => id);
  const isPlannedEmpty = async () => {
    const { code, output } = await it_.terraform.plan("-detailed-exitcode");
    return code === 0 || output;
  };

  test.each<[string, Quirk[]]>([
    ["its database in lower case", ["filter-database-lower-case"]],
    ["its user in another case", ["filter-user-other-case"]],
    ["a blank at the end of each text", ["filter-trailing-blank"]],
    ["its seconds rounded", ["filter-time-rounded"]],
    ["numbers as texts", ["numbers-as-strings"]],
    [
      "all of these",
      [
        "filter-database-lower-case",
        "filter-user-other-case",
        "filter-trailing-blank",
        "filter-time-rounded",
        "numbers-as-strings",
      ],
    ],
  ])("with %s is started once, planned empty, edited and stopped", async (_what, quirks) => {
    await it_.emulator.setQuirks(quirks);
    it_.write(dasKillTask("reports", { match: SHOP }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await running()).toEqual(["1"]);
    expect(await it_.attributes(ADDRESS)).toMatchObject({
      task_id: "1",
      status: "running",
      pending_start: null,
      match: { users: ["Report"], databases: ["Shop"], min_duration_seconds: 61 },
    });
    expect(await isPlannedEmpty()).toBe(true);
    // A further apply starts nothing.
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await it_.calls(ADD)).toBe(1);

    it_.write(dasKillTask("reports", { match: SHOP.replace("Report", "App") }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect((await it_.running()).map(({ id, match }) => [id, match.users])).toEqual([["2", ["App"]]]);
    expect(await isPlannedEmpty()).toBe(true);

    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await running()).toEqual([]);
    expect([await it_.calls(ADD), await it_.calls(TERMINATE)]).toEqual([2, 2]);
  });

  test("is told about where the spelling is not MySQL's own to choose", async () => {
    await it_.emulator.setQuirks(["filter-time-rounded"]);
    it_.write(dasKillTask("reports", { match: SHOP }));
    const { output } = await it_.terraform.apply();
    expect(codes(output, "Warning")).toContain("DBKILL_TASK_RESPELLED");
  });

  test("is found by being new where its start is not confirmed either", async () => {
    await it_.emulator.setQuirks(["filter-user-other-case", "filter-database-lower-case"]);
    await it_.emulator.setFaults([{ service: "das", action: ADD, kind: "reset_after", times: 1 }]);
    it_.write(dasKillTask("reports", { match: SHOP }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await running()).toEqual(["1"]);
    expect(await it_.calls(ADD)).toBe(1);
    expect(await isPlannedEmpty()).toBe(true);
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await running()).toEqual([]);
  });
});
