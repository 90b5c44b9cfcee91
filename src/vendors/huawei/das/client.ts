import type { CallOptions, Repeat } from "../../http";
import { RejectedError, VendorError } from "../../shared/errors";
import { assertMeant } from "../../shared/task-request";
import { type HuaweiAction, type HuaweiClientOptions, type HuaweiRequest, pathOf, sendHuawei } from "../call";
import { toSessionFilter } from "./filter";
import {
  readKilledSession,
  readKillSwitch,
  readKillTask,
  readProcess,
  readSuccess,
  requestIdOf,
  vendorsTime,
} from "./responses";
import type {
  DasKilledSession,
  DasKillHistoryInput,
  DasKillPreview,
  DasKillSwitch,
  DasKillTask,
  DasKillTaskInput,
  DasProcess,
  DasProcessListInput,
  DasProcessToKill,
} from "./types";

/** DAS kills sessions of MySQL alone. */
const ENGINE = "MySQL";

/** The actions, and when the pipeline may send one again. */
const ACTIONS = {
  list: action("GET", "query-kill-process-task", "always", "das:clouddba:listKillTaskRecord"),
  add: action("PUT", "add-kill-process-task", "unless_lost", "das:clouddba:createKillTask"),
  terminate: action("POST", "terminate-kill-process-task", "unless_lost", "das:clouddba:stopKillTask"),
  preview: action("POST", "preview-session-for-kill-process-task", "always", "das:clouddba:listProcess"),
  history: action("GET", "query-kill-process-history", "always", "das:clouddba:listProcess"),
  getSwitch: action("GET", "get-kill-process-task-switch", "always", "das:clouddba:showKillTaskSwitch"),
  setSwitch: action("POST", "set-kill-process-task-switch", "unless_lost"),
  processes: action("GET", "query-process-list", "always"),
  kill: action("POST", "kill-process", "never"),
} as const;

function action(
  method: HuaweiAction["method"],
  name: string,
  repeat: Repeat,
  permission?: string,
): HuaweiAction {
  return { service: "das", name, method, repeat, ...(permission && { permission }) };
}

/**
 * Huawei Cloud DAS (Data Admin Service), API v3: the actions that are about killing MySQL sessions. Every method throws a
 * VendorError where it fails; one that is `ambiguous` may have been carried out. An instance id that can't be part of a URL is
 * a RangeError.
 */
export class DasClient {
  constructor(private readonly options: HuaweiClientOptions) {}

  /** The region that is called. */
  get region(): string {
    return this.options.region;
  }

  /** The project that is called for. */
  get projectId(): string {
    return this.options.projectId;
  }

