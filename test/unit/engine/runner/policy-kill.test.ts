import { PolicyMemories } from "../../../../src/engine/runner/history";
import type { Policy } from "../../../../src/model";
import { mysqlFactsFor } from "../../../../src/vendors/sql/mysql/facts";
import { fault, Simulation } from "../kill/simulation";
import { errors, mysql, runner, short } from "./support";

describe("between the list of a pass and its kill", () => {
  test("a kill of an id that a spared session has too is not sent", async () => {
    for (const [given, twin] of [
      [{ victims: "oldest" as const }, { user: "app" }],
      [{}, { user: "app", info: "SELECT /* gh-ost */ 1" }],
    ] as const) {
      const sim = new Simulation("clickhouse");
      sim.add("q", 100);
      sim.add("q", 50, twin);
      const { run, lines } = runner(sim, [{ match: null, action: "query", ...given }]);
      await run.pass();
      expect(sim.requests).toEqual([]);
      expect(short(lines)).toContain("spared q not_selected");
    }
  });

  test("an id that a second session has since is not killed", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 100);
    sim.beforeList.set(2, () => sim.add("q", 100, { user: "app", host: "10.0.0.9:1" }));
    const { run } = runner(sim, [{ match: null, action: "query" }]);
    await run.pass();
    expect(sim.requests).toEqual([]);
  });

  test("of an id that several victims have each counts for the hour", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q", 100);
    sim.add("q", 100, { user: "app" });
    const memories = new PolicyMemories(sim);
    const { run } = runner(sim, [{ match: null, action: "query" }], { memories });
    await run.pass();
    expect(sim.requests).toHaveLength(1);
    expect(memories.of("report-limit", "hash of report-limit").history().killedWithinHour).toBe(2);
  });

  test("a connection on which a tool has begun is not killed", async () => {
    for (const [protect_tools, requests] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const sim = mysql();
      const live = sim.add("1", 0);
      sim.beforeList.set(2, () =>
        Object.assign(live, { info: "SELECT /*!40001 SQL_NO_CACHE */ * FROM `t`" }),
      );
      const { run } = runner(sim, [{ protect_tools }]);
      await run.pass();
      expect(sim.requests).toHaveLength(requests);
    }
  });

  test("a window that closes keeps what is left from being sent", async () => {
    const sim = mysql();
    const minute = (ms: number) => new Date(ms).toISOString().slice(11, 16);
    const end = Math.ceil((sim.time + 1) / 60_000) * 60_000;
    const windows = [{ days: [], start: minute(end - 60_000), end: minute(end), time_zone: "UTC" }];
    sim.time = end - 10_000;
    sim.add("1");
    sim.add("2");
    const close = () => {
      sim.time = Math.max(sim.time, end);
    };
    sim.beforeList.set(2, close);
    const { run, lines } = runner(sim, [{ windows }]);
    const pass = await run.pass();
    expect(sim.requests).toEqual([]);
    expect(
      lines.filter(({ code }) => code === "DBKILL_POLICY_CLOSED").map(({ session }) => session?.id),
    ).toEqual(["1", "2", undefined]);
    expect(pass.policies[0]!.events).toMatchObject([{ code: "DBKILL_POLICY_CLOSED" }]);
  });

  test("a cap that an incomplete list can't prove keeps it from being sent", async () => {
    const sim = new Simulation("dbbrain");
    sim.add("1");
    sim.listMishaps.push({ incomplete: true }, { incomplete: true });
    const { run } = runner(sim, [{ max_kills: 1, enforcement: "runner" }]);
    const pass = await run.pass();
    expect(sim.requests).toEqual([]);
    expect(pass).toMatchObject({
      failed: true,
      policies: [
        {
          events: [
            { code: "DBKILL_LIST_INCOMPLETE", severity: "warning" },
            { code: "DBKILL_LIST_INCOMPLETE", severity: "error", path: ["max_kills"] },
          ],
        },
      ],
    });
  });
});

test("a kill that is repeated asks for its victims alone", async () => {
  const sim = mysql();
  sim.add("1");
  sim.add("2", 100, { user: "app" });
  sim.killMishaps.push({ error: fault("failed") });
  const { run } = runner(sim, [{}]);
  expect((await run.pass()).policies[0]!.killed).toEqual({ killed: 1 });
  expect(sim.requests).toHaveLength(2);
  const [pass, ...others] = sim.asked;
  expect(pass).toBeUndefined();
  expect(new Set(others.map((keys) => keys?.join()))).toEqual(new Set(["1"]));
});

