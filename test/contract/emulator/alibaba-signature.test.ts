import { OpenApiUtil } from "@alicloud/openapi-core";
import fc from "fast-check";
import {
  acs3Signature,
  parseAuthorization,
  rpcSignature,
} from "../../../src/emulator/vendors/alibaba/signature";

const text = fc.string({ unit: "binary", maxLength: 20 });
/** Names that a plain object keeps as they are. */
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.]{0,12}$/).filter((each) => each !== "Signature");
const parameters = fc.dictionary(name, text, { maxKeys: 6, noNullPrototype: true });
const headerValue = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
const secret = fc.string({ minLength: 1, maxLength: 30 });

test("the emulator's ACS3-HMAC-SHA256 is the SDK's, for any query, header and secret", () => {
  const input = fc.record({
    method: fc.constantFrom("GET", "POST"),
    query: parameters,
    headers: fc.dictionary(fc.stringMatching(/^x-acs-[a-z0-9-]{1,12}$/), headerValue, { maxKeys: 5 }),
    payloadHash: fc.stringMatching(/^[0-9a-f]{64}$/),
    secret,
  });
  fc.assert(
    fc.property(input, ({ method, query, headers: added, payloadHash, secret }) => {
      const headers = { host: "127.0.0.1:4710", "content-type": "text/plain", ...added };
      const request = { method, pathname: "/", query, headers } as unknown as Parameters<
        typeof OpenApiUtil.getAuthorization
      >[0];
      const theirs = parseAuthorization(
        OpenApiUtil.getAuthorization(request, "ACS3-HMAC-SHA256", payloadHash, "LTAItest", secret),
      )!;
      const ours = acs3Signature({
        method,
        path: "/",
        query: Object.entries(query),
        headers,
        signedHeaders: theirs.signedHeaders,
        payloadHash,
        secret,
      });
      expect(ours).toBe(theirs.signature);
      expect(theirs.signedHeaders).toEqual(Object.keys(headers).sort());
    }),
  );
});

test("the emulator's RPC HMAC-SHA1 is the SDK's, for any parameters and secret", () => {
  fc.assert(
    fc.property(fc.constantFrom("GET", "POST"), parameters, secret, (method, signed, key) => {
      const theirs = OpenApiUtil.getRPCSignature(signed, method, key);
      expect(rpcSignature(method, Object.entries({ ...signed, Signature: "not signed" }), key)).toBe(theirs);
    }),
  );
});
