import { AKSKSigner } from "@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner";
import fc from "fast-check";
import { AccessKeys } from "../../../../../src/emulator/core/access-keys";
import { Clock } from "../../../../../src/emulator/core/clock";
import { Gatekeeper } from "../../../../../src/emulator/vendors/huawei/gatekeeper";
import type { HuaweiError } from "../../../../../src/emulator/vendors/huawei/operation";
import { parseAuthorization, signature } from "../../../../../src/emulator/vendors/huawei/sdk-hmac";
import type { RequestHead } from "../../../../../src/emulator/vendors/vendor";
import { sha256 } from "../../../../../src/emulator/vendors/wire";
import vectors from "../../../../fixtures/sdk-hmac-vectors.json";
import { signed } from "./support";

const KEY = { id: "AKtest", secret: "test-secret" };
const TEMPORARY = { id: "AKsts", secret: "sts-secret", token: "sts-token" };
const PATH = "/v3/p/instances/i/query-process-list?user=a%20b&db=x";
const DATE_FORMAT = "the header X-Sdk-Date is missing or is not of the form YYYYMMDDTHHMMSSZ";

describe("SDK-HMAC-SHA256", () => {
  test.each(vectors)("computes the signature of $name", ({ input, credentials, authorization }) => {
    const parsed = parseAuthorization(authorization)!;
    const [path = "", query = ""] = input.path.split("?");
    const headers: Record<string, string> = input.headers as never;
    const computed = signature({
      method: input.method,
      path,
      query,
      headers,
      signedHeaders: parsed.signedHeaders,
      date: headers["x-sdk-date"]!,
      payloadHash: sha256(input.body),
      secret: credentials.secretKey,
    });
    expect(computed).toBe(parsed.signature);
  });

  test("computes what Huawei's own SDK signs, whatever the query", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 12 });
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 5 }), (queryParams) => {
        const {
          Authorization,
          host,
          "X-Sdk-Date": date,
        } = AKSKSigner.sign(
          { method: "GET", endpoint: "http://h/v3/p", queryParams, headers: {} } as never,
          { getAk: () => KEY.id, getSk: () => KEY.secret } as never,
        ) as Record<string, string>;
        const query = Object.entries(queryParams)
          .map((pair) => pair.map(encodeURIComponent).join("="))
          .join("&");
        const parsed = parseAuthorization(Authorization)!;
        const computed = signature({
          method: "GET",
          path: "/v3/p",
          query,
          headers: { host, "x-sdk-date": date },
          signedHeaders: parsed.signedHeaders,
          date: date!,
          payloadHash: sha256(""),
          secret: KEY.secret,
        });
        expect(computed).toBe(parsed.signature);
      }),
    );
  });
});

