import fc from "fast-check";
import type { Match, SessionInput } from "../../../../src/emulator/core/types";
import { type Instance, statusAt, World } from "../../../../src/emulator/core/world";
import { MemoryEngine } from "../../../../src/emulator/engines/memory";
import { DBBRAIN } from "../../../../src/emulator/vendors/tencent/dbbrain-instances";

const START = Date.parse("2026-11-22T10:00:00.250Z");

describe("MemoryEngine", () => {
  let world: World;
  let engine: MemoryEngine;
  let instance: Instance;

  beforeEach(() => {
    // Time stands still but for the clock's advances.
    jest.useFakeTimers({ now: START });
    ({ world, engine, instance } = made());
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function made() {
    const world = new World();
    const engine = new MemoryEngine(world);
    const instance: Instance = { service: DBBRAIN, id: "cdb-1", product: "mysql", tasks: [] };
    world.place(instance);
    return { world, engine, instance };
  }

  function start(match: Match, durationSeconds: number | null = null) {
    engine.settle(instance);
    return world.startTask(instance, match, durationSeconds);
  }

  async function alive(): Promise<string[]> {
    return (await engine.list(instance)).map(({ id }) => id);
  }

  /** Seconds after START's whole second, by session id. */
  function deaths(of = world): Record<string, number> {
    const second = Math.floor(START / 1000);
    return Object.fromEntries(of.kills().map(({ at, session }) => [session.id, at / 1000 - second]));
  }

  test("assigns ids that nobody gave", () => {
    expect(engine.add(instance, [{}, { id: "7" }, {}])).toEqual(["8", "7", "9"]);
    expect(engine.add(instance, [{}])).toEqual(["10"]);
  });

  test("refuses an id that is given twice, and takes none of the list", async () => {
    engine.add(instance, [{ id: "1" }]);
    expect(() => engine.add(instance, [{ id: "2" }, { id: "3" }, { id: "3" }])).toThrow(
      expect.objectContaining({ status: 409, code: "SessionExists" }),
    );
    expect(await alive()).toEqual(["1"]);
  });

  test("a session posted with the id of one that runs takes its place", async () => {
    engine.add(instance, [{ id: "1", user: "report", duration_seconds: 900 }]);
    world.clock.advance(5);
    engine.add(instance, [{ id: "1", user: "boss" }]);
    expect(await engine.history(instance)).toMatchObject([
      { id: "1", user: "report", duration_seconds: 905, status: "finished" },
      { id: "1", user: "boss", duration_seconds: 0, status: "running" },
    ]);
    expect(world.kills()).toEqual([]);
  });

  test("a killed session that lingers stays listed, dies once, and only then counts as killed", async () => {
    engine.add(instance, [{ id: "1", lingers_seconds: 6 }]);
    expect(await engine.kill(instance, "1", "api")).toEqual({ outcome: "killed" });
    world.clock.advance(5.999);
    expect(await alive()).toEqual(["1"]);
    expect(await engine.kill(instance, "1", "api")).toEqual({ outcome: "accepted" });
    expect(world.kills()).toEqual([]);
    world.clock.advance(0.001);
    expect(await alive()).toEqual([]);
    world.clock.advance(60);
    engine.settle(instance);
    expect(world.kills()).toMatchObject([{ at: START + 6000, by: "api", session: { id: "1" } }]);
    expect(await engine.kill(instance, "1", "api")).toEqual({ outcome: "gone" });
  });

  test("a task kills a lingering session once, however far the clock is advanced", async () => {
    engine.add(instance, [{ id: "1", lingers_seconds: 6 }]);
    const task = start({});
    world.clock.advance(3600);
    expect(await alive()).toEqual([]);
    expect(deaths()).toEqual({ 1: 7 });
    expect(task.kills).toBe(1);
  });

  test("the passes of a task while a killed session lingers don't put its end off", async () => {
    engine.add(instance, [{ id: "1", lingers_seconds: 6 }]);
    start({});
    for (let second = 0; second < 10; second++) {
      world.clock.advance(1);
      engine.settle(instance);
    }
    expect(deaths()).toEqual({ 1: 7 });
  });

  test("a session without an age stays without one, and no smallest age fits it", async () => {
    engine.add(instance, [{ id: "1", user: "app", duration_seconds: null }]);
    start({ min_duration_seconds: 1 });
    world.clock.advance(3600);
    expect(await engine.list(instance)).toMatchObject([{ id: "1", duration_seconds: null }]);
    start({});
    world.clock.advance(1);
    expect(await alive()).toEqual([]);
  });

  test.each([
    { user: "unauthenticated user", command: "Connect", duration_seconds: null },
    { user: "repl", command: "Register Replica" },
    { user: "repl", command: "Binlog Dump GTID" },
    { user: "repl", command: "Table Dump" },
    { user: "donor", command: "clone" },
    { user: "donor", command: "Group Replication Data Stream subscription" },
    { user: "maria", command: "Slave_IO" },
    { user: "maria", command: "Slave_SQL" },
    { user: "maria", command: "Slave_worker" },
  ])("spares the server's own thread %j", async (session) => {
    engine.add(instance, [{ id: "1", ...session }]);
    start({});
    world.clock.advance(60);
    expect(await engine.list(instance)).toMatchObject([session]);
  });

  test("a session that ends by itself is finished at its time, whether or not anybody looks", async () => {
    engine.add(instance, [{ id: "1", lasts_seconds: 30 }, { id: "2" }, { id: "3", lasts_seconds: 0 }]);
    expect(await alive()).toEqual(["1", "2"]);
    world.clock.advance(100);
    expect(await engine.kill(instance, "1", "api")).toEqual({ outcome: "gone" });
    const history = await engine.history(instance);
    expect(history.map(({ id, status, duration_seconds }) => [id, status, duration_seconds])).toEqual([
      ["1", "finished", 30],
      ["2", "running", 100],
      ["3", "finished", 0],
    ]);
    expect(world.kills()).toEqual([]);
  });

  test("a task kills a session only before it ends by itself", () => {
    engine.add(instance, [
      { id: "1", lasts_seconds: 10 },
      { id: "2", lasts_seconds: 11 },
    ]);
    start({ min_duration_seconds: 10 });
    world.clock.advance(60);
    engine.settle(instance);
    expect(deaths()).toEqual({ "2": 11 });
  });

  test("paused tasks kill nothing and still expire", async () => {
    engine.add(instance, [{ id: "1" }]);
    const task = start({}, 5);
    instance.tasksPaused = true;
    world.clock.advance(10);
    expect(await alive()).toEqual(["1"]);
    expect(statusAt(task, world.clock.now())).toBe("expired");
  });

  test("the kills on one instance are kept apart from another's, with the session as it was", async () => {
    const other: Instance = { service: DBBRAIN, id: "cdb-2", product: "mysql", tasks: [] };
    engine.add(instance, [{ id: "1", user: "app", database: "shop", duration_seconds: 5 }]);
    engine.add(other, [{ id: "1", user: "other" }]);
    await engine.kill(instance, "1", "api");
    await engine.kill(other, "1", "api");
    expect(world.killsOn(instance)).toMatchObject([
      { session: { user: "app", database: "shop", duration_seconds: 5 } },
    ]);
    expect(world.killsOn(other)).toMatchObject([{ session: { user: "other" } }]);
    world.reset();
    expect(world.killsOn(instance)).toEqual([]);
  });

  test("sessions age with the clock", async () => {
    engine.add(instance, [{ duration_seconds: 75 }]);
    world.clock.advance(120);
    expect(await engine.list(instance)).toMatchObject([{ duration_seconds: 195 }]);
  });

  test("a task kills at the next whole second, and not before", async () => {
    engine.add(instance, [{ id: "1" }]);
    start({});
    expect(await alive()).toEqual(["1"]);
    world.clock.advance(0.749);
    expect(await alive()).toEqual(["1"]);
    world.clock.advance(0.001);
    expect(await alive()).toEqual([]);
    expect(deaths()).toEqual({ 1: 1 });
  });

  test("each session dies in the second in which it gets old enough", async () => {
    engine.add(instance, [
      { id: "1", duration_seconds: 59 },
      { id: "2", duration_seconds: 10 },
      { id: "3", duration_seconds: 300 },
    ]);
    const task = start({ min_duration_seconds: 60 });
    world.clock.advance(100);
    expect(await alive()).toEqual([]);
    expect(deaths()).toEqual({ 3: 1, 1: 2, 2: 51 });
    expect(task.kills).toBe(3);
  });

  test("a task kills nothing from the moment of its expiry on", async () => {
    engine.add(instance, [
      { id: "1", duration_seconds: 51 },
      { id: "2", duration_seconds: 49 },
    ]);
    const task = start({ min_duration_seconds: 60 }, 10);
    world.clock.advance(3600);
    expect(await alive()).toEqual(["2"]);
    expect(statusAt(task, world.clock.now())).toBe("expired");
  });

  test("a session that arrives later is killed as well, one after the end is not", async () => {
    const task = start({ users: ["report"] }, 60);
    world.clock.advance(30);
    engine.add(instance, [{ id: "1", user: "report" }]);
    world.clock.advance(2);
    expect(await alive()).toEqual([]);
    world.clock.advance(60);
    engine.add(instance, [{ id: "2", user: "report" }]);
    world.clock.advance(60);
    expect(await alive()).toEqual(["2"]);
    expect(task.kills).toBe(1);
  });

  test("a cancelled task kills no more", async () => {
    engine.add(instance, [{ id: "1", duration_seconds: 0 }]);
    const task = start({ min_duration_seconds: 60 });
    world.clock.advance(30);
    engine.settle(instance);
    world.cancelTask(task);
    world.clock.advance(3600);
    expect(await alive()).toEqual(["1"]);
  });

  test("spares the server's own sessions and those that can't be killed", async () => {
    const own: SessionInput[] = [
      { user: "system user" },
      { user: "event_scheduler" },
      { user: "mysql.session" },
      { user: "mysql.sys" },
      { user: "mysql.infoschema" },
      { user: "tencentroot" },
      { user: "unauthenticated user" },
      { user: "repl", command: "Binlog Dump" },
      { user: "repl", command: "Binlog Dump GTID" },
      { user: "root", command: "Daemon" },
      { user: "app", unkillable: true },
      { user: "app", refuse: "You are not owner of thread" },
    ];
    const ids = engine.add(instance, own);
    engine.add(instance, [{ user: "app" }]);
    start({});
    world.clock.advance(5);
    expect(await alive()).toEqual(ids);
  });

  test("an immediate kill tells what came of it", async () => {
    engine.add(instance, [{ id: "1" }, { id: "2", unkillable: true }, { id: "3", refuse: "not yours" }]);
    expect(await engine.kill(instance, "1", "api")).toEqual({ outcome: "killed" });
    expect(await engine.kill(instance, "1", "api")).toEqual({ outcome: "gone" });
    expect(await engine.kill(instance, "2", "api")).toEqual({ outcome: "accepted" });
    expect(await engine.kill(instance, "3", "api")).toEqual({ outcome: "refused", message: "not yours" });
    expect(await alive()).toEqual(["2", "3"]);
  });

  test("killed sessions stay in the history with the age they had, in the order of arrival", async () => {
    engine.add(instance, [{ id: "5", duration_seconds: 10 }, { id: "4" }]);
    await engine.kill(instance, "5", "api");
    world.clock.advance(100);
    engine.add(instance, [{ id: "5" }]);
    const history = await engine.history(instance);
    expect(history.map(({ id, status, duration_seconds }) => [id, status, duration_seconds])).toEqual([
      ["5", "killed", 10],
      ["4", "running", 100],
      ["5", "running", 0],
    ]);
  });

  test("one long advance comes to the same as many short ones", async () => {
    const sessions = fc.array(
      fc.record<SessionInput>({
        user: fc.constantFrom("report", "app"),
        command: fc.constantFrom("Query", "Sleep", "Daemon"),
        duration_seconds: fc.nat(40),
      }),
      { maxLength: 8 },
    );
    const tasks = fc.array(
      fc.record({
        match: fc.record<Match>(
          { users: fc.constant(["report"]), min_duration_seconds: fc.nat(60) },
          { requiredKeys: [] },
        ),
        duration: fc.option(fc.integer({ min: 1, max: 40 })),
      }),
      { maxLength: 3 },
    );
    const steps = fc.array(fc.integer({ min: 1, max: 9_000 }), { maxLength: 20 });
    const property = fc.asyncProperty(sessions, tasks, steps, async (sessions, tasks, steps) => {
      const [long, short] = [made(), made()];
      for (const { world, engine, instance } of [long, short]) {
        engine.add(instance, sessions);
        for (const { match, duration } of tasks) world.startTask(instance, match, duration);
      }
      for (const milliseconds of steps) {
        long.world.clock.advance(milliseconds / 1000);
        short.world.clock.advance(milliseconds / 1000);
        await short.engine.list(short.instance);
      }
      expect(await long.engine.history(long.instance)).toEqual(await short.engine.history(short.instance));
      expect(deaths(long.world)).toEqual(deaths(short.world));
    });
    await fc.assert(property);
  });
});
