import { createHash } from "node:crypto";
import fc from "fast-check";
import { signTc3 } from "../../../../src/vendors/tencent/signer";
import vectors from "../../../fixtures/tc3-vectors.json";

describe("TC3-HMAC-SHA256", () => {
  test.each(vectors)("signs $name as $source does", ({ input, authorization }) => {
    expect(signTc3(input, input)).toBe(authorization);
  });

  test("the published example is the published one, down to the hash of its body", () => {
    expect(createHash("sha256").update(vectors[0]!.input.body).digest("hex")).toBe(
      "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064",
    );
  });

  const request = fc.record({
    method: fc.constantFrom("POST", "GET"),
    host: fc.domain(),
    contentType: fc.constant("application/json"),
    body: fc.json(),
    timestamp: fc.integer({ min: 0, max: 4102444800 }),
    service: fc.constantFrom("dbbrain", "cvm"),
  });
  const key = fc.string({ minLength: 1 });

  test("changing any part of a request changes its signature", () => {
    fc.assert(
      fc.property(
        request,
        key,
        fc.constantFrom("method", "host", "body", "timestamp", "service"),
        (input, k, part) => {
          const changed = {
            ...input,
            [part]: part === "timestamp" ? input.timestamp + 1 : `${input[part]}x`,
          };
          const credentials = { secretId: "id", secretKey: k };
          expect(signTc3(changed, credentials)).not.toBe(signTc3(input, credentials));
        },
      ),
    );
  });

  test("the scope has the UTC date of the timestamp and the service", () => {
    fc.assert(
      fc.property(request, (input) => {
        const day = new Date(input.timestamp * 1000).toISOString().slice(0, 10);
        const scope = `Credential=id/${day}/${input.service}/tc3_request,`;
        expect(signTc3(input, { secretId: "id", secretKey: "key" })).toContain(scope);
      }),
    );
  });

  test("signs in turn, with other secrets, days and services, as it signs each alone", () => {
    /** By a signer that has signed nothing before. */
    const alone = (input: (typeof vectors)[0]["input"]) => {
      let sign = signTc3;
      jest.isolateModules(() => {
        sign = require("../../../../src/vendors/tencent/signer").signTc3;
      });
      return sign(input, input);
    };
    const first = vectors[0]!.input;
    const inputs = [
      first,
      { ...first, secretKey: `${first.secretKey}x` },
      { ...first, timestamp: first.timestamp + 86_400 },
      { ...first, service: "dbbrain" },
      first,
    ];
    for (const other of inputs) {
      for (const input of inputs) {
        signTc3(other, other);
        expect(signTc3(input, input)).toBe(alone(input));
      }
    }
  });
});
