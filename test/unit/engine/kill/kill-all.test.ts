import { canKillAll } from "../../../../src/engine/kill/kill-all";
import { lookAt } from "../../../../src/engine/kill/look";
import { KillState } from "../../../../src/engine/kill/state";
import type { KillFacts, ServiceFacts } from "../../../../src/model";
import { factsOf } from "../../../../src/vendors/facts";
import { fault, Simulation } from "./simulation";
import { ALL, codes, ids, kill, order, outcomes, REPORT, sent } from "./support";

const KILL = factsOf("clickhouse").kill as KillFacts;

describe("the vendor's single call may be used", () => {
  /** Whether it may be used for everything that runs: one session, in a listing that is complete or not. */
  const may = async (overrides: Partial<ServiceFacts>, choice = ALL, incomplete = false, hasCall = true) => {
    const sim = new Simulation("clickhouse", overrides);
    sim.add("a");
    if (incomplete) sim.listMishaps.push({ incomplete: true });
    // The port has the call, whatever the facts say.
    const killAll = hasCall ? async () => ({}) as never : undefined;
    const killer = { ...sim.ports.killer, killAll };
    const state = new KillState(order({ choice }), { source: sim.source, killer }, sim.context());
    const look = await lookAt(sim.source, sim, sim.abort.signal);
    return canKillAll(state, look, state.chooser.choose(look));
  };
  const users = new Set(["root"]);
  const commands = new Set(["daemon"]);

  test("for everything, and for nothing less", async () => {
    expect(await may({})).toBe(true);
    expect(await may({}, ids("a"))).toBe(false);
    expect(await may({}, REPORT)).toBe(false);
  });

  test("where the service has it, by its facts and by its port", async () => {
    expect(await may({ kill: { ...KILL, killsAll: false } })).toBe(false);
    expect(await may({ kill: undefined })).toBe(false);
    expect(await may({}, ALL, false, false)).toBe(false);
  });

  test.each([
    ["no accounts and no commands", {}, true],
    ["accounts", { systemUsers: users }, false],
    ["commands", { systemCommands: commands }, false],
    ["as many accounts as commands", { systemUsers: users, systemCommands: commands }, false],
  ])("on an incomplete list where the server has %s of its own: %j", async (_what, facts, expected) => {
    expect(await may(facts, ALL, true)).toBe(expected);
    expect(await may(facts, ALL, false)).toBe(true);
  });
});

test("a single call that was answered is all that is told", async () => {
  const sim = new Simulation("clickhouse");
  sim.add("a");
  const report = await kill(sim, { choice: ALL });
  expect([codes(report), report.failed, outcomes(report)]).toEqual([[], false, { a: "killed" }]);
});

describe("a single call that failed", () => {
  const listed = (unlistedSeconds: number) => {
    const list = { ...factsOf("clickhouse").list!, unlistedSeconds };
    return new Simulation("clickhouse", { list });
  };

  test.each([
    ["may have missed what was not listed", 1, ["W DBKILL_KILL_UNCONFIRMED"]],
    ["has missed nothing where every session is listed", 0, []],
  ])("%s", async (_what, unlistedSeconds, expected) => {
    const sim = listed(unlistedSeconds);
    sim.add("a");
    sim.killMishaps.push({ error: fault("lost") });
    const report = await kill(sim, { choice: ALL });
    expect([codes(report), sent(sim), outcomes(report)]).toEqual([expected, [["a"]], { a: "killed" }]);
  });

  test("is told where nothing is listed, though every session would be", async () => {
    const sim = listed(0);
    sim.killMishaps.push({ error: fault("throttled") });
    const report = await kill(sim, { choice: ALL });
    expect([codes(report), report.unfinished]).toEqual([["E DBKILL_KILL_NOT_SENT"], false]);
    expect(report.events[0]).toMatchObject({ facts: { listed: 0 }, fault: { kind: "throttled" } });
  });

  test.each([
    ["lost", "W DBKILL_KILL_UNCONFIRMED"],
    ["aborted", "W DBKILL_KILL_UNCONFIRMED"],
    ["throttled", "W DBKILL_KILL_NOT_SENT"],
  ] as const)("as %s is told apart from others", async (kind, code) => {
    const sim = new Simulation("clickhouse");
    sim.add("a");
    sim.killMishaps.push({ error: fault(kind) });
    expect(codes(await kill(sim, { choice: ALL }))).toContain(code);
  });

  test("as refused says nothing of the sessions: they were not sent", async () => {
    const sim = new Simulation("clickhouse");
    sim.add("a");
    sim.killMishaps.push({ error: fault("refused") });
    sim.listMishaps.push(undefined, ...Array(9).fill({ error: fault("failed") }));
    const report = await kill(sim, { choice: ALL });
    expect([outcomes(report), report.sent, report.unfinished]).toEqual([{ a: "survived" }, [], false]);
  });
});
