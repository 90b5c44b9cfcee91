import type { Act } from "./act";
import { dasConsole } from "./das-console";
import { create, declare, destroy, edit, type Scene, showSessions } from "./kill-task";
import { memoryCast } from "./memory-cast";
import { session } from "./shop";
import type { Stage } from "./stage";
import { init, planAgain } from "./steps";
import { sameMembers } from "./words";

/** A report that comes while the kill switch is off. */
const LATECOMER = session("14", "report", "Query", 640, "SELECT * FROM orders o, customers c");
/** The emulator's seconds in which a kill loop with its switch on would have killed it. */
const WHILE_SWITCHED_OFF_SECONDS = 30;

/** The life of a DAS kill task, with everything that the vendor lets Terraform see of it. */
export const DAS: Act = {
  setting: {
    vendor: "huawei",
    api: "Huawei Cloud's DAS API",
    database: { service: "das", instance_id: "bcfa975193f1402fa11a6d4fd6baf5fbin01" },
    program: "cdktf/huawei-das.ts",
    stack: "das-kill-tasks",
  },

  async tell(stage) {
    const scene: Scene = { stage, cast: await memoryCast(stage) };
    await showSessions(scene);
    await declare(scene);
    await init(stage);
    await create(scene, "one task, and the instance's kill switch,", 2);
    await vendorsPreview(stage);
    await edit(scene);
    await stopInTheConsole(stage);
    await importAgain(stage);
    await switchOff(stage);
    await planAgain(stage);
    await destroy(scene);
  },
};

async function vendorsPreview(stage: Stage): Promise<void> {
  const previews = await stage.calls("preview-session-for-kill-process-task");
  const text = "the warning comes from the vendor's own preview of the task";
  stage.narrator.claim(text, previews > 0, `${previews} calls`);
}

/** The ids of the tasks that run. */
async function runningTasks(stage: Stage): Promise<string[]> {
  const { tasks } = await stage.state();
  return tasks.filter(({ status }) => status === "running").map(({ id }) => id);
}

async function stopInTheConsole(stage: Stage): Promise<void> {
  const { emulator, narrator, setting } = stage;
  const [stopped] = await runningTasks(stage);
  narrator.step(`Somebody stops task ${stopped} in the vendor's console. terraform plan notices.`);
  await dasConsole(emulator.url, emulator.accessKey).terminateKillTask(
    setting.database.instance_id,
    stopped!,
  );
  narrator.claim("no task runs", (await runningTasks(stage)).length === 0);
  const { actions, output } = await stage.plan();
  narrator.claim("it plans to start it again", sameMembers(actions, ["update"]), output);
  await stage.apply();
  const again = await runningTasks(stage);
  narrator.claim(`terraform apply did: task ${again} runs, and no other`, again.length === 1, `${again}`);
}

async function importAgain(stage: Stage): Promise<void> {
  const { narrator, setting } = stage;
  const address = await stage.addressOf("dbkill_huawei_das_kill_task");
  const [task] = await runningTasks(stage);
  const id = `${setting.database.instance_id}/${task}`;
  narrator.step(
    `The state forgets the task, as a lost state file would. terraform import ${id} brings it back.`,
  );
  await stage.forget(address);
  await stage.must("import", address, id);
  const { code, output } = await stage.run("plan", "-detailed-exitcode");
  narrator.claim("the plan after it is empty", code === 0, output);
  narrator.claim("the task ran on all the while", sameMembers(await runningTasks(stage), [task!]));
}

async function switchOff(stage: Stage): Promise<void> {
  const { emulator, narrator, setting } = stage;
  narrator.step("Somebody turns the instance's kill switch off in the console, and a new report begins.");
  await dasConsole(emulator.url, emulator.accessKey).setKillSwitch(setting.database.instance_id, "OFF");
  await stage.post([LATECOMER]);
  await emulator.advanceClock(WHILE_SWITCHED_OFF_SECONDS);
  const lives = async () => (await stage.running()).some(({ id }) => id === LATECOMER.id);
  narrator.claim("the task runs and kills nothing: the report lives", await lives());
  const { actions, output } = await stage.plan();
  narrator.claim("terraform plan turns the switch on again", sameMembers(actions, ["update"]), output);
  await stage.apply();
  const died = await stage.comesTrue(async () => !(await lives()));
  narrator.claim(`terraform apply did, and session ${LATECOMER.id} died`, died);
}
