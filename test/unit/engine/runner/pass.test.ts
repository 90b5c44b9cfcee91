import { PolicyMemories } from "../../../../src/engine/runner/history";
import type { Seen } from "../../../../src/engine/runner/order";
import { TargetRunner } from "../../../../src/engine/runner/pass";
import { policy } from "../../model/policy/support";
import { fault, Simulation } from "../kill/simulation";
import { mysql, one, runner, short, TARGET } from "./support";

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

  test("of a policy that does not act remembers how long its condition has held", async () => {
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

describe("a session that undoes its transaction after a kill", () => {
  const dying = (command: string, state = "") => {
    const sim = mysql();
    const live = sim.add("1", 100, { lingers: 600_000 });
    sim.beforeKill.set(1, () => Object.assign(live, { command, state }));
    return sim;
  };

  test.each([
    ["Killed", ""],
    ["Query", "Rollback"],
    ["Query", "Rolling back"],
  ])("is not killed again while it shows that (%s %s), and that is said once", async (command, state) => {
    const sim = dying(command, state);
    const { run, lines } = runner(sim, [{ max_kills_per_hour: 1, max_kills: 1 }]);
    expect((await run.pass()).policies[0]!.killed).toEqual({ survived: 1 });
    for (let pass = 0; pass < 3; pass++) {
      sim.pass(5_000);
      expect((await run.pass()).policies[0]).toMatchObject({
        killed: {},
        capped: false,
        spared: { not_selected: 1 },
      });
    }
    expect(sim.requests).toHaveLength(1);
    expect(lines.filter(({ code }) => code === "DBKILL_KILL_UNDER_WAY")).toMatchObject([
      { event: "spared", reason: "not_selected", session: { id: "1" } },
    ]);
  });

  test("is not killed again by another policy, nor after a restart, but by one whose kill ends more", async () => {
    const sim = dying("Killed");
    const memories = new PolicyMemories(sim);
    const first = { name: "first", action: "query" as const };
    await runner(sim, [first], { memories }).run.pass();
    const next = async (...given: Parameters<typeof runner>[1]) => {
      await runner(sim, given, { memories }).run.pass();
      return sim.requests.length;
    };
    expect(await next(first, { name: "b", action: "query" })).toBe(1);
    expect(await next(first, { name: "b" })).toBe(2);
    expect(await next(first, { name: "c" }, { name: "b", enabled: false })).toBe(2);
    expect(await next({ name: "b", enabled: false }, { name: "d", action: "query" })).toBe(2);
  });

  test("is killed where nobody here has killed it: what it shows may be left from a statement", async () => {
    const sim = mysql();
    sim.add("1", 100, { command: "Killed" });
    const { run } = runner(sim, [{}]);
    await run.pass();
    expect(sim.requests).toHaveLength(1);
  });
});
