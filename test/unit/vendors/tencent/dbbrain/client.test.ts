import type { VendorError } from "../../../../../src/vendors/shared/errors";
import { DbbrainClient } from "../../../../../src/vendors/tencent";
import { signTc3 } from "../../../../../src/vendors/tencent/signer";
import { CREATE, dbbrainAt, eagerHttp, failure, INSTANCE, SECRET_KEY, TOKEN } from "../../support/dbbrain";
import { answer, fault, RawServer, type Reaction, success } from "../../support/raw-server";

const ROW = {
  ID: "11",
  User: "report",
  Host: "10.0.0.7:51234",
  DB: "shop",
  State: "",
  Command: "Query",
  Time: "75",
  Info: "select 1",
};

describe("the DBbrain client", () => {
  let server: RawServer;
  const http = eagerHttp({ rateLimit: false, maxRetries: 0 });
  afterEach(() => server.close());
  afterAll(() => http.close());

  const serve = async (reaction: Reaction): Promise<DbbrainClient> => {
    server = await RawServer.start(reaction);
    return dbbrainAt(server.url, http);
  };

  test("sends what API 3.0 asks for, signed", async () => {
    const client = await serve(success());
    await client.createKillTask({
      ...CREATE,
      DB: "a,b",
      Infos: ["select", "é中"],
      Time: 60,
      Host: undefined,
    });
    const { head, headers, body } = server.requests[0]!;
    expect(head).toBe("POST / HTTP/1.1");
    expect(JSON.parse(body)).toEqual({
      InstanceId: "cdb-1",
      Product: "mysql",
      Duration: -1,
      User: "report",
      DB: "a,b",
      Infos: ["select", "é中"],
      Time: 60,
    });
    expect(headers).toMatchObject({
      host: server.url.host,
      "content-type": "application/json",
      "user-agent": "dbkill/0.0.0-test",
      "x-tc-action": "CreateKillTask",
      "x-tc-version": "2021-05-27",
      "x-tc-region": "ap-guangzhou",
      "x-tc-language": "en-US",
      "x-tc-requestclient": "dbkill/0.0.0-test",
      "x-tc-token": TOKEN,
    });
    const timestamp = Number(headers["x-tc-timestamp"]);
    expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(60);
    const signed = {
      method: "POST",
      host: server.url.host,
      contentType: "application/json",
      body,
      timestamp,
      service: "dbbrain",
    };
    expect(headers.authorization).toBe(signTc3(signed, { secretId: "AKIDtest", secretKey: SECRET_KEY }));
  });

  test.each<
    [
      string,
      Record<string, unknown>,
      (client: DbbrainClient) => Promise<unknown>,
      Record<string, unknown>,
      unknown,
    ]
  >([
    [
      "CreateKillTask",
      { Status: 1 },
      (client) => client.createKillTask(CREATE),
      CREATE,
      { requestId: "req-ok" },
    ],
    [
      "CancelKillTask",
      { Status: 1 },
      (client) => client.cancelKillTask(INSTANCE),
      INSTANCE,
      { requestId: "req-ok" },
    ],
    [
      "KillMySqlThreads",
      { Threads: [11, 12], SqlExecId: "x" },
      (client) => client.prepareKill({ ...INSTANCE, Threads: ["11", "12"], RecordHistory: false }),
      { ...INSTANCE, Stage: "Prepare", Threads: [11, 12], RecordHistory: false },
      { sqlExecId: "x", requestId: "req-ok" },
    ],
    [
      "KillMySqlThreads",
      { Threads: null, SqlExecId: "x" },
      (client) => client.commitKill({ ...INSTANCE, SqlExecId: "x" }),
      { ...INSTANCE, Stage: "Commit", SqlExecId: "x" },
      { threads: [], requestId: "req-ok" },
    ],
    [
      "DescribeMySqlProcessList",
      { ProcessList: [{ ...ROW, DB: null, Info: null, SqlType: "SELECT" }], Statistics: [] },
      (client) => client.describeMySqlProcessList({ ...INSTANCE, Limit: 1000 }),
      { ...INSTANCE, Limit: 1000 },
      [{ ...ROW, DB: "", Info: "" }],
    ],
  ])("%s answered with %j", async (action, fields, call, body, expected) => {
    const client = await serve(success(fields));
    await expect(call(client)).resolves.toEqual(expected);
    expect(server.requests[0]!.headers["x-tc-action"]).toBe(action);
    expect(JSON.parse(server.requests[0]!.body)).toEqual(body);
  });

  test.each<[string, Record<string, unknown>, (client: DbbrainClient) => Promise<unknown>]>([
    ["no Status", {}, (client) => client.createKillTask(CREATE)],
    ["a Status that is text", { Status: "1" }, (client) => client.cancelKillTask(INSTANCE)],
    [
      "no SqlExecId",
      { Threads: [1] },
      (client) => client.prepareKill({ ...INSTANCE, Threads: ["1"], RecordHistory: true }),
    ],
    ["no Threads", { SqlExecId: "x" }, (client) => client.commitKill({ ...INSTANCE, SqlExecId: "x" })],
    [
      "Threads that are texts",
      { Threads: ["1"] },
      (client) => client.commitKill({ ...INSTANCE, SqlExecId: "x" }),
    ],
    ["no ProcessList", {}, (client) => client.describeMySqlProcessList(INSTANCE)],
    [
      "a row without an ID",
      { ProcessList: [{ ...ROW, ID: null }] },
      (client) => client.describeMySqlProcessList(INSTANCE),
    ],
    ["a row that is no row", { ProcessList: [7] }, (client) => client.describeMySqlProcessList(INSTANCE)],
    [
      "a number where text is promised",
      { ProcessList: [{ ...ROW, Time: 75 }] },
      (client) => client.describeMySqlProcessList(INSTANCE),
    ],
    [
      "a row whose Time says no number",
      { ProcessList: [{ ...ROW, Time: "1m" }] },
      (client) => client.describeMySqlProcessList(INSTANCE),
    ],
    ["no RequestId", { Status: 1, RequestId: 7 }, (client) => client.createKillTask(CREATE)],
  ])(
    "an answer with %s is malformed, and the call may have been carried out",
    async (_what, fields, call) => {
      const client = await serve(answer(200, { Response: { RequestId: "r", ...fields } }));
      expect(await failure(call(client))).toMatchObject({
        code: "DBKILL_ERR_MALFORMED_RESPONSE",
        ambiguous: true,
      });
    },
  );

  test("ids of 64 bits keep all their digits", async () => {
    const client = await serve(
      answer(200, '{"Response":{"RequestId":"r","SqlExecId":"x","Threads":[18446744073709551615,7]}}'),
    );
    await client.prepareKill({ ...INSTANCE, Threads: ["18446744073709551615", "7"], RecordHistory: true });
    expect(server.requests[0]!.body).toContain('"Threads":[18446744073709551615,7]');
    const { threads } = await client.commitKill({ ...INSTANCE, SqlExecId: "x" });
    expect(threads).toEqual(["18446744073709551615", "7"]);
  });

  test.each<[string, (client: DbbrainClient) => Promise<unknown>]>([
    ["a task without a filter", (client) => client.createKillTask({ ...INSTANCE, Duration: -1 })],
    [
      "a task whose filter is all blank",
      (client) =>
        client.createKillTask({ ...INSTANCE, Duration: -1, User: undefined, DB: "", Infos: [], Time: 0 }),
    ],
    ["a task for every host", (client) => client.createKillTask({ ...INSTANCE, Duration: -1, Host: "%" })],
    ["a task for all that has a filter", (client) => client.createKillTask(CREATE, { matchAll: true })],
    [
      "a kill of no session",
      (client) => client.prepareKill({ ...INSTANCE, Threads: [], RecordHistory: true }),
    ],
    [
      "a kill of what is not an id",
      (client) => client.prepareKill({ ...INSTANCE, Threads: ["1", "0"], RecordHistory: true }),
    ],
  ])("%s is refused before anything is sent", async (_what, call) => {
    const client = await serve(success({ Status: 1, Threads: [], SqlExecId: "x" }));
    expect((await failure(call(client))).constructor).toBe(Error);
    expect(server.requests).toEqual([]);
  });

  test("a task without a filter is sent where matchAll says so", async () => {
    const client = await serve(success());
    await client.createKillTask({ ...INSTANCE, Duration: -1 }, { matchAll: true });
    expect(JSON.parse(server.requests[0]!.body)).toEqual({ ...INSTANCE, Duration: -1 });
  });

  test("a Status other than 1 is not taken for success", async () => {
    const client = await serve(success({ Status: 0 }));
    expect(await failure(client.createKillTask(CREATE))).toMatchObject({
      code: "DBKILL_ERR_REJECTED",
      requestId: "req-ok",
    });
  });

  test.each([
    ["AuthFailure.UnauthorizedOperation", "PERMISSION", "CAM"],
    ["UnauthorizedOperation", "PERMISSION", "CAM"],
    ["OperationDenied.UserHasNoStrategy", "PERMISSION", "CAM"],
    ["AuthFailure.SecretIdNotFound", "AUTHENTICATION", "secret id"],
    ["AuthFailure.SignatureFailure", "AUTHENTICATION", "secret key"],
    ["AuthFailure.TokenFailure", "AUTHENTICATION", "session token"],
    ["AuthFailure.MFAFailure", "AUTHENTICATION", "credentials"],
    ["RegionError", "REGION", "region"],
    ["ResourceNotFound", "NOT_FOUND", "instance id"],
    ["OperationDenied", "REJECTED", "Tencent Cloud"],
    ["LimitExceeded", "REJECTED", "Tencent Cloud"],
    ["RequestLimitExceededByFar", "REJECTED", "Tencent Cloud"],
    ["InternalError", "SERVER", "failed on its side"],
    ["ResourceInUse.Task", "REJECTED", "busy"],
  ])("%s is %s, with a remedy", async (code, kind, remedy) => {
    const client = await serve(fault(code, "the vendor's words"));
    const error = (await failure(client.cancelKillTask(INSTANCE))) as VendorError;
    expect(error).toMatchObject({
      code: `DBKILL_ERR_${kind}`,
      service: "dbbrain",
      action: "CancelKillTask",
      vendorCode: code,
      vendorMessage: "the vendor's words",
      requestId: "req-failed",
      httpStatus: 200,
    });
    expect(error.remedy).toContain(remedy);
  });

  test.each(["FailedOperation", "OperationDenied", "ResourceInUse", "LimitExceeded"])(
    "%s of CreateKillTask has no remedy that sends the user to the configuration",
    async (code) => {
      const client = await serve(fault(code, "one runs"));
      const { remedy } = (await failure(client.createKillTask(CREATE))) as VendorError;
      expect(remedy).toBe("Tencent Cloud does not document the causes of this code.");
    },
  );

  test.each([
    ["no stop", "X: no stop."],
    ["one stop.", "X: one stop."],
    ["two stops..", "X: two stops."],
    ["错误。", "X: 错误."],
    ["Why?", "X: Why?"],
    ["", "X."],
  ])("a refusal with the words %j is one sentence", async (words, sentence) => {
    const client = await serve(fault("X", words));
    const { message } = await failure(client.createKillTask(CREATE));
    expect(message).toBe(`dbbrain CreateKillTask was refused: ${sentence}`);
  });

  test("a clock that is off is measured by the server's own", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const body = {
      Response: { Error: { Code: "AuthFailure.SignatureExpire", Message: "expired." }, RequestId: "r" },
    };
    const client = await serve(answer(200, body, { date }));
    const error = await failure(client.createKillTask(CREATE));
    expect(error.message).toMatch(/This machine's clock is 3(599|600|601) s behind the server's\.$/);
  });

  test.each([
    [404, "DBKILL_ERR_REJECTED", false],
    [301, "DBKILL_ERR_REJECTED", false],
    [429, "DBKILL_ERR_THROTTLED", false],
    [502, "DBKILL_ERR_SERVER", true],
  ])("HTTP status %i without an API error is %s", async (status, code, ambiguous) => {
    const client = await serve(answer(status, "<html>"));
    expect(await failure(client.createKillTask(CREATE))).toMatchObject({
      code,
      ambiguous,
      httpStatus: status,
    });
  });

  test("a secret that no header can hold is an error, at once and without it", async () => {
    server = await RawServer.start(success());
    const credentials = { secretId: "id", secretKey: "key", token: "bad\u0000token", source: "a test" };
    const client = new DbbrainClient({ http, credentials, region: "ap-guangzhou", endpoint: server.url });
    const error = await failure(client.createKillTask(CREATE));
    expect(error).toMatchObject({ code: "DBKILL_ERR_NETWORK", ambiguous: false, retryable: false });
    expect(error.message).not.toContain("bad");
    expect(server.requests).toEqual([]);
  });
});
