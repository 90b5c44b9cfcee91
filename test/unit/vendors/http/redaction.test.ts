import { inspect } from "node:util";
import fc from "fast-check";
import { redact } from "../../../../src/vendors/http/secrets";
import type { VendorError } from "../../../../src/vendors/shared/errors";
import { CREATE, dbbrainAt, eagerHttp, failure, INSTANCE, SECRET_KEY, TOKEN } from "../support/dbbrain";
import { answer, RawServer, type Reaction, reset, silence } from "../support/raw-server";

/** Quotes back everything it was sent, as error pages like to do. */
const quoting =
  (status: number, code?: string): Reaction =>
  (socket, request) => {
    const signature = request.headers.authorization!.split("Signature=")[1];
    const Message = `${signature} does not match; you sent ${JSON.stringify(request.headers)} with the key ${SECRET_KEY} and ${encodeURIComponent(SECRET_KEY)}`;
    const body = code ? { Response: { Error: { Code: code, Message }, RequestId: TOKEN } } : Message;
    answer(status, body)(socket, request);
  };

describe("redaction", () => {
  const cases: [string, Reaction][] = [
    ["a refusal that quotes the request", quoting(200, "AuthFailure.SignatureFailure")],
    ["a throttling that does", quoting(200, "RequestLimitExceeded")],
    ["an unknown code that does", quoting(400, "Weird")],
    ["an error page that does", quoting(502)],
    ["a malformed answer that does", quoting(200)],
    ["a reset", reset],
    ["a timeout", silence],
  ];

  test.each(cases)(
    "no secret is in error, cause, JSON, inspection or log after %s",
    async (_what, reaction) => {
      const server = await RawServer.start(reaction);
      const seen: string[] = [];
      const http = eagerHttp({ requestTimeoutMs: 100, log: (...line) => seen.push(JSON.stringify(line)) });
      const client = dbbrainAt(server.url, http);
      for (const call of [client.createKillTask(CREATE), client.describeMySqlProcessList(INSTANCE)]) {
        for (let error: unknown = await failure(call); error; error = (error as Error).cause) {
          const all = Object.getOwnPropertyNames(error).map((key) =>
            String(Reflect.get(error as Error, key)),
          );
          seen.push(
            ...all,
            JSON.stringify(error),
            inspect(error, { depth: null, showHidden: true }),
            String(error),
          );
        }
      }
      await http.close();
      await server.close();

      const text = seen.join("\n");
      const signatures = server.requests.map(({ headers }) => headers.authorization!.split("Signature=")[1]!);
      expect(signatures.length).toBeGreaterThan(0);
      const inJson = JSON.stringify(SECRET_KEY).slice(1, -1);
      for (const secret of [SECRET_KEY, inJson, encodeURIComponent(SECRET_KEY), TOKEN, ...signatures]) {
        expect(text).not.toContain(secret);
      }
      expect(text).toContain("dbbrain");
    },
  );

  test("a text of the vendor can neither move the cursor nor forge a line, and ends", async () => {
    const Message = `\u001b[2J\r\nApply complete!\u202e ${"x".repeat(5_000)}`;
    const server = await RawServer.start(
      answer(200, { Response: { Error: { Code: "Weird\n", Message }, RequestId: "r\n" } }),
    );
    const http = eagerHttp();
    const error = (await failure(dbbrainAt(server.url, http).createKillTask(CREATE))) as VendorError;
    await http.close();
    await server.close();
    for (const text of [
      error.message,
      error.vendorMessage,
      error.vendorCode,
      error.requestId,
      error.remedy,
    ]) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(text!.length).toBeLessThan(1_100);
    }
    expect(error.message).toContain("Apply complete!");
  });

  test.each([940, 970, 990, 1_000])(
    "no part of a secret is left where a text is cut after %d characters",
    async (length) => {
      const Message = `${"x".repeat(length)}${SECRET_KEY}`;
      const server = await RawServer.start(
        answer(200, { Response: { Error: { Code: "Weird", Message }, RequestId: "r" } }),
      );
      const http = eagerHttp();
      const error = (await failure(dbbrainAt(server.url, http).createKillTask(CREATE))) as VendorError;
      await http.close();
      await server.close();
      expect(`${error.message} ${error.vendorMessage}`).not.toContain(SECRET_KEY.slice(0, 4));
    },
  );

  test("takes out every occurrence of every secret, in plain text, JSON and URLs", () => {
    const secret = fc.string({ minLength: 6 }).filter((text) => !"[redacted]".includes(text));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (key, before, after) => {
        const spellings = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)];
        const safe = redact(`${before}${spellings.join("|")}${after}`, [key]);
        for (const spelling of spellings) expect(safe).not.toContain(spelling);
      }),
    );
  });

  test("leaves a text without secrets alone", () => {
    expect(
      redact(
        "FailedOperation: a task is running",
        ["k", ""].filter((s) => s.length > 1),
      ),
    ).toBe("FailedOperation: a task is running");
  });
});
