import { SlotRegistry } from "../../../src/engine/slots";
import { type Diagnostic, isUnknown, type State } from "../../../src/framework";
import { huaweiDasKillSwitch } from "../../../src/resources/huawei-das-kill-switch";
import type { ProviderClients } from "../../../src/resources/provider-clients";
import { PermissionError, ThrottledError } from "../../../src/vendors";
import type { DasKillSwitch } from "../../../src/vendors/huawei";

type DasKillSwitchState = State<typeof huaweiDasKillSwitch.schema>;

const DECLARED = {
  instance_id: "i",
  region: "cn-north-4",
  enabled: true,
  on_destroy: "restore",
  project_id: "p",
  timeouts: null,
};

/** One instance's switch, the regions it was asked for in, and a context for one resource after another. */
function instance(
  status: DasKillSwitch,
  onSet: (wanted: DasKillSwitch) => DasKillSwitch = (wanted) => wanted,
) {
  const switch_ = { status, sets: 0, regions: new Set<string>(), onGet: () => {} };
  const notes = new Map<string, string>();
  /** What one process knows: each provider alias is one. */
  const knowledge = () => ({ slots: new SlotRegistry({ hold: (_slot, change) => change(notes as never) }) });
  const clouds = {
    tasks: knowledge(),
    region: () => "cn-north-4",
    clientOf: (_service: string, region = "cn-north-4") => {
      switch_.regions.add(region);
      return {
        region,
        projectId: "p",
        getKillSwitch: async () => {
          switch_.onGet();
          return switch_.status;
        },
        setKillSwitch: async (_instance: string, wanted: DasKillSwitch) => {
          switch_.sets++;
          switch_.status = onSet(wanted);
        },
      };
    },
  } as unknown as ProviderClients;
  const resource = (data = new Map<string, unknown>(), isOtherProcess = false) => {
    const reported: (string | undefined)[] = [];
    const saved: unknown[] = [];
    const context = {
      client: isOtherProcess ? { ...clouds, tasks: knowledge() } : clouds,
      // No time to wait: what does not hold at once never will.
      signal: AbortSignal.abort(),
      private: {
        get: (key: string) => data.get(key),
        set: (key: string, value: unknown) => data.set(key, value),
      },
      diagnostics: {
        report: ({ code }: Diagnostic) => void reported.push(code),
      },
      log: { debug() {}, info() {}, warn() {}, error() {} },
      saveState: (state: unknown) => void saved.push(state),
    } as never;
    return {
      saved,
      reported,
      data,
      create: (plan: object = DECLARED) =>
        huaweiDasKillSwitch.create({ plan: plan as never, config: plan as never }, context),
      read: (state: DasKillSwitchState) => huaweiDasKillSwitch.read({ state }, context),
      planDestroy: (prior: DasKillSwitchState) =>
        huaweiDasKillSwitch.plan!({ action: "destroy", prior, plan: null } as never, context),
      plan: async (prior: DasKillSwitchState) => {
        const plan = { ...prior };
        await huaweiDasKillSwitch.plan!({ action: "update", prior, plan, config: plan } as never, context);
        return plan;
      },
      update: (plan: object, prior: DasKillSwitchState) =>
        huaweiDasKillSwitch.update({ plan: plan as never, prior, config: plan as never }, context),
      destroy: (prior: DasKillSwitchState) => huaweiDasKillSwitch.delete({ prior }, context),
    };
  };
  return { switch_, resource };
}

/** What is kept beside the state of a resource that took the switch at this time. */
function taken(createdAt: string): Map<string, unknown> {
  const data = { claim: createdAt, createdAt, superseded: false, contested: false };
  return new Map([["record", { version: 1, data }]]);
}

