import { spawnSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { Redactor } from "../../../src/framework/rpc/redactor";
import { makeCertificate } from "../../../src/framework/server/certificate";
import { handshakeLine, startedByTerraform } from "../../../src/framework/server/handshake";
import { logLevel, makeLogger } from "../../../src/framework/server/logger";
import { isGone } from "../../../src/framework/server/serve";
import { MAGIC_COOKIE } from "../../support/grpc-client";

describe("the certificate", () => {
  test("is one for localhost that vouches for itself", () => {
    const now = new Date("2026-11-22T12:00:00Z");
    const { certificatePem, privateKeyPem, der } = makeCertificate(now);
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.raw.equals(der)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(privateKeyPem))).toBe(true);
    expect(certificate.checkHost("localhost")).toBe("localhost");
    expect(certificate.ca).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
    expect([certificate.validFrom, certificate.validTo].map((date) => new Date(date))).toEqual([
      new Date("2026-11-21T12:00:00Z"),
      new Date("2027-11-22T12:00:00Z"),
    ]);
  });

  test("is right in the second half of the century too", () => {
    const { validTo, serialNumber } = new X509Certificate(
      makeCertificate(new Date("2050-06-01T00:00:00Z")).certificatePem,
    );
    expect(new Date(validTo).getUTCFullYear()).toBe(2051);
    expect(serialNumber).toHaveLength(32);
  });

  test("is a new one each time", () => {
    expect(makeCertificate().der.equals(makeCertificate().der)).toBe(false);
  });
});

test("the handshake line is what go-plugin reads", () => {
  const unix = { transport: "unix", address: "/tmp/x/s" } as const;
  expect(handshakeLine(unix, Buffer.from("ab"))).toBe("1|6|unix|/tmp/x/s|grpc|YWI\n");
  expect(handshakeLine(unix, undefined)).toBe("1|6|unix|/tmp/x/s|grpc|\n");
  const tcp = { transport: "tcp", address: "127.0.0.1:10000" } as const;
  expect(handshakeLine(tcp, Buffer.from("ab"))).toBe("1|6|tcp|127.0.0.1:10000|grpc|YWI\n");
});

test("only Terraform knows the cookie", () => {
  expect(startedByTerraform(MAGIC_COOKIE)).toBe(true);
  expect(startedByTerraform({})).toBe(false);
});

describe("logs", () => {
  const lines: string[] = [];
  const scrub = (text: string) => text.replaceAll("secret", "***");

  test("are hclog's JSON, without secrets", () => {
    makeLogger("toy", "info", scrub, (line) => lines.push(line)).warn("a secret", {
      deep: [{ text: "secret" }],
      n: 1,
    });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toEqual({
      "@level": "warn",
      "@message": "a ***",
      "@module": "toy",
      "@timestamp": expect.stringMatching(/^\d{4}-.*Z$/),
      deep: [{ text: "***" }],
      n: 1,
    });
  });

  test.each([
    [{}, "error"],
    [{ TF_LOG: "off" }, "error"],
    [{ TF_LOG: "DEBUG" }, "debug"],
    [{ TF_LOG: "json" }, "trace"],
    [{ TF_LOG: "nonsense" }, "trace"],
    [{ TF_LOG: "error", TF_LOG_PROVIDER: "trace" }, "trace"],
  ])("with %p begin at %s", (environment, level) => expect(logLevel(environment)).toBe(level));

  test("are written whatever is in the fields", () => {
    const written: string[] = [];
    const log = makeLogger("toy", "info", scrub, (line) => written.push(line));
    const circle: Record<string, unknown> = { n: 1 };
    circle.circle = circle;
    log.info("big", { n: 2n ** 70n });
    log.info("round", circle);
    expect(written.map((line) => JSON.parse(line))).toMatchObject([
      { "@message": "big", n: "1180591620717411303424" },
      { "@message": "round", fields: "not shown: TypeError" },
    ]);
  });

  test("below the level are not written", () => {
    const written: string[] = [];
    const log = makeLogger("toy", "warn", scrub, (line) => written.push(line));
    log.info("quiet");
    log.error("loud");
    expect(written).toHaveLength(1);
  });
});

test("a secret that begins like another one does not uncover the rest of it", () => {
  const redactor = new Redactor();
  redactor.add("key-1");
  expect(redactor.scrub("key-1-of-two")).toBe("(sensitive value)-of-two");
  redactor.add(["key-1-of-two"]);
  expect(redactor.scrub("is it key-1-of-two or key-1?")).toBe(
    "is it (sensitive value) or (sensitive value)?",
  );
});

test("a parent is gone where this process has another one, or where its number is nobody's", async () => {
  expect(isGone(process.ppid)).toBe(false);
  expect(isGone(process.ppid, 1)).toBe(process.ppid !== 1);
  const ended = spawnSync(process.execPath, ["-e", "0"]).pid;
  expect(isGone(ended, ended)).toBe(true);
});
