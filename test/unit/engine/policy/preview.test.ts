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

  test("names and counts those over a cap alone, not the spared", async () => {
    const spares = { match: null, protected_users: ["etl"] };
    const over = await preview(shop(), { ...spares, max_kills: 1 });
    expect(over.events[0]?.facts).toEqual({ count: 2, maxKills: 1 });
    expect(over.events[0]?.detail).not.toContain("etl");
    const hourly = await preview(shop(), { ...spares, max_kills_per_hour: 1 });
    expect(hourly.events[0]?.facts).toMatchObject({ count: 2, matched: 3, victims: ["1", "3"] });
  });

  test("judges by the clock", async () => {
    const expired = await preview(shop(), { expires_at: "1970-01-01T00:00:00Z" });
    expect(expired.events[0]?.facts).toMatchObject({
      expired: true,
      victims: [],
      spared: { "1": "outside_window" },
    });
    const valid = await preview(shop(), { expires_at: "1970-01-02T00:00:00Z" });
    expect(valid.events[0]?.facts).toMatchObject({ expired: false, victims: ["1"], spared: {} });
  });

  test("shows nobody on a service that has no list", async () => {
    const found = await preview(new Simulation("mrs"), { group_by: "host", victims: "oldest" });
    expect(told(found)).toEqual([["DBKILL_POLICY_PREVIEW", "warning"]]);
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
      const incomplete = await preview(short(), guard);
      expect(told(incomplete)[0]).toEqual(["DBKILL_LIST_INCOMPLETE", "error"]);
      expect(incomplete.failed).toBe(true);
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
    for (const given of [{ protect_tools: false }, { enabled: false }, { match: { users: ["etl"] } }]) {
      expect(told(await preview(sim(), given, { enforcer: "vendor" }))).toHaveLength(1);
    }
  });

  describe("where all clients have one address", () => {
    const behindProxy = (clients: number, service?: string) => {
      const sim = new Simulation(service);
      for (let id = 1; id <= clients; id++) sim.add(String(id), 100, { host: `10.0.0.9:${id}` });
      return sim;
    };
    const warned = async (sim: Simulation, given: Partial<Policy>) =>
      (await preview(sim, given)).events
        .filter(({ code }) => code === "DBKILL_POLICY_ONE_HOST")
        .map(({ path, facts }) => [path?.join(), facts?.host]);
    const byHost: Partial<Policy> = { match: { hosts: ["10.0.0.9"] } };
    const one = "10.0.0.9";

    test("warns by the setting that tells hosts apart", async () => {
      expect(await warned(behindProxy(10), byHost)).toEqual([["match", one]]);
      expect(await warned(behindProxy(10), { exclude: { hosts: ["10.0.0.7"] } })).toEqual([["exclude", one]]);
      const groups = { match: null, group_by: "host", victims: "oldest" } as const;
      expect(await warned(behindProxy(10), groups)).toEqual([["group_by", one]]);
      expect(await warned(behindProxy(10), { group_by: "user", victims: "oldest" })).toEqual([]);
      expect(await warned(behindProxy(10), {})).toEqual([]);
    });

    test("counts clients alone, of which a few prove nothing", async () => {
      for (const more of [{ host: " " }, { user: " system user " }, { command: "Binlog Dump" }]) {
        const sim = behindProxy(10);
        sim.add("99", 100, more);
        expect(await warned(sim, byHost)).toEqual([["match", one]]);
        const few = behindProxy(9);
        few.add("99", 100, { host: `${one}:99`, ...more });
        expect(await warned(few, byHost)).toEqual([]);
      }
      expect(await warned(new Simulation(), byHost)).toEqual([]);
    });

    test("does not warn of two addresses, as the service prints them", async () => {
      const two = behindProxy(10);
      two.add("50", 100, { host: "10.0.0.8:1" });
      expect(await warned(two, byHost)).toEqual([]);
      // Where hosts have no port, these are ten addresses.
      const own = new Simulation("clickhouse");
      for (let id = 1; id <= 10; id++) own.add(String(id), 100, { host: `2001:db8::1:${id}` });
      expect(await warned(own, { match: { hosts: ["2001:db8::%"] } })).toEqual([]);
    });
  });
});
