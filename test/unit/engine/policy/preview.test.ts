import { type PolicyPreviewOrder, previewPolicy } from "../../../../src/engine/policy/preview";
import type { Policy } from "../../../../src/model";
import { policy } from "../../model/policy/support";
import { fault, Simulation } from "../kill/simulation";

const GHOST =
  "insert /* gh-ost `shop`.`orders` */ ignore into `shop`.`_orders_gho` (id) (select id from `shop`.`orders`)";

function preview(sim: Simulation, given: Partial<Policy> = {}, more: Partial<PolicyPreviewOrder> = {}) {
  return previewPolicy({ policy: policy(given), enforcer: "runner", ...more }, sim.source, sim.context());
}

const told = ({ events }: Awaited<ReturnType<typeof preview>>) =>
  events.map(({ code, severity }) => [code, severity]);

/** A database with sessions of three users. */
function shop(): Simulation {
  const sim = new Simulation();
  sim.add("1", 100, { info: "SELECT secret" });
  sim.add("2", 100, { user: "etl" });
  sim.add("3", 100, { user: "billing" });
  return sim;
}

describe("the preview of a policy", () => {
  test("tells whom it would kill, and why it spares others, and kills nobody", async () => {
    const sim = shop();
    const found = await preview(sim, {
      match: null,
      protected_users: ["etl"],
      exclude: { users: ["billing"] },
      max_kills: 5,
      max_kills_per_hour: 9,
    });
    expect(told(found)).toEqual([["DBKILL_POLICY_PREVIEW", "warning"]]);
    expect(found.failed).toBe(false);
    expect(found.judgement?.victims).toMatchObject([{ id: "1" }]);
    expect(found.events[0]).toMatchObject({
      summary: 'Policy "report-limit" would kill 1 session on db-1',
      facts: {
        target: "db-1",
        count: 1,
        matched: 3,
        victims: ["1"],
        spared: { "2": "protected", "3": "excluded" },
      },
    });
    const { detail } = found.events[0]!;
    for (const part of [
      "3 of 3 sessions",
      "1 to kill",
      "1 excluded",
      "1 protected",
      "max_kills = 5",
      "The runner",
      "SELECT secret",
    ]) {
      expect(detail).toContain(part);
    }
    expect([sim.requests, sim.live.length]).toEqual([[], 3]);
  });

  test("has one summary for all policies that would kill nobody", async () => {
    const one = await preview(shop(), { name: "a", match: { users: ["nobody"] } });
    const other = await preview(shop(), { name: "b", match: { users: ["nobody"] } });
    expect(one.events[0]?.summary).toBe(other.events[0]?.summary);
    expect(one.events[0]?.facts).toMatchObject({ count: 0, matched: 0 });
    expect(one.events[0]?.detail).not.toContain("max_kills");
  });

  test("of a policy that observes says report, and a cap is no error", async () => {
    const found = await preview(shop(), { match: null, mode: "observe", max_kills: 0 });
    expect(told(found)).toEqual([["DBKILL_POLICY_PREVIEW", "warning"]]);
    expect(found.events[0]).toMatchObject({
      summary: 'Policy "report-limit" would report 3 sessions on db-1',
      facts: { count: 3 },
    });
  });

  test("fails where more sessions match than max_kills allows, and names them", async () => {
    const found = await preview(shop(), { match: null, max_kills: 2 });
    expect(told(found)).toEqual([["DBKILL_MAX_KILLS_EXCEEDED", "error"]]);
    expect(found.failed).toBe(true);
    expect(found.events[0]).toMatchObject({ path: ["max_kills"], facts: { count: 3, maxKills: 2 } });
    expect(found.events[0]?.detail).toContain("SELECT secret");
  });

  test("does not fail at max_kills_per_hour, whose hour it does not know", async () => {
    const found = await preview(shop(), { match: null, max_kills_per_hour: 2 });
    expect(told(found)).toEqual([["DBKILL_POLICY_PREVIEW", "warning"]]);
    expect(found.events[0]?.facts).toMatchObject({ count: 3 });
  });

  test.each(["hidden", "hashed"] as const)("keeps statements %s where it is asked to", async (statements) => {
    for (const max_kills of [null, 0]) {
      const { events } = await preview(shop(), { match: null, max_kills }, { statements });
      expect(JSON.stringify(events)).not.toContain("secret");
    }
  });

  test("warns where the list fails or is incomplete, and fails where a guard needs it", async () => {
    const guards: Partial<Policy>[] = [
      { max_kills: 5 },
      { exclude: { users: ["x"] } },
      { protected_users: ["x"] },
    ];
    const broken = () => {
      const sim = shop();
      sim.listMishaps.push({ error: fault("failed") });
      return sim;
    };
    const short = () => {
      const sim = shop();
      sim.listMishaps.push({ incomplete: true });
      return sim;
    };
    expect(told(await preview(broken()))).toEqual([["DBKILL_KILL_LIST_FAILED", "warning"]]);
    expect((await preview(broken())).judgement).toBeUndefined();
    expect(told(await preview(short()))).toEqual([
      ["DBKILL_LIST_INCOMPLETE", "warning"],
      ["DBKILL_POLICY_PREVIEW", "warning"],
    ]);
    for (const guard of guards) {
      expect(told(await preview(broken(), guard))).toEqual([["DBKILL_KILL_LIST_FAILED", "error"]]);
      expect(told(await preview(short(), guard))[0]).toEqual(["DBKILL_LIST_INCOMPLETE", "error"]);
      const observing = { ...guard, mode: "observe" as const };
      expect((await preview(broken(), observing)).failed).toBe(false);
      expect((await preview(short(), observing)).failed).toBe(false);
    }
  });

  test("lets a wrong configuration through as the adapter's error, but for a missing permission", async () => {
    const refused = (more: object) => {
      const sim = shop();
      sim.listMishaps.push({ error: fault("configuration", more) });
      return preview(sim);
    };
    await expect(refused({})).rejects.toThrow();
    expect(told(await refused({ permission: true }))).toEqual([["DBKILL_KILL_LIST_FAILED", "warning"]]);
    const bug = shop();
    bug.listMishaps.push({ error: new TypeError("a bug") });
    await expect(preview(bug)).rejects.toThrow(TypeError);
  });

  test("warns of a tool that the vendor's task would kill; the runner protects it", async () => {
    const sim = () => {
      const each = shop();
      each.add("4", 100, { info: GHOST });
      return each;
    };
    const byVendor = await preview(sim(), {}, { enforcer: "vendor" });
    expect(told(byVendor)).toEqual([
      ["DBKILL_POLICY_TOOL_AT_RISK", "warning"],
      ["DBKILL_POLICY_PREVIEW", "warning"],
    ]);
    expect(byVendor.events[0]?.facts).toEqual({ sessions: ["4"], tools: ["gh-ost"] });
    expect(byVendor.events[1]?.facts).toMatchObject({ victims: ["1", "4"] });
    const byRunner = await preview(sim());
    expect(told(byRunner)).toEqual([["DBKILL_POLICY_PREVIEW", "warning"]]);
    expect(byRunner.events[0]?.facts).toMatchObject({ victims: ["1"], spared: { "4": "tool" } });
    expect(told(await preview(sim(), { protect_tools: false }, { enforcer: "vendor" }))).toHaveLength(1);
  });

  test("warns where all clients have one address and the policy tells them apart by it", async () => {
    const behindProxy = (clients: number) => {
      const sim = new Simulation();
      for (let id = 1; id <= clients; id++) sim.add(String(id), 100, { host: `10.0.0.9:${id}` });
      sim.add("99", 100, { user: "system user", host: "" });
      return sim;
    };
    const codes = async (sim: Simulation, given: Partial<Policy>) =>
      told(await preview(sim, given)).map(([code]) => code);
    const warning = "DBKILL_POLICY_ONE_HOST";
    expect(await codes(behindProxy(10), { match: { hosts: ["10.0.0.9"] } })).toContain(warning);
    expect(await codes(behindProxy(10), { exclude: { hosts: ["10.0.0.7"] } })).toContain(warning);
    expect(await codes(behindProxy(10), { group_by: "host", victims: "oldest" })).toContain(warning);
    expect(await codes(behindProxy(9), { match: { hosts: ["10.0.0.9"] } })).not.toContain(warning);
    expect(await codes(behindProxy(10), {})).not.toContain(warning);
    const two = behindProxy(10);
    two.add("50", 100, { host: "10.0.0.8:1" });
    expect(await codes(two, { match: { hosts: ["10.0.0.9"] } })).not.toContain(warning);
  });
});
