import { classify } from "../../../src/vendors/classify";
import {
  AbortedError,
  AuthenticationError,
  CredentialsError,
  EndpointError,
  MalformedResponseError,
  NetworkError,
  NotFoundError,
  PermissionError,
  ProjectError,
  ProxyError,
  RegionError,
  RejectedError,
  ServerError,
  ThrottledError,
  TimeoutError,
  type VendorErrorDetails,
} from "../../../src/vendors/shared/errors";
import { tencentError } from "../../../src/vendors/tencent/errors";

type ErrorType = new (message: string, details: VendorErrorDetails) => Error;
const error = (Type: ErrorType, details: Partial<VendorErrorDetails> = {}) =>
  new Type("dbbrain KillMySqlThreads failed.", {
    ...{ service: "dbbrain", action: "KillMySqlThreads", remedy: "Run again." },
    ...details,
  });
const kindOf = (thrown: unknown) => classify(thrown)?.kind;

describe("what an error of a vendor's client means", () => {
  test.each<[ErrorType]>([
    [AuthenticationError],
    [CredentialsError],
    [EndpointError],
    [PermissionError],
    [ProjectError],
    [ProxyError],
    [RegionError],
  ])("%p is the configuration's", (Type) => {
    expect(kindOf(error(Type))).toBe("configuration");
  });

  test("a refused key, and nothing else, is told apart from the rest of the configuration", () => {
    expect(classify(error(AuthenticationError))?.authentication).toBe(true);
    for (const Type of [PermissionError, CredentialsError, RegionError, RejectedError])
      expect(classify(error(Type))).not.toHaveProperty("authentication");
  });

  test("a call that is not allowed, and nothing else, is told apart from the rest of the configuration", () => {
    expect(classify(error(PermissionError))?.permission).toBe(true);
    for (const Type of [AuthenticationError, CredentialsError, RegionError, RejectedError])
      expect(classify(error(Type))).not.toHaveProperty("permission");
  });

  test.each<[ErrorType]>([
    [NetworkError],
    [TimeoutError],
    [MalformedResponseError],
    [ServerError],
    [RejectedError],
    [ThrottledError],
    [NotFoundError],
    [AbortedError],
    [PermissionError],
  ])("%p is lost where the request may have been carried out", (Type) => {
    expect(kindOf(error(Type, { ambiguous: true, retryable: true }))).toBe("lost");
  });

  test.each([
    "DescribeMySqlProcessList",
    "query-process-list",
    "get-kill-process-task-switch",
    "ShowSqlResult",
  ])("a lost answer to %s has done nothing", (action) => {
    expect(kindOf(error(NetworkError, { action, ambiguous: true, retryable: true }))).toBe("failed");
  });

  test("an answer to a read that can't be understood fails again", () => {
    const details = { action: "get-kill-process-task-switch", ambiguous: true, retryable: false };
    expect(kindOf(error(MalformedResponseError, details))).toBe("refused");
  });

  test("throttling, with the time to wait", () => {
    const fault = classify(error(ThrottledError, { retryable: true, retryAfterMs: 2_000 }));
    expect(fault).toMatchObject({ kind: "throttled", retryAfterMs: 2_000 });
  });

  test("an abort while nothing was sent", () => {
    expect(kindOf(error(AbortedError))).toBe("aborted");
  });

  test.each([NetworkError, TimeoutError, ServerError])("%p before the request may succeed later", (Type) => {
    expect(kindOf(error(Type, { retryable: true }))).toBe("failed");
  });

  test("a connection that is never made, such as for a wrong certificate, is the configuration's", () => {
    expect(kindOf(error(NetworkError, { retryable: false }))).toBe("configuration");
  });

  test("a refusal", () => {
    expect(kindOf(error(RejectedError, { vendorCode: "OperationDenied", httpStatus: 200 }))).toBe("refused");
    expect(kindOf(error(RejectedError, { vendorCode: "ResourceInUse", retryable: true }))).toBe("failed");
  });

  test.each(["FailedOperation", "OperationDenied", "ResourceInUse", "LimitExceeded"])(
    "%s of DBbrain's CreateKillTask says that the slot is taken, and of nothing else",
    (Code) => {
      const answer = { status: 200, headers: {}, body: Buffer.alloc(0) };
      const context = { service: "dbbrain", answer, requestId: "r-1", date: new Date() };
      const thrown = (action: string) => tencentError({ Code, Message: "" }, { ...context, action });
      expect(kindOf(thrown("CreateKillTask"))).toBe("busy");
      expect(kindOf(thrown("CancelKillTask"))).not.toBe("busy");
    },
  );

  test.each<[string | undefined, string]>([
    ["ResourceNotFound", "The instance cdb-1 of product mysql is not found."],
    ["DAS.200114", "The instance i-1 does not exist."],
    ["DAS.200114", "DB instance not found"],
    ["DAS.200114", "实例不存在"],
    ["12000003", "The cluster c-1 does not exist."],
    ["12000003", "x"],
    ["InvalidDBClusterId.NotFound", "x"],
    ["InvalidDBInstanceId.NotFound", "x"],
    ["InvalidInstanceId.NotFound", "x"],
    ["InvalidTenantId.NotFound", "x"],
  ])("%s, %s: the target is gone", (vendorCode, vendorMessage) => {
    expect(kindOf(error(NotFoundError, { vendorCode, vendorMessage }))).toBe("gone");
  });

  test.each<[string | undefined, string]>([
    ["ResourceNotFound", "No session killing task runs on cdb-1."],
    ["DAS.200001", "the kill task 5 does not exist on instance i-1"],
    ["DAS.200001", "Instance i-1: the kill task 5 does not exist."],
    ["DAS.200001", "实例 i-1 的任务不存在"],
    ["MRS.0012", "The SQL execution s-1 does not exist."],
    ["InvalidAccessKeyId.NotFound", "Specified access key is not found."],
    [undefined, ""],
  ])("%s, %s: something of the target does not exist", (vendorCode, vendorMessage) => {
    expect(kindOf(error(NotFoundError, { vendorCode, vendorMessage }))).toBe("not_found");
  });

  test("says what to show: one line, the remedy, and what the vendor's support asks for", () => {
    const thrown = new RejectedError("das kill-process was refused: DAS.1: no\u001b[2J\nway.", {
      ...{ service: "das", action: "kill-process", vendorCode: "DAS.1", requestId: "r-1", remedy: "Look." },
    });
    expect(classify(thrown)).toEqual({
      kind: "refused",
      summary: "das kill-process was refused: DAS.1: no\\x1b[2J\\nway",
      detail: "Look.\n\nVendor code: DAS.1\nRequest id: r-1",
      code: "DBKILL_ERR_REJECTED",
      vendorCode: "DAS.1",
      requestId: "r-1",
    });
  });

  test.each([new Error("bug"), new TypeError("bug"), undefined, "text", { remedy: "x" }])(
    "%p is not one",
    (thrown) => {
      expect(classify(thrown)).toBeUndefined();
    },
  );
});
