import { PolicyMemories } from "../../../../src/engine/runner/history";
import { mysqlFactsFor } from "../../../../src/vendors/sql/mysql/facts";
import { fault, Simulation } from "../kill/simulation";
import { errors, mysql, runner, short } from "./support";

describe("an audit that fails after kills", () => {
  test("leaves the tally of the pass, and the outcomes come first once it can be written again", async () => {
    const sim = mysql();
    sim.add("1");
    sim.add("2");
    const { run, lines, audit } = runner(sim, [{ max_kills_per_hour: 2 }]);
    audit.before = ({ outcome }) => {
      audit.full ||= outcome !== undefined;
    };
    const pass = await run.pass();
    expect(pass).toMatchObject({
      failed: true,
      policies: [{ killed: { killed: 2 }, events: [{ code: "DBKILL_AUDIT_FAILED" }] }],
    });
    expect(short(lines)).toEqual(["killed 1", "killed 2"]);
    audit.before = () => undefined;
    sim.add("3");
    // Nothing is killed for as long as something is owed.
    expect((await run.pass()).failed).toBe(true);
    expect(sim.requests).toHaveLength(2);
    audit.full = false;
    expect((await run.pass()).policies[0]).toMatchObject({ capped: true, killed: {} });
    expect(short(lines)).toEqual([
      "killed 1",
      "killed 2",
      "killed 1 killed",
      "killed 2 killed",
      "capped max_kills_per_hour",
      "spared 3 capped",
      "pass",
    ]);
  });

  test("owes what was called off too, also to the runner of a changed policy", async () => {
    const sim = mysql();
    sim.add("1");
    const memories = new PolicyMemories(sim);
    let stop = true;
    const { run, lines, audit } = runner(sim, [{}], {
      memories,
      killer: {
        kill: () => {
          throw Object.assign(new Error(), { fault: undefined });
        },
      },
      mayKill: () => {
        // The stop file comes right before the request.
        stop = !stop;
        return !stop;
      },
    });
    audit.before = ({ event }) => {
      audit.full ||= event === "error";
    };
    await run.pass();
    expect(short(lines)).toEqual(["killed 1"]);
    audit.before = () => undefined;
    audit.full = false;
    await runner(sim, [{}], { memories, audit, mayKill: () => false }).run.pass();
    expect(errors(lines)).toEqual([["DBKILL_KILLS_STOPPED", "1"]]);
  });
});

test("an audit that fails while kills are begun calls off those that it has, and kills nobody", async () => {
  const sim = mysql();
  for (const id of ["1", "2", "3"]) sim.add(id);
  const { run, lines, audit } = runner(sim, [{}]);
  audit.before = ({ session }) => {
    audit.full ||= session?.id === "3";
  };
  await run.pass();
  expect([short(lines), sim.requests]).toEqual([["killed 1", "killed 2"], []]);
  audit.before = () => undefined;
  audit.full = false;
  await run.pass();
  expect(errors(lines)).toEqual([
    ["DBKILL_AUDIT_FAILED", "1"],
    ["DBKILL_AUDIT_FAILED", "2"],
  ]);
  expect(sim.live).toEqual([]);
});

describe("victims of a kill that a guard refuses", () => {
  test("are closed with the guard's code where it refuses before the first request", async () => {
    const sim = mysql();
    sim.add("1");
    sim.add("2");
    sim.listMishaps.push(undefined, { incomplete: true });
    const { run, lines } = runner(sim, [{ max_kills: 5 }]);
    const pass = await run.pass();
    const code = pass.policies[0]!.events.find(({ severity }) => severity === "error")!.code;
    expect(code).not.toBe("DBKILL_KILL_NOT_SENT");
    expect(errors(lines.filter(({ session }) => session))).toEqual([
      [code, "1"],
      [code, "2"],
    ]);
    expect(short(lines).filter((line) => line.startsWith("spared"))).toEqual([]);
    expect(sim.requests).toEqual([]);
  });

  test("are closed with it where the list of the pass is not whole", async () => {
    const sim = mysql();
    sim.add("1");
    sim.listMishaps.push({ incomplete: true });
    const { run, lines } = runner(sim, [{ max_kills: 5 }]);
    await run.pass();
    expect(errors(lines).filter(([, id]) => id)).toEqual([["DBKILL_LIST_INCOMPLETE", "1"]]);
    expect([short(lines)[0], sim.requests]).toEqual(["killed 1", []]);
  });

  test.each([
    ["its own", [{ protected_users: ["etl"] }], 0],
    ["another policy's", [{}, { name: "b", match: { users: ["x"] }, protected_users: ["etl"] }], 0],
    ["nobody's", [{}], 1],
    [
      "a disabled policy's",
      [{}, { name: "b", match: { users: ["x"] }, protected_users: ["etl"], enabled: false }],
      1,
    ],
  ])("are all that a partial list can't prove to be unprotected: %s users", async (_, policies, kills) => {
    const sim = mysql();
    sim.add("1");
    sim.listMishaps.push(undefined, { incomplete: true });
    await runner(sim, policies).run.pass();
    expect(sim.requests).toHaveLength(kills);
  });

  test("don't count for the hour where they have ended, and nothing is said again for a failure that is not the audit's", async () => {
    const sim = mysql();
    const live = sim.add("1");
    sim.add("2", 100, { user: "etl" });
    sim.beforeList.set(2, () => sim.end(live));
    const { run, lines } = runner(sim, [{ match: null, protected_users: ["etl"], max_kills_per_hour: 1 }]);
    await run.pass();
    sim.add("3");
    sim.killMishaps.push({ error: fault("configuration") });
    await run.pass();
    expect((await run.pass()).policies[0]).toMatchObject({ capped: false, killed: { killed: 1 } });
    expect(short(lines).filter((line) => line.startsWith("spared"))).toEqual(["spared 2 protected"]);
  });

  test("is spared as changed where that came before", async () => {
    const sim = mysql();
    const live = sim.add("1");
    sim.beforeList.set(2, () => {
      live.startedAt = sim.time;
      live.user = "app";
    });
    sim.listMishaps.push(undefined, undefined, { incomplete: true });
    const { run, lines } = runner(sim, [{ match: null, max_kills: 5 }]);
    await run.pass();
    expect(short(lines)).toContain("spared 1 changed");
    expect(errors(lines)).toEqual([["DBKILL_LIST_INCOMPLETE", undefined]]);
    expect(sim.requests).toEqual([]);
  });

  test("are closed with it where it refuses after one of them was killed", async () => {
    const sim = mysql();
    sim.add("1");
    sim.add("2");
    sim.listMishaps.push(undefined, undefined, { incomplete: true });
    const { run, lines } = runner(sim, [{ max_kills: 5 }]);
    const pass = await run.pass();
    const { code } = pass.policies[0]!.events.find(({ severity }) => severity === "error")!;
    expect(short(lines)).toContain("killed 1 killed");
    expect(errors(lines.filter(({ session }) => session))).toEqual([[code, "2"]]);
  });

  test("that has ended by then has gone, and is not refused", async () => {
    const sim = mysql();
    const live = sim.add("1");
    sim.beforeList.set(2, () => sim.end(live));
    const { run, lines } = runner(sim, [{ max_kills: 5 }]);
    await run.pass();
    expect(short(lines)).toEqual(["killed 1", "killed 1 gone", "pass"]);
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
