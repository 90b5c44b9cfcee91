import { OpenApiUtil } from "@alicloud/openapi-core";
import fc from "fast-check";
import { canonicalQuery, hashPayload, signAcs3 } from "../../../src/vendors/alibaba/signer";

test("our signature is the one of Alibaba's own SDK, for any request", () => {
  const text = fc.string({ unit: "grapheme" });
  const request = fc.record({
    method: fc.constantFrom("POST", "GET"),
    // Parameters have names of the vendor's choice; its SDK does not encode them.
    query: fc.dictionary(fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/), text),
    body: fc.string({ unit: "binary" }),
    host: fc.domain(),
    action: fc.stringMatching(/^[A-Za-z]{1,30}$/),
    form: fc.boolean(),
    token: fc.option(fc.stringMatching(/^[\x20-\x7e]{1,60}$/)),
    date: fc.date({ min: new Date(0), max: new Date(4102444800000), noInvalidDate: true }),
    nonce: fc.uuid(),
    accessKey: fc.stringMatching(/^[A-Za-z0-9]{1,30}$/),
    secretKey: fc.string({ minLength: 1 }),
  });
  fc.assert(
    fc.property(request, ({ method, query, body, accessKey, secretKey, ...input }) => {
      const payload = hashPayload(body);
      const headers: Record<string, string> = {
        host: input.host,
        accept: "application/json",
        "user-agent": "dbkill",
        "x-acs-action": input.action,
        "x-acs-version": "2019-11-11",
        "x-acs-date": input.date.toISOString().replace(/\.\d+Z$/, "Z"),
        "x-acs-signature-nonce": input.nonce,
        "x-acs-content-sha256": payload,
        ...(input.form && { "content-type": "application/x-www-form-urlencoded" }),
        ...(input.token !== null && {
          "x-acs-accesskey-id": accessKey,
          "x-acs-security-token": input.token,
        }),
      };
      const theirs = OpenApiUtil.getAuthorization(
        { method, pathname: "/", query, headers } as unknown as Parameters<
          typeof OpenApiUtil.getAuthorization
        >[0],
        "ACS3-HMAC-SHA256",
        payload,
        accessKey,
        secretKey,
      );
      const ours = { method, path: `/?${canonicalQuery(query)}`, headers };
      expect(signAcs3(ours, { accessKey, secretKey })).toBe(theirs);
    }),
    { numRuns: 500 },
  );
});
