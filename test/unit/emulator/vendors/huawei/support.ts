import {
  AccessKeys,
  BUILT_IN_ACCESS_KEY,
  EMULATOR_PROJECT_ID,
} from "../../../../../src/emulator/core/access-keys";
import { type Quirk, Quirks } from "../../../../../src/emulator/core/quirks";
import type { RateLimit } from "../../../../../src/emulator/core/rate-limit";
import type { AccessKey, SessionInput } from "../../../../../src/emulator/core/types";
import { World } from "../../../../../src/emulator/core/world";
import { MemoryEngine } from "../../../../../src/emulator/engines/memory";
import { HuaweiCloud } from "../../../../../src/emulator/vendors/huawei/cloud";
import { dasApi } from "../../../../../src/emulator/vendors/huawei/das";
import { DAS } from "../../../../../src/emulator/vendors/huawei/das-instances";
import { MRS, mrsApi } from "../../../../../src/emulator/vendors/huawei/mrs";
import { signature } from "../../../../../src/emulator/vendors/huawei/sdk-hmac";
import type { RequestHead } from "../../../../../src/emulator/vendors/vendor";
import { sha256 } from "../../../../../src/emulator/vendors/wire";

/** A DAS instance id as the documents' examples have them. */
export const INSTANCE = "bcfa975193f1402fa11a6d4fd6baf5fbin01";
export const CLUSTER = "c1";

/** A request as a well-behaved client signs it, dated now. */
export function signed(
  method: string,
  target: string,
  { body = "", key = BUILT_IN_ACCESS_KEY as AccessKey, headers = {} as Record<string, string> } = {},
): RequestHead {
  const [path = "", query = ""] = target.split("?");
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const sent: Record<string, string> = {
    host: "das.example",
    "x-sdk-date": date,
    ...(key.token && { "x-security-token": key.token }),
    ...headers,
  };
  const signedHeaders = Object.keys(sent).sort();
  const told = signature({
    method,
    path,
    query,
    headers: sent,
    signedHeaders,
    date: sent["x-sdk-date"]!,
    payloadHash: sent["x-sdk-content-sha256"] ?? sha256(body),
    secret: key.secret,
  });
  const authorization = `SDK-HMAC-SHA256 Access=${key.id}, SignedHeaders=${signedHeaders.join(";")}, Signature=${told}`;
  return { method, path, query, headers: { ...sent, authorization } };
}

/** Huawei's side of the emulator without HTTP, with one DAS instance and one MRS cluster. */
export class Huawei {
  readonly world = new World();
  readonly engine = new MemoryEngine(this.world);
  readonly cloud: HuaweiCloud;
  readonly instance = { service: DAS, id: INSTANCE, tasks: [] };
  readonly cluster = { service: MRS, id: CLUSTER, tasks: [] };

  constructor({ quirks = [] as Quirk[], rateLimit = undefined as RateLimit | undefined } = {}) {
    const { world, engine } = this;
    const accessKeys = new AccessKeys();
    this.cloud = new HuaweiCloud(
      {
        world,
        engine,
        accessKeys,
        rateLimit,
        quirks: new Quirks(quirks),
      },
      [dasApi, mrsApi],
    );
    world.place(this.instance);
    world.place(this.cluster);
  }

  /** Puts sessions on the DAS instance. */
  post(...sessions: SessionInput[]): void {
    this.engine.add(this.instance, sessions);
  }

  /** One call; `body` is sent as it is where it is a text. Responses status, headers and body, the latter as text too. */
  async call(method: string, path: string, body?: object | string) {
    const text = typeof body === "object" ? JSON.stringify(body) : (body ?? "");
    const head = signed(method, path, { body: text });
    const answer = await this.cloud.open(head, Buffer.from(text), "request-1").carryOut();
    return { ...answer, text: answer.body, body: JSON.parse(answer.body) };
  }

  das(method: string, path: string, body?: object | string, instanceId = INSTANCE) {
    return this.call(method, `/v3/${EMULATOR_PROJECT_ID}/instances/${instanceId}/${path}`, body);
  }

  add(task: object = {}) {
    const body = { time: 1_000_000, task_duration: 0, task_type: "manual", ...task };
    return this.das("PUT", "auto-flow/add-kill-process-task", body);
  }

  terminate(task_id: unknown) {
    return this.das("POST", "auto-flow/terminate-kill-process-task", { task_id });
  }

  preview(filter: object) {
    return this.das("POST", "auto-flow/preview-session-for-kill-process-task", filter);
  }

  async tasks() {
    const { body } = await this.das("GET", "auto-flow/query-kill-process-task");
    return body.sql_killing_task_resp_list;
  }

  history(query: string) {
    return this.das("GET", `auto-flow/query-kill-process-history?${query}`);
  }

  mrs(method: string, path: string, body?: object | string, clusterId = CLUSTER) {
    return this.call(method, `/v2/${EMULATOR_PROJECT_ID}/clusters/${clusterId}/${path}`, body);
  }

  /** Ids of the sessions that live on the DAS instance. */
  async alive(): Promise<string[]> {
    return (await this.engine.list(this.instance)).map(({ id }) => id);
  }
}
