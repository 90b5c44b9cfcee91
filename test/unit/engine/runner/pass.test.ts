import { PolicyMemories } from "../../../../src/engine/runner/history";
import type { Seen } from "../../../../src/engine/runner/order";
import { TargetRunner } from "../../../../src/engine/runner/pass";
import type { Judgement } from "../../../../src/model";
import { policy } from "../../model/policy/support";
import { fault, Simulation } from "../kill/simulation";
import { mysql, runner, short, TARGET } from "./support";

describe("a pass", () => {
  test("kills the victims after one more look, and records each before and after", async () => {
    const sim = mysql();
    sim.add("1", 100);
    sim.add("2", 100, { user: "etl" });
    const { run, lines } = runner(sim, [{ match: null, protected_users: ["etl"], reason: "slow reports" }]);
    const pass = await run.pass();
    expect(short(lines)).toEqual(["spared 2 protected", "killed 1 slow reports", "killed 1 killed", "pass"]);
    expect(lines[2]).toMatchObject({
      policy: "report-limit",
      document_hash: "hash of report-limit",
      target: TARGET,
      reason: "slow reports",
      session: { id: "1", user: "report" },
    });
    expect(lines[0]!.at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(pass).toMatchObject({
      target: TARGET,
      listed: 2,
      failed: false,
      policies: [
        { enforcer: "runner", matched: 2, killed: { killed: 1 }, spared: { protected: 1 }, capped: false },
      ],
    });
    expect(sim.live.map(({ id }) => id)).toEqual(["2"]);
  });

  test("lists once for all policies, and the next one does not kill what one has killed", async () => {
    const sim = mysql();
    sim.add("1");
    const { run, lines } = runner(sim, [
      { name: "b", priority: 1 },
      { name: "a", match: null },
    ]);
    const first = sim.lists;
    await run.pass();
    // The look of the pass, that of the kill's own start, that right before the request, and those at its end.
    expect(sim.lists - first).toBeLessThanOrEqual(4);
    expect(
      lines.filter(({ policy: name }) => name === "a").map(({ event, reason }) => [event, reason]),
    ).toEqual([
      ["spared", "other_policy"],
      ["pass", undefined],
    ]);
    expect(sim.requests).toHaveLength(1);
  });

  test("does not kill a session whose id has a new owner since the list", async () => {
    const sim = mysql();
    const old = sim.add("1", 100);
    sim.beforeList.set(2, () => {
      sim.end(old);
      sim.add("1", 0);
    });
    const { run, lines } = runner(sim, [{}]);
    await run.pass();
    expect(sim.requests).toEqual([]);
    expect(short(lines)).toEqual(["killed 1", "spared 1 changed", "pass"]);
  });

  test("does not kill a session that a protection of another policy spares", async () => {
    const sim = mysql();
    sim.add("1", 100, { user: "app" });
    const { run } = runner(sim, [
      { name: "a", match: { users: ["app"] } },
      { name: "b", match: { users: ["x"] }, protected_users: ["app"] },
    ]);
    await run.pass();
    expect(sim.requests).toEqual([]);
  });

  test("that observes, or is dry, kills nobody and says so once", async () => {
    for (const [given, options] of [
      [{ mode: "observe" as const }, {}],
      [{}, { dryRun: true }],
    ] as const) {
      const sim = mysql();
      sim.add("1");
      const { run, lines } = runner(sim, [given], options);
      await run.pass();
      await run.pass();
      expect(short(lines)).toEqual(["would_kill 1", "pass", "pass"]);
      sim.add("2");
      await run.pass();
      expect(short(lines.slice(3))).toEqual(["would_kill 2", "pass"]);
      expect(sim.requests).toEqual([]);
    }
  });

  test("leaves to the vendor what its task enforces", async () => {
    const sim = new Simulation("das");
    sim.add("1");
    const { run, lines } = runner(sim, [{}]);
    expect((await run.pass()).policies).toMatchObject([{ enforcer: "vendor", matched: 1, killed: {} }]);
    expect(short(lines)).toEqual(["pass"]);
    expect(sim.requests).toEqual([]);
  });

  test("obeys the enforcer that Terraform has decided on, whatever its own table says", async () => {
    const sim = new Simulation("das");
    sim.add("1");
    // By the table of this version max_kills is for the runner, and the second policy for the vendor's task.
    const given = runner(sim, [{ max_kills: 5, enforced_by: "vendor" }]);
    expect((await given.run.pass()).policies).toMatchObject([{ enforcer: "vendor", killed: {} }]);
    expect([short(given.lines), sim.requests]).toEqual([["pass"], []]);
    const left = runner(sim, [{ enforced_by: "runner" }]);
    expect((await left.run.pass()).policies).toMatchObject([{ enforcer: "runner", killed: { killed: 1 } }]);
  });

  test("takes no session from a policy of the runner for one that is the vendor's by decision", async () => {
    const sim = new Simulation("das");
    sim.add("1");
    const { run } = runner(sim, [
      { name: "a", priority: 5, max_kills: 5, enforced_by: "vendor" },
      { name: "b", enforced_by: "runner" },
    ]);
    const killed = (await run.pass()).policies.map(({ policy, killed }) => [policy.name, killed]);
    expect(killed).toEqual([
      ["a", {}],
      ["b", { killed: 1 }],
    ]);
  });

  test("over a cap kills nobody, in each pass", async () => {
    const sim = mysql();
    sim.add("1");
    sim.add("2");
    const { run, lines } = runner(sim, [{ max_kills: 1 }]);
    expect(await run.pass()).toMatchObject({
      failed: false,
      policies: [{ capped: true, spared: { capped: 2 } }],
    });
    expect(short(lines)).toEqual(["capped max_kills", "spared 1 capped", "spared 2 capped", "pass"]);
    expect(sim.requests).toEqual([]);
  });

  test("of policies that don't act kills and records nothing, and counts them for the others", async () => {
    const sim = mysql();
    sim.add("1");
    const memories = new PolicyMemories(sim);
    const idle = runner(sim, [{}], { acts: false });
    expect(await idle.run.pass()).toMatchObject({ failed: false, policies: [] });
    expect([idle.lines, sim.requests]).toEqual([[], []]);
    const shared = { documentHash: "h", memory: memories.of("x", "h") };
    const seen: Seen[] = [];
    const both = new TargetRunner(
      TARGET,
      [
        {
          ...shared,
          policy: policy({ name: "protects", match: { users: ["x"] }, protected_users: ["report"] }),
          acts: false,
        },
        { ...shared, policy: policy({ name: "kills" }), memory: memories.of("y", "h"), acts: true },
      ],
      { of: () => sim.ports },
      { write: async () => {} },
      sim.context(),
      { dryRun: false, mayKill: () => true, seen: (each) => seen.push(each) },
    );
    expect((await both.pass()).policies).toMatchObject([{ spared: { protected: 1 } }]);
    expect(seen).toMatchObject([
      { target: TARGET, sessions: [{ id: "1" }], judgements: [[{ name: "kills" }, { victims: [] }]] },
    ]);
    expect(seen[0]!.judgements).toHaveLength(1);
    expect(sim.requests).toEqual([]);
  });

  test("remembers across runners what an unchanged policy has seen, and of a changed one its kills", async () => {
    const sim = mysql();
    const memories = new PolicyMemories(sim);
    const memory = memories.of("key", "one");
    memory.killed({ ...sim.add("1"), duration_seconds: 1, state: "" }, sim.time);
    memory.saw({ conditionHolds: true } as Judgement);
    sim.pass(5_000);
    expect(memories.of("key", "one").history()).toMatchObject({ heldSeconds: 5, killedWithinHour: 1 });
    expect(memories.of("key", "two").history()).toMatchObject({ heldSeconds: 0, killedWithinHour: 1 });
    expect(memories.of("other", "one").history()).toMatchObject({ heldSeconds: 0, killedWithinHour: 0 });
    // A pass that goes on with the old revision still counts.
    memory.killed({ ...sim.add("2"), duration_seconds: 1, state: "" }, sim.time);
    expect(memories.of("key", "two").history().killedWithinHour).toBe(2);
  });

  test("counts the kills of an hour, those of an earlier run too, each session once", async () => {
    const sim = mysql();
    const memories = new PolicyMemories(sim);
    const restored = { ...sim.add("9"), duration_seconds: 100, state: "" };
    sim.live.pop();
    memories.restore("report-limit", restored, sim.date().getTime() - 600_000);
    memories.restore("report-limit", restored, sim.date().getTime() - 600_000);
    memories.restore("another", { ...restored, id: "8" }, sim.date().getTime());
    const { run } = runner(sim, [{ max_kills_per_hour: 2 }], { memories });
    sim.add("1");
    expect((await run.pass()).policies[0]).toMatchObject({ killed: { killed: 1 }, capped: false });
    sim.add("2");
    expect((await run.pass()).policies[0]).toMatchObject({ killed: {}, capped: true });
    // The one that was restored is an hour ago then.
    sim.pass(3_000_001);
    expect((await run.pass()).policies[0]).toMatchObject({ killed: { killed: 1 }, capped: false });
    sim.add("3");
    expect((await run.pass()).policies[0]).toMatchObject({ capped: true });
  });

  test("waits until the condition has held for long enough, and starts again after a break", async () => {
    const sim = mysql();
    const condition = { active_sessions_at_least: null, matching_at_least: 1, for_seconds: 30 };
    const { run } = runner(sim, [{ when: condition }]);
    const killed = async () => (await run.pass()).policies[0]!.killed.killed ?? 0;
    const live = sim.add("1", 1);
    expect(await killed()).toBe(0);
    sim.pass(29_000);
    expect(await killed()).toBe(0);
    sim.end(live);
    await run.pass();
    sim.add("1", 1);
    sim.pass(5_000);
    expect(await killed()).toBe(0);
    sim.pass(20_000);
    sim.listMishaps.push({ error: fault("failed") });
    expect(await killed()).toBe(0);
    sim.pass(20_000);
    expect(await killed()).toBe(0);
    sim.pass(31_000);
    expect(await killed()).toBe(1);
  });
});

describe("bad luck in a pass", () => {
  test("a list that the account may not see in full is a failure, and what is listed is killed all the same", async () => {
    const sim = mysql();
    sim.add("1");
    sim.listMishaps.push({ incomplete: "The account lacks PROCESS." });
    const { run, lines } = runner(sim, [{}, { name: "rests", enabled: false }]);
    const pass = await run.pass();
    expect(pass.failed).toBe(true);
    expect(pass.policies[0]).toMatchObject({
      killed: { killed: 1 },
      events: [{ code: "DBKILL_LIST_INCOMPLETE", severity: "error" }],
    });
    expect(pass.policies[0]!.events[0]!.detail).toContain("The account lacks PROCESS.");
    expect(pass.policies[1]!.events).toEqual([]);
    expect(lines.filter(({ event }) => event === "error").map(({ code }) => code)).toEqual([
      "DBKILL_LIST_INCOMPLETE",
    ]);
  });

  test("a list that the service cuts short is a warning", async () => {
    const sim = mysql();
    sim.listMishaps.push({ incomplete: true });
    const { run, lines } = runner(sim, [{}]);
    expect(await run.pass()).toMatchObject({
      failed: false,
      policies: [{ events: [{ code: "DBKILL_LIST_INCOMPLETE", severity: "warning" }] }],
    });
    expect(short(lines)).toEqual(["pass"]);
  });

  test("a list that fails is an error of every policy, and nobody is killed", async () => {
    const sim = mysql();
    sim.add("1");
    sim.listMishaps.push({ error: fault("configuration") });
    const { run, lines } = runner(sim, [{}, { name: "b" }]);
    expect(await run.pass()).toMatchObject({ failed: true, fault: { code: "TEST_configuration" } });
    expect(lines.map(({ event, code, policy: name }) => [event, code, name])).toEqual([
      ["error", "TEST_configuration", "report-limit"],
      ["error", "TEST_configuration", "b"],
    ]);
    expect(sim.requests).toEqual([]);
  });

  test("what can't be recorded is not killed", async () => {
    const sim = mysql();
    sim.add("1");
    const { run, audit } = runner(sim, [{}]);
    audit.full = true;
    const pass = await run.pass();
    expect(pass.failed).toBe(true);
    expect(pass.policies[0]!.events).toMatchObject([{ code: "DBKILL_AUDIT_FAILED", severity: "error" }]);
    expect(sim.requests).toEqual([]);
    audit.full = false;
    expect((await run.pass()).failed).toBe(false);
    expect(sim.requests).toHaveLength(1);
  });

  test("a stop before the request keeps it from being sent, also in the middle of a pass", async () => {
    const sim = mysql();
    sim.add("1");
    sim.add("2");
    const stop = { now: false };
    sim.beforeKill.set(1, () => {
      stop.now = true;
    });
    const { run, lines } = runner(sim, [{}], { mayKill: () => !stop.now });
    const pass = await run.pass();
    expect(sim.requests).toHaveLength(1);
    expect(pass.failed).toBe(true);
    expect(sim.live).toHaveLength(1);
    expect(short(lines)).toContain("killed 1 killed");
    // It was recorded as begun, and never sent.
    expect(lines.filter(({ session }) => session?.id === "2")).toMatchObject([
      { event: "killed" },
      { event: "error", code: "DBKILL_KILL_NOT_SENT" },
    ]);
    expect(pass.policies[0]!.killed).toEqual({ killed: 1 });
  });

  test("a stop before the pass makes it report whom it would kill, and is no failure", async () => {
    const sim = mysql();
    sim.add("1");
    const { run, lines } = runner(sim, [{}], { mayKill: () => false });
    expect(await run.pass()).toMatchObject({
      failed: false,
      policies: [{ events: [{ code: "DBKILL_KILLS_STOPPED", severity: "warning" }] }],
    });
    expect(sim.requests).toEqual([]);
    expect(short(lines)).toEqual(["would_kill 1", "pass"]);
  });

  test("a kill that is called off after it was recorded is recorded as called off", async () => {
    const sim = mysql();
    sim.add("1");
    let asked = 0;
    const { run, lines } = runner(sim, [{}], { mayKill: () => ++asked === 1 });
    expect((await run.pass()).failed).toBe(true);
    expect(sim.requests).toEqual([]);
    expect(lines.slice(0, 2)).toMatchObject([
      { event: "killed", session: { id: "1" } },
      { event: "error", code: "DBKILL_KILLS_STOPPED", session: { id: "1" } },
    ]);
  });

  test("nothing is begun after the time of the pass, and the policies that had no turn say so", async () => {
    const sim = mysql();
    sim.add("1");
    const { run, lines } = runner(sim, [{}]);
    const pass = await run.pass({ signal: sim.abort.signal, deadline: sim.now() });
    expect(pass).toMatchObject({
      failed: true,
      policies: [{ events: [{ code: "DBKILL_PASS_OUT_OF_TIME" }] }],
    });
    expect(sim.requests).toEqual([]);
    expect(short(lines)).toContain("would_kill 1");
    expect((await run.pass({ signal: sim.abort.signal, deadline: sim.now() + 60_000 })).failed).toBe(false);
    expect(sim.requests).toHaveLength(1);
  });

  test("an abort ends the pass before the next policy, and a list that it breaks off is no failure", async () => {
    const sim = mysql();
    sim.add("1");
    const { run, lines } = runner(sim, [{}]);
    sim.abort.abort();
    expect(await run.pass()).toMatchObject({ failed: false, policies: [] });
    sim.listMishaps.push({ error: fault("aborted") });
    expect(await run.pass()).toMatchObject({ failed: false, policies: [] });
    expect([lines, sim.requests]).toEqual([[], []]);
  });

  test("a session that stays after its kill has survived, and is killed again without counting twice", async () => {
    const sim = mysql();
    sim.add("1", 100, { lingers: 45_000 });
    const { run, lines } = runner(sim, [{ max_kills_per_hour: 1 }]);
    expect((await run.pass()).policies[0]!.killed).toEqual({ survived: 1 });
    expect(short(lines)).toContain("killed 1 survived");
    expect((await run.pass()).policies[0]).toMatchObject({ capped: false, killed: { survived: 1 } });
    sim.add("2");
    expect((await run.pass()).policies[0]!.capped).toBe(true);
    expect(sim.requests).toHaveLength(2);
  });

  test("a bug is thrown", async () => {
    const sim = mysql();
    sim.listMishaps.push({ error: new TypeError("a bug") });
    await expect(runner(sim, [{}]).run.pass()).rejects.toThrow(TypeError);
  });
});

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

describe("the memory of policies", () => {
  test("of one that was away for a while begins anew, but for its kills", async () => {
    const sim = mysql();
    const memories = new PolicyMemories(sim);
    const memory = memories.of("key", "one");
    memory.killed({ ...sim.add("1"), duration_seconds: 1, state: "" }, sim.time);
    memory.saw({ conditionHolds: true } as Judgement);
    memories.retain(new Set(["key"]));
    sim.pass(5_000);
    expect(memories.of("key", "one").history().heldSeconds).toBe(5);
    memories.retain(new Set());
    expect(memories.of("key", "one").history()).toMatchObject({ heldSeconds: 0, killedWithinHour: 1 });
  });

  test("of one that does not act knows how long its condition has held", async () => {
    const sim = mysql();
    sim.add("1");
    const memories = new PolicyMemories(sim);
    const when = { active_sessions_at_least: null, matching_at_least: 1, for_seconds: 30 };
    const { run } = runner(sim, [{ when }], { acts: false, memories });
    await run.pass();
    sim.pass(40_000);
    expect(memories.of("report-limit", "hash of report-limit").history().heldSeconds).toBeGreaterThan(30);
  });
});
