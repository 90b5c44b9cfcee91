import { type Context, DiagnosticError } from "../../framework";
import type { ProviderClients } from "../provider-clients";
import type { DasKillTaskState } from "./das-kill-task-schema";
import { describeTask, statusAt, toDeclaration } from "./das-task";
import { DasTaskLife } from "./das-task-life";
import { ownerOf } from "./das-task-registry";
import { toState } from "./das-task-state";
import { notePlace } from "./gone";

/** Brings a task into the state by `<instance_id>/<task_id>`, with every attribute that the vendor tells. */
export async function importDasKillTask(
  id: string,
  ctx: Context<ProviderClients>,
): Promise<Partial<DasKillTaskState>> {
  const [, instanceId, taskId] = /^([^\s/]{1,128})\/(\d{1,19})$/.exec(id) ?? [];
  if (!instanceId || !taskId) {
    throw new DiagnosticError({
      summary: `"${id}" is no id of a DAS kill task`,
      detail:
        "Write it as <instance_id>/<task_id>, such as bcfa975193f1402fa11a6d4fd6baf5fbin01/5: the task's number is what query-kill-process-task lists.",
    });
  }
  const life = new DasTaskLife(ctx.client.das(), instanceId, ctx);
  const tasks = await life.list({ signal: ctx.signal });
  const task = tasks.all.find((each) => each.taskId === taskId);
  if (!task) {
    throw new DiagnosticError({
      summary: `${instanceId} has no kill task ${taskId}`,
      detail: `In ${life.region} these run there:\n${tasks.running.map(describeTask).join("\n") || "none"}`,
    });
  }
  notePlace(life, ctx.private);
  ownerOf(ctx.private);
  const declared = {
    ...toDeclaration(task),
    instance_id: instanceId,
    region: null,
    renew_on_expiry: false,
    max_kills: null,
    require_switch: true,
    adopt_existing: true,
    timeouts: null,
  } as unknown as DasKillTaskState;
  return { ...toState(declared, task), status: statusAt(task, tasks.at) };
}
