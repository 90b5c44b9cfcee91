import { AuditError } from "../../../../src/engine/runner/audit";
import type { Policy } from "../../../../src/model";
import { fault, Simulation } from "../kill/simulation";
import { errors, mysql, one, runner, short } from "./support";

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

  test("a list that is not whole is nothing to a policy that is left to the vendor's task", async () => {
    const sim = new Simulation("das");
    sim.add("1");
    sim.listMishaps.push({ incomplete: true });
    expect((await runner(sim, [{}]).run.pass()).policies).toMatchObject([{ enforcer: "vendor", events: [] }]);
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

test("a policy without victims lists no second time and records no kill", async () => {
  const sim = one();
  const { run, lines } = runner(sim, [{ match: { users: ["nobody"] } }]);
  await run.pass();
  expect([sim.lists, short(lines)]).toEqual([1, ["pass"]]);
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

describe("a server's clock that was set forward", () => {
  test("is a warning of the pass for each policy that acts, and kills go on by the corrected ages", async () => {
    const sim = mysql();
    sim.add("1");
    const { run } = runner(sim, [{ name: "on" }, { name: "off", enabled: false }]);
    sim.listMishaps.push({ clockStep: 600 });
    const stepped = await run.pass();
    expect(stepped.failed).toBe(false);
    expect(stepped.policies.map(({ policy: { name }, events }) => [name, events])).toMatchObject([
      ["off", []],
      ["on", [{ code: "DBKILL_CLOCK_STEPPED", severity: "warning", facts: { seconds: 600 } }]],
    ]);
    expect(stepped.policies[1]!.killed).toEqual({ killed: 1 });
    expect((await run.pass()).policies.flatMap(({ events }) => events)).toEqual([]);
  });
});
