import { AuditError } from "../../../../src/engine/runner/audit";
import type { Policy } from "../../../../src/model";
import { fault, Simulation } from "../kill/simulation";
import { errors, mysql, runner, short } from "./support";

/** One session that a policy for `report` kills. */
function one(more: Parameters<Simulation["add"]>[2] = {}): Simulation {
  const sim = mysql();
  sim.add("1", 100, more);
  return sim;
}

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

  test("spares whom a policy protects that has expired since the list", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("q");
    sim.add("q", 100, { user: "app" });
    const expires_at = new Date(sim.time + 1_000).toISOString();
    const { run, audit } = runner(sim, [
      { action: "query", match: null, protected_users: ["app"], expires_at },
    ]);
    audit.before = () => sim.pass(1_000);
    await run.pass();
    expect(sim.requests).toEqual([]);
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

describe("what a pass records of a kill", () => {
  test("has the vendor's id of the request, and no reason where the policy has none", async () => {
    const { run, lines } = runner(one(), [{}]);
    await run.pass();
    expect(lines.map(({ event, request_id }) => [event, request_id])).toEqual([
      ["killed", undefined],
      ["killed", "request-1"],
      ["pass", undefined],
    ]);
    for (const line of lines) {
      expect(line).not.toHaveProperty("reason");
      expect(line).not.toHaveProperty("code");
    }
  });

  test("has the vendor's words of a refusal, which is an error and no kill", async () => {
    const sim = one({ refuses: { message: "no", code: "Denied", requestId: "own" } });
    const { run, lines } = runner(sim, [{}]);
    const pass = await run.pass();
    expect(pass).toMatchObject({ failed: true, policies: [{ killed: { refused: 1 } }] });
    expect(lines).toMatchObject([
      { event: "killed" },
      { event: "killed", outcome: "refused", code: "Denied", request_id: "own" },
      { event: "error", code: pass.policies[0]!.events[0]!.code },
      { event: "pass" },
    ]);
  });

  test("has no id of a request where there was none", async () => {
    const sim = one();
    const { run, lines } = runner(sim, [{}], {
      killer: {
        kill: async (sessions, signal) => ({
          ...(await sim.ports.killer.kill(sessions, signal)),
          requestIds: [],
        }),
      },
    });
    await run.pass();
    expect(lines[1]).toMatchObject({ outcome: "killed" });
    expect(lines[1]).not.toHaveProperty("request_id");
  });

  test("tells one that had ended before from one that was never sent", async () => {
    const sim = one();
    sim.killMishaps.push({ gone: true });
    const { run, lines } = runner(sim, [{}]);
    expect((await run.pass()).policies[0]!.killed).toEqual({ gone: 1 });
    expect(short(lines)).toEqual(["killed 1", "killed 1 gone", "pass"]);
  });

  test("is a warning where a session stays", async () => {
    const { run, lines } = runner(one({ lingers: 1e9 }), [{}]);
    const pass = await run.pass();
    expect(pass).toMatchObject({ failed: false, policies: [{ killed: { survived: 1 } }] });
    expect(pass.policies[0]!.events.map(({ severity }) => severity)).toContain("warning");
    expect(errors(lines)).toEqual([]);
  });
});

describe("a pass that kills nobody", () => {
  test("counts whom it would kill, unless the vendor's task does", async () => {
    const counts = async (sim: Simulation, given: Partial<Policy>, setting = {}) => {
      const [found] = (await runner(sim, [given], setting).run.pass()).policies;
      return [found!.wouldKill, found!.killed, found!.spared];
    };
    expect(await counts(one(), { mode: "observe" })).toEqual([1, {}, {}]);
    expect(await counts(one(), {}, { dryRun: true })).toEqual([1, {}, {}]);
    expect(await counts(one(), {}, { mayKill: () => false })).toEqual([1, {}, {}]);
    expect(await counts(one(), {})).toEqual([0, { killed: 1 }, {}]);
    const byVendor = new Simulation("das");
    byVendor.add("1");
    expect(await counts(byVendor, {})).toEqual([0, {}, {}]);
  });

  test("says nothing of a stop that stops nothing", async () => {
    for (const given of [{ mode: "observe" }, { match: { users: ["nobody"] } }] as const) {
      const { run } = runner(one(), [given], { mayKill: () => false });
      expect((await run.pass()).policies).toMatchObject([{ events: [] }]);
    }
  });
});

describe("the limits of a pass", () => {
  const two = [
    { name: "a", match: { users: ["report"] } },
    { name: "b", match: { users: ["app"] } },
  ];
  const busy = () => {
    const sim = one();
    sim.add("2", 100, { user: "app" });
    return sim;
  };

  test("an abort during a policy keeps the next one from its turn", async () => {
    const sim = busy();
    sim.beforeKill.set(1, () => sim.abort.abort());
    const { run, lines } = runner(sim, two);
    const pass = await run.pass();
    expect(pass.policies.map(({ policy: { name } }) => name)).toEqual(["a"]);
    expect(lines.filter(({ policy }) => policy === "b")).toEqual([]);
    expect(sim.requests).toHaveLength(1);
  });

  test("the end of its time during a policy is told by the next one", async () => {
    const sim = busy();
    const late = new AbortController();
    const deadline = sim.time + 60_000;
    sim.beforeKill.set(1, () => {
      sim.pass(60_000);
      late.abort();
    });
    const { run } = runner(sim, two);
    const pass = await run.pass({ signal: late.signal, deadline });
    expect(pass.policies.map(({ policy: { name }, wouldKill }) => [name, wouldKill])).toEqual([
      ["a", 0],
      ["b", 1],
    ]);
    expect(pass.policies[1]!.events).toMatchObject([{ code: "DBKILL_PASS_OUT_OF_TIME" }]);
    expect(sim.requests).toHaveLength(1);
  });

  test("its time is over at the moment of the deadline", async () => {
    for (const [more, events] of [
      [0, [{ code: "DBKILL_PASS_OUT_OF_TIME" }]],
      [60_000, []],
    ] as const) {
      const sim = one();
      const { run } = runner(sim, [{}]);
      const deadline = sim.time + sim.latency + more;
      expect((await run.pass({ signal: sim.abort.signal, deadline })).policies).toMatchObject([{ events }]);
    }
  });
});

describe("an error in a pass", () => {
  test("of the list is told for each policy that acts", async () => {
    const sim = one();
    sim.listMishaps.push({ error: fault("failed") }, { error: fault("failed") }, { error: fault("failed") });
    const { run, audit, lines } = runner(sim, [{}]);
    const failed = { code: "TEST_failed", severity: "error" };
    expect((await run.pass()).policies).toMatchObject([{ matched: 0, events: [failed] }]);
    audit.full = true;
    expect((await run.pass()).policies).toMatchObject([
      { events: [failed, { code: "DBKILL_AUDIT_FAILED", severity: "error" }] },
    ]);
    expect(errors(lines)).toEqual([["TEST_failed", undefined]]);
    const idle = runner(sim, [{}], { acts: false });
    expect(await idle.run.pass()).toMatchObject({ failed: true, policies: [] });
    expect(idle.lines).toEqual([]);
  });

  test("that is a bug is thrown as it is, after the kills that it calls off are recorded", async () => {
    const bug = new TypeError("a bug");
    const sim = one();
    sim.listMishaps.push({ error: bug });
    await expect(runner(sim, [{}]).run.pass()).rejects.toBe(bug);
    sim.listMishaps.push(undefined, { error: bug });
    const { run, lines } = runner(sim, [{}]);
    await expect(run.pass()).rejects.toBe(bug);
    expect(errors(lines)).toEqual([["DBKILL_UNEXPECTED", "1"]]);
    expect(sim.requests).toEqual([]);
  });

  test("of an adapter is recorded for its session and for the policy", async () => {
    const sim = one();
    sim.listMishaps.push(undefined, { error: fault("configuration") });
    const { run, lines } = runner(sim, [{}]);
    expect((await run.pass()).policies).toMatchObject([
      { events: [{ code: "TEST_configuration", severity: "error" }] },
    ]);
    expect(errors(lines)).toEqual([
      ["TEST_configuration", "1"],
      ["TEST_configuration", undefined],
    ]);
    expect(sim.requests).toEqual([]);
  });

  test("of the audit is not written to the audit", async () => {
    const sim = one();
    const { run, audit, lines } = runner(sim, [{}]);
    let written = 0;
    audit.before = () => {
      if (++written === 1) throw new AuditError("The disk is full.");
    };
    expect((await run.pass()).policies).toMatchObject([{ events: [{ code: "DBKILL_AUDIT_FAILED" }] }]);
    expect([written, lines, sim.requests]).toEqual([1, [], []]);
  });
});
