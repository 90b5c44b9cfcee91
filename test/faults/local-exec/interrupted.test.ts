import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emulatorEnvironment, VENDORS } from "../../../scripts/emulator-environment";
import { collect, type RunResult } from "../../../scripts/terraform";
import { DbkillProvider, Duration, KillTarget, KillTask, SessionFilter } from "../../../src";
import { BUILT_IN_ACCESS_KEY } from "../../../src/emulator";
import { DAS_INSTANCE } from "../../support/das";
import { handlerCodes, LOCAL_ENGINES, Stage } from "../../support/local-exec";
import { descendants } from "../../support/processes";
import { until } from "../../support/runner";

const SESSIONS = [{ id: "11", user: "report", duration_seconds: 75, info: "select 1" }];

/** The key pair that takes the place of the first one. */
const ROTATED = { id: "dbkill-rotated", secret: "dbkill-rotated-secret" };

/** A task on each of the two kinds of services: with one unnamed place, and with a list. */
const SERVICES = {
  dbbrain: {
    target: () => KillTarget.tencentMysql("cdb-1"),
    start: "CreateKillTask",
    stop: "CancelKillTask",
  },
  das: {
    target: () => KillTarget.huaweiDas(DAS_INSTANCE),
    start: "add-kill-process-task",
    stop: "terminate-kill-process-task",
  },
} as const;

