import fc from "fast-check";
import sdkSign from "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign";
import { signTc3 } from "../../../src/vendors/tencent/signer";

test("our signature is the one of Tencent's own SDK, for any request", () => {
  const request = fc.record({
    host: fc.domain(),
    contentType: fc.constantFrom("application/json", "application/json; charset=utf-8"),
    body: fc.string({ unit: "binary", minLength: 1 }),
    timestamp: fc.integer({ min: 0, max: 4102444800 }),
    service: fc.stringMatching(/^[a-z]{1,12}$/),
    secretId: fc.stringMatching(/^[A-Za-z0-9]{1,40}$/),
    secretKey: fc.string({ minLength: 1 }),
  });
  fc.assert(
    fc.property(request, (input) => {
      const theirs = sdkSign.sign3({
        method: "POST",
        url: `https://${input.host}/`,
        payload: Buffer.from(input.body, "utf8"),
        timestamp: input.timestamp,
        service: input.service,
        secretId: input.secretId,
        secretKey: input.secretKey,
        multipart: false,
        boundary: "",
        headers: { "Content-Type": input.contentType },
      });
      expect(signTc3({ ...input, method: "POST" }, input)).toBe(theirs);
    }),
    { numRuns: 500 },
  );
});
