import { DAS_INSTANCE, dasKillTask, elsewhere } from "../../support/das";
import { flat } from "../../support/text";
import { codes, resource, Workspace } from "../../support/workspace";

const TYPE = "dbkill_huawei_das_kill_switch";
const ADDRESS = `${TYPE}.main`;
const GET = "get-kill-process-task-switch";
const SET = "set-kill-process-task-switch";

function killSwitch(attributes: Record<string, string>, name = "main", meta = ""): string {
  return resource(TYPE, name, { instance_id: `"${DAS_INSTANCE}"`, ...attributes }, meta);
}

describe("a Huawei DAS kill switch", () => {
  let it_: Workspace;
  let console_: ReturnType<typeof elsewhere>;

  beforeAll(async () => {
    it_ = await Workspace.create();
    console_ = elsewhere(it_.emulator.url);
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.emulator.addSessions({ service: "das", instance_id: DAS_INSTANCE, sessions: [] });
  });

  const status = () => console_.getKillSwitch(DAS_INSTANCE);
  const planned = async () => {
    const { code, output } = await it_.terraform.plan("-detailed-exitcode");
    return { code, text: flat(output), warnings: codes(output, "Warning"), errors: codes(output) };
  };
  const applied = async () => {
    const { code, output } = await it_.terraform.apply();
    return { code, text: flat(output), warnings: codes(output, "Warning"), errors: codes(output) };
  };

  test("is turned, is planned empty, and is restored by a destroy", async () => {
    await console_.setKillSwitch(DAS_INSTANCE, "OFF");
    it_.write(killSwitch({ enabled: "true" }));
    expect(await applied()).toMatchObject({ code: 0 });
    expect(await status()).toBe("ON");
    expect(await it_.attributes(ADDRESS)).toMatchObject({
      id: DAS_INSTANCE,
      enabled: true,
      previous_enabled: false,
      on_destroy: "restore",
    });
    expect(await planned()).toMatchObject({ code: 0 });

    const destroyed = await it_.terraform.destroy();
    expect(destroyed.code).toBe(0);
    expect(codes(destroyed.output, "Warning")).toEqual(["DBKILL_SWITCH_TURNS_OFF"]);
    expect(await status()).toBe("OFF");
  });

  test("is not turned where it is as declared", async () => {
    it_.write(killSwitch({ enabled: "true" }));
    expect(await applied()).toMatchObject({ code: 0 });
    expect(await it_.calls(SET)).toBe(0);
    expect((await it_.attributes(ADDRESS)).previous_enabled).toBe(true);
  });

  test("is left as it is where on_destroy says so", async () => {
    it_.write(killSwitch({ enabled: "false", on_destroy: '"leave"' }));
    expect((await applied()).warnings).toEqual(["DBKILL_SWITCH_TURNS_OFF"]);
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await status()).toBe("OFF");
  });

  test("that was turned in the console is drift, and is turned back", async () => {
    it_.write(killSwitch({ enabled: "true" }));
    await applied();
    await console_.setKillSwitch(DAS_INSTANCE, "OFF");
    const drift = await planned();
    expect(drift).toMatchObject({ code: 2 });
    expect(drift.text).toContain("~ enabled = false -> true");
    expect(await applied()).toMatchObject({ code: 0 });
    expect(await status()).toBe("ON");
    expect((await it_.attributes(ADDRESS)).previous_enabled).toBe(true);
  });

  test("is changed in place, without a call where only on_destroy changes", async () => {
    it_.write(killSwitch({ enabled: "true" }));
    await applied();
    const before = await it_.calls(SET);
    it_.write(killSwitch({ enabled: "true", on_destroy: '"leave"' }));
    expect(await applied()).toMatchObject({ code: 0 });
    expect(await it_.calls(SET)).toBe(before);
    it_.write(killSwitch({ enabled: "false", on_destroy: '"leave"' }));
    expect((await applied()).text).toContain("1 changed");
    expect(await status()).toBe("OFF");
    expect((await it_.attributes(ADDRESS)).previous_enabled).toBe(true);
  });

  test("is imported with an empty plan after it, and then left by a destroy", async () => {
    it_.write(killSwitch({ enabled: "true" }));
    expect(await it_.terraform.run("import", "-no-color", ADDRESS, DAS_INSTANCE)).toMatchObject({ code: 0 });
    expect(await planned()).toMatchObject({ code: 0 });
    expect((await it_.attributes(ADDRESS)).previous_enabled).toBeNull();
    it_.write(killSwitch({ enabled: "false" }));
    await applied();
    const destroyed = await it_.terraform.destroy();
    expect(codes(destroyed.output, "Warning")).toEqual(["DBKILL_SWITCH_LEFT"]);
    expect(await status()).toBe("OFF");
  });

  test("of an unknown instance can't be imported", async () => {
    it_.write(killSwitch({ enabled: "true" }));
    const unknown = "0".repeat(32);
    const { code, output } = await it_.terraform.run("import", "-no-color", ADDRESS, unknown);
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_ERR_NOT_FOUND"]);
  });

  test("of an instance that is gone leaves the state, with words that say where it was looked for", async () => {
    it_.write(killSwitch({ enabled: "true" }));
    await applied();
    await it_.emulator.reset();
    const { text, warnings } = await planned();
    expect(warnings).toContain("DBKILL_TASK_TARGET_GONE");
    expect(text).toContain("in cn-north-4 in project 0123456789abcdef0123456789abcdef");
    const destroyed = await it_.terraform.destroy("-refresh=false");
    expect(destroyed.code).toBe(0);
    expect(codes(destroyed.output, "Warning")).toContain("DBKILL_TASK_TARGET_GONE");
  });

  test("is declared once for an instance", async () => {
    it_.write(killSwitch({ enabled: "true" }) + killSwitch({ enabled: "false" }, "other"));
    expect(await planned()).toMatchObject({ code: 1, errors: ["DBKILL_SWITCH_CLAIMED"] });
  });

  test("that another resource takes over in the same apply stays as that one declares it", async () => {
    it_.write(killSwitch({ enabled: "false" }));
    await applied();
    it_.write(killSwitch({ enabled: "false" }, "renamed"));
    expect(await applied()).toMatchObject({ code: 0 });
    expect(await status()).toBe("OFF");
    expect(await planned()).toMatchObject({ code: 0 });
  });

  test("stays on where a rename was broken off between its two halves and is finished later", async () => {
    await console_.setKillSwitch(DAS_INSTANCE, "OFF");
    it_.write(killSwitch({ enabled: "true" }));
    await applied();
    it_.write(killSwitch({ enabled: "true" }, "renamed"));
    const half = "-target=dbkill_huawei_das_kill_switch.renamed";
    await it_.terraform.must("apply", "-auto-approve", "-input=false", half);
    expect(await applied()).toMatchObject({ code: 0 });
    expect(await status()).toBe("ON");
    expect(await planned()).toMatchObject({ code: 0 });
  });

  test("that is replaced with create_before_destroy is not turned by the old one's destroy", async () => {
    const life = "  lifecycle {\n    create_before_destroy = true\n  }";
    it_.write(killSwitch({ enabled: "false" }, "main", life));
    await applied();
    const replaced = await it_.terraform.apply(`-replace=${ADDRESS}`);
    expect(replaced).toMatchObject({ code: 0 });
    expect(codes(replaced.output, "Warning")).toContain("DBKILL_SWITCH_SUPERSEDED");
    expect(await status()).toBe("OFF");
  });

  test("whose answer was lost is turned all the same", async () => {
    await it_.emulator.setFaults([{ service: "das", action: SET, kind: "reset_after", times: 1 }]);
    it_.write(killSwitch({ enabled: "false" }));
    expect(await applied()).toMatchObject({ code: 0 });
    expect(await status()).toBe("OFF");
  });

  test("that may have been turned is known to the state, so that the value found before comes back", async () => {
    await it_.emulator.setFaults([
      { service: "das", action: SET, kind: "reset_after" },
      { service: "das", action: GET, kind: "http_500", after: 1 },
    ]);
    it_.write(killSwitch({ enabled: "false" }), 'provider "dbkill" {\n  max_retries = 0\n}');
    expect(await applied()).toMatchObject({ code: 1 });
    await it_.emulator.setFaults([]);
    expect(await status()).toBe("OFF");
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await status()).toBe("ON");
  });

  test("that may not be turned leaves nothing in the state", async () => {
    await it_.emulator.setFaults([{ service: "das", action: SET, kind: "code", code: "DAS.200051" }]);
    it_.write(killSwitch({ enabled: "false" }));
    const { code, text } = await applied();
    expect(code).toBe(1);
    expect(text).toContain("DAS.200051");
    expect(await it_.attributes(ADDRESS)).toBeUndefined();
  });

  test("is read in any case: on and off too", async () => {
    await it_.emulator.setQuirks(["switch-lower-case"]);
    await console_.setKillSwitch(DAS_INSTANCE, "OFF");
    it_.write(dasKillTask("reports"));
    expect(await applied()).toMatchObject({ code: 1, errors: ["DBKILL_TASK_SWITCH_OFF"] });
    expect(await it_.running()).toEqual([]);

    it_.write(killSwitch({ enabled: "true" }) + dasKillTask("reports", {}, `  depends_on = [${ADDRESS}]`));
    expect(await applied()).toMatchObject({ code: 0 });
    expect(await status()).toBe("ON");
    expect(await it_.running()).toHaveLength(1);
    expect(await planned()).toMatchObject({ code: 0 });
    // Turned once, and looked at: nothing was taken for an answer to be asked for again.
    expect(await it_.calls(SET)).toBe(2);

    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await status()).toBe("OFF");
  });

  test("turns on what a kill task needs, in one apply", async () => {
    await console_.setKillSwitch(DAS_INSTANCE, "OFF");
    await it_.emulator.addSessions({
      service: "das",
      instance_id: DAS_INSTANCE,
      sessions: [{ id: "11", user: "report", duration_seconds: 75 }],
    });
    it_.write(killSwitch({ enabled: "true" }) + dasKillTask("reports", {}, `  depends_on = [${ADDRESS}]`));
    expect(await applied()).toMatchObject({ code: 0 });
    await it_.emulator.advanceClock(1);
    expect((await it_.emulator.state()).kills.map(({ session }) => session.id)).toEqual(["11"]);
  });

  test.each([
    ["no instance", { instance_id: '""' }],
    ["another word for on_destroy", { on_destroy: '"keep"' }],
  ])("refuses %s", async (_what, attributes) => {
    it_.write(killSwitch({ enabled: "true", ...attributes }));
    const { code, output } = await it_.terraform.run("validate", "-no-color");
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_VALUE_INVALID"]);
  });
});
