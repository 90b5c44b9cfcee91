import fc from "fast-check";
import type { Http } from "../../../../src/vendors/http";
import { VendorError } from "../../../../src/vendors/shared/errors";
import { clickhouseAt, oceanbaseAt } from "../support/alibaba";
import { CREATE, dbbrainAt, eagerHttp, failure, INSTANCE } from "../support/dbbrain";
import { huaweiAt, INSTANCE_ID, SQL_ID } from "../support/huawei";
import { answer, RawServer, type Reaction, reset, silence } from "../support/raw-server";

type Send = (endpoint: URL, http: Http) => Promise<unknown>;
interface Case {
  readonly send: Send;
  /** Finds its requests among those that the server has seen. */
  readonly sends: string;
}

const CLICKHOUSE = { edition: "community", clusterId: "cc-1" } as const;
const TASK = { type: "CUSTOM", duration_time: 60, user: "report" };

/** Every call that kills sessions. */
const KILLS: Readonly<Record<string, Case>> = {
  "KillMySqlThreads Prepare": {
    send: (url, http) =>
      dbbrainAt(url, http).prepareKill({ ...INSTANCE, Threads: ["7"], RecordHistory: true }),
    sends: "KillMySqlThreads",
  },
  "KillMySqlThreads Commit": {
    send: (url, http) => dbbrainAt(url, http).commitKill({ ...INSTANCE, SqlExecId: "x" }),
    sends: "KillMySqlThreads",
  },
  "kill-process": {
    send: (url, http) => huaweiAt(url, http).das.killProcesses(INSTANCE_ID, [{ id: "7", user: "app" }]),
    sends: "kill-process ",
  },
  CancelSql: { send: (url, http) => huaweiAt(url, http).mrs.cancelSql("c-1", SQL_ID), sends: "/cancel " },
  KillProcess: {
    send: (url, http) => clickhouseAt(url, http).killQueries(CLICKHOUSE, ["q-1"]),
    sends: "KillProcess",
  },
  "KillProcess of every query": {
    send: (url, http) => clickhouseAt(url, http).killEveryQuery(CLICKHOUSE),
    sends: "KillProcess",
  },
  KillProcessList: {
    send: (url, http) =>
      oceanbaseAt(url, http).killSessions({
        instanceId: "ob1",
        tenantId: "t1",
        sessions: [{ server: "10.0.0.1", id: "7" }],
      }),
    sends: "KillProcessList",
  },
};

/** Every other call that changes something. */
const CHANGES: Readonly<Record<string, Case>> = {
  CreateKillTask: {
    send: (url, http) => dbbrainAt(url, http).createKillTask(CREATE),
    sends: "CreateKillTask",
  },
  CancelKillTask: {
    send: (url, http) => dbbrainAt(url, http).cancelKillTask(INSTANCE),
    sends: "CancelKillTask",
  },
  "add-kill-process-task": {
    send: (url, http) => huaweiAt(url, http).das.addKillTask(INSTANCE_ID, TASK as never),
    sends: "add-kill-process-task",
  },
  "terminate-kill-process-task": {
    send: (url, http) => huaweiAt(url, http).das.terminateKillTask(INSTANCE_ID, "1"),
    sends: "terminate-kill-process-task",
  },
  "set-kill-process-task-switch": {
    send: (url, http) => huaweiAt(url, http).das.setKillSwitch(INSTANCE_ID, "ON"),
    sends: "set-kill-process-task-switch",
  },
};

const tencent = (Code: string, status = 200) =>
  answer(status, { Response: { Error: { Code, Message: "no" }, RequestId: "r" } });
const huawei = (error_code: string, status: number) => answer(status, { error_code, error_msg: "no" });
const alibaba = (Code: string, status: number) => answer(status, { Code, Message: "no", RequestId: "r" });
const byVendor = (of: Readonly<Record<"tencent" | "huawei" | "alibaba", Reaction>>): Reaction => {
  return (socket, request) => {
    const vendor = request.headers["x-tc-action"]
      ? "tencent"
      : request.headers["x-acs-action"]
        ? "alibaba"
        : "huawei";
    of[vendor](socket, request);
  };
};

