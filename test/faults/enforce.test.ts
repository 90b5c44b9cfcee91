import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { emulatorEnvironment } from "../../scripts/emulator-environment";
import { Emulator } from "../../src/emulator";
import { auditIn, enforced, keysIn, RunnerProcess, until } from "../support/runner";
import { document, Folder, written } from "../unit/cli/support";

const SECRET = "a-secret-of-tencent";
const TARGET = { service: "dbbrain", instance_id: "cdb-1" };
const KILL = "KillMySqlThreads";

describe("dbkill enforce as a process", () => {
  let emulator: Emulator;
  let folder: Folder;
  let env: NodeJS.ProcessEnv;
  let audit: string;
  let next = 1;
  const runners: RunnerProcess[] = [];

  beforeAll(async () => {
    const key = { id: "key", secret: SECRET };
    emulator = await Emulator.start({ rateLimit: false, accessKeys: [key] });
    env = emulatorEnvironment("tencent", emulator.url, key);
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    folder = new Folder();
    audit = join(folder.path, "audit.jsonl");
    await emulator.reset();
    await add(0);
  });
  afterEach(async () => {
    // Of a test that failed: it would go on killing.
    for (const runner of runners.splice(0)) {
      runner.signal("SIGKILL");
      await runner.ended();
    }
    folder.dispose();
  });

  /** Sessions that the policy kills. */
  const add = (count: number) =>
    emulator.addSessions({
      service: "dbbrain",
      instance_id: "cdb-1",
      sessions: Array.from({ length: count }, () => ({
        id: String(next++),
        user: "report",
        duration_seconds: 75,
        info: "select 1",
      })),
    });
  const options = (more: object, ...words: string[]) => [
    "--policies",
    folder.write("policies.json", document(written({ target: TARGET, enforcement: "runner", ...more }))),
    "--audit",
    audit,
    ...words,
  ];
  /** The kill is carried out, and its answer comes late. The first call only prepares it. */
  const slow = (delay_ms: number) =>
    emulator.setFaults([{ service: "dbbrain", action: KILL, kind: "slow", delay_ms, after: 1, times: 1 }]);
  const start = (words: readonly string[]) => {
    const runner = new RunnerProcess(words, env);
    runners.push(runner);
    return runner;
  };
  const kills = async () => (await emulator.state()).kills.map(({ session }) => session.id);

  /** Every kill was decided before, and what is told of its end is true. */
  const reconcile = async () => {
    const lines = auditIn(audit);
    const done = await kills();
    expect(new Set(done).size).toBe(done.length);
    const begun = keysIn(lines, "killed");
    expect(done.filter((id) => !begun.includes(id))).toEqual([]);
    expect(keysIn(lines, "killed", "killed").filter((id) => !done.includes(id))).toEqual([]);
    return { done, begun, ended: keysIn(lines, "killed", "killed") };
  };

  test("once: kills, has an outcome for every kill, and tells no secret", async () => {
    await add(3);
    const { code, out, err } = await enforced(options({}, "--once"), env);
    expect([code, out]).toEqual([0, ""]);
    const { done, ended } = await reconcile();
    expect(done).toHaveLength(3);
    expect(ended.sort()).toEqual(done.sort());
    expect(err + readFileSync(audit, "utf8")).not.toContain(SECRET);
    const wrongKey = { ...env, TENCENTCLOUD_SECRET_KEY: `${SECRET}-wrong` };
    const refused = await enforced(options({}, "--once"), wrongKey);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("AuthFailure");
    expect(refused.err + readFileSync(audit, "utf8")).not.toContain(SECRET);
  });

  test("once: ends with 2 for wrong usage, 3 for a cap, and 1 where the disk of the audit is full", async () => {
    await add(1);
    expect((await enforced(["--policies", join(folder.path, "none"), "--once"], env)).code).toBe(2);
    expect((await enforced(options({}, "--once", "--shard", "3/2"), env)).code).toBe(2);
    expect((await enforced(options({ max_kills: 0 }, "--once"), env)).code).toBe(3);
    const full = await enforced(
      [...options({}, "--once").slice(0, 2), "--once", "--audit", "/dev/full"],
      env,
    );
    expect(full.code).toBe(1);
    expect(full.err).toContain("DBKILL_AUDIT_FAILED");
    expect(await kills()).toEqual([]);
  });

  test("kills nobody where a line of the audit is cut by a full disk, and begins a new line after it", async () => {
    await add(4);
    // A file may have 1,024 bytes: the fourth line does not fit.
    const { code, err } = await enforced(options({}, "--once"), env, 1);
    expect([code, err]).toEqual([1, expect.stringContaining("DBKILL_AUDIT_FAILED")]);
    expect(readFileSync(audit).length).toBe(1_024);
    expect(auditIn(audit)).toHaveLength(3);
    expect(await kills()).toEqual([]);
    expect((await enforced(options({}, "--once"), env)).code).toBe(0);
    expect((await reconcile()).done).toHaveLength(4);
  });

  test("takes keys that are changed in their file once the old ones are refused", async () => {
    await add(1);
    const keys = (secret: string) =>
      folder.write("credentials", `[default]\nsecret_id = key\nsecret_key = ${secret}\n`);
    const { TENCENTCLOUD_SECRET_ID: _id, TENCENTCLOUD_SECRET_KEY: _key, ...others } = env;
    const file = keys("an-old-secret");
    const runner = new RunnerProcess(options({}, "--interval", "200ms"), {
      ...others,
      TENCENTCLOUD_CREDENTIALS_FILE: file,
    });
    runners.push(runner);
    await until(() => runner.err.includes("AuthFailure"));
    keys(SECRET);
    await until(async () => (await kills()).length === 1);
    runner.signal("SIGTERM");
    expect(await runner.ended()).toBe(0);
    expect(runner.err).not.toContain("an-old-secret");
  });

  test("writes the audit to the standard output without --audit", async () => {
    await add(1);
    const words = options({}, "--once").filter((word) => word !== "--audit" && word !== audit);
    const { code, out } = await enforced(words, env);
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).event),
    ).toEqual(["killed", "killed", "pass"]);
  });

  test("kills nobody where nobody reads the audit", async () => {
    await add(1);
    const words = options({}, "--once").filter((word) => word !== "--audit" && word !== audit);
    const runner = start(words);
    runner.closeOutput();
    expect(await runner.ended()).toBe(1);
    expect(runner.err).toContain("DBKILL_AUDIT_FAILED");
    expect(await kills()).toEqual([]);
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "at %s finishes the call that is under way, records it and ends with 0",
    async (signal) => {
      await add(2);
      await slow(1_500);
      const runner = start(options({}, "--interval", "200ms"));
      await until(async () => (await kills()).length > 0);
      expect(keysIn(auditIn(audit), "killed", "killed")).toEqual([]);
      runner.signal(signal);
      expect(await runner.ended()).toBe(0);
      const { done, ended } = await reconcile();
      expect(ended.sort()).toEqual(done.sort());
    },
  );

  test("ends at once at a second Ctrl-C", async () => {
    await add(1);
    await slow(20_000);
    const runner = start(options({}, "--interval", "200ms"));
    await until(async () => (await kills()).length > 0);
    runner.signal("SIGINT");
    await until(() => runner.err.includes("ends: "));
    runner.signal("SIGINT");
    expect(await runner.ended()).toBe(130);
  });

  test("after kill -9 in the middle of a kill, the kill still counts for max_kills_per_hour", async () => {
    await add(2);
    await slow(20_000);
    const capped = options({ max_kills_per_hour: 2 });
    const runner = start(capped);
    await until(async () => (await kills()).length > 0);
    runner.signal("SIGKILL");
    expect(await runner.ended()).toBe("SIGKILL");
    expect(keysIn(auditIn(audit), "killed", "killed")).toEqual([]);
    await emulator.setFaults([]);
    const before = await kills();
    await add(1);
    expect((await enforced([...capped, "--once"], env)).code).toBe(3);
    expect(await kills()).toEqual(before);
  });

  test.each(["refuse", "reset_before", "reset_after", "http_500", "throttle", "malformed"] as const)(
    "gets past calls that go wrong (%s), and kills nobody twice or without a decision",
    async (kind) => {
      await emulator.setFaults([
        { service: "dbbrain", action: KILL, kind, times: 3 },
        { service: "dbbrain", action: "DescribeMySqlProcessList", kind, after: 1, times: 3 },
      ]);
      await add(3);
      const runner = start(options({}, "--interval", "200ms"));
      await until(async () => (await kills()).length === 3, 60);
      await add(2);
      await until(async () => (await kills()).length === 5, 60);
      runner.signal("SIGTERM");
      expect(await runner.ended()).toBe(0);
      await reconcile();
      // The faults were met.
      const met = (await emulator.requests()).requests.filter(({ fault }) => fault !== null);
      expect(met.length).toBeGreaterThan(1);
    },
  );

  test("over many kill -9 no session is killed twice, none without a decision, and never more than the cap", async () => {
    const cap = 12;
    const words = options({ max_kills_per_hour: cap }, "--interval", "100ms");
    await emulator.setFaults([{ service: "dbbrain", action: KILL, kind: "slow", delay_ms: 120 }]);
    for (let round = 0; round < 10; round++) {
      await add(2);
      const before = auditIn(audit).length;
      const runner = start(words);
      // Each round gets as far as a decision, the first one as far as a kill; the rest is chance.
      await until(async () => auditIn(audit).length > before && (round > 0 || (await kills()).length > 0));
      await sleep(Math.random() * 400);
      runner.signal("SIGKILL");
      await runner.ended();
    }
    const { done } = await reconcile();
    expect(done.length).toBeLessThanOrEqual(cap);
    expect(done.length).toBeGreaterThan(0);
  });
});
