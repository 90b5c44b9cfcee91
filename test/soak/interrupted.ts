import { collect } from "../../scripts/terraform";
import { DAS_INSTANCE, dasKillTask } from "../support/das";
import { descendants } from "../support/processes";
import { killTask, type Workspace } from "../support/workspace";
import { Broken, type Figures } from "./figures";
import { check, running } from "./tasks";

const DBBRAIN_INSTANCES = ["cdb-1", "cdb-2", "cdb-3"];
/** What stops an apply: Ctrl-C once, twice, and kills that leave nobody time to write anything. */
const BLOWS = ["interrupt", "interrupt twice", "kill terraform", "kill the provider", "kill both"] as const;
/** The calls of a kill task's life, at one of which the blow falls. */
const MOMENTS = [
  "CreateKillTask",
  "CancelKillTask",
  "add-kill-process-task",
  "query-kill-process-task",
  "terminate-kill-process-task",
];

/** Users by resource: what is declared. */
type Declared = ReadonlyMap<string, { readonly service: "dbbrain" | "das"; readonly user: string }>;

/**
 * Real Terraform, broken off in the middle of a create, an edit or a destroy, and then run again: exactly the declared tasks run, and a
 * destroy leaves none but a stranger's.
 */
export async function playInterrupted(
  workspace: Workspace,
  random: () => number,
  figures: Figures,
): Promise<void> {
  const { emulator, terraform } = workspace;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  await workspace.reset();
  for (const instance of DBBRAIN_INSTANCES) await workspace.sessions(instance, []);
  await emulator.addSessions({ service: "das", instance_id: DAS_INSTANCE, sessions: [] });
  const stranger = random() < 0.5;
  if (stranger)
    await emulator.addTask({ service: "das", instance_id: DAS_INSTANCE, match: { users: ["stranger"] } });

  const declare = (): Declared =>
    new Map(
      [...DBBRAIN_INSTANCES, "one", "two"].flatMap((name) =>
        random() < 0.8
          ? [
              [
                name,
                {
                  service: DBBRAIN_INSTANCES.includes(name) ? "dbbrain" : "das",
                  user: `${name}-${pick(["a", "b"])}`,
                },
              ] as const,
            ]
          : [],
      ),
    );
  let declared = declare();
  workspace.write(hcl(declared));
  if (random() < 0.6) {
    await applied(workspace, figures);
    declared = declare();
    workspace.write(hcl(declared));
  }

  const blow = pick(BLOWS);
  const moment = pick(MOMENTS);
  const child = terraform.spawn(["apply", "-no-color", "-auto-approve", "-input=false"], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const pause = Math.floor(random() * 40);
  emulator.before(moment, () => void strike(child.pid!, blow, pause));
  await collect(child);
  figures.applies++;
  figures.interrupted++;

  // What was killed may have started a task that no state knows: the apply that follows takes it over.
  await applied(workspace, figures);
  const told = `${blow} at ${moment}`;
  check(
    await running(emulator),
    [...declared.values()].map(({ user }) => user),
    stranger,
    told,
  );
  const { code, output } = await terraform.destroy();
  figures.applies++;
  if (code !== 0) throw new Broken("orphaned", `${told}: the destroy failed: ${output}`);
  check(await running(emulator), [], stranger, told);
}

/** Applies until a plan is empty. */
async function applied({ terraform }: Workspace, figures: Figures): Promise<void> {
  let output = "";
  for (let attempt = 0; attempt < 4; attempt++) {
    output = (await terraform.apply()).output;
    figures.applies++;
    if ((await terraform.plan("-detailed-exitcode")).code === 0) return;
  }
  throw new Broken("orphaned", `no empty plan after four applies: ${output}`);
}

async function strike(pid: number, blow: (typeof BLOWS)[number], pause: number): Promise<void> {
  const send = (pids: readonly number[], signal: NodeJS.Signals) => {
    for (const each of pids) {
      try {
        process.kill(each, signal);
      } catch {
        // It has ended by itself.
      }
    }
  };
  await new Promise((resolve) => setTimeout(resolve, pause));
  const providers = descendants(pid);
  if (blow === "interrupt" || blow === "interrupt twice") send([-pid], "SIGINT");
  if (blow === "kill terraform" || blow === "kill both") send([pid], "SIGKILL");
  if (blow === "kill the provider" || blow === "kill both") send(providers, "SIGKILL");
  if (blow !== "interrupt twice") return;
  await new Promise((resolve) => setTimeout(resolve, pause));
  send([-pid], "SIGINT");
}

function hcl(declared: Declared): string {
  return [...declared]
    .map(([name, { service, user }]) => {
      const match = `{ users = ["${user}"], min_duration_seconds = 60 }`;
      return service === "das"
        ? dasKillTask(name, { match })
        : killTask(name, { instance_id: `"${name}"`, match, on_conflict: '"replace"' });
    })
    .join("\n");
}
