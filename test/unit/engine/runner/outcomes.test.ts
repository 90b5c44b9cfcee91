import { fault } from "../kill/simulation";
import { errors, mysql, one, runner, short } from "./support";

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