/** What may happen to a request once it was sent, other than throttling. */
const FAULTS: Readonly<Record<string, Reaction>> = {
  reset,
  silence,
  "cut answer": (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"Response":'),
  "closed without an answer": (socket) => socket.end(),
  "not JSON": answer(200, "<html>"),
  "not as documented": answer(200, {}),
  "HTTP 500": answer(500, "oops"),
  "HTTP 502": answer(502, "Bad Gateway"),
  "HTTP 503": answer(503, "later"),
  "HTTP 504": answer(504, "late"),
  "failure of the vendor": byVendor({
    tencent: tencent("InternalError"),
    huawei: huawei("APIGW.0605", 500),
    alibaba: alibaba("InternalError", 500),
  }),
  "busy refusal": byVendor({
    tencent: tencent("ResourceBusy"),
    huawei: huawei("DAS.200999", 400),
    alibaba: alibaba("SignatureNonceUsed", 400),
  }),
  "refused signature": byVendor({
    tencent: tencent("AuthFailure.SignatureFailure"),
    huawei: huawei("APIGW.0301", 401),
    alibaba: alibaba("SignatureDoesNotMatch", 400),
  }),
};

const THROTTLING: Readonly<Record<string, Reaction>> = {
  "HTTP 429": answer(429, "slow down"),
  "the vendor's own code": byVendor({
    tencent: tencent("RequestLimitExceeded"),
    huawei: huawei("APIGW.0308", 400),
    alibaba: alibaba("Throttling.User", 400),
  }),
};

/** The outcome of a call to a server whose first answers are these. */
async function call({ send, sends }: Case, reactions: readonly Reaction[]) {
  const server = await RawServer.start(...reactions);
  // Only a server that says nothing has to be waited for.
  const requestTimeoutMs = reactions.includes(silence) ? 150 : 10_000;
  const http = eagerHttp({ rateLimit: false, requestTimeoutMs });
  try {
    const error = (await failure(send(server.url, http))) as VendorError;
    expect(error).toBeInstanceOf(VendorError);
    const requests = server.requests.filter(({ head, headers }) =>
      (headers["x-tc-action"] ?? headers["x-acs-action"] ?? head).includes(sends),
    );
    return { error, sent: requests.length };
  } finally {
    await server.close();
    await http.close();
  }
}

const namesOf = (cases: object) => fc.constantFrom(...Object.keys(cases));

test("whatever happens after it was sent, no kill is sent a second time", async () => {
  const all = { ...FAULTS, ...THROTTLING };
  await fc.assert(
    fc.asyncProperty(
      namesOf(KILLS),
      fc.array(namesOf(all), { minLength: 1, maxLength: 3 }),
      async (kill, faults) => {
        const { sent } = await call(
          KILLS[kill]!,
          faults.map((name) => all[name]!),
        );
        expect(sent).toBe(1);
      },
    ),
    { numRuns: 60 },
  );
});

test.each(
  Object.keys(CHANGES).flatMap((change) => Object.keys(FAULTS).map((name) => [change, name] as const)),
)("%s is sent once where it met: %s", async (change, name) => {
  const { sent } = await call(CHANGES[change]!, [FAULTS[name]!]);
  expect(sent).toBe(1);
});

test.each(Object.keys(KILLS).flatMap((kill) => Object.keys(THROTTLING).map((name) => [kill, name] as const)))(
  "%s, throttled by %s, goes back to the caller with what it needs to wait",
  async (kill, name) => {
    const { error, sent } = await call(KILLS[kill]!, [THROTTLING[name]!]);
    expect(sent).toBe(1);
    expect(error).toMatchObject({ code: "DBKILL_ERR_THROTTLED", ambiguous: false, retryable: true });
  },
);

test.each(Object.keys(CHANGES))(
  "%s is sent again after throttling, until a fault says something else",
  async (change) => {
    const { sent } = await call(CHANGES[change]!, [
      answer(429, "slow down"),
      answer(429, "slow down"),
      reset,
    ]);
    // Huawei asks for two seconds after its own code; a bare 429 asks for none.
    expect(sent).toBe(3);
  },
);

test.each(Object.entries({ ...KILLS, ...CHANGES }))(
  "%s to a server that is not there is known not to have been sent",
  async (_name, { send }) => {
    const http = eagerHttp({ rateLimit: false });
    // A port that only the system's own services may take, and none takes.
    const error = await failure(send(new URL("http://127.0.0.1:1"), http));
    expect(error).toMatchObject({ code: "DBKILL_ERR_NETWORK", ambiguous: false, retryable: true });
    await http.close();
  },
);

test("a switch whose answer was lost is read, and not set again", async () => {
  const server = await RawServer.start(reset, answer(200, { status: "ON" }));
  const http = eagerHttp();
  try {
    await huaweiAt(server.url, http).das.setKillSwitch(INSTANCE_ID, "ON");
    expect(server.requests.map(({ head }) => head.split(" ")[0])).toEqual(["POST", "GET"]);
  } finally {
    await http.close();
    await server.close();
  }
});
