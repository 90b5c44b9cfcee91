import { AccessKeys } from "../../../../../src/emulator/core/access-keys";
import { authenticate, Nonces } from "../../../../../src/emulator/vendors/alibaba/authenticate";
import { readRequest } from "../../../../../src/emulator/vendors/alibaba/request";
import {
  acs3Signature,
  parseAuthorization,
  rpcSignature,
} from "../../../../../src/emulator/vendors/alibaba/signature";
import acs3Vectors from "../../../../fixtures/acs3-vectors.json";
import rpcVectors from "../../../../fixtures/rpc-vectors.json";
import {
  type AlibabaCall,
  alibabaTime,
  type SignedCall,
  signByHeader,
  signByParameters,
} from "../../../../support/alibaba-calls";

const KEY = { id: "LTAItest", secret: "test-secret" };
const TEMPORARY = { id: "STS.test", secret: "sts-secret", token: "sts-token" };
const accessKeys = new AccessKeys([KEY, TEMPORARY]);
const NOW = Date.parse("2023-11-14T22:13:20Z");
const MINUTE = 60_000;
const OTHER_SECRET = { ...KEY, secret: "other" };
const NOBODY = { ...KEY, id: "LTAInobody" };
const FORM = { DBClusterId: "cc-1", InitialQueryId: "a b*c~(d)!'é" };