describe.each(LOCAL_ENGINES)("a task on the engine %s", (engine) => {
  let stage: Stage;

  beforeAll(async () => {
    const accessKeys = [BUILT_IN_ACCESS_KEY, ROTATED];
    stage = await Stage.create(engine, { rateLimit: false, accessKeys });
  });
  afterAll(() => stage.dispose());
  beforeEach(async () => {
    await stage.reset();
    await stage.sessions("dbbrain", "cdb-1", SESSIONS);
    await stage.sessions("das", DAS_INSTANCE, SESSIONS);
  });

  describe.each(["dbbrain", "das"] as const)("of %s", (service) => {
    const { target, start, stop } = SERVICES[service];

    const declare = (user = "report", duration?: Duration) =>
      stage.synth((stack) => {
        const filter = SessionFilter.of({ users: [user], minDuration: Duration.minutes(1) });
        new DbkillProvider(stack, "dbkill", { maxRetries: 1 });
        new KillTask(stack, "reports", { target: target(), filter, duration });
      });
    const users = async () =>
      (await stage.running()).map(({ match }) => (match as { users: string[] }).users.join());
    const fault = (kind: string, action: string, more = {}) =>
      stage.emulator.setFaults([{ service, action, kind, times: 1, ...more } as never]);

    test.each(["reset_after", "malformed"])(
      "is one after a lost answer (%s), and none when it ends",
      async (kind) => {
        await declare();
        await fault(kind, start);
        const { code } = await stage.terraform.apply();
        if (code !== 0) await stage.applied();
        expect(await users()).toEqual(["report"]);
        await stage.destroyed();
        expect(await users()).toEqual([]);
      },
    );

    test.each(["journal", "no journal"])(
      "that failed to start leaves none when it ends, with %s",
      async (kept) => {
        await declare();
        // Carried out, and every look afterwards fails: nobody knows.
        await stage.emulator.setFaults([
          { service, action: start, kind: "reset_after", times: 1 },
          {
            service,
            kind: "http_500",
            after: service === "das" ? 2 : 0,
            action: service === "das" ? "query-kill-process-task" : stop,
          },
        ] as never);
        const failed = await stage.terraform.apply();
        expect(failed.code).toBe(1);
        expect(await users()).toEqual(["report"]);
        await stage.emulator.setFaults([]);
        if (kept === "no journal") rmSync(stage.journal, { recursive: true });
        await stage.destroyed();
        expect(await users()).toEqual([]);
      },
    );

    test.each([start, stop])(
      "is one, then none, where the handler is killed in the middle of %s",
      async (action) => {
        await declare();
        if (action === stop) {
          await stage.applied();
          await declare("batch");
        }
        await fault("slow", action, { delay_ms: 4_000 });
        const run = startApply();
        const { pid } = run.child;
        await until(async () => (await stage.calls(action)) > 0, 30);
        for (const each of descendants(pid!).filter(isHandler)) process.kill(each, "SIGKILL");
        expect((await run.ended).code).toBe(1);
        await stage.emulator.setFaults([]);
        await stage.applied();
        expect(await users()).toEqual([action === stop ? "batch" : "report"]);
        await stage.destroyed();
        expect(await users()).toEqual([]);
      },
    );

    test("is none where the handler is killed in the middle of its start, and then all is destroyed", async () => {
      await declare();
      await fault("slow", start, { delay_ms: 4_000 });
      const run = startApply();
      await until(async () => (await stage.calls(start)) > 0, 30);
      for (const each of descendants(run.child.pid!).filter(isHandler)) process.kill(each, "SIGKILL");
      await run.ended;
      expect(await users()).toEqual(["report"]);
      await stage.emulator.setFaults([]);
      await stage.destroyed();
      expect(await users()).toEqual([]);
    });

    test.each(["SIGINT", "SIGKILL"] as const)(
      "is one, then none, after %s in the middle of its start",
      async (signal) => {
        await declare();
        await fault("slow", start, { delay_ms: 3_000 });
        const run = startApply();
        await until(async () => (await stage.calls(start)) > 0, 30);
        // Ctrl-C reaches the whole process group; kill -9 is for Terraform alone, and the handler goes on.
        process.kill(signal === "SIGINT" ? -run.child.pid! : run.child.pid!, signal);
        await run.ended;
        await stage.emulator.setFaults([]);
        rmSync(join(stage.directory, ".terraform.tfstate.lock.info"), { force: true });
        await stage.applied("-lock=false");
        expect(await users()).toEqual(["report"]);
        await stage.destroyed("-lock=false");
        expect(await users()).toEqual([]);
      },
    );

    test("is found by its declaration where the state is moved without the journal", async () => {
      await declare();
      await stage.applied();
      const moved = `${stage.directory}-moved`;
      renameSync(stage.directory, moved);
      try {
        rmSync(join(moved, ".dbkill"), { recursive: true });
        const there = (...args: string[]) =>
          collect(
            stage.terraform.spawn([...args, "-no-color"], {
              cwd: join(moved, "cdktf.out", "stacks", "guards"),
              stdio: ["ignore", "pipe", "pipe"],
            }),
          );
        expect(await there("init")).toMatchObject({ code: 0 });
        const state = `-state=${join(moved, "terraform.tfstate")}`;
        const { code, output } = await there("destroy", "-auto-approve", state);
        expect({ code, output }).toMatchObject({ code: 0 });
        expect(output).toContain("the journal has no record of it");
        expect(await users()).toEqual([]);
      } finally {
        renameSync(moved, stage.directory);
        await stage.terraform.init();
      }
    });

    test("is started again where the journal still has it, and it was stopped on another machine", async () => {
      await declare();
      await stage.applied();
      const kept = `${stage.directory}-journal`;
      renameSync(stage.journal, kept);
      await stage.destroyed();
      rmSync(stage.journal, { recursive: true, force: true });
      renameSync(kept, stage.journal);
      await stage.applied();
      expect(await users()).toEqual(["report"]);
    });

    test("ends where the journal tells of an earlier one, as on a machine that was away", async () => {
      await declare();
      await stage.applied();
      const kept = `${stage.directory}-journal`;
      renameSync(stage.journal, kept);
      await stage.destroyed();
      await stage.applied();
      rmSync(stage.journal, { recursive: true });
      renameSync(kept, stage.journal);
      await stage.destroyed();
      expect(await users()).toEqual([]);
    });

    test("is not started where the journal can't be written, is cut, or is of another version", async () => {
      await declare();
      writeFileSync(stage.journal, "");
      const unwritable = await stage.terraform.apply();
      expect(handlerCodes(unwritable.output)).toEqual(["DBKILL_JOURNAL_UNWRITABLE"]);
      rmSync(stage.journal);
      await stage.applied();
      const [file] = stage.entries();
      const text = readFileSync(file!, "utf8");
      for (const broken of [text.slice(0, 80), text.replace('"version": 1', '"version": 9'), "{}", "null"]) {
        writeFileSync(file!, broken);
        const before = await stage.calls(start);
        const again = await stage.terraform.apply(`-replace=${address("Resource")}`);
        expect(handlerCodes(again.output)).toEqual(["DBKILL_JOURNAL_UNREADABLE"]);
        expect(await stage.calls(start)).toBe(before);
      }
      expect(await users()).toEqual(["report"]);
      const end = await stage.destroyed();
      expect(handlerCodes(end.output, "warning")).toContain("DBKILL_JOURNAL_UNREADABLE");
      expect(await users()).toEqual([]);
    });

    test("ends where the journal can't be written", async () => {
      await declare();
      await stage.applied();
      rmSync(stage.journal, { recursive: true });
      writeFileSync(stage.journal, "");
      await stage.destroyed();
      expect(await users()).toEqual([]);
    });

    test("is stopped with other keys than it was started with; without keys its end fails, and says how to go on", async () => {
      await declare();
      await stage.applied();
      const { env } = stage.terraform;
      const saved = { ...env };
      for (const name of Object.keys(env)) if (/SECRET|ACCESS_KEY/.test(name)) delete env[name];
      const failed = await stage.terraform.destroy();
      expect(failed.code).toBe(1);
      expect(handlerCodes(failed.output)).toEqual(["DBKILL_ERR_CREDENTIALS"]);
      expect(failed.output).toContain("the resource stays in the state");
      expect(await users()).toEqual(["report"]);
      for (const vendor of VENDORS)
        Object.assign(env, emulatorEnvironment(vendor, stage.emulator.url, ROTATED));
      await stage.destroyed();
      Object.assign(env, saved);
      expect(await users()).toEqual([]);
    });

    const address = (which: "Resource" | "Stop") => {
      const type = engine;
      const names = Object.keys(stage.synthesized().resource[type]);
      return `${type}.${names.find((name) => name.includes("_Stop_") === (which === "Stop"))}`;
    };
  });

  function startApply(): { child: ReturnType<Stage["terraform"]["spawn"]>; ended: Promise<RunResult> } {
    const child = stage.terraform.spawn(["apply", "-auto-approve", "-no-color", "-lock=false"], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    return { child, ended: collect(child) };
  }
});

function isHandler(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("handler.cjs");
  } catch {
    return false;
  }
}
