import type { SignableRequest } from "../../../../src/vendors/http/call";
import { redact, redaction, signing } from "../../../../src/vendors/http/secrets";
import { RejectedError } from "../../../../src/vendors/shared/errors";
import { FakeClock } from "../support/fake-clock";
import { controllerOf, exchangeOf, layerAlone } from "../support/layers";

describe("signing", () => {
  test("signs what is sent, with the host, at the time of the attempt", async () => {
    const signed: [SignableRequest, Date][] = [];
    const clock = new FakeClock();
    const exchange = exchangeOf({
      endpoint: new URL("https://v.example:8443"),
      path: "/p?q=1",
      body: "{}",
      sign: (...request) => {
        signed.push(request);
        return { authorization: "TC3 Credential=k, Signature=abc, More=x", "x-date": "now" };
      },
    });
    const { run, below } = layerAlone(signing(clock), exchange, { a: "b" });
    await clock.run(1_000);
    run();
    const headers = { a: "b", host: "v.example:8443" };
    expect(signed).toEqual([
      [{ method: "POST", path: "/p?q=1", headers, body: "{}" }, new Date("2026-11-22T10:00:01Z")],
    ]);
    expect(below[0]!.options).toMatchObject({
      method: "POST",
      path: "/p?q=1",
      body: "{}",
      headers: { ...headers, authorization: "TC3 Credential=k, Signature=abc, More=x", "x-date": "now" },
    });
    expect([...exchange.secrets]).toEqual(["abc"]);
  });

  test.each([
    ["A Signature=abc", ["abc"]],
    ["A Signature=abc def", ["abc"]],
    ["A Credential=abc", []],
    [undefined, []],
  ])("keeps the signature of %j as a secret: %j", (authorization, secrets) => {
    const headers = { ...(authorization !== undefined && { authorization }) };
    const exchange = exchangeOf({ sign: () => headers });
    layerAlone(signing(new FakeClock()), exchange).run();
    expect([...exchange.secrets]).toStrictEqual(secrets);
  });
});

describe("redaction of an error", () => {
  const passed = (error: Error, ...secrets: string[]) => {
    const exchange = exchangeOf();
    for (const secret of secrets) exchange.secrets.add(secret);
    const { run, seen, below } = layerAlone(redaction, exchange);
    run();
    below[0]!.handler.onResponseError(controllerOf(), error);
    expect(seen).toEqual([["error", error]]);
    return error as Error & Record<string, unknown>;
  };

  test("takes secrets out of each of its texts, and leaves the rest as it is", () => {
    const details = { service: "s3cret", httpStatus: 400, vendorMessage: "a s3cret text", remedy: "-" };
    const error = passed(new RejectedError("refused: s3cret", details), "s3cret");
    expect(error).toMatchObject({
      message: "refused: [redacted]",
      service: "[redacted]",
      vendorMessage: "a [redacted] text",
      httpStatus: 400,
      ambiguous: false,
    });
    expect(error.stack).not.toContain("s3cret");
  });

  test("keeps the lines of a stack, and neither lines nor length of any other text", () => {
    const error = passed(Object.assign(new Error(`a\nb${"x".repeat(2_000)}`), { note: "c\td" }));
    expect(error.stack!.split("\n").length).toBeGreaterThan(2);
    expect(error.message).toMatch(/^a\\nbx+\.\.\.$/);
    expect(error.message.length).toBeLessThan(1_010);
    expect(error.note).toBe("c\\td");
  });

  test("knows a secret in JSON and in URLs", () => {
    expect(redact(JSON.stringify({ key: 'a"b' }), ['a"b'])).toBe('{"key":"[redacted]"}');
    expect(redact("?key=a%2Fb", ["a/b"])).toBe("?key=[redacted]");
  });

  test("takes the longest secret first, so that no rest of one that holds another is left", () => {
    expect(redact("key-of-root", ["key", "key-of-root", ""])).toBe("[redacted]");
    expect(redact("key-of-root", ["key-of-root", "key", ""])).toBe("[redacted]");
  });
});
