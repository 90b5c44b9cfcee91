import { readFileSync } from "node:fs";
import { join } from "node:path";
import { emulatorEnvironment, VENDORS } from "../../../scripts/emulator-environment";
import { AutoKillPolicy, KillTarget, KillTask, SessionFilter, SessionKill } from "../../../src";
import { handlerCodes, LOCAL_ENGINES, Stage } from "../../support/local-exec";

describe.each(LOCAL_ENGINES)("two projects with one journal on the engine %s", (engine) => {
  let a: Stage;
  let b: Stage;
  let shared: string;

  beforeAll(async () => {
    a = await Stage.create(engine, { rateLimit: false });
    const clouds = VENDORS.map((vendor) => emulatorEnvironment(vendor, a.emulator.url));
    b = await Stage.create(engine, {}, Object.assign({}, ...clouds));
    shared = join(a.directory, ".dbkill");
  });
  afterAll(async () => {
    await a.dispose();
    await b.dispose();
  });
  beforeEach(async () => {
    await b.reset();
    await a.reset();
    a.terraform.env.DBKILL_JOURNAL = shared;
    b.terraform.env.DBKILL_JOURNAL = shared;
    for (const instance of ["cdb-a", "cdb-b"]) await a.sessions("dbbrain", instance, []);
  });

  const task = (project: Stage, instance: string) =>
    project.synth((stack) => {
      const filter = SessionFilter.of({ users: ["u"] });
      new KillTask(stack, "task", { target: KillTarget.tencentMysql(instance), filter });
    });
  const policy = (project: Stage, instance: string) =>
    project.synth((stack) => {
      new AutoKillPolicy(stack, "policy", {
        name: `for ${instance}`,
        target: KillTarget.tencentMysql(instance),
        filter: SessionFilter.of({ users: ["u"] }),
        maxKills: 3,
      });
    });
  const running = async () => (await a.running()).map(({ instance_id }) => instance_id).sort();
  const files = () =>
    [...a.entries(shared), ...a.entries(join(shared, "policies"))].map((file) => [
      file,
      readFileSync(file, "utf8"),
    ]);

  test("the second one is refused, and stops and changes nothing of the first, nor of anybody else", async () => {
    await task(a, "cdb-a");
    await a.applied();
    const before = files();
    await a.emulator.addTask({ service: "dbbrain", instance_id: "cdb-b", match: { users: ["other"] } });
    await task(b, "cdb-b");
    const refused = await b.terraform.apply();
    expect(refused.code).toBe(1);
    expect(handlerCodes(refused.output)).toEqual(["DBKILL_JOURNAL_CONFLICT"]);
    expect(refused.output).toContain("cdb-a");
    const end = await b.destroyed();
    expect(handlerCodes(end.output, "warning")).toEqual(["DBKILL_JOURNAL_CONFLICT"]);
    expect(await a.calls("CancelKillTask")).toBe(0);
    expect(await running()).toEqual(["cdb-a", "cdb-b"]);
    expect(files()).toEqual(before);
    await a.destroyed();
    expect(await running()).toEqual(["cdb-b"]);
    expect(files()).toEqual([]);
  });

  test("the second one starts with a journal of its own, after it was refused, and each stops its own", async () => {
    await task(a, "cdb-a");
    await a.applied();
    await task(b, "cdb-b");
    expect(await b.terraform.apply()).toMatchObject({ code: 1 });
    b.terraform.env.DBKILL_JOURNAL = join(shared, "b");
    await b.applied();
    expect(await running()).toEqual(["cdb-a", "cdb-b"]);
    await a.destroyed();
    expect(await running()).toEqual(["cdb-b"]);
    await b.destroyed();
    expect(await running()).toEqual([]);
  });

  test("the document of the first one's policy stays as it is", async () => {
    await policy(a, "cdb-a");
    await a.applied();
    const before = files();
    await policy(b, "cdb-b");
    expect(handlerCodes((await b.terraform.apply()).output)).toEqual(["DBKILL_JOURNAL_CONFLICT"]);
    await b.destroyed();
    expect(files()).toEqual(before);
  });

  test("a kill of the second one is carried out, and does not write over the first one's task", async () => {
    await task(a, "cdb-a");
    await a.applied();
    const before = files();
    await a.sessions("dbbrain", "cdb-b", [{ id: "11", user: "u" }]);
    await b.synth((stack) => {
      const filter = SessionFilter.of({ users: ["u"] });
      new SessionKill(stack, "task", { target: KillTarget.tencentMysql("cdb-b"), filter });
    });
    const { output } = await b.applied();
    expect(handlerCodes(output, "warning")).toContain("DBKILL_JOURNAL_CONFLICT");
    expect(await a.killed()).toEqual(["11"]);
    expect(files()).toEqual(before);
  });

  test("one project moves its task to another database, and back", async () => {
    for (const instance of ["cdb-a", "cdb-b", "cdb-a"]) {
      await task(a, instance);
      await a.applied();
      expect(await running()).toEqual([instance]);
      expect(files()).toHaveLength(1);
    }
  });
});
