import type { Context } from "../../framework";
import type { DasKillTask } from "../../vendors/huawei";
import type { ProviderClients } from "../provider-clients";
import type { DasKillTaskDesired, DasKillTaskState } from "./das-kill-task-schema";
import { describeTask, endOf, statusAt } from "./das-task";
import { switchOff } from "./das-task-errors";
import type { DasTaskLife, Tasks } from "./das-task-life";
import { instanceKey } from "./das-task-registry";
import { isInstanceGone, requireProject } from "./gone";

/** The state of a task that runs. */
export function toState(
  declared: DasKillTaskDesired | DasKillTaskState,
  task: DasKillTask,
): DasKillTaskState {
  return {
    ...(declared as DasKillTaskState),
    id: `${declared.instance_id}/${task.taskId}`,
    task_id: task.taskId,
    status: "running",
    started_at: task.startTime?.toISOString() ?? null,
    ends_at: endOf(task)?.toISOString() ?? null,
  };
}

/** The state of a declaration for which no task is known to run. */
export function toUnknownState(declared: DasKillTaskDesired | DasKillTaskState): DasKillTaskState {
  return {
    ...(declared as DasKillTaskState),
    id: `${declared.instance_id}/`,
    task_id: null,
    status: "stopped",
    started_at: null,
    ends_at: null,
  };
}

/** What became of a task by now. It stays in the state where it ended, so that the next plan can tell and start it anew. */
export async function readTask(
  state: DasKillTaskState,
  life: DasTaskLife,
  ctx: Context<ProviderClients>,
): Promise<DasKillTaskState | null> {
  if (state.task_id === null) return state;
  const { instance_id: instanceId, task_id: taskId } = state;
  const { client, signal, diagnostics } = ctx;
  const instance = instanceKey(life.region, instanceId);
  let tasks: Tasks;
  try {
    tasks = await client.once(`${instance} tasks`, () => life.list({ signal }));
  } catch (error) {
    if (!isInstanceGone(error)) throw error;
    requireProject(instanceId, life, ctx.private);
    diagnostics.warning(
      `${instanceId} is gone, and kill task ${taskId} with it`,
      `DAS knows no such instance in ${life.region}, so that the task is taken for gone too. Where the credentials or the project are others by now, undo that before you apply.\n\n${error.message}`,
    );
    return null;
  }
  if (!life.owns(taskId)) {
    diagnostics.warning(
      `Kill task ${taskId} of ${instanceId} is another resource's`,
      "Two resources have it in the state, as after a rename that was broken off between its two halves: it stays the other's. This one is taken for stopped: the next apply starts a task for it where it is declared, and stops nothing where it is not.",
    );
    return toUnknownState(state);
  }
  warnOfSecond(life.moreOfStart(tasks), instanceId, ctx);
  const task = tasks.all.find((each) => each.taskId === taskId);
  if (!task) return { ...state, status: hasExpired(state, tasks.at) ? "expired" : "stopped" };
  const status = statusAt(task, tasks.at);
  if (status !== "running") return { ...state, status };
  warnOfTaskState(task, state, ctx);
  if (state.require_switch) await warnOfSwitch(instance, instanceId, life, ctx);
  return toState(state, task);
}

/** An ended task may be listed or not. */
function hasExpired({ status, ends_at }: DasKillTaskState, at: Date): boolean {
  return status === "expired" || (ends_at !== null && Date.parse(ends_at) <= at.getTime());
}

/** A start that was thought lost may come through after it was repeated. */
function warnOfSecond(
  more: readonly DasKillTask[],
  instanceId: string,
  { diagnostics }: Context<ProviderClients>,
): void {
  if (more.length === 0) return;
  diagnostics.warning(
    `A second kill task like this one runs on ${instanceId}`,
    `The start was sent again while its fate was unknown, and came through after all: ${more.map(describeTask).join("; ")}. It kills the same sessions. The next change or destroy of this resource stops it; to stop it now, use the DAS console.`,
  );
}

/** The vendor documents no values of `task_state`; that it is another one than at the start is worth a look. */
function warnOfTaskState(
  { taskId, taskState }: DasKillTask,
  { instance_id }: DasKillTaskState,
  ctx: Context<ProviderClients>,
): void {
  const atStart = ctx.private.get("task_state");
  if (atStart === undefined || taskState === atStart) return;
  ctx.diagnostics.warning(
    `DAS lists kill task ${taskId} of ${instance_id} in state ${taskState}, and ${atStart} when it was started`,
    "What these numbers mean is not documented, and the task's time is not over. Look in the DAS console whether it still runs.",
  );
}

async function warnOfSwitch(
  instance: string,
  instanceId: string,
  life: DasTaskLife,
  { client, diagnostics, signal }: Context<ProviderClients>,
): Promise<void> {
  if (await client.once(`${instance} switch`, () => life.isSwitchOn({ signal }))) return;
  const { summary, detail } = switchOff(instanceId);
  diagnostics.warning(summary, detail);
}
