import { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core";
import { HcClient } from "@huaweicloud/huaweicloud-sdk-core/HcClient";
import { DefaultHttpClient } from "@huaweicloud/huaweicloud-sdk-core/http/DefaultHttpClient";
import type { Logger } from "@huaweicloud/huaweicloud-sdk-core/logger";
import { BUILT_IN_ACCESS_KEY, EMULATOR_PROJECT_ID } from "../../src/emulator";
import type { AccessKey } from "../../src/emulator/core/types";

/** A DAS instance id as the documents' examples have them, one for each number. */
export function dasInstanceId(number = 1): string {
  return `${String(number).padStart(32, "0")}in01`;
}

/** What the SDK makes of an error answer. */
export interface SdkError {
  httpStatusCode: number;
  errorCode: string;
  errorMsg: string;
  requestId: string;
}

/** The SDK writes every error to the console. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} } as unknown as Logger;

/** Huawei's own SDK core, pointed at a local server. There is no SDK for DAS and MRS on npm, so calls are spelled out. */
export class HuaweiSdk {
  readonly #client: HcClient;
  readonly #projectId: string;

  constructor(url: string, options: { key?: AccessKey; projectId?: string } = {}) {
    const { key = BUILT_IN_ACCESS_KEY, projectId = EMULATOR_PROJECT_ID } = options;
    this.#projectId = projectId;
    // Not by the SDK's ClientBuilder, which writes a file into the home folder.
    this.#client = new HcClient(new DefaultHttpClient({ logger: SILENT }, [url]))
      .withEndpoints([url])
      .withCredential(
        new BasicCredentials({
          ak: key.id,
          sk: key.secret,
          projectId,
          ...(key.token && { securityToken: key.token }),
        }),
      );
  }

  /** A call of DAS; `path` is what stands below the instance. */
  das(instanceId: string, method: string, path: string, data?: object, query: object = {}) {
    return this.#call(method, `/v3/{project_id}/instances/${instanceId}/${path}`, data, query);
  }

  /** A call of DAS's kill tasks. */
  kill(instanceId: string, method: string, action: string, data?: object, query?: object) {
    return this.das(instanceId, method, `auto-flow/${action}`, data, query);
  }

  /** Adds a kill task; what is not given is a manual task of a session age that nothing reaches. */
  add(instanceId: string, task: object = {}) {
    const data = { time: 1_000_000, task_duration: 0, task_type: "manual", ...task };
    return this.kill(instanceId, "PUT", "add-kill-process-task", data);
  }

  /** The kill tasks of an instance, as listed. */
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about
  async tasks(instanceId: string): Promise<any[]> {
    const listed = await this.kill(instanceId, "GET", "query-kill-process-task");
    return listed.sql_killing_task_resp_list;
  }

  /** A call of MRS's SQL APIs. */
  mrs(clusterId: string, method: string, path: string, data?: object) {
    return this.#call(method, `/v2/{project_id}/clusters/${clusterId}/${path}`, data, {});
  }

  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about
  async #call(method: string, url: string, data: object | undefined, queryParams: object): Promise<any> {
    const { httpStatusCode, ...answer } = await this.#client.sendRequest<{ httpStatusCode?: number }>({
      method,
      url,
      data,
      queryParams,
      pathParams: { project_id: this.#projectId },
      headers: {},
      contentType: "application/json",
    } as Parameters<HcClient["sendRequest"]>[0]);
    return answer;
  }
}

/** The error that a call fails with. */
export async function sdkError(call: Promise<unknown>): Promise<SdkError> {
  return call.then(
    () => Promise.reject(new Error("expected an error, got an answer")),
    (error: SdkError) => error,
  );
}