describe("Gatekeeper", () => {
  let clock: Clock;
  let gatekeeper: Gatekeeper;
  beforeEach(() => {
    clock = new Clock();
    gatekeeper = new Gatekeeper(new AccessKeys([KEY, TEMPORARY]), clock);
  });

  /** What the caller is told after "Incorrect IAM authentication information: ". */
  function verdict(head: RequestHead, body = "", realNow = Date.now()): string {
    try {
      return `accepted as ${gatekeeper.authenticate(head, Buffer.from(body), realNow).id}`;
    } catch (thrown) {
      const { status, code, message } = thrown as HuaweiError;
      expect([status, code]).toEqual([401, "APIGW.0301"]);
      return message.replace("Incorrect IAM authentication information: ", "");
    }
  }

  const good = (changes: Parameters<typeof signed>[2] = {}) => signed("GET", PATH, { key: KEY, ...changes });
  const without = (name: string) => ({ ...good(), headers: { ...good().headers, [name]: undefined } });
  const changed = (headers: Record<string, string>) => ({
    ...good(),
    headers: { ...good().headers, ...headers },
  });

  test("lets in who signs rightly", () => {
    expect(verdict(good())).toBe("accepted as AKtest");
    expect(verdict(signed("GET", PATH, { key: TEMPORARY }))).toBe("accepted as AKsts");
    expect(verdict(good({ body: "{}" }), "{}")).toBe("accepted as AKtest");
  });

  test("takes the body's hash from X-Sdk-Content-Sha256, if it is that body's or UNSIGNED-PAYLOAD", () => {
    const hashed = (hash: string) => good({ headers: { "x-sdk-content-sha256": hash } });
    expect(verdict(hashed("UNSIGNED-PAYLOAD"), "whatever")).toBe("accepted as AKtest");
    expect(verdict(hashed(sha256("this")), "this")).toBe("accepted as AKtest");
    expect(verdict(hashed(sha256("this")), "that")).toBe("verify aksk signature fail");
  });

  test.each([
    [900, "accepted as AKtest"],
    [-900, "accepted as AKtest"],
    [902, "X-Sdk-Date is more than 15 minutes away from the server's time"],
    [-902, "X-Sdk-Date is more than 15 minutes away from the server's time"],
  ])("with a server %d seconds ahead it answers: %s", (seconds, words) => {
    const head = good({ headers: { "x-sdk-date": "20231114T221320Z" } });
    expect(verdict(head, "", Date.parse("2023-11-14T22:13:20Z") + seconds * 1000)).toBe(words);
  });

  test.each<[string, () => RequestHead]>([
    ["verify aksk signature fail", () => good({ key: { ...KEY, secret: "other" } })],
    ["verify aksk signature fail", () => ({ ...good(), method: "PUT" })],
    ["verify aksk signature fail", () => ({ ...good(), path: "/v3/p/instances/j/query-process-list" })],
    ["verify aksk signature fail", () => ({ ...good(), query: "user=b" })],
    ["verify aksk signature fail", () => changed({ host: "other" })],
    ["Get secretKey failed,ak:AKnobody,err:ak not exist", () => good({ key: { ...KEY, id: "AKnobody" } })],
    ["decrypt token fail", () => signed("GET", PATH, { key: { ...TEMPORARY, token: "other" } })],
    ["decrypt token fail", () => good({ headers: { "x-security-token": "sts-token" } })],
    ["decrypt token fail", () => ({ ...good(), headers: { "x-auth-token": "token" } })],
    [DATE_FORMAT, () => without("x-sdk-date")],
    [DATE_FORMAT, () => good({ headers: { "x-sdk-date": "2023-11-14T22:13:20Z" } })],
    [
      'the Authorization header is missing or is not of the form "SDK-HMAC-SHA256 Access=..., SignedHeaders=..., Signature=..."',
      () => without("authorization"),
    ],
  ])("answers: %s", (words, head) => {
    expect(verdict(head())).toBe(words);
  });

  test("a signature is good for one body alone", () => {
    expect(verdict(good(), "another body")).toBe("verify aksk signature fail");
  });

  test("a signature that leaves out the date is not enough", () => {
    const date = good().headers["x-sdk-date"] as string;
    const [path = "", query = ""] = PATH.split("?");
    const request = { method: "GET", path, query, headers: {}, payloadHash: sha256(""), secret: KEY.secret };
    const told = signature({ ...request, signedHeaders: ["host"], date });
    const authorization = `SDK-HMAC-SHA256 Access=AKtest, SignedHeaders=host, Signature=${told}`;
    const head = { ...request, headers: { "x-sdk-date": date, authorization } };
    expect(verdict(head)).toBe("verify aksk signature fail");
  });

  describe("locks a key", () => {
    const wrong = () => good({ key: { ...KEY, secret: "wrong" } });
    const LOCKED = "AK access failed to reach the limit,forbidden";

    test("after five failed checks in a row, for five minutes", () => {
      for (let n = 0; n < 5; n++) expect(verdict(wrong())).toBe("verify aksk signature fail");
      expect(verdict(good())).toBe(LOCKED);
      clock.advance(299);
      expect(verdict(good())).toBe(LOCKED);
      clock.advance(1);
      expect(verdict(good())).toBe("accepted as AKtest");
    });

    test("not for failures with a good check between them", () => {
      for (let n = 0; n < 12; n++) verdict(n % 5 === 4 ? good() : wrong());
      expect(verdict(good())).toBe("accepted as AKtest");
    });

    test("and no other key with it", () => {
      for (let n = 0; n < 5; n++) verdict(wrong());
      expect(verdict(signed("GET", PATH, { key: TEMPORARY }))).toBe("accepted as AKsts");
    });

    test("until a reset", () => {
      for (let n = 0; n < 5; n++) verdict(wrong());
      gatekeeper.reset();
      expect(verdict(good())).toBe("accepted as AKtest");
    });
  });
});
