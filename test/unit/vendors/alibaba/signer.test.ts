import fc from "fast-check";
import { canonicalQuery, encodeRfc3986, hashPayload, signAcs3 } from "../../../../src/vendors/alibaba/signer";
import vectors from "../../../fixtures/acs3-vectors.json";

/** A vector's request, as our own code spells it. */
function requestOf({ method, query, headers }: (typeof vectors)[number]["input"]) {
  const parameters = canonicalQuery(query as Record<string, string>);
  return {
    method,
    path: parameters ? `/?${parameters}` : "/",
    headers: headers as unknown as Record<string, string>,
  };
}

describe("ACS3-HMAC-SHA256", () => {
  test.each(vectors)("signs $name as $source does", ({ input, authorization }) => {
    expect(signAcs3(requestOf(input), input)).toBe(authorization);
  });

  test.each(vectors)("hashes the body of $name as it is announced", ({ input }) => {
    expect(hashPayload(input.body)).toBe(input.headers["x-acs-content-sha256"]);
  });

  test("a form is spelt as the vendor's SDK spells it", () => {
    const form = vectors.find(({ name }) => name === "OB-KillProcessList")!.input.body;
    const parameters = Object.fromEntries(new URLSearchParams(form));
    expect(canonicalQuery(parameters).split("&").sort()).toEqual(form.split("&").sort());
  });

  const input = vectors[1]!.input;
  const request = requestOf(input);

  test.each(["host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"])(
    "another %s gives another signature",
    (header) => {
      const headers = { ...request.headers, [header]: `${request.headers[header]}0` };
      expect(signAcs3({ ...request, headers }, input)).not.toBe(signAcs3(request, input));
    },
  );

  test("another parameter, secret or method gives another signature", () => {
    const signatures = [
      signAcs3(request, input),
      signAcs3({ ...request, path: `${request.path}0` }, input),
      signAcs3({ ...request, method: "GET" }, input),
      signAcs3(request, { ...input, secretKey: "another" }),
    ];
    expect(new Set(signatures).size).toBe(4);
  });

  test("headers that a proxy may change are not signed", () => {
    const headers = { ...request.headers, accept: "application/json", "user-agent": "dbkill" };
    expect(signAcs3({ ...request, headers }, input)).toBe(signAcs3(request, input));
  });

  test("the content type and a session token are signed", () => {
    const headers = { ...request.headers, "content-type": "a/b", "x-acs-security-token": " token " };
    const names =
      "content-type;host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-security-token;x-acs-signature-nonce;x-acs-version";
    expect(signAcs3({ ...request, headers }, input)).toContain(`SignedHeaders=${names},`);
  });
});

describe("a query string", () => {
  const text = fc.string({ unit: "grapheme" });

  test("says what it was made of, sorted, whatever the parameters are", () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), (parameters) => {
        const query = canonicalQuery(parameters);
        const names = query === "" ? [] : query.split("&").map((pair) => pair.split("=")[0]!);
        expect(Object.fromEntries(new URLSearchParams(query))).toEqual({ ...parameters });
        expect(names).toHaveLength(Object.keys(parameters).length);
        expect(names.map(decodeURIComponent)).toEqual(Object.keys(parameters).sort());
      }),
    );
  });

  test("has no character that RFC 3986 reserves but its own", () => {
    fc.assert(fc.property(text, (value) => expect(encodeRfc3986(value)).toMatch(/^[A-Za-z0-9\-._~%]*$/)));
  });

  test("leaves out what is undefined, and keeps what is empty", () => {
    expect(canonicalQuery({ b: "", a: undefined, c: "~*" })).toBe("b=&c=~%2A");
  });
});