function codeOf(call: SignedCall, nonces = new Nonces(), at = NOW): string {
  const { method, path, query, headers, body } = call;
  try {
    authenticate(readRequest({ method, path, query, headers }, Buffer.from(body)), accessKeys, nonces, at);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "accepted";
}

/** A signed call with some of its headers changed on the way; undefined takes one away. */
function withHeaders(call: SignedCall, headers: Record<string, string | undefined>): SignedCall {
  const changed = Object.entries({ ...call.headers, ...headers }).filter(([, value]) => value !== undefined);
  return { ...call, headers: Object.fromEntries(changed) as Record<string, string> };
}

/** A call signed by parameters in its query, with some of them changed on the way. */
function withParameters(call: SignedCall, parameters: Record<string, string | undefined>): SignedCall {
  const query = new URLSearchParams(call.query);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  return { ...call, query: query.toString() };
}

const byHeader = (call: AlibabaCall = {}, signedHeaders?: string[]) =>
  signByHeader({ key: KEY, at: NOW, ...call }, signedHeaders);
const byParameters = (call: AlibabaCall = {}) => signByParameters({ key: KEY, at: NOW, ...call });

describe("ACS3-HMAC-SHA256", () => {
  test.each(acs3Vectors)("computes the signature of $name", ({ input, authorization }) => {
    const { accessKeyId, signedHeaders, signature } = parseAuthorization(authorization)!;
    expect(accessKeyId).toBe(input.accessKey);
    const computed = acs3Signature({
      method: input.method,
      path: "/",
      query: Object.entries(input.query as Record<string, string>),
      headers: input.headers,
      signedHeaders,
      payloadHash: input.headers["x-acs-content-sha256"],
      secret: input.secretKey,
    });
    expect(computed).toBe(signature);
  });

  test.each(["a%20b*c~(d)!'%C3%A9", "a+b%2Ac%7E%28d%29%21%27%c3%a9"])(
    "is the same however the query was encoded on the way: %s",
    (query) => {
      const call = byHeader({ query: { InitialQueryId: "a b*c~(d)!'é" } });
      expect(codeOf({ ...call, query: `InitialQueryId=${query}` })).toBe("accepted");
    },
  );

  test.each<[string, SignedCall]>([
    ["accepted", byHeader({ query: FORM })],
    ["accepted", byHeader({ form: FORM })],
    ["accepted", byHeader({ method: "GET" })],
    ["accepted", byHeader({ key: TEMPORARY })],
    ["InvalidAccessKeyId.NotFound", byHeader({ key: NOBODY })],
    ["SignatureDoesNotMatch", byHeader({ key: OTHER_SECRET })],
    ["SignatureDoesNotMatch", { ...byHeader(), method: "GET" }],
    ["SignatureDoesNotMatch", { ...byHeader(), path: "/x" }],
    ["SignatureDoesNotMatch", { ...byHeader(), query: "DBClusterId=cc-2" }],
    ["SignatureDoesNotMatch", { ...byHeader({ form: FORM }), body: "DBClusterId=cc-2" }],
    ["SignatureDoesNotMatch", withHeaders(byHeader(), { host: "other" })],
    ["SignatureDoesNotMatch", withHeaders(byHeader(), { "x-acs-action": "DescribeProcessList" })],
    ["SignatureDoesNotMatch", withHeaders(byHeader(), { "x-acs-signature-nonce": "other" })],
    ["SignatureDoesNotMatch", withHeaders(byHeader(), { "x-acs-date": alibabaTime(NOW + 1000) })],
    ["IncompleteSignature", withHeaders(byHeader(), { authorization: "ACS3-HMAC-SHA256 Credential=x" })],
    ["IncompleteSignature", withHeaders(byHeader(), { "x-acs-credentials-provider": "static_ak" })],
    ["IncompleteSignature", withHeaders(byHeader(), { "x-acs-date": undefined })],
    ["IncompleteSignature", withHeaders(byHeader(), { "x-acs-signature-nonce": undefined })],
    ["IncompleteSignature", withHeaders(byHeader(), { "x-acs-content-sha256": undefined })],
    ["IncompleteSignature", byHeader({ form: FORM }, ["host", "x-acs-action", "x-acs-date"])],
    ["MissingAction", withHeaders(byHeader(), { "x-acs-action": undefined })],
    ["MissingVersion", withHeaders(byHeader(), { "x-acs-version": undefined })],
    ["InvalidTimeStamp.Format", withHeaders(byHeader(), { "x-acs-date": "yesterday" })],
    ["MissingSecurityToken", byHeader({ key: { id: TEMPORARY.id, secret: TEMPORARY.secret } })],
    ["InvalidSecurityToken.MismatchWithAccessKey", byHeader({ key: { ...TEMPORARY, token: "other" } })],
    ["InvalidSecurityToken.MismatchWithAccessKey", byHeader({ key: { ...KEY, token: "sts-token" } })],
  ])("answers %s to a call that deserves it (%#)", (code, call) => {
    expect(codeOf(call)).toBe(code);
  });

  test.each(["host", "content-type", "x-acs-action", "x-acs-version", "x-acs-content-sha256"])(
    "a signature that leaves out %s is refused",
    (name) => {
      const all = Object.keys(byHeader({ form: FORM }).headers).filter((each) => each !== "authorization");
      expect(codeOf(byHeader({ form: FORM }, all))).toBe("accepted");
      const some = all.filter((each) => each !== name);
      expect(codeOf(byHeader({ form: FORM }, some))).toBe("IncompleteSignature");
    },
  );

  test("the form of the Authorization header is exact: no space behind a comma", () => {
    const call = byHeader();
    const authorization = call.headers.authorization!.replaceAll(",", ", ");
    expect(codeOf(withHeaders(call, { authorization }))).toBe("IncompleteSignature");
  });
});

describe("RPC HMAC-SHA1", () => {
  test.each(rpcVectors)("computes the signature of $name", ({ input, signature }) => {
    const parameters = Object.entries(input.params as Record<string, string>);
    expect(rpcSignature(input.method, parameters, input.accessKeySecret)).toBe(signature);
  });

  test.each<[string, SignedCall]>([
    ["accepted", byParameters({ query: FORM })],
    ["accepted", byParameters({ form: FORM })],
    ["accepted", byParameters({ query: { DBClusterId: "cc-1" }, form: { InitialQueryId: "x" } })],
    ["accepted", byParameters({ method: "GET", query: FORM })],
    ["accepted", byParameters({ key: TEMPORARY })],
    ["InvalidAccessKeyId.NotFound", byParameters({ key: NOBODY })],
    ["SignatureDoesNotMatch", byParameters({ key: OTHER_SECRET })],
    ["SignatureDoesNotMatch", { ...byParameters(), method: "GET" }],
    ["SignatureDoesNotMatch", withParameters(byParameters(), { DBClusterId: "cc-2" })],
    ["SignatureDoesNotMatch", withParameters(byParameters(), { Signature: "é".repeat(28) })],
    ["MissingAccessKeyId", withParameters(byParameters(), { AccessKeyId: undefined })],
    ["MissingAction", withParameters(byParameters(), { Action: undefined })],
    ["MissingVersion", withParameters(byParameters(), { Version: undefined })],
    ["MissingTimestamp", withParameters(byParameters(), { Timestamp: undefined })],
    ["IncompleteSignature", withParameters(byParameters(), { Signature: undefined })],
    ["IncompleteSignature", withParameters(byParameters(), { SignatureNonce: undefined })],
    ["IncompleteSignature", withParameters(byParameters(), { SignatureMethod: "HMAC-MD5" })],
    ["IncompleteSignature", withParameters(byParameters(), { SignatureVersion: "2.0" })],
    ["InvalidTimeStamp.Format", withParameters(byParameters(), { Timestamp: "2023-11-14" })],
    ["MissingSecurityToken", byParameters({ key: { id: TEMPORARY.id, secret: TEMPORARY.secret } })],
    ["InvalidSecurityToken.MismatchWithAccessKey", byParameters({ key: { ...TEMPORARY, token: "other" } })],
  ])("answers %s to a call that deserves it (%#)", (code, call) => {
    expect(codeOf(call)).toBe(code);
  });
});

describe.each([
  ["by header", byHeader],
  ["by parameters", byParameters],
])("a call signed %s", (_, sign) => {
  test.each([
    [15 * MINUTE, "accepted"],
    [-15 * MINUTE, "accepted"],
    [15 * MINUTE + 1000, "InvalidTimeStamp.Expired"],
    [-15 * MINUTE - 1000, "InvalidTimeStamp.Expired"],
  ])("with a timestamp %d milliseconds off is answered %s", (skew, code) => {
    expect(codeOf(sign({ at: NOW + skew }))).toBe(code);
  });

  test("is refused the second time, and so is another call with its nonce", () => {
    const nonces = new Nonces();
    const call = sign({ nonce: "one" });
    expect(codeOf(call, nonces)).toBe("accepted");
    expect(codeOf(call, nonces)).toBe("SignatureNonceUsed");
    expect(codeOf(sign({ nonce: "one", action: "DescribeProcessList" }), nonces)).toBe("SignatureNonceUsed");
    expect(codeOf(sign({ nonce: "two" }), nonces)).toBe("accepted");
    expect(codeOf(sign({ nonce: "one", key: TEMPORARY }), nonces)).toBe("accepted");
  });

  test("uses its nonce up only where it is accepted", () => {
    const nonces = new Nonces();
    expect(codeOf(sign({ nonce: "one", key: OTHER_SECRET }), nonces)).toBe("SignatureDoesNotMatch");
    expect(codeOf(sign({ nonce: "one" }), nonces)).toBe("accepted");
  });
});

test("a nonce is forgotten after fifteen minutes, and not before", () => {
  const nonces = new Nonces();
  expect(nonces.use("key", "one", NOW)).toBe(true);
  expect(nonces.use("key", "two", NOW + MINUTE)).toBe(true);
  expect(nonces.use("key", "one", NOW + 15 * MINUTE)).toBe(false);
  expect(nonces.use("key", "one", NOW + 15 * MINUTE + 1)).toBe(true);
  expect(nonces.use("key", "two", NOW + 15 * MINUTE + 1)).toBe(false);
});
