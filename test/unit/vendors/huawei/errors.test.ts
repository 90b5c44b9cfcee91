import { inspect } from "node:util";
import type { DasClient, DasKillTaskInput } from "../../../../src/vendors/huawei";
import type { VendorError } from "../../../../src/vendors/shared/errors";
import { eagerHttp, failure, SECRET_KEY, TOKEN } from "../support/dbbrain";
import { done, huaweiAt, INSTANCE_ID } from "../support/huawei";
import { answer, RawServer, type Reaction, reset, silence } from "../support/raw-server";

const INPUT: DasKillTaskInput = { user: "root", time: 5, task_duration: 30, task_type: "auto" };

let server: RawServer;
let http: ReturnType<typeof eagerHttp>;
afterEach(async () => {
  await server.close();
  await http.close();
});

async function serve(options: Parameters<typeof eagerHttp>[0], ...reactions: Reaction[]): Promise<DasClient> {
  server = await RawServer.start(...reactions);
  http = eagerHttp(options);
  return huaweiAt(server.url, http).das;
}

/** The error that one answer to a listing becomes. */
async function errorOf(
  status: number,
  body: unknown,
  headers?: Record<string, string>,
): Promise<VendorError> {
  const client = await serve({ maxRetries: 0 }, answer(status, body, headers));
  return (await failure(client.listKillTasks(INSTANCE_ID))) as VendorError;
}

const das = (error_code: string, error_msg = "the vendor's words") => ({ error_code, error_msg });

describe("an error of Huawei Cloud", () => {
  test.each<[string, unknown, Record<string, string>, Record<string, unknown>]>([
    [
      "the gateway",
      { error_code: "APIGW.0201", error_msg: "Bad.", request_id: "r-body" },
      { "x-request-id": "r-header" },
      { vendorCode: "APIGW.0201", requestId: "r-body" },
    ],
    [
      "DAS",
      { error_code: "DAS.200100", error_msg: "Bad." },
      { "x-request-id": "r-header" },
      { vendorCode: "DAS.200100", requestId: "r-header" },
    ],
    [
      "MRS",
      { error_code: "MRS.0011", message: "Bad." },
      {},
      { vendorCode: "MRS.0011", requestId: undefined },
    ],
    ["IAM", { error: { code: "IAM.0101", message: "Bad." } }, {}, { vendorCode: "IAM.0101" }],
    ["MRS's cancel", { status: "FAILED", message: "Bad." }, {}, { vendorCode: "FAILED" }],
    ["a code that is a number", { error_code: 12000001, error_msg: "Bad." }, {}, { vendorCode: "12000001" }],
  ])("is read in the shape of %s", async (_whose, body, headers, expected) => {
    const error = await errorOf(400, body, headers);
    expect(error).toMatchObject({
      code: "DBKILL_ERR_REJECTED",
      service: "das",
      action: "query-kill-process-task",
      vendorMessage: "Bad.",
      httpStatus: 400,
      ambiguous: false,
      retryable: false,
      ...expected,
    });
    expect(error.message).toBe(`das query-kill-process-task was refused: ${error.vendorCode}: Bad.`);
  });

  test.each<[string, number, string, string, Partial<VendorError>]>([
    ["DAS.200002", 400, "THROTTLED", "raise max_retries", { retryable: true, retryAfterMs: 2000 }],
    ["APIGW.0308", 429, "THROTTLED", "raise max_retries", { retryable: true, ambiguous: false }],
    ["APIG.0308", 400, "THROTTLED", "raise max_retries", { retryable: true }],
    ["APIGW.0301", 401, "AUTHENTICATION", "lock the key", { retryable: false }],
    ["APIG.0301", 400, "AUTHENTICATION", "lock the key", { retryable: false }],
    ["APIGW.0302", 403, "PERMISSION", "das:clouddba:listKillTaskRecord", {}],
    ["DAS.200051", 400, "PERMISSION", "das:clouddba:listKillTaskRecord", {}],
    ["DAS.200113", 400, "PROJECT", "HW_PROJECT_ID", {}],
    ["DAS.200114", 400, "REJECTED", "instance id", {}],
    ["DAS.200100", 400, "REJECTED", "message of Huawei Cloud", {}],
    ["DAS.200101", 404, "NOT_FOUND", "project_id", {}],
    ["APIGW.0101", 404, "REJECTED", "endpoint_url", {}],
    ["APIGW.0605", 500, "SERVER", "failed on its side", { retryable: true, ambiguous: true }],
    ["APIG.0608", 400, "SERVER", "failed on its side", { retryable: true, ambiguous: true }],
    ["DAS.200100", 500, "SERVER", "failed on its side", { retryable: true, ambiguous: true }],
    ["12000003", 400, "NOT_FOUND", "project_id", {}],
    ["Unheard.Of", 404, "REJECTED", "message of Huawei Cloud", {}],
  ])("%s with HTTP status %i is %s, with a remedy", async (code, status, kind, remedy, expected) => {
    const error = await errorOf(status, das(code));
    expect(error).toMatchObject({ code: `DBKILL_ERR_${kind}`, vendorCode: code, ...expected });
    expect(error.remedy).toContain(remedy);
  });

  test.each([
    ["DAS.200114", "The instance does not exist.", "NOT_FOUND"],
    ["DAS.200114", "Instance not found", "NOT_FOUND"],
    ["DAS.200114", "实例不存在", "NOT_FOUND"],
    ["DAS.200114", "Invalid parameter: instance_id.", "REJECTED"],
    ["DAS.200113", "The project does not exist.", "PROJECT"],
    ["MRS.0011", "The SQL statement doesn't exist.", "NOT_FOUND"],
    ["APIGW.0101", "API does not exist or has not been published.", "REJECTED"],
    ["APIGW.0301", "Get secretKey failed,ak:AKtest,err:ak not exist", "AUTHENTICATION"],
  ])("%s with the words %j is %s", async (code, words, kind) => {
    expect(await errorOf(400, das(code, words))).toMatchObject({ code: `DBKILL_ERR_${kind}` });
  });

  test.each([
    ["Incorrect IAM authentication information: verify aksk signature fail", "Check the secret key"],
    [
      "Incorrect IAM authentication information: Get secretKey failed,ak:A,err:ak not exist",
      "Check the access key",
    ],
    ["Incorrect IAM authentication information: decrypt token fail", "Get new temporary credentials"],
    [
      "Incorrect IAM authentication information: AK access failed to reach the limit,forbidden",
      "The key is locked",
    ],
    ["Incorrect IAM authentication information", "Check the credentials"],
  ])("%j is told with what to do", async (words, remedy) => {
    const error = await errorOf(401, das("APIGW.0301", words));
    expect(error.remedy.startsWith(remedy)).toBe(true);
  });

  test("of a clock that is far off says how far, by the server's own", async () => {
    const hour = (sign: number) => new Date(Date.now() + sign * 3_600_000).toUTCString();
    const error = await errorOf(401, das("APIGW.0301"), { date: hour(1) });
    expect(error.message).toMatch(/This machine's clock is 3(599|600|601) s behind the server's\.$/);
    await server.close();
    const near = await errorOf(401, das("APIGW.0301"), { date: new Date().toUTCString() });
    expect(near.message).not.toContain("clock");
  });

  test("asks for a longer wait than the least where the answer does", async () => {
    const error = await errorOf(429, das("APIGW.0308"), { "retry-after": "7" });
    expect(error.retryAfterMs).toBe(7000);
  });

  test.each([
    [404, "<html>", "DBKILL_ERR_REJECTED", false],
    [404, { status: 404, error: "Not Found", message: "No such page" }, "DBKILL_ERR_REJECTED", false],
    [404, { error_code: "", error_msg: "not found" }, "DBKILL_ERR_REJECTED", false],
    [302, "", "DBKILL_ERR_REJECTED", false],
    [429, "slow down", "DBKILL_ERR_THROTTLED", false],
    [502, "<html>", "DBKILL_ERR_SERVER", true],
  ])("HTTP status %i with %j, which is no error of the API, is %s", async (status, body, code, ambiguous) => {
    const error = await errorOf(status, body);
    expect(error).toMatchObject({ code, ambiguous, httpStatus: status });
    expect(error.vendorCode).toBeUndefined();
  });

  test("comes with status 200, too", async () => {
    expect(await errorOf(200, das("DAS.200051"))).toMatchObject({ code: "DBKILL_ERR_PERMISSION" });
  });
});

