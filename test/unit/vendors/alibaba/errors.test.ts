import type { VendorError } from "../../../../src/vendors/shared/errors";
import { clickhouseAt, fault, success } from "../support/alibaba";
import { eagerHttp, failure } from "../support/dbbrain";
import { answer, RawServer, type Reaction } from "../support/raw-server";

const CLUSTER = { edition: "community", clusterId: "cc-1" } as const;

describe("an error of Alibaba Cloud", () => {
  let server: RawServer;
  const http = eagerHttp({ maxRetries: 0 });
  afterEach(() => server.close());
  afterAll(() => http.close());

  const failing = async (reaction: Reaction): Promise<VendorError> => {
    server = await RawServer.start(reaction);
    return (await failure(clickhouseAt(server.url, http).killQueries(CLUSTER, ["q1"]))) as VendorError;
  };

  test.each([
    ["Throttling", 400, "THROTTLED", true, "-parallelism"],
    ["Throttling.User", 429, "THROTTLED", true, "-parallelism"],
    ["Rejected.Throttling", 503, "THROTTLED", true, "-parallelism"],
    ["SignatureNonceUsed", 400, "REJECTED", true, "proxy"],
    ["SignatureDoesNotMatch", 403, "AUTHENTICATION", false, "secret key"],
    ["IncompleteSignature", 400, "AUTHENTICATION", false, "secret key"],
    ["InvalidAccessKeyId.NotFound", 404, "AUTHENTICATION", false, "access key"],
    ["InvalidAccessKeyId.Inactive", 403, "AUTHENTICATION", false, "access key"],
    ["InvalidSecurityToken.Expired", 400, "AUTHENTICATION", false, "security token"],
    ["MissingSecurityToken", 400, "AUTHENTICATION", false, "security token"],
    ["InvalidTimeStamp.Expired", 400, "AUTHENTICATION", false, "clock"],
    ["Forbidden.RAM", 403, "PERMISSION", false, "RAM"],
    ["Forbidden", 403, "PERMISSION", false, "RAM"],
    ["NoPermission", 403, "PERMISSION", false, "RAM"],
    ["InvalidRegionId.NotFound", 404, "REGION", false, "region"],
    ["InvalidRegionId", 400, "REGION", false, "region"],
    ["InvalidDBClusterId.NotFound", 404, "NOT_FOUND", false, "cluster"],
    ["InvalidInstance.NotFound", 404, "NOT_FOUND", false, "cluster"],
    ["TenantNotFound", 404, "NOT_FOUND", false, "tenant"],
    ["InvalidApi.NotFound", 404, "REJECTED", false, "endpoint"],
    ["NoSuchVersion", 400, "REJECTED", false, "endpoint"],
    ["MissingParameter", 400, "REJECTED", false, "message"],
    ["ThisIsNew", 400, "REJECTED", false, "message"],
    ["InternalError", 500, "SERVER", true, "its side"],
    ["InternalError", 200, "SERVER", true, "its side"],
    ["ServiceUnavailable", 503, "SERVER", true, "its side"],
    ["ThisIsNew", 502, "SERVER", true, "its side"],
  ])("%s with status %i is %s, retryable: %s", async (code, status, kind, retryable, remedy) => {
    const error = await failing(fault(code, status));
    expect(error).toMatchObject({
      code: `DBKILL_ERR_${kind}`,
      message: `clickhouse KillProcess was refused: ${code}: the vendor's words.`,
      service: "clickhouse",
      action: "KillProcess",
      vendorCode: code,
      vendorMessage: "the vendor's words",
      requestId: "req-failed",
      httpStatus: status,
      retryable,
      ambiguous: kind === "SERVER" || code === "SignatureNonceUsed",
    });
    expect(error.remedy).toContain(remedy);
  });

  test.each<[string, Reaction, object]>([
    [
      "in XML",
      answer(
        403,
        "<?xml version='1.0'?><Error><RequestId>req-xml</RequestId><Code>Forbidden.RAM</Code><Message>a &lt;b&gt; &amp; c</Message></Error>",
        { "content-type": "text/xml;charset=utf-8" },
      ),
      { code: "DBKILL_ERR_PERMISSION", requestId: "req-xml", vendorMessage: "a <b> & c" },
    ],
    [
      "in small letters",
      answer(403, { code: "Forbidden.RAM", message: "no", requestId: "req-small" }),
      { code: "DBKILL_ERR_PERMISSION", requestId: "req-small" },
    ],
    [
      "without words, its request id in a header",
      answer(403, { Code: "Forbidden.RAM" }, { "x-acs-request-id": "req-header" }),
      {
        message: "clickhouse KillProcess was refused: Forbidden.RAM.",
        requestId: "req-header",
      },
    ],
    ["as a number", answer(200, { Code: 500, RequestId: "r" }), { vendorCode: "500" }],
    ["of a gateway", answer(502, "<html>Bad Gateway</html>"), { code: "DBKILL_ERR_SERVER", ambiguous: true }],
    ["of a gateway that is busy", answer(429, ""), { code: "DBKILL_ERR_THROTTLED" }],
    [
      "of a proxy",
      answer(302, "", { location: "https://login.example" }),
      { code: "DBKILL_ERR_REJECTED", remedy: expect.stringContaining("Alibaba Cloud's own") },
    ],
  ])("%s is understood", async (_how, reaction, expected) => {
    expect(await failing(reaction)).toMatchObject(expected);
  });

  test.each(["200", "OK", "Success"])("a success may carry the code %s", async (Code) => {
    server = await RawServer.start(success({ Code }));
    const killed = clickhouseAt(server.url, http).killQueries(CLUSTER, ["q1"]);
    await expect(killed).resolves.toMatchObject({ requestId: "req-ok" });
  });

  test("a code of success does not make a success of a failure", async () => {
    expect(await failing(answer(500, { Code: "200", RequestId: "r" }))).toMatchObject({
      code: "DBKILL_ERR_SERVER",
    });
  });

  test("a clock that is off is measured by the server's own", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const error = await failing(fault("InvalidTimeStamp.Expired", 400, { date }));
    expect(error.message).toMatch(/This machine's clock is 3(599|600|601) s behind the server's\.$/);
  });

  test.each([
    ["x-acs-retry-after, in milliseconds", { "x-acs-retry-after": "2500", "retry-after": "9" }, 2500],
    ["Retry-After, in seconds", { "retry-after": "3" }, 3000],
    [
      "Retry-After where the vendor's own says nothing",
      { "x-acs-retry-after": "soon", "retry-after": "3" },
      3000,
    ],
    ["nothing", {}, undefined],
  ])("how long to wait is in %s", async (_where, headers, retryAfterMs) => {
    const error = await failing(fault("Throttling.User", 400, headers as Record<string, string>));
    expect(error.retryAfterMs).toBe(retryAfterMs);
  });
});
