import type { Side } from "../benchmark";
import type { EmulatorProcess } from "../emulator-process";
import type { Fleet } from "../fleets";
import type { Folder } from "../folder";
import type { Stage } from "../stage";

/** A session that every task's filter matches, and so what a preview shows. */
const VICTIM = {
  user: "report",
  host: "10.0.0.7:51234",
  duration_seconds: 75,
  info: "select sum(total) from orders",
};

/** Empty databases in an emulator that knows nothing else. */
export async function emptyDatabases(fleet: Fleet, stage: Stage): Promise<EmulatorProcess> {
  const emulator = await stage.emulator(fleet, { rateLimit: false });
  await emulator.reset(fleet, stage.count);
  return emulator;
}

/** Databases with one session each that is to be killed. */
export async function busyDatabases(fleet: Fleet, stage: Stage): Promise<EmulatorProcess> {
  const emulator = await stage.emulator(fleet, { rateLimit: false });
  await emulator.reset(fleet, stage.count, [VICTIM]);
  return emulator;
}

/** Plans everything that is declared, from nothing. */
export function planOf(folder: Folder, count: number): Side {
  return async () => {
    folder.forget();
    return (await folder.time(`Plan: ${count} to add, 0 to change, 0 to destroy`, "plan")).ms;
  };
}

/** Plans, untimed, and applies that plan: what creating costs, apart from what planning does. */
export async function applyAll(folder: Folder, count: number): Promise<number> {
  folder.forget();
  await folder.time(`Plan: ${count} to add`, "plan", "-out=tfplan");
  return (await folder.time(`Resources: ${count} added, 0 changed, 0 destroyed`, "apply", "tfplan")).ms;
}

/** As applyAll, for a fleet's kill tasks: on databases without any, and every one has to run afterwards. */
export async function applyKillTasks(fleet: Fleet, stage: Stage): Promise<number> {
  const folder = await stage.ours(fleet, { preview: false });
  const emulator = await emptyDatabases(fleet, stage);
  const ms = await applyAll(folder, stage.count);
  await expectTasks(emulator, stage.count);
  return ms;
}

/** @throws Error where other than so many tasks run */
export async function expectTasks(emulator: EmulatorProcess, expected: number): Promise<void> {
  const running = await emulator.runningTasks();
  if (running !== expected) throw new Error(`${running} kill tasks run on the emulator, not ${expected}`);
}