describe("what is tried again", () => {
  test("an authentication failure never is: five lock the key", async () => {
    const client = await serve({}, answer(401, das("APIGW.0301", "verify aksk signature fail")));
    expect(await failure(client.listKillTasks(INSTANCE_ID))).toMatchObject({
      code: "DBKILL_ERR_AUTHENTICATION",
    });
    expect(server.requests).toHaveLength(1);
  });

  const list = done({ sql_killing_task_resp_list: [] });
  test.each<[string, Reaction]>([
    ["a reset", reset],
    ["HTTP 500", answer(500, das("APIGW.0605"))],
    ["a malformed answer", answer(200, "{")],
  ])("a listing is, after %s", async (_what, reaction) => {
    const client = await serve({}, reaction, reaction, list);
    await expect(client.listKillTasks(INSTANCE_ID)).resolves.toMatchObject({ tasks: [] });
    expect(server.requests).toHaveLength(3);
  });

  test.each<[string, Reaction, (client: DasClient) => Promise<unknown>]>([
    ["a task", reset, (client) => client.addKillTask(INSTANCE_ID, INPUT)],
    ["a task", answer(503, das("APIGW.0608")), (client) => client.addKillTask(INSTANCE_ID, INPUT)],
    ["a task", answer(200, '{"succ'), (client) => client.addKillTask(INSTANCE_ID, INPUT)],
    ["a task", silence, (client) => client.addKillTask(INSTANCE_ID, INPUT)],
    ["stopping a task", reset, (client) => client.terminateKillTask(INSTANCE_ID, "5")],
    ["a kill", reset, (client) => client.killProcesses(INSTANCE_ID, [{ id: "1", user: "u" }])],
  ])("%s whose answer was lost is not, and the error says so", async (_what, reaction, call) => {
    const client = await serve(reaction === silence ? { requestTimeoutMs: 50 } : {}, reaction);
    expect(await failure(call(client))).toMatchObject({ ambiguous: true });
    expect(server.requests).toHaveLength(1);
  });
});

test("no secret is in any error or log, wherever the vendor quotes it", async () => {
  const lines: unknown[] = [];
  const log = (...line: unknown[]) => lines.push(line);
  const echo: Reaction = (socket, request) => {
    const { authorization, "x-security-token": token } = request.headers;
    const words = `got ${authorization} and ${token} and ${SECRET_KEY} and ${JSON.stringify(SECRET_KEY)}`;
    answer(401, das("APIGW.0301", words))(socket, request);
  };
  const client = await serve({ log }, echo);
  const error = await failure(client.listKillTasks(INSTANCE_ID));
  const signature = /Signature=(\w+)/.exec(server.requests[0]!.headers.authorization!)![1]!;
  const seen = inspect(error, { depth: null, showHidden: true }) + inspect(lines, { depth: null });
  expect(seen).toContain("APIGW.0301");
  for (const secret of [SECRET_KEY, JSON.stringify(SECRET_KEY).slice(1, -1), TOKEN, signature]) {
    expect(seen).not.toContain(secret);
  }
});
