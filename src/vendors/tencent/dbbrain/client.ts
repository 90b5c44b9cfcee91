import type { Call, CallOptions, Http, Repeat } from "../../http";
import { RejectedError } from "../../shared/errors";
import { objectOf, stringifyJson } from "../../shared/json";
import { assertMeant } from "../../shared/task-request";
import type { TencentCredentials } from "../credentials";
import { malformed, readTencentResponse, type TencentResponse } from "../response";
import { signTc3 } from "../signer";
import { toSessionFilter } from "./filter";
import type {
  CommitKillInput,
  CreateKillTaskInput,
  DbbrainInstance,
  DescribeMySqlProcessListInput,
  PrepareKillInput,
  ProcessListRow,
} from "./types";

const SERVICE = "dbbrain";
const VERSION = "2021-05-27";
const CONTENT_TYPE = "application/json";

/** The limit that each of these actions documents for itself: 20 requests a second. */
const RATE = { calls: 20, perMs: 1000 };

/** The actions, and when the pipeline may send one again. */
const ACTIONS = {
  CreateKillTask: "unless_lost",
  CancelKillTask: "unless_lost",
  KillMySqlThreads: "never",
  DescribeMySqlProcessList: "always",
} as const satisfies Record<string, Repeat>;

type Action = keyof typeof ACTIONS;

/** What a {@link DbbrainClient} is made from. */
export interface DbbrainClientOptions {
  readonly http: Http;
  readonly credentials: TencentCredentials;
  readonly region: string;
  readonly endpoint: URL;
}

/**
 * Tencent Cloud DBbrain, API version 2021-05-27: the four actions that are about killing MySQL sessions. Every method throws a
 * VendorError where it fails; one that is `ambiguous` may have been carried out.
 */
export class DbbrainClient {
  constructor(private readonly options: DbbrainClientOptions) {}

  /** The region that is called. */
  get region(): string {
    return this.options.region;
  }

  /**
   * Starts a kill task. Not repeated after an ambiguous failure.
   *
   * @param options `matchAll`: the task is to kill every session; default false
   * @throws Error before any request for an input without a filter, unless `matchAll` is set
   */
  async createKillTask(
    input: CreateKillTaskInput,
    { matchAll = false, ...call }: CallOptions & { readonly matchAll?: boolean } = {},
  ): Promise<{ requestId: string }> {
    assertMeant(toSessionFilter(input), matchAll);
    return this.#send("CreateKillTask", input, call, expectDone("CreateKillTask"));
  }

  /** Stops the kill task of an instance and product. A NotFoundError says that there was none, or no such instance. */
  cancelKillTask(input: DbbrainInstance, call?: CallOptions): Promise<{ requestId: string }> {
    return this.#send("CancelKillTask", input, call, expectDone("CancelKillTask"));
  }

