import { networkError } from "../../../../src/vendors/http/network-error";
import { AttemptAborted, AttemptTimeout } from "../../../../src/vendors/http/timeout";
import { exchangeOf } from "../support/layers";

const HERE = "http://127.0.0.1:1";
const AWAY = "https://v.example";

const coded = (code: string, message = "it failed") => Object.assign(new Error(message), { code });
const meaning = (error: Error, sent: boolean, endpoint = AWAY) =>
  networkError(exchangeOf({ endpoint: new URL(endpoint) }), error, sent);

describe("a failure below HTTP", () => {
  test.each([
    [new AttemptTimeout(50), "DBKILL_ERR_TIMEOUT"],
    [coded("UND_ERR_CONNECT_TIMEOUT"), "DBKILL_ERR_TIMEOUT"],
    [coded("ECONNRESET"), "DBKILL_ERR_NETWORK"],
    [coded("ERR_SSL_WRONG_VERSION_NUMBER"), "DBKILL_ERR_NETWORK"],
  ])("of a request that was sent may have been carried out: %#", (error, code) => {
    expect(meaning(error, true)).toMatchObject({ code, ambiguous: true, retryable: true, action: "a" });
    expect(meaning(error, true).message).toMatch(/^s a\b.* v\.example /);
    expect(meaning(error, true).remedy).toContain("may have been carried out");
    expect(meaning(error, false)).toMatchObject({ code, ambiguous: false });
    expect(meaning(error, false).remedy).not.toContain("may have been carried out");
  });

  test("of a call that was called off while it waited was not sent", () => {
    expect(meaning(new AttemptAborted("aborted"), true)).toMatchObject({
      code: "DBKILL_ERR_ABORTED",
      ambiguous: false,
      retryable: false,
    });
  });

  test.each([
    ["407", false],
    ["403", false],
    ["502", true],
  ])("is the proxy's where it answers %s, tried again: %s", (status, retryable) => {
    const error = meaning(new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`), true);
    expect(error).toMatchObject({ code: "DBKILL_ERR_PROXY", ambiguous: false, retryable });
    expect(error.message).toContain(`status ${status}.`);
    expect(error.remedy.includes("password")).toBe(!retryable);
  });

  test("is not the proxy's where a text only quotes it", () => {
    expect(meaning(new Error("no Proxy response (407)"), false).code).toBe("DBKILL_ERR_NETWORK");
  });

  test.each([
    // A certificate, a request or a closed pipeline is the same a second later.
    ["CERT_HAS_EXPIRED", false, "NODE_EXTRA_CA_CERTS"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", false, "NODE_EXTRA_CA_CERTS"],
    ["ERR_TLS_HANDSHAKE", false, "NODE_EXTRA_CA_CERTS"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", false, "NODE_EXTRA_CA_CERTS"],
    ["UND_ERR_INVALID_ARG", false, "credentials"],
    ["UND_ERR_CLOSED", false, "HTTPS_PROXY / NO_PROXY"],
    ["UND_ERR_DESTROYED", false, "HTTPS_PROXY / NO_PROXY"],
    ["UND_ERR_SOCKET", true, "HTTPS_PROXY / NO_PROXY"],
    ["ENOTFOUND", true, "name server"],
    ["EAI_AGAIN", true, "name server"],
    ["ECONNREFUSED", true, "HTTPS_PROXY / NO_PROXY"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", false, "without TLS"],
    ["ERR_SSL_PACKET_LENGTH_TOO_LONG", false, "without TLS"],
    ["X_ERR_SSL_WRONG_VERSION_NUMBER", true, "HTTPS_PROXY / NO_PROXY"],
    ["ERR_SSL_WRONG_VERSION_NUMBER_X", true, "HTTPS_PROXY / NO_PROXY"],
  ])(
    "before a request was sent, with code %s, is tried again: %s, and tells of %s",
    (code, retryable, remedy) => {
      const error = meaning(coded(code), false);
      expect(error).toMatchObject({ code: "DBKILL_ERR_NETWORK", ambiguous: false, retryable });
      expect(error.retryLimit).toBeUndefined();
      expect(error.remedy).toContain(remedy);
      expect(error.message).toContain(code);
    },
  );

  test("of an emulator that does not listen is tried again twice, and asks for it", () => {
    const error = meaning(coded("ECONNREFUSED"), false, HERE);
    expect(error).toMatchObject({ retryable: true, retryLimit: 2 });
    expect(error.remedy).toContain("dbkill emulator");
    const other = meaning(coded("EPIPE"), false, HERE);
    expect(other.retryLimit).toBeUndefined();
    expect(other.remedy).not.toContain("dbkill emulator");
    expect(meaning(coded("ERR_SSL_WRONG_VERSION_NUMBER"), false, HERE).remedy).toContain("http://");
  });

  test.each([
    [coded("EPIPE", "it failed"), "(EPIPE: it failed)"],
    [coded("EPIPE", "write EPIPE"), "(write EPIPE)"],
    [new Error("it failed"), "(it failed)"],
    [coded("EPIPE", ""), "(EPIPE)"],
    [new TypeError(""), "(TypeError)"],
    [Object.assign(new AggregateError([new Error("all of them")], ""), { code: "E" }), "(E: all of them)"],
    [new AggregateError([], ""), "(AggregateError)"],
  ])("is told by its code and its text: %#", (error, shown) => {
    expect(meaning(error, false).message).toContain(shown);
  });
});