test("a kill for which there are no ports is never recorded as begun", async () => {
  const sim = mysql();
  sim.add("1");
  const beforePorts = (action: Policy["action"]) => {
    if (action === "query") throw fault("configuration");
  };
  const { run, lines } = runner(sim, [{ action: "query" }], { beforePorts });
  expect((await run.pass()).failed).toBe(true);
  expect(lines.map(({ event }) => event)).toEqual(["error"]);
});

describe("the look right before a kill", () => {
  /** A query of `report` that shares its id with one of `app`: a kill of the id would end both. */
  const shared = async (policies: readonly Partial<Policy>[]) => {
    const sim = new Simulation("clickhouse");
    sim.add("q");
    sim.add("q", 100, { user: "app" });
    const { run } = runner(
      sim,
      policies.map((given) => ({ action: "query", ...given })),
    );
    await run.pass();
    return sim.requests.length;
  };

  test("spares an id that is shared with a session which does not match", async () => {
    expect(await shared([{}])).toBe(0);
    expect(await shared([{ match: { users: ["report", "app"] } }])).toBe(1);
  });

  test("spares an id that is shared with a user whom this policy or another one protects", async () => {
    const all = { name: "a", match: null };
    const other = { name: "b", match: { users: ["x"] }, protected_users: ["app"] };
    expect(await shared([all])).toBe(1);
    expect(await shared([{ ...all, protected_users: ["app"] }])).toBe(0);
    expect(await shared([all, other])).toBe(0);
    expect(await shared([all, { ...other, expires_at: "1970-01-02T00:00:00Z" }])).toBe(0);
    // One that can't act protects nobody.
    expect(await shared([all, { ...other, enabled: false }])).toBe(1);
    expect(await shared([all, { ...other, expires_at: "1970-01-01T00:00:00Z" }])).toBe(1);
  });

  test("spares whom a policy protects that has expired since the list, where the clock is set back after it", async () => {
    const sim = mysql();
    sim.add("1");
    const start = sim.time;
    const expires_at = new Date(start + 1_000).toISOString();
    const { run, lines, audit } = runner(sim, [{ protected_users: ["app"], expires_at }]);
    audit.before = () => sim.pass(1_000);
    sim.beforeList.set(2, () => {
      sim.time = start;
    });
    // A partial list can't prove that nobody protected has the id.
    sim.listMishaps.push(undefined, { incomplete: true });
    await run.pass();
    expect(sim.requests).toEqual([]);
    expect(errors(lines)).toContainEqual(["DBKILL_LIST_INCOMPLETE", "1"]);
  });

  test("spares a session that no longer matches, or is excluded since the list", async () => {
    for (const given of [{ match: { databases: ["shop"] } }, { exclude: { databases: ["crm"] } }]) {
      const sim = mysql();
      const live = sim.add("1");
      sim.beforeList.set(2, () => {
        live.database = "crm";
      });
      const { run, lines } = runner(sim, [{ ...given, max_kills_per_hour: 1 }]);
      await run.pass();
      expect(sim.requests).toEqual([]);
      expect(short(lines)).toContain("spared 1 changed");
      // It was not killed, so it does not count for the hour.
      live.database = "shop";
      expect((await run.pass()).policies).toMatchObject([{ killed: { killed: 1 }, capped: false }]);
    }
  });
});

describe("the requests of a pass", () => {
  test("hold no more than fits into one", async () => {
    const sim = new Simulation("das");
    sim.add("1");
    sim.add("2");
    const { run } = runner(sim, [{ enforcement: "runner" }], { killer: { countFitting: () => 1 } });
    expect((await run.pass()).policies[0]!.killed).toEqual({ killed: 2 });
    expect(sim.requests.map(({ sessions }) => sessions.length)).toEqual([1, 1]);
  });

  test("never are the single call that kills everything", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("a");
    const { run } = runner(sim, [{ action: "query", match: null }]);
    await run.pass();
    expect([sim.killAlls, sim.requests.length]).toEqual([[], 1]);
  });
});

describe("a kill of a statement", () => {
  test("does not hit the next statement of the connection, though it begins at once", async () => {
    const sim = new Simulation(mysqlFactsFor("query"));
    const live = sim.add("1", 1, { info: "SELECT 1" });
    sim.beforeList.set(2, () => {
      live.info = "INSERT INTO orders VALUES (1)";
    });
    const { run, lines } = runner(sim, [{ action: "query" }]);
    await run.pass();
    expect(sim.requests).toEqual([]);
    expect(short(lines)).toEqual(["killed 1", "spared 1 changed", "pass"]);
  });
});