describe("a DAS kill switch", () => {
  test.each(["ON", "OFF"] as const)("that was %s is so again after its destroy", async (before) => {
    const { switch_, resource } = instance(before);
    const one = resource();
    const state = await one.create();
    expect(switch_.status).toBe("ON");
    expect(state.previous_enabled).toBe(before === "ON");
    await one.destroy(state);
    expect(switch_.status).toBe(before);
    expect(switch_.sets).toBe(before === "ON" ? 0 : 2);
  });

  test("that does not hold is an error, and the state knows what to restore", async () => {
    const { resource } = instance("OFF", () => "OFF");
    const one = resource();
    await expect(one.create()).rejects.toMatchObject({ code: "DBKILL_SWITCH_NOT_TURNED" });
    expect(one.saved).toEqual([expect.objectContaining({ id: "i", previous_enabled: false })]);
  });

  test("that may not be turned is no resource", async () => {
    const { resource } = instance("OFF", () => {
      throw new PermissionError("no", { service: "das", remedy: "" });
    });
    const one = resource();
    await expect(one.create()).rejects.toThrow("no");
    expect(one.saved).toEqual([]);
  });

  test("that can't be restored is an error that names the instance: a destroy shows no address", async () => {
    const { resource, switch_ } = instance("OFF");
    const one = resource();
    const state = (await one.create({ ...DECLARED, instance_id: "das-1" })) as DasKillSwitchState;
    switch_.onGet = () => {
      throw new PermissionError("no", { service: "das", remedy: "" });
    };
    await expect(one.destroy(state)).rejects.toMatchObject({
      code: "DBKILL_ERR_PERMISSION",
      summary: expect.stringContaining("das-1") as unknown,
    });
  });

  test("that was turned and can't be looked at again is in the state, with what to restore", async () => {
    const { resource, switch_ } = instance("OFF", (wanted) => {
      // The request was carried out; every later look is refused.
      switch_.onGet = () => {
        throw new ThrottledError("later", {
          service: "das",
          action: "get-kill-process-task-switch",
          remedy: "",
        });
      };
      return wanted;
    });
    const one = resource();
    await expect(one.create()).rejects.toThrow("later");
    expect(switch_.status).toBe("ON");
    expect(one.saved).toEqual([expect.objectContaining({ id: "i", previous_enabled: false })]);
  });

  test("is looked for where it was taken, although the provider has another region by now", async () => {
    const { switch_, resource } = instance("ON");
    const state = await resource().create();
    switch_.regions.clear();
    await resource().read({ ...state, region: "eu-west-101" });
    expect([...switch_.regions]).toEqual(["eu-west-101"]);
  });

  test.each([
    ["older", "older"],
    ["older", "newer"],
    ["newer", "older"],
    ["newer", "newer"],
  ])(
    "stays as declared where the %s of two objects in the state is planned first and the %s applied first",
    async (plannedFirst, appliedFirst) => {
      const at = taken;
      const [older, newer] = [at("2026-01-01T00:00:00.000Z"), at("2026-01-02T00:00:00.000Z")];
      const state = { ...DECLARED, id: "i", previous_enabled: false } as DasKillSwitchState;
      const planning = instance("ON");
      if (plannedFirst === "older") await planning.resource(older).planDestroy(state);
      await planning.resource(newer).read(state);
      if (plannedFirst === "newer") await planning.resource(older).planDestroy(state);
      await planning.resource(newer).plan(state);

      // The apply is another process, that knows what was kept with the state, and plans anew what it changes.
      const apply = instance("ON");
      const destroy = () => apply.resource(older).destroy(state);
      const update = async () => {
        const plan = await apply.resource(newer).plan(state);
        if (isUnknown(plan.previous_enabled)) {
          expect(await apply.resource(newer).update(plan, state)).toEqual(state);
        }
      };
      for (const step of appliedFirst === "older" ? [destroy, update] : [update, destroy]) await step();
      expect(apply.switch_.status).toBe("ON");
      expect((await apply.resource(newer).plan(state)).previous_enabled).toBe(false);
    },
  );

  test("is not restored by a destroy that runs after another process of the run took it", async () => {
    const { switch_, resource } = instance("OFF");
    const before = { ...DECLARED, id: "i", previous_enabled: false } as DasKillSwitchState;
    // The apply of a rename that also moves to another alias of the provider.
    switch_.status = "ON";
    await resource(new Map(), true).create();
    const destroyed = resource(taken("2026-01-01T00:00:00.000Z"), true);
    await destroyed.destroy(before);
    expect(switch_.status).toBe("ON");
    expect(destroyed.reported).toEqual(["DBKILL_SWITCH_SUPERSEDED"]);
  });

  test("is not restored by the older of two objects in the state", async () => {
    const { switch_, resource } = instance("OFF");
    const at = (time: string) => resource(taken(time));
    const [older, newer] = [at("2026-01-01T00:00:00.000Z"), at("2026-01-02T00:00:00.000Z")];
    switch_.status = "ON";
    const state = { ...DECLARED, id: "i", previous_enabled: false } as DasKillSwitchState;
    await newer.read(state);
    await older.read(state);
    // The apply is another process, that knows what was kept with the state.
    const apply = instance("ON");
    const destroyed = apply.resource(older.data);
    await destroyed.destroy(state);
    expect(apply.switch_.status).toBe("ON");
    expect(destroyed.reported).toEqual(["DBKILL_SWITCH_SUPERSEDED"]);
  });
});
