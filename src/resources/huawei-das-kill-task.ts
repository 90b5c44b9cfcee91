import { attr, type Context, DiagnosticError, defineResource, modify, schema } from "../framework";
import { dasFacts } from "../vendors/huawei/das/facts";
import { instanceId } from "./attributes";
import { fromFilter } from "./blocks";
import { killTaskHandlers, taskAttributes } from "./kill-task";
import type { ProviderClients } from "./provider-clients";

/** `dbkill_huawei_das_kill_task`. Source of the facts: DAS v3, add-, query- and terminate-kill-process-task. */
const dasKillTaskSchema = schema({
  description: `A DAS kill task: Huawei Cloud kills the sessions of a MySQL instance that match, for a duration or until destroyed.

At most **${dasFacts.task.maxRunning}** tasks run on an instance, side by side. DAS can't change a task, so a change stops it and starts another one, in place. It returns no id when a task is started: dbkill lists the tasks before and after and takes the new one. A task that was stopped in the console, or is gone, is started again by the next apply.`,
  attributes: {
    id: attr.string("computed", { description: "`<instance_id>/<task_id>`." }),
    instance_id: instanceId("`bcfa975193f1402fa11a6d4fd6baf5fbin01`", [modify.requiresReplace()]),
    ...taskAttributes(dasFacts),
    require_switch: attr.bool("defaulted", {
      description:
        "Whether the instance's kill switch must be on. With the switch off a task kills nothing: a plan then warns and an apply fails. See `dbkill_huawei_das_kill_switch`.",
      default: true,
    }),
    adopt_existing: attr.bool("defaulted", {
      description:
        "Whether a task that already runs, is equal to the declared one in every filter and belongs to no resource of this run is taken over, with a warning, instead of starting a second one.",
      default: true,
    }),
    task_id: attr.string("computed", {
      description:
        "The vendor's number of the task; null while it is not known whether the task was started.",
    }),
    project_id: attr.string("computed", { description: "The project in which the task was started." }),
  },
});

interface Values {
  readonly instance_id: string;
  readonly require_switch: boolean;
  readonly adopt_existing: boolean;
}

const handlers = killTaskHandlers<typeof dasKillTaskSchema, Values>({
  type: "dbkill_huawei_das_kill_task",
  facts: dasFacts,
  target: ({ instance_id }) => ({ service: "das", instance_id }),
  options: ({ adopt_existing, require_switch }) => ({
    onConflict: "error",
    adoptExisting: adopt_existing,
    requireSwitch: require_switch,
  }),
  id: ({ instance_id }, taskId) => `${instance_id}/${taskId ?? ""}`,
  idIsKnown: false,
});

export const lostDasKillTask = handlers.lost;

export const huaweiDasKillTask = defineResource<typeof dasKillTaskSchema, ProviderClients>({
  schema: dasKillTaskSchema,
  ...handlers,
  importState: importTask,
} as never);

/** Brings a task into the state by `<instance_id>/<task_id>`, with every attribute that the vendor tells. */
async function importTask(id: string, ctx: Context<ProviderClients>): Promise<unknown> {
  const [, instanceId, taskId] = /^([^\s/]{1,128})\/(\d{1,19})$/.exec(id) ?? [];
  if (!instanceId || !taskId) {
    throw new DiagnosticError({
      code: "DBKILL_IMPORT_ID_INVALID",
      summary: `${JSON.stringify(id)} is not the id of a DAS kill task`,
      detail:
        "Write it as <instance_id>/<task_id>, such as bcfa975193f1402fa11a6d4fd6baf5fbin01/5. query-kill-process-task lists the numbers of an instance's tasks.",
    });
  }
  const service = ctx.client.taskService({ service: "das", instance_id: instanceId });
  const { tasks } = await service.list!(ctx.signal);
  const task = tasks.find((each) => each.taskId === taskId);
  if (!task) {
    const running = tasks.filter(({ status }) => status === "running");
    const lines = running.map((each) => `task ${each.taskId}: ${service.describe(each.request)}`);
    throw new DiagnosticError({
      code: "DBKILL_IMPORT_NOT_FOUND",
      summary: `${instanceId} has no kill task ${taskId}`,
      detail: `In ${service.region} these tasks run there:\n${lines.join("\n") || "none"}`,
    });
  }
  const { filter, durationSeconds } = task.request;
  const declared = {
    instance_id: instanceId,
    match: filter && fromFilter(filter),
    match_all: filter === null,
    duration_seconds: durationSeconds,
    renew_on_expiry: false,
    max_kills: null,
    require_switch: true,
    adopt_existing: true,
    task_id: taskId,
    project_id: null,
    timeouts: null,
  };
  return handlers.toState(declared as never, {
    taskId,
    status: task.status,
    startedAt: task.startedAt?.toISOString() ?? null,
    endsAt: task.endsAt?.toISOString() ?? null,
    region: service.region,
    account: service.account ?? null,
    listedAs: null,
    rawState: task.rawState,
    pending: null,
  });
}