  /**
   * The kill tasks of an instance. Whether ended ones are among them is not documented.
   * @returns with the vendor's own time, by which it can be told what has ended.
   */
  listKillTasks(instanceId: string, call?: CallOptions): Promise<{ tasks: DasKillTask[]; at: Date }> {
    return this.#auto(instanceId, ACTIONS.list, call, {
      read: (content, answer, date) => ({
        tasks: content.list("sql_killing_task_resp_list").map(readKillTask),
        at: vendorsTime(answer, date),
      }),
    });
  }

  /**
   * Adds a kill task; five may run. Not repeated after an ambiguous failure.
   *
   * @param options `matchAll`: the task is to kill every session; default false
   * @returns no id: list to learn it. What `success: false` means is not documented; it is not taken for a failure.
   * @throws Error before any request for an input without a filter, unless `matchAll` is set
   */
  async addKillTask(
    instanceId: string,
    input: DasKillTaskInput,
    { matchAll = false, ...call }: CallOptions & { readonly matchAll?: boolean } = {},
  ): Promise<{ success: boolean; requestId: string | undefined }> {
    assertMeant(toSessionFilter(input), matchAll);
    return this.#auto(instanceId, ACTIONS.add, call, {
      body: input,
      read: (content, answer) => ({ ...readSuccess(content), requestId: requestIdOf(content, answer) }),
    });
  }

  /** Stops a kill task. Which error an unknown task or one that has ended gets is not documented. */
  terminateKillTask(instanceId: string, taskId: string, call?: CallOptions): Promise<{ success: boolean }> {
    return this.#auto(instanceId, ACTIONS.terminate, call, { body: { task_id: taskId }, read: readSuccess });
  }

  /** The sessions that a kill task would kill now. Nothing is killed. */
  previewKillTask(instanceId: string, input: DasKillTaskInput, call?: CallOptions): Promise<DasKillPreview> {
    return this.#auto(instanceId, ACTIONS.preview, call, {
      body: input,
      read: (content) => {
        const processes = content.list("processes").map(readProcess);
        return {
          processes,
          dataSyncTime: content.time("data_sync_time"),
          totalCount: content.optionalNumber("total_count") ?? processes.length,
          success: content.optionalFlag("success"),
        };
      },
    });
  }

  /** One page of the sessions that were killed in a window of time, and how many there are on all pages. */
  listKillHistory(
    instanceId: string,
    { nodeId, startTime, endTime, pageNum, pageSize }: DasKillHistoryInput,
    call?: CallOptions,
  ): Promise<{ killedSessions: DasKilledSession[]; totalCount: number }> {
    return this.#auto(instanceId, ACTIONS.history, call, {
      query: {
        node_id: nodeId,
        start_time: startTime,
        end_time: endTime,
        page_num: pageNum,
        page_size: pageSize,
      },
      read: (content) => ({
        killedSessions: content.list("killed_sessions").map(readKilledSession),
        totalCount: content.number("total_count"),
      }),
    });
  }

  /** Whether the kill tasks of an instance are carried out. */
  getKillSwitch(instanceId: string, call?: CallOptions): Promise<DasKillSwitch> {
    return this.#auto(instanceId, ACTIONS.getSwitch, call, { read: readKillSwitch });
  }

  /**
   * Sets whether the kill tasks of an instance are carried out. Where the answer is lost, or is `success: false`, whose meaning is not
   * documented, the switch is read: the call succeeds where it is as asked for.
   *
   * @throws RejectedError where the answer is `success: false` and the switch is not as asked for
   */
  async setKillSwitch(instanceId: string, status: DasKillSwitch, call?: CallOptions): Promise<void> {
    const request = { body: { status }, read: readSuccess };
    try {
      const { success } = await this.#auto(instanceId, ACTIONS.setSwitch, call, request);
      if (success) return;
    } catch (error) {
      if (!(error instanceof VendorError && error.ambiguous)) throw error;
      const found = await this.getKillSwitch(instanceId, call).catch(() => undefined);
      if (found === status) return;
      throw error;
    }
    if ((await this.getKillSwitch(instanceId, call)) === status) return;
    const { service, name } = ACTIONS.setSwitch;
    throw new RejectedError(
      `${service} ${name} was answered with success: false, and the switch is not ${status}.`,
      {
        service,
        action: name,
        remedy:
          "Look at the kill switch of the instance in the DAS console, and whether the key pair may set it.",
      },
    );
  }

  /** One page of the sessions of an instance now, and how many there are on all pages. */
  listProcesses(
    instanceId: string,
    { curPage, perPage }: DasProcessListInput,
    call?: CallOptions,
  ): Promise<{ total: number; processes: DasProcess[] }> {
    return this.#send(instanceId, ACTIONS.processes, call, {
      query: { engine_type: ENGINE, cur_page: curPage, per_page: perPage },
      read: (content) => ({
        total: content.number("total"),
        processes: content.list("data").map(readProcess),
      }),
    });
  }

  /**
   * Kills chosen sessions. Not repeated after an ambiguous failure.
   * @returns how many the vendor says it killed; not which.
   * @throws RangeError where there is none, or an id is not a number: nothing is sent then.
   */
  async killProcesses(
    instanceId: string,
    processes: readonly DasProcessToKill[],
    call?: CallOptions,
  ): Promise<{ count: number; requestId: string | undefined }> {
    if (processes.length === 0) throw new RangeError("There is no session to kill.");
    const body = {
      engine_type: ENGINE,
      processes: processes.map(({ id, user }) => ({ id: sessionNumber(id), user })),
    };
    return this.#send(instanceId, ACTIONS.kill, call, {
      body,
      read: (content, answer) => ({
        count: content.number("count"),
        requestId: requestIdOf(content, answer),
      }),
    });
  }

  /** The actions about kill tasks have a folder of their own. */
  #auto<T>(
    instanceId: string,
    action: HuaweiAction,
    call: CallOptions | undefined,
    request: Omit<HuaweiRequest<T>, "path">,
  ): Promise<T> {
    return this.#send(instanceId, action, call, request, "auto-flow");
  }

  async #send<T>(
    instanceId: string,
    action: HuaweiAction,
    call: CallOptions | undefined,
    request: Omit<HuaweiRequest<T>, "path">,
    ...folder: string[]
  ): Promise<T> {
    const path = pathOf("v3", this.options.projectId, "instances", instanceId, ...folder, action.name);
    return sendHuawei(this.options, action, { ...request, path }, call);
  }
}

function sessionNumber(id: string): bigint {
  if (!/^\d+$/.test(id)) throw new RangeError(`${JSON.stringify(id)} is not the id of a MySQL session.`);
  return BigInt(id);
}
