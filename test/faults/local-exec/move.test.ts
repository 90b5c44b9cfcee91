import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type TerraformStack, TerraformVariable } from "cdktf";
import { DbkillProvider, KillEngine, KillTarget, KillTask, SessionFilter } from "../../../src";
import { writeMirror } from "../../../src/mirror";
import { DAS_INSTANCE } from "../../support/das";
import { handlerCodes, LOCAL_ENGINES, Stage } from "../../support/local-exec";

describe.each(LOCAL_ENGINES)("a task that moves between the provider and the engine %s", (engine) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.create(engine, { rateLimit: false });
    writeMirror({ directory: join(stage.terraform.directory, "terraform.d", "plugins") });
  });
  afterAll(() => stage.dispose());
  beforeEach(async () => {
    await stage.reset();
    await stage.sessions("das", DAS_INSTANCE, []);
    await stage.sessions("dbbrain", "cdb-1", []);
  });

  const declare = (
    on: KillEngine,
    target: KillTarget,
    more: (stack: TerraformStack) => void = () => undefined,
  ) =>
    stage.synth((stack) => {
      new DbkillProvider(stack, "dbkill");
      const filter = SessionFilter.of({ users: ["u"] });
      new KillTask(stack, "task", { target, filter });
      more(stack);
    }, on);
  const ids = async () => {
    const { tasks } = await stage.emulator.state();
    return tasks.map(({ id, status }) => `${id} ${status}`);
  };

  /** Applies, and looks all the time how many tasks run. @returns every number that was seen */
  async function counted(apply: () => Promise<unknown>): Promise<number[]> {
    const seen = new Set<number>();
    let done = false;
    const watch = (async () => {
      for (; !done; await sleep(2)) seen.add((await stage.running()).length);
    })();
    await apply();
    done = true;
    await watch;
    return [...seen];
  }

  /** Lets Terraform forget the provider's resource, and its task goes on. */
  const forgotten = (type: string) => {
    const [name] = Object.keys(stage.synthesized().resource[type]);
    return (stack: TerraformStack) =>
      stack.addOverride("removed", [{ from: `${type}.${name}`, lifecycle: { destroy: false } }]);
  };

  test("stays the same task of DAS, there and back, by the documented steps", async () => {
    const target = KillTarget.huaweiDas(DAS_INSTANCE);
    await declare(KillEngine.PROVIDER, target);
    await stage.applied();
    const [task] = await ids();

    await declare(engine, target, forgotten("dbkill_huawei_das_kill_task"));
    expect(await counted(() => stage.applied())).toEqual([1]);
    expect(await ids()).toEqual([task]);
    await declare(engine, target);
    expect(await stage.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });

    await declare(KillEngine.PROVIDER, target);
    expect(await counted(() => stage.applied())).toEqual([1]);
    expect(await ids()).toEqual([task]);
    expect(await stage.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
    await stage.destroyed();
    expect(await stage.running()).toEqual([]);
  });

  test("is one afterwards, and never two, by the one line alone", async () => {
    const target = KillTarget.huaweiDas(DAS_INSTANCE);
    await declare(KillEngine.PROVIDER, target);
    await stage.applied();
    await declare(engine, target);
    // Terraform destroys and creates in any order.
    expect(await counted(() => stage.applied())).not.toContain(2);
    expect(await stage.running()).toHaveLength(1);
    await stage.destroyed();
    expect(await stage.running()).toEqual([]);
  });

  test("stays the same task of DBbrain, by the documented steps", async () => {
    const target = KillTarget.tencentMysql("cdb-1");
    await declare(KillEngine.PROVIDER, target);
    await stage.applied();
    const [task] = await ids();

    stage.terraform.env.DBKILL_ADOPT = "1";
    try {
      await declare(engine, target, forgotten("dbkill_tencent_dbbrain_kill_task"));
      expect(await counted(() => stage.applied())).toEqual([1]);
    } finally {
      delete stage.terraform.env.DBKILL_ADOPT;
    }
    expect(await ids()).toEqual([task]);
    await declare(engine, target);
    expect(await stage.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
    await stage.destroyed();
    expect(await stage.running()).toEqual([]);
  });

  test("is not taken over without being asked for: the service has one place, and another task holds it", async () => {
    await stage.emulator.addTask({ service: "dbbrain", instance_id: "cdb-1", match: { users: ["other"] } });
    await declare(engine, KillTarget.tencentMysql("cdb-1"));
    const { code, output } = await stage.terraform.apply();
    expect(code).toBe(1);
    expect(handlerCodes(output)).toEqual(["DBKILL_TASK_SLOT_TAKEN"]);
    // Nothing was started, and the journal knows it: the end stops nobody's task.
    await stage.destroyed();
    expect(await stage.running()).toHaveLength(1);
  });

  test("does not stop another's task where its create was refused before anything was sent", async () => {
    await stage.emulator.addTask({ service: "dbbrain", instance_id: "cdb-1", match: { users: ["other"] } });
    await stage.synth((stack) => {
      const users = new TerraformVariable(stack, "users", { type: "list(string)", default: [] }).listValue;
      const target = KillTarget.tencentMysql("cdb-1");
      new KillTask(stack, "task", { target, filter: SessionFilter.of({ users }) });
    });
    expect(await stage.terraform.apply()).toMatchObject({ code: 1 });
    await stage.destroyed();
    expect(await stage.calls("CancelKillTask")).toBe(0);
    expect(await stage.running()).toHaveLength(1);
  });
});
