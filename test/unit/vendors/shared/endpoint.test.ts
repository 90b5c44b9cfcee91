import { inspect } from "node:util";
import fc from "fast-check";
import { isEmulator, isLoopback, resolveEndpoint } from "../../../../src/vendors/shared/endpoint";
import { EndpointError } from "../../../../src/vendors/shared/errors";

const base = { service: "dbbrain", env: {}, fallback: "https://dbbrain.tencentcloudapi.com" } as const;
const resolve = (configured: string | undefined, env: NodeJS.ProcessEnv = {}) =>
  resolveEndpoint({ ...base, configured, env }).href;

function refusal(configured: string): EndpointError {
  try {
    resolve(configured);
  } catch (error) {
    return error as EndpointError;
  }
  throw new Error(`${configured} was accepted`);
}

describe("an endpoint", () => {
  const all = {
    DBKILL_ENDPOINT_URL: "https://all.example",
    DBKILL_ENDPOINT_URL_DBBRAIN: "https://one.example",
    DBKILL_ENDPOINT_URL_DAS: "https://other.example",
  };

  test("comes from the provider block first", () => {
    expect(resolve("https://block.example", all)).toBe("https://block.example/");
  });

  test("else from the variable of its service, else from the one of all services", () => {
    expect(resolve(undefined, all)).toBe("https://one.example/");
    expect(resolve("", { ...all, DBKILL_ENDPOINT_URL_DBBRAIN: "" })).toBe("https://all.example/");
  });

  test("else it is the vendor's own", () => {
    expect(resolve(undefined)).toBe("https://dbbrain.tencentcloudapi.com/");
  });

  test.each([
    "http://127.0.0.1:4710",
    "http://127.1.2.3",
    "http://localhost:4710",
    "http://LOCALHOST:4710/",
    "http://[::1]:4710",
    "https://dbbrain.example:8443",
  ])("may be %s", (url) => {
    expect(resolve(url)).toBe(new URL(url).href);
  });

  test.each(["emulator", "other, Emulator", " emulator\n10.0.0.1"])(
    "may be http to a host that DBKILL_ALLOW_HTTP names (%j), and to no other",
    (DBKILL_ALLOW_HTTP) => {
      expect(resolve("http://emulator:4710", { DBKILL_ALLOW_HTTP })).toBe("http://emulator:4710/");
      for (const other of [
        "http://emulator.example",
        "http://10.0.0.2",
        "http://dbbrain.tencentcloudapi.com",
      ]) {
        expect(() => resolve(other, { DBKILL_ALLOW_HTTP })).toThrow(EndpointError);
      }
    },
  );

  test.each(["", "*", "%", "http://emulator:4710", "emulator:4710"])(
    "is not let through by DBKILL_ALLOW_HTTP=%j",
    (DBKILL_ALLOW_HTTP) => {
      expect(() => resolve("http://emulator:4710", { DBKILL_ALLOW_HTTP })).toThrow(EndpointError);
    },
  );

  test("is an emulator's where it is http or on this machine", () => {
    const urls = ["http://emulator:4710", "https://localhost", "https://dbbrain.tencentcloudapi.com"];
    expect(urls.map((url) => isEmulator(new URL(url)))).toEqual([true, true, false]);
  });

  test.each([
    "http://dbbrain.tencentcloudapi.com",
    "http://10.0.0.1",
    "http://localhost.example",
    "http://127.0.0.1.example",
    "http://[::2]",
  ])("may not be %s: in clear text to another machine", (url) => {
    expect(refusal(url)).toBeInstanceOf(EndpointError);
    expect(refusal(url).message).toContain("not encrypted");
    expect(refusal(url).remedy).toContain("https");
  });

  test.each(["dbbrain.tencentcloudapi.com", "ftp://host", "://", "localhost:4710"])(
    "may not be %s: not an http URL",
    (url) => {
      expect(refusal(url).message).toContain("endpoint_url of the provider block");
    },
  );

  test.each(["https://host/path", "https://host/?q=1", "https://host/#f", "https://id:hunter2@host"])(
    "may not be %s: more than scheme, host and port, and what is more is not shown",
    (url) => {
      const shown = inspect(refusal(url), { depth: null, showHidden: true });
      expect(shown).toContain("https://host");
      expect(shown).not.toMatch(/hunter2|path|q=1|#f/);
    },
  );

  test("names the variable it came from", () => {
    expect(() => resolve(undefined, { DBKILL_ENDPOINT_URL_DBBRAIN: "nowhere" })).toThrow(
      "DBKILL_ENDPOINT_URL_DBBRAIN",
    );
    expect(() => resolve(undefined, { DBKILL_ENDPOINT_URL: "nowhere" })).toThrow("from DBKILL_ENDPOINT_URL,");
  });

  test("is loop-back for the whole of 127/8, however it is spelled", () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), fc.nat(255), (b, c, d) => {
        expect(isLoopback(`127.${b}.${c}.${d}`)).toBe(true);
        const asNumber = 127 * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
        expect(isLoopback(new URL(`http://${asNumber}`).hostname)).toBe(true);
      }),
    );
  });
});
