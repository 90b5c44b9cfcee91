import Sign from "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign";
import { AccessKeys } from "../../../../src/emulator/core/access-keys";
import { authenticate, parseAuthorization, signature } from "../../../../src/emulator/vendors/tencent/tc3";
import vectors from "../../../fixtures/tc3-vectors.json";

const KEY = { id: "AKIDtest", secret: "test-secret" };
const TEMPORARY = { id: "AKIDsts", secret: "sts-secret", token: "sts-token" };
const accessKeys = new AccessKeys([KEY, TEMPORARY]);
const NOW = 1_700_000_000;
const BODY = '{"InstanceId":"cdb-1"}';

type Headers = Record<string, string>;

/** A request that Tencent's own SDK signed. */
function signed(changes: { key?: typeof KEY; timestamp?: number; host?: string; headers?: Headers } = {}) {
  const { key = KEY, timestamp = NOW, host = "dbbrain.tencentcloudapi.com", headers = {} } = changes;
  const authorization = Sign.sign3({
    method: "POST",
    url: `http://${host}/`,
    payload: Buffer.from(BODY),
    timestamp,
    service: "dbbrain",
    secretId: key.id,
    secretKey: key.secret,
    multipart: false,
    boundary: "",
    headers: { "Content-Type": "application/json" },
  });
  const sent = {
    host,
    "content-type": "application/json",
    "x-tc-timestamp": String(timestamp),
    authorization,
    ...headers,
  };
  return { method: "POST", path: "/", query: "", headers: sent };
}

function codeOf(head: ReturnType<typeof signed>, body = BODY): string {
  try {
    authenticate(head, Buffer.from(body), accessKeys, NOW * 1000);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "accepted";
}

describe("TC3-HMAC-SHA256", () => {
  test.each(vectors)("computes the signature of $name", ({ input, authorization }) => {
    const parsed = parseAuthorization(authorization)!;
    const computed = signature({
      method: input.method,
      path: "/",
      query: "",
      headers: { host: input.host, "content-type": input.contentType },
      payload: input.body,
      timestamp: input.timestamp,
      authorization: parsed,
      secret: input.secretKey,
    });
    expect(computed).toBe(parsed.signature);
  });

  test("accepts what the SDK signs, whether or not the host was signed with its port", () => {
    expect(codeOf(signed())).toBe("accepted");
    expect(codeOf(signed({ headers: { host: "dbbrain.tencentcloudapi.com:4710" } }))).toBe("accepted");
  });

  test.each([
    [300, "accepted"],
    [-300, "accepted"],
    [301, "AuthFailure.SignatureExpire"],
    [-301, "AuthFailure.SignatureExpire"],
  ])("with a timestamp %d seconds off it answers %s", (skew, code) => {
    expect(codeOf(signed({ timestamp: NOW + skew }))).toBe(code);
  });

  test.each<[string, ReturnType<typeof signed>]>([
    ["AuthFailure.SecretIdNotFound", signed({ key: { ...KEY, id: "AKIDother" } })],
    ["AuthFailure.SignatureFailure", signed({ key: { ...KEY, secret: "other" } })],
    ["AuthFailure.SignatureFailure", signed({ headers: { host: "other.tencentcloudapi.com" } })],
    ["AuthFailure.SignatureFailure", signed({ headers: { "content-type": "text/plain" } })],
    ["AuthFailure.SignatureFailure", signed({ headers: { "x-tc-timestamp": String(NOW + 1) } })],
    ["AuthFailure.SignatureFailure", { ...signed(), method: "PUT" }],
    ["AuthFailure.SignatureFailure", { ...signed(), query: "InstanceId=cdb-2" }],
    ["AuthFailure.InvalidAuthorization", signed({ headers: { authorization: "" } })],
    ["AuthFailure.InvalidAuthorization", signed({ headers: { authorization: "SKIP" } })],
    ["MissingParameter", signed({ headers: { "x-tc-timestamp": "" } })],
    ["InvalidParameter", signed({ headers: { "x-tc-timestamp": "now" } })],
    ["AuthFailure.TokenFailure", signed({ key: TEMPORARY })],
    ["AuthFailure.TokenFailure", signed({ key: TEMPORARY, headers: { "x-tc-token": "other" } })],
    ["AuthFailure.TokenFailure", signed({ headers: { "x-tc-token": "sts-token" } })],
    ["accepted", signed({ key: TEMPORARY, headers: { "x-tc-token": "sts-token" } })],
  ])("answers %s to a request that deserves it (%#)", (code, head) => {
    expect(codeOf(head)).toBe(code);
  });

  test("a body that was changed on the way breaks the signature", () => {
    expect(codeOf(signed(), '{"InstanceId":"cdb-2"}')).toBe("AuthFailure.SignatureFailure");
  });

  test("a signature that leaves out the host or the content type is refused", () => {
    for (const signedHeaders of [["content-type"], ["host"]]) {
      const head = signed();
      const authorization = { date: "2023-11-14", service: "dbbrain", signedHeaders };
      const computed = signature({
        ...head,
        payload: BODY,
        timestamp: NOW,
        authorization,
        secret: KEY.secret,
      });
      head.headers.authorization = `TC3-HMAC-SHA256 Credential=${KEY.id}/2023-11-14/dbbrain/tc3_request, SignedHeaders=${signedHeaders.join(";")}, Signature=${computed}`;
      expect(codeOf(head)).toBe("AuthFailure.SignatureFailure");
    }
  });

  test("an unsigned payload is accepted where the request says so", () => {
    const head = signed({ headers: { "x-tc-content-sha256": "UNSIGNED-PAYLOAD" } });
    const authorization = parseAuthorization(head.headers.authorization)!;
    const payload = "UNSIGNED-PAYLOAD";
    const computed = signature({ ...head, payload, timestamp: NOW, authorization, secret: KEY.secret });
    head.headers.authorization = head.headers.authorization.replace(/[0-9a-f]{64}$/, computed);
    expect(codeOf(head, "whatever")).toBe("accepted");
  });
});
