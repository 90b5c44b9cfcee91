import fc from "fast-check";
import { encodePart, signSdkHmac } from "../../../../src/vendors/huawei/signer";
import vectors from "../../../fixtures/sdk-hmac-vectors.json";

interface Vector {
  readonly name: string;
  readonly source: string;
  readonly input: Parameters<typeof signSdkHmac>[0];
  readonly credentials: Parameters<typeof signSdkHmac>[1];
  readonly authorization: string;
}

describe("SDK-HMAC-SHA256", () => {
  test.each(vectors as unknown as Vector[])(
    "signs $name as $source does",
    ({ input, credentials, authorization }) => {
      expect(signSdkHmac(input, credentials)).toBe(authorization);
    },
  );

  const credentials = { accessKey: "AK", secretKey: "SK" };
  const request = fc.record({
    method: fc.constantFrom("GET", "POST", "PUT"),
    path: fc.webPath().map((path) => `/v3${path}?page_num=1&page_size=5`),
    headers: fc.record({ host: fc.domain(), "x-sdk-date": fc.constant("20260102T030405Z") }),
    body: fc.string({ unit: "binary" }),
  });

  test("changing any part of a request changes its signature", () => {
    const changes = fc.constantFrom("method", "path", "body", "host", "x-project-id");
    fc.assert(
      fc.property(request, changes, (input, part) => {
        const changed =
          part === "host" || part === "x-project-id"
            ? { ...input, headers: { ...input.headers, [part]: "other" } }
            : { ...input, [part]: `${input[part]}x` };
        expect(signSdkHmac(changed, credentials)).not.toBe(signSdkHmac(input, credentials));
      }),
    );
  });

  test("the order of the query does not matter, nor whether its parts were encoded more than needed", () => {
    const sign = (path: string) =>
      signSdkHmac(
        { method: "GET", path, headers: { "x-sdk-date": "20260102T030405Z" }, body: "" },
        credentials,
      );
    expect(sign("/a?b=2&a=%41&b=1&c")).toBe(sign("/%61/?a=A&b=1&b=2&c="));
    expect(sign("/a?b=1")).not.toBe(sign("/a?b=2"));
  });

  test("a path of any ids is sent as one that names them and nothing else", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (id) => {
        expect(encodePart(id)).toMatch(/^[A-Za-z0-9\-_.~%]+$/);
        expect(decodeURIComponent(encodePart(id))).toBe(id);
      }),
    );
  });
});
