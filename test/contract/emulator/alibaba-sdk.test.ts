import {
  DescribeProcessStatsCompositionRequest,
  KillProcessListRequest,
} from "@alicloud/oceanbasepro20190901";
import { type AccessKey, Emulator } from "../../../src/emulator";
import { clickhouseSdk, oceanbaseSdk, popCore } from "../../support/alibaba-sdk";

const COMMUNITY = "2019-11-11";
const ENTERPRISE = "2023-05-22";
const OCEANBASE = "2019-09-01";
const SERVER = "192.168.13.119";
/** Beyond what a JavaScript number can hold. */
const LONG_ID = "9007199254740993";
/** All that a query string treats specially. */
const ODD_ID = "a b*c~(d)!'é+&=%2F/?";
const TEMPORARY = { id: "STS.temporary", secret: "temporary-secret", token: "sts/token+==" };

interface SdkError {
  code: string;
  statusCode?: number;
  retryAfter?: number;
  requestId?: string;
}

/** pop-core reads long numbers as objects that print all their digits. */
interface PopResponse {
  Data: { ResultSet: object[]; AllProcessList: { SessionId: unknown }[] } & { SessionId: unknown }[];
}

describe("Alibaba's own SDKs against the emulator", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await Emulator.start({ accessKeys: [TEMPORARY] });
    await emulator.addSessions({
      service: "clickhouse",
      instance_id: "cc-1",
      sessions: [
        { query_id: ODD_ID, user: "report", duration_seconds: 90, info: "SELECT 'a' FROM b" },
        { query_id: "q-2", user: "app", duration_seconds: 5 },
      ],
    });
    await emulator.addSessions({
      service: "clickhouse",
      instance_id: "cc-2",
      edition: "enterprise",
      sessions: [{ query_id: "q-3", user: "report", duration_seconds: 90 }, { query_id: "q-4" }],
    });
    await emulator.addSessions({
      service: "oceanbasepro",
      instance_id: "ob1",
      tenant_id: "t1",
      sessions: [
        { id: LONG_ID, user: "report", host: "10.0.0.7:51234", duration_seconds: 75, info: "select 1" },
        { id: "2", user: "app", refuse: "Access denied", command: "Sleep" },
      ],
    });
  });
  afterEach(() => emulator.close());

  async function errorOf(call: Promise<unknown>): Promise<SdkError> {
    const error = await call.then(
      () => undefined,
      (reason: SdkError) => reason,
    );
    if (!error) throw new Error("the call went well");
    return error;
  }

  async function killed(): Promise<string[]> {
    return (await emulator.state()).kills.map(({ session }) => session.id);
  }

  const killList = (ids: string[], tenantId = "t1") =>
    new KillProcessListRequest({
      instanceId: "ob1",
      tenantId,
      sessionList: JSON.stringify(ids.map((SessionId) => ({ ServerIp: SERVER, SessionId }))),
    });

  describe("openapi-core, for ClickHouse", () => {
    test("lists and kills queries of the community edition, however odd their ids are", async () => {
      const call = clickhouseSdk(emulator.port, COMMUNITY);
      const { ProcessList } = await call("DescribeProcessList", { DBClusterId: "cc-1" });
      expect(ProcessList).toMatchObject({ Rows: "2", RowsBeforeLimitAtLeast: "2" });
      expect(ProcessList.Data.ResultSet[0]).toMatchObject({ InitialQueryId: ODD_ID, InitialUser: "report" });
      const answer = await call("KillProcess", { DBClusterId: "cc-1", InitialQueryId: ODD_ID });
      expect(answer).toEqual({ RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
      expect(await killed()).toEqual([ODD_ID]);
    });

    test("kills every query of the cluster where the id is left out", async () => {
      await clickhouseSdk(emulator.port, COMMUNITY)("KillProcess", { DBClusterId: "cc-1" });
      expect(await killed()).toEqual([ODD_ID, "q-2"]);
    });

    test("lists and kills queries of the enterprise edition, and counts them", async () => {
      const call = clickhouseSdk(emulator.port, ENTERPRISE);
      const cluster = { DBInstanceId: "cc-2", RegionId: "cn-hangzhou" };
      const { Data } = await call("DescribeProcessList", { ...cluster, QueryDurationMs: "60000" });
      expect(Data).toMatchObject({ TotalCount: 1, ResultSet: [{ InitialQueryId: "q-3" }] });
      expect(
        await call("KillProcess", { ...cluster, InitialQueryId: '\\"q-3\\"', ComputingGroupId: "cc-2-g" }),
      ).toMatchObject({ Data: { DBInstanceID: expect.any(Number), DBInstanceName: "cc-2", Count: 1 } });
      expect(await killed()).toEqual(["q-3"]);
    });

    test.each<[string, number, string, Record<string, string>]>([
      [COMMUNITY, 404, "InvalidDBClusterId.NotFound", { DBClusterId: "cc-2" }],
      [COMMUNITY, 400, "MissingDBClusterId", {}],
      [ENTERPRISE, 404, "InvalidDBInstanceId.NotFound", { DBInstanceId: "cc-1", RegionId: "cn-hangzhou" }],
      [ENTERPRISE, 400, "MissingRegionId", { DBInstanceId: "cc-2" }],
      ["2018-01-01", 400, "NoSuchVersion", { DBClusterId: "cc-1" }],
    ])("version %s: gets %d %s for %j", async (version, statusCode, code, query) => {
      const error = await errorOf(clickhouseSdk(emulator.port, version)("KillProcess", query));
      expect(error).toMatchObject({ statusCode, code, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
      expect(await killed()).toEqual([]);
    });

    test("with an STS token it is let in, with a wrong one or none it is not", async () => {
      const query = { DBClusterId: "cc-1" };
      const codeWith = async (key: AccessKey) =>
        (await errorOf(clickhouseSdk(emulator.port, COMMUNITY, key)("DescribeProcessList", query))).code;
      const call = clickhouseSdk(emulator.port, COMMUNITY, TEMPORARY);
      await expect(call("DescribeProcessList", query)).resolves.toHaveProperty("ProcessList");
      expect(await codeWith({ ...TEMPORARY, token: "other" })).toBe(
        "InvalidSecurityToken.MismatchWithAccessKey",
      );
      expect(await codeWith({ id: TEMPORARY.id, secret: TEMPORARY.secret })).toBe("MissingSecurityToken");
      expect(await codeWith({ ...TEMPORARY, secret: "other" })).toBe("SignatureDoesNotMatch");
      expect(await codeWith({ ...TEMPORARY, id: "STS.nobody" })).toBe("InvalidAccessKeyId.NotFound");
    });

    test("a nonce is good for one call, a date for fifteen minutes", async () => {
      const call = clickhouseSdk(emulator.port, COMMUNITY);
      const query = { DBClusterId: "cc-1", InitialQueryId: "q-2" };
      const nonce = { "x-acs-signature-nonce": "one" };
      await call("KillProcess", query, nonce);
      expect(await errorOf(call("KillProcess", query, nonce))).toMatchObject({
        statusCode: 400,
        code: "SignatureNonceUsed",
      });
      const old = new Date(Date.now() - 16 * 60_000).toISOString().replace(/\.\d+Z$/, "Z");
      expect(await errorOf(call("KillProcess", query, { "x-acs-date": old }))).toMatchObject({
        statusCode: 400,
        code: "InvalidTimeStamp.Expired",
      });
    });

    test("is told when to come back where it is throttled", async () => {
      const fault = { service: "clickhouse" as const, action: "KillProcess" };
      await emulator.setFaults([{ ...fault, kind: "throttle", times: 1 }]);
      const kill = () => clickhouseSdk(emulator.port, COMMUNITY)("KillProcess", { DBClusterId: "cc-1" });
      expect(await errorOf(kill())).toMatchObject({
        name: "ThrottlingError",
        statusCode: 400,
        code: "Throttling.User",
        retryAfter: 1000,
      });
      expect(await killed()).toEqual([]);
    });

    test.each([
      [500, "InternalError", { kind: "http_500" as const }],
      [503, "ServiceUnavailable", { kind: "http_503" as const }],
      [403, "Forbidden.RAM", { kind: "code" as const, code: "Forbidden.RAM" }],
      [404, "InvalidAccessKeyId.NotFound", { kind: "code" as const, code: "InvalidAccessKeyId.NotFound" }],
      [400, "Throttling.Api", { kind: "code" as const, code: "Throttling.Api" }],
    ])("gets %d %s where a fault says so", async (statusCode, code, fault) => {
      await emulator.setFaults([{ service: "clickhouse", ...fault }]);
      const call = clickhouseSdk(emulator.port, COMMUNITY)("KillProcess", { DBClusterId: "cc-1" });
      expect(await errorOf(call)).toMatchObject({ statusCode, code });
      expect(await killed()).toEqual([]);
    });
  });

  describe("oceanbasepro20190901", () => {
    test("kills sessions, and gets the vendor's no within an answer that went well", async () => {
      const sdk = oceanbaseSdk(emulator.port);
      const { statusCode, body } = await sdk.killProcessList(killList([LONG_ID, "2", "3"]));
      expect(statusCode).toBe(200);
      expect(body?.data?.map(({ user, errorMessage }) => [user, errorMessage])).toEqual([
        ["report", undefined],
        ["app", "Access denied"],
        [undefined, "Unknown thread id: 3"],
      ]);
      expect(await killed()).toEqual([LONG_ID]);
    });

    test("lists sessions by filter", async () => {
      const sdk = oceanbaseSdk(emulator.port);
      const request = { instanceId: "ob1", tenantId: "t1", users: '["app"]', mergeDynamicSql: false };
      const { body } = await sdk.describeProcessStatsComposition(
        new DescribeProcessStatsCompositionRequest(request),
      );
      expect(body?.data).toMatchObject({ totalSessionCount: 1, activeSessionCount: 0, idleSessionCount: 1 });
      expect(body?.data?.allProcessList).toMatchObject([
        { sessionId: 2, serverIp: SERVER, user: "app", tenantId: "t1", status: "SLEEP" },
      ]);
      expect(body?.data?.sessionStatistics?.userStatistics).toMatchObject([
        { type: "user", metricValue: "app", activeCount: 0, totalCount: 1 },
      ]);
    });

    test("with an STS token it is let in; an unknown tenant and a wrong secret are the vendor's errors", async () => {
      await oceanbaseSdk(emulator.port, TEMPORARY).killProcessList(killList([LONG_ID]));
      expect(await killed()).toEqual([LONG_ID]);
      const sdk = oceanbaseSdk(emulator.port);
      expect(await errorOf(sdk.killProcessList(killList(["2"], "t9")))).toMatchObject({
        statusCode: 404,
        code: "InvalidTenantId.NotFound",
      });
      const wrong = oceanbaseSdk(emulator.port, { ...TEMPORARY, secret: "other" });
      expect((await errorOf(wrong.killProcessList(killList(["2"])))).code).toBe("SignatureDoesNotMatch");
    });
  });

  describe.each(["GET", "POST"])("pop-core by %s, which signs by parameters", (method) => {
    const request = (version: string, action: string, parameters: object, key?: AccessKey) =>
      popCore(emulator.port, version, key).request<PopResponse>(action, parameters, { method });

    test("kills and lists queries", async () => {
      await request(COMMUNITY, "KillProcess", { DBClusterId: "cc-1", InitialQueryId: ODD_ID });
      expect(await killed()).toEqual([ODD_ID]);
      const cluster = { DBInstanceId: "cc-2", RegionId: "cn-hangzhou" };
      const { Data } = await request(ENTERPRISE, "DescribeProcessList", { ...cluster, PageSize: 50 });
      expect(Data.ResultSet[0]).toMatchObject({ InitialQueryId: "q-3" });
    });

    test("kills and lists sessions, with all digits of a long id", async () => {
      const tenant = { InstanceId: "ob1", TenantId: "t1" };
      const { Data: found } = await request(OCEANBASE, "DescribeProcessStatsComposition", tenant);
      expect(found.AllProcessList.map(({ SessionId }) => String(SessionId))).toEqual([LONG_ID, "2"]);
      const SessionList = `[{"ServerIp":"${SERVER}","SessionId":${LONG_ID}}]`;
      const { Data } = await request(OCEANBASE, "KillProcessList", { ...tenant, SessionList });
      expect(String(Data[0]?.SessionId)).toBe(LONG_ID);
      expect(await killed()).toEqual([LONG_ID]);
    });

    test("with an STS token it is let in, with a wrong key, secret or token it is not", async () => {
      const query = { DBClusterId: "cc-1" };
      const list = (key: AccessKey) => request(COMMUNITY, "DescribeProcessList", query, key);
      await expect(list(TEMPORARY)).resolves.toHaveProperty("ProcessList");
      const codes: string[] = [];
      for (const wrong of [{ id: "STS.nobody" }, { secret: "other" }, { token: "other" }]) {
        codes.push((await errorOf(list({ ...TEMPORARY, ...wrong }))).code);
      }
      expect(codes).toEqual([
        "InvalidAccessKeyId.NotFound",
        "SignatureDoesNotMatch",
        "InvalidSecurityToken.MismatchWithAccessKey",
      ]);
    });

    test("a nonce is good for one call", async () => {
      const list = () =>
        request(COMMUNITY, "DescribeProcessList", { DBClusterId: "cc-1", SignatureNonce: "one" });
      await list();
      expect((await errorOf(list())).code).toBe("SignatureNonceUsed");
    });

    test("is struck by faults and written down with its key", async () => {
      await emulator.setFaults([
        { service: "clickhouse", action: "KillProcess", kind: "throttle", times: 1 },
      ]);
      const kill = () => request(COMMUNITY, "KillProcess", { DBClusterId: "cc-1", InitialQueryId: "q-2" });
      expect((await errorOf(kill())).code).toBe("Throttling.User");
      await kill();
      const { requests } = await emulator.requests();
      const call = {
        service: "clickhouse",
        action: "KillProcess",
        instance_id: "cc-1",
        access_key_id: "dbkill-emulator",
      };
      expect(requests).toMatchObject([
        { ...call, http_status: 400, error_code: "Throttling.User", fault: "throttle" },
        { ...call, http_status: 200, error_code: null, fault: null },
      ]);
    });
  });

  test("an unsigned call is refused, whichever way it is put", async () => {
    const headers = { "x-acs-action": "KillProcess", "x-acs-version": COMMUNITY };
    const form = new URLSearchParams({ Action: "KillProcess", Version: COMMUNITY, DBClusterId: "cc-1" });
    const answers = await Promise.all([
      fetch(`${emulator.url}/?DBClusterId=cc-1`, { method: "POST", headers }),
      fetch(`${emulator.url}/?${form}`),
      fetch(emulator.url, { method: "POST", body: form }),
    ]);
    for (const answer of answers) {
      expect([answer.status, await answer.json()]).toMatchObject([400, { Code: "MissingAccessKeyId" }]);
    }
    expect(await killed()).toEqual([]);
  });
});
