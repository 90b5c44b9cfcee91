import type { Emulator, TaskState } from "../../src/emulator";
import { Core, type Declaration, FAULTS, type Outcome } from "./core";
import { Broken, type Figures } from "./figures";

const INSTANCES = { dbbrain: ["cdb-1", "cdb-2"], das: ["bcfa975193f1402fa11a6d4fd6baf5fbin01"] } as const;
const TYPES = { dbbrain: "dbkill_tencent_dbbrain_kill_task", das: "dbkill_huawei_das_kill_task" } as const;
const ACTIONS = {
  dbbrain: ["CreateKillTask", "CancelKillTask"],
  das: ["add-kill-process-task", "query-kill-process-task", "terminate-kill-process-task"],
} as const;
const TIMEOUTS = { create: "6s", update: "6s", delete: "100s" };
/** A start that got lost may be listed for a minute, which the next change waits for. */
const PATIENT = { create: "100s", update: "100s", delete: "100s" };

/**
 * The life of some kill tasks: created, edited, tainted, removed, expired, with faults on every call and answers that get lost. In the
 * end, once the faults are over, exactly the declared tasks run, none twice, and a destroy leaves none but a stranger's.
 */
export async function playTasks(
  emulator: Emulator,
  config: Readonly<Record<string, unknown>>,
  random: () => number,
  figures: Figures,
): Promise<void> {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const service = pick(["dbbrain", "das"] as const);
  await emulator.reset();
  for (const instance_id of INSTANCES[service])
    await emulator.addSessions({ service, instance_id, sessions: [] });
  const stranger = service === "das" && random() < 0.5;
  if (stranger) {
    await emulator.addTask({ service, instance_id: INSTANCES.das[0], match: { users: ["stranger"] } });
  }
  const core = new Core(config, random);
  const declared = new Map<string, Declaration>();
  const addresses = service === "dbbrain" ? ["a", "b"] : ["a", "b", "c"];
  const declare = (address: string) => {
    const users = [`${address}-${pick(["one", "two", "three"])}`];
    const instance = service === "dbbrain" ? INSTANCES.dbbrain[address === "a" ? 0 : 1] : INSTANCES.das[0];
    declared.set(address, {
      type: TYPES[service],
      values: {
        instance_id: instance,
        match: { users, min_duration_seconds: pick([60, 300]) },
        timeouts: TIMEOUTS,
        ...(service === "dbbrain" && { on_conflict: "replace" }),
        // What ends by itself is known by our clock alone on DBbrain, and that one is not the emulator's.
        ...(service === "das" && random() < 0.2 && { duration_seconds: 3600, renew_on_expiry: true }),
      },
    });
  };
  for (let step = 0; step < 5; step++) {
    const address = pick(addresses);
    const action = random();
    if (action < 0.6) declare(address);
    else if (action < 0.75) declared.delete(address);
    else if (action < 0.85) core.taint(address);
    else await emulator.advanceClock(pick([60, 4000]));
    const faults = ACTIONS[service].flatMap((name) =>
      random() < 0.4
        ? [
            {
              service,
              action: name,
              kind: pick(FAULTS),
              times: 1 + Math.floor(random() * 2),
              after: Math.floor(random() * 2),
            },
          ]
        : [],
    );
    await emulator.setFaults(faults);
    figures.faults += faults.length;
    await core.apply(declared);
    figures.applies++;
  }
  await emulator.setFaults([]);
  for (const [address, { type, values }] of declared)
    declared.set(address, { type, values: { ...values, timeouts: PATIENT } });
  await settle(core, declared, service, figures);
  const wanted = [...declared.values()].map(({ values }) => userOf(values.match as TaskState["match"]));
  check(await running(emulator), wanted, stranger, service);
  const destroyed = await core.destroy();
  figures.applies++;
  if (destroyed.errors.length > 0)
    throw new Broken("orphaned", `${service}: the destroy failed: ${destroyed.errors[0]}`);
  check(await running(emulator), [], stranger, service);
}

/** Applies until a plan is empty. */
async function settle(
  core: Core,
  declared: ReadonlyMap<string, Declaration>,
  service: string,
  figures: Figures,
): Promise<void> {
  let last: Outcome | undefined;
  for (let attempt = 0; attempt < 5; attempt++) {
    last = await core.apply(declared);
    figures.applies++;
    if (last.errors.length === 0 && last.empty) return;
  }
  throw new Broken(
    "orphaned",
    `${service}: no empty plan after five applies: ${last?.errors[0] ?? "it changes something each time"}`,
  );
}

export async function running(emulator: Emulator): Promise<TaskState[]> {
  return (await emulator.state()).tasks.filter(({ status }) => status === "running");
}

/**
 * Whether exactly the declared tasks run, and a stranger's where there is one. Each task is known by the user it kills.
 *
 * @throws Broken
 */
export function check(
  tasks: readonly TaskState[],
  wanted: readonly string[],
  stranger: boolean,
  where: string,
): void {
  const found = tasks.map(({ match }) => userOf(match));
  const ours = found.filter((user) => user !== "stranger");
  if (found.length - ours.length !== (stranger ? 1 : 0))
    throw new Broken("wrong", `${where}: the stranger's task was stopped`);
  const extra = ours.filter((user) => !wanted.includes(user));
  const missing = wanted.filter((user) => !ours.includes(user));
  if (extra.length > 0 || missing.length > 0) {
    throw new Broken(
      "orphaned",
      `${where}: runs ${JSON.stringify(ours)}, declared ${JSON.stringify(wanted)}`,
    );
  }
  if (new Set(ours).size !== ours.length)
    throw new Broken("doubled", `${where}: runs ${JSON.stringify(ours)}`);
}

function userOf(match: TaskState["match"]): string {
  return match.users?.[0] ?? "";
}
