import type { ProviderClients } from "../../../../src/resources/provider-clients";
import { SlotRegistry } from "../../../../src/resources/slots";
import { tencentKillTask } from "../../../../src/resources/tencent/kill-task";
import type { KillTaskDesired, KillTaskState } from "../../../../src/resources/tencent/kill-task-schema";
import { NotFoundError } from "../../../../src/vendors";

const DECLARED = {
  instance_id: "cdb-1",
  product: "mysql",
  region: null,
  match: { users: ["report"] },
  match_all: false,
  duration_seconds: null,
  on_conflict: "error",
} as unknown as KillTaskDesired;

/** A provider whose calls are written down, in a region of its own. */
function provider(region: string, answers: { cancel?: () => void } = {}) {
  const calls: string[] = [];
  const warnings: string[] = [];
  const client = {
    slots: new SlotRegistry(),
    dbbrain: (asked?: string) => ({
      region: asked ?? region,
      createKillTask: async () => void calls.push(`create in ${asked ?? region}`),
      describeMySqlProcessList: async () => void calls.push(`list in ${asked ?? region}`),
      cancelKillTask: async () => {
        calls.push(`cancel in ${asked ?? region}`);
        answers.cancel?.();
      },
    }),
  } as unknown as ProviderClients;
  const context = (privateData: Record<string, unknown>) => ({
    client,
    signal: new AbortController().signal,
    log: { warn: () => undefined } as never,
    diagnostics: {
      error: () => undefined,
      warning: (summary: string) => void warnings.push(summary),
      hasErrors: () => false,
    },
    private: {
      get: (key: string) => privateData[key],
      set: (key: string, value: unknown) => void Object.assign(privateData, { [key]: value }),
    },
    saveState: () => undefined,
  });
  return { calls, warnings, context };
}

describe("a Tencent kill task", () => {
  test("is cancelled in the region where it was started, whatever the provider's is by then", async () => {
    const stored = {};
    const guangzhou = provider("ap-guangzhou");
    const state = await tencentKillTask.create(
      { plan: DECLARED, config: DECLARED as never },
      guangzhou.context(stored),
    );
    const tokyo = provider("ap-tokyo");
    await tencentKillTask.delete({ prior: state }, tokyo.context(stored));
    expect([...guangzhou.calls, ...tokyo.calls]).toEqual([
      "create in ap-guangzhou",
      "cancel in ap-guangzhou",
    ]);
    expect(tokyo.warnings).toEqual([]);
  });

  test("that ended long ago is not cancelled when it is destroyed: what runs by now is somebody else's", async () => {
    const { calls, context } = provider("ap-guangzhou");
    const prior = { ...DECLARED, status: "expired", created_at: "", expires_at: "2026-01-01T00:00:00.000Z" };
    await tencentKillTask.delete({ prior: prior as unknown as KillTaskState }, context({}));
    expect(calls).toEqual(["list in ap-guangzhou"]);
  });

  describe("and the left-over of its replacement, both in the state", () => {
    const object = (createdAt: string) =>
      ({
        ...DECLARED,
        status: "running",
        created_at: createdAt,
        expires_at: null,
      }) as unknown as KillTaskState;
    const [older, newer] = [object("2026-01-01T00:00:01.000Z"), object("2026-01-01T00:00:02.000Z")];

    test("read in this order: the newer one is started again, as destroying the older one stops it", async () => {
      const { context } = provider("ap-guangzhou");
      expect(await tencentKillTask.read({ state: older }, context({}))).toBe(older);
      expect(await tencentKillTask.read({ state: newer }, context({}))).toMatchObject({
        status: "cancelled",
      });
    });

    test("read in the other order: destroying the older one stops nothing", async () => {
      const { context } = provider("ap-guangzhou");
      const stored = {};
      expect(await tencentKillTask.read({ state: newer }, context({}))).toBe(newer);
      await tencentKillTask.read({ state: older }, context(stored));
      const { calls, context: later } = provider("ap-guangzhou");
      await tencentKillTask.delete({ prior: older }, later(stored));
      expect(calls).toEqual([]);
    });
  });

  test.each(["ResourceNotFound", "ResourceNotFound.InstanceNotFound"])(
    "that is not there any more (%s) when it is destroyed is worth a warning",
    async (vendorCode) => {
      const gone = provider("ap-guangzhou", {
        cancel: () => {
          throw new NotFoundError("nothing runs", {
            service: "dbbrain",
            vendorCode,
            remedy: "",
          });
        },
      });
      const prior = {
        ...DECLARED,
        status: "running",
        created_at: "",
        expires_at: null,
      } as unknown as KillTaskState;
      await tencentKillTask.delete({ prior }, gone.context({}));
      expect(gone.warnings).toEqual(["No kill task ran on cdb-1/mysql any more"]);
    },
  );
});