  /**
   * First step of killing chosen sessions.
   * @returns the id to commit within ten seconds
   * @throws Error before any request where there is no thread, or an id is not a number
   */
  async prepareKill(
    { Threads, ...input }: PrepareKillInput,
    call?: CallOptions,
  ): Promise<{ sqlExecId: string; requestId: string }> {
    if (Threads.length === 0) throw new Error("There is no session to kill.");
    const body = { ...input, Threads: Threads.map(threadNumber), Stage: "Prepare" };
    return this.#send("KillMySqlThreads", body, call, (response) => ({
      sqlExecId: textField("KillMySqlThreads", response, "SqlExecId"),
      requestId: response.RequestId,
    }));
  }

  /**
   * Second step: kills. Not repeated after an ambiguous failure.
   * @returns the threads that the vendor says it killed; none where the id had expired.
   */
  commitKill(input: CommitKillInput, call?: CallOptions): Promise<{ threads: string[]; requestId: string }> {
    return this.#send("KillMySqlThreads", { ...input, Stage: "Commit" }, call, (response) => ({
      threads: threadIds(response),
      requestId: response.RequestId,
    }));
  }

  /** The sessions of an instance now. */
  describeMySqlProcessList(
    input: DescribeMySqlProcessListInput,
    call?: CallOptions,
  ): Promise<ProcessListRow[]> {
    return this.#send("DescribeMySqlProcessList", input, call, processList);
  }

  #send<T>(
    action: Action,
    input: object,
    options: CallOptions | undefined,
    read: (response: TencentResponse) => T,
  ): Promise<T> {
    const { http, credentials, region, endpoint } = this.options;
    const { secretId, secretKey, token } = credentials;
    const call: Call<T> = {
      service: SERVICE,
      action,
      account: secretId,
      endpoint,
      method: "POST",
      path: "/",
      headers: {
        "content-type": CONTENT_TYPE,
        "x-tc-action": action,
        "x-tc-version": VERSION,
        "x-tc-region": region,
        "x-tc-language": "en-US",
        "x-tc-requestclient": http.userAgent,
        // Not signed, as in the vendor's own SDKs.
        ...(token && { "x-tc-token": token }),
      },
      body: stringifyJson(input),
      repeat: ACTIONS[action],
      rate: RATE,
      secrets: token ? [secretKey, token] : [secretKey],
      sign: ({ method, headers, body }, date) => {
        const timestamp = Math.floor(date.getTime() / 1000);
        const request = {
          method,
          host: headers.host!,
          contentType: CONTENT_TYPE,
          body,
          timestamp,
          service: SERVICE,
        };
        return { "x-tc-timestamp": String(timestamp), authorization: signTc3(request, credentials) };
      },
      read: (answer, date) => {
        const response = readTencentResponse({ service: SERVICE, action }, answer, date);
        return { value: read(response), requestId: response.RequestId };
      },
    };
    return http.send(call, options);
  }
}

/** Reads the answer of an action that answers `Status`: 1 is done. */
function expectDone(action: Action): (response: TencentResponse) => { requestId: string } {
  return ({ Status, RequestId: requestId }) => {
    if (typeof Status !== "number") throw malformed({ service: SERVICE, action }, undefined, "has no Status");
    if (Status === 1) return { requestId };
    throw new RejectedError(`${SERVICE} ${action} was answered with Status ${Status}.`, {
      service: SERVICE,
      action,
      requestId,
      ambiguous: true,
      remedy:
        "1 is documented as success, and no other value is. Look at the instance's kill tasks in the DBbrain console.",
    });
  };
}

function textField(action: Action, response: TencentResponse, name: string): string {
  const value = response[name];
  if (typeof value === "string" && value !== "") return value;
  throw malformed({ service: SERVICE, action }, undefined, `has no ${name}`);
}

/** MySQL's ids have up to 64 bits, more than a JavaScript number holds. */
function threadNumber(id: string): bigint {
  if (!/^[1-9]\d*$/.test(id)) throw new Error(`${JSON.stringify(id)} is not the id of a MySQL session.`);
  return BigInt(id);
}

/** `Threads` of KillMySqlThreads; null where there are none. */
function threadIds({ Threads }: TencentResponse): string[] {
  if (Threads === null) return [];
  const isId = (id: unknown) => typeof id === "bigint" || Number.isSafeInteger(id);
  if (Array.isArray(Threads) && Threads.every(isId)) return Threads.map(String);
  throw malformed({ service: SERVICE, action: "KillMySqlThreads" }, undefined, "has no list of Threads");
}

const ROW_FIELDS = ["ID", "User", "Host", "DB", "State", "Command", "Time", "Info"] as const;

function processList({ ProcessList }: TencentResponse): ProcessListRow[] {
  if (Array.isArray(ProcessList)) return ProcessList.map(processListRow);
  throw malformed({ service: SERVICE, action: "DescribeMySqlProcessList" }, undefined, "has no ProcessList");
}

function processListRow(item: unknown): ProcessListRow {
  const row = objectOf(item) ?? {};
  const fields = ROW_FIELDS.map((name): [string, unknown] => [
    name,
    row[name] ?? (name === "ID" ? undefined : ""),
  ]);
  const odd = fields.find(
    ([name, value]) => typeof value !== "string" || (name === "Time" && Number.isNaN(Number(value))),
  );
  if (!odd) return Object.fromEntries(fields) as unknown as ProcessListRow;
  const what = `has a row of ProcessList whose ${odd[0]} is not ${odd[0] === "Time" ? "a number as text" : "text"}`;
  throw malformed({ service: SERVICE, action: "DescribeMySqlProcessList" }, undefined, what);
}
