import * as types from "../../../src/cli/types";
import type { WireDiagnostic } from "../../../src/framework/diagnostics";
import { Runtime } from "../../../src/framework/rpc/runtime";
import type { DynamicValue } from "../../../src/framework/values/dynamic";

const TYPE = "dbkill_auto_kill_policy";
type Fields = Record<string, unknown>;

const json = (value: object): DynamicValue => ({ json: Buffer.from(JSON.stringify(value)) });
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** A plan as Terraform asks for it, of one policy. It looks at no database. */
async function plan(config: Fields, prior: Fields | null) {
  const runtime = new Runtime(types.provider, () => SILENT);
  const ask = async (rpc: string, request: object) => {
    const answer = (await types.rpc.RPCS[rpc]!(runtime, { type_name: TYPE, ...request })) as {
      diagnostics: readonly WireDiagnostic[];
      planned_state?: DynamicValue;
    };
    return { ...answer, codes: answer.diagnostics.map(({ detail }) => /Code: (\w+)$/.exec(detail)?.[1]) };
  };
  const settings = { plan_preview: false, runner_url: "http://127.0.0.1:9" };
  expect((await ask("ConfigureProvider", { config: json(settings) })).codes).toEqual([]);
  try {
    const { codes, planned_state } = await ask("PlanResourceChange", {
      config: json(config),
      proposed_new_state: json({ ...prior, ...config }),
      prior_state: prior && json(prior),
    });
    return { codes, planned: runtime.decode(runtime.resource(TYPE), planned_state)! };
  } finally {
    await (runtime.client as { close(): Promise<void> }).close();
  }
}

describe("a policy that this version gives to another enforcer than the version before", () => {
  const keys = {
    TENCENTCLOUD_SECRET_ID: "id",
    TENCENTCLOUD_SECRET_KEY: "key",
    TENCENTCLOUD_REGION: "ap-guangzhou",
  };
  let before: NodeJS.ProcessEnv;
  beforeEach(() => {
    before = process.env;
    process.env = { ...before, ...keys };
  });
  afterEach(() => {
    process.env = before;
  });

  const target = { service: "dbbrain", instance_id: "cdb-1" };

  test.each([
    ["from the vendor's task", { hosts: ["10.0.%"] }, "runner", "vendor"],
    ["from the runner", { hosts: ["10.0.0.1"] }, "vendor", "runner"],
  ])(
    "is announced in the plan, although its configuration stays as it is: %s",
    async (_, match, to, from) => {
      const config = { name: "p", target, match };
      const { planned } = await plan(config, null);
      const times = { started_at: "2026-11-01T00:00:00Z", ends_at: null };
      const now = {
        ...planned,
        ...(to === "vendor" ? times : {}),
        pending_start: null,
        project_id: null,
        task_id: null,
        status: to === "vendor" ? "enforced" : "pending",
      };
      expect(await plan(config, now)).toMatchObject({ codes: [], planned: now });
      const earlier = {
        ...now,
        enforced_by: from,
        enforced_by_reason: null,
        started_at: from === "vendor" ? times.started_at : null,
        status: from === "vendor" ? "enforced" : "pending",
      };
      const moved = await plan(config, earlier);
      expect(moved.planned).toMatchObject({ enforced_by: to });
      expect(moved.codes).toEqual(["DBKILL_POLICY_MOVES"]);
    },
  );
});
