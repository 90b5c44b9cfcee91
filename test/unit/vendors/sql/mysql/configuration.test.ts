import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveAccount } from "../../../../../src/vendors/sql/mysql/account";
import { isThisMachine, parseAddress } from "../../../../../src/vendors/sql/mysql/address";
import { mysqlOptions } from "../../../../../src/vendors/sql/mysql/connect";
import { tlsPolicy } from "../../../../../src/vendors/sql/mysql/tls";
import { FakeServer } from "./support";

const ABROAD = { host: "db.example.com", port: 3306 };
const HERE = { host: "127.0.0.1", port: 3306 };
const CODE = { address: "DBKILL_ERR_ENDPOINT", account: "DBKILL_ERR_CREDENTIALS" };
const failing = (code: string) => expect.objectContaining({ code });

describe("an address", () => {
  test.each([
    ["db.example.com:3307", "db.example.com", 3307],
    ["db.example.com", "db.example.com", 3306],
    ["10.0.0.7:3306", "10.0.0.7", 3306],
    ["[2001:db8::1]:3307", "2001:db8::1", 3307],
  ])("%s is host %s and port %i", (text, host, port) => {
    expect(parseAddress(text)).toEqual({ host, port });
  });

  test.each(["", ":3306", "db:0", "db:65536", "db:", "db:x", "db:3306:1", "2001:db8::1", "db name", "db\n"])(
    "%j is none",
    (text) => {
      expect(() => parseAddress(text)).toThrow(failing(CODE.address));
    },
  );

  test("with a password in it is not shown", () => {
    try {
      parseAddress("mysql://ops:s3cret@db:3306");
      throw new Error("It was accepted.");
    } catch (error) {
      expect(error).toMatchObject({ code: CODE.address });
      expect(JSON.stringify([error, String(error)])).not.toContain("s3cret");
    }
  });

  test.each([
    ["127.0.0.1", true],
    ["127.9.8.7", true],
    ["localhost", true],
    ["::1", true],
    ["10.0.0.1", false],
    ["127.0.0.1.example.com", false],
    ["localhost.example.com", false],
  ])("of host %s is on this machine: %s", (host, here) => {
    expect(isThisMachine({ host, port: 1 })).toBe(here);
  });
});

describe("an account", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "dbkill-home-"));
    writeFileSync(
      join(home, ".my.cnf"),
      '[client]\nuser = file\npassword = "of # file"\n[mysql]\nuser = other\n',
    );
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  test.each([
    ["the block", { username: "block", password: "p" }, { MYSQL_USER: "env", MYSQL_PWD: "e" }, "block", "p"],
    ["the block, with the variable's password", { username: "block" }, { MYSQL_PWD: "e" }, "block", "e"],
    ["the environment", {}, { MYSQL_USER: "env", MYSQL_PWD: "e" }, "env", "e"],
    ["the environment, without a password", {}, { MYSQL_USER: "env" }, "env", ""],
    ["the option file, with its own password", {}, { MYSQL_PWD: "e" }, "file", "of # file"],
  ])("is that of %s", (_where, block, env, user, password) => {
    expect(resolveAccount(block, env, home)).toEqual({ user, password });
  });

  test("needs a user", () => {
    expect(() => resolveAccount({ password: "p" }, { MYSQL_USER: "env" }, home)).toThrow(
      failing(CODE.account),
    );
    expect(() => resolveAccount({}, {}, "/nonexistent")).toThrow(failing(CODE.account));
  });

  test("has its password kept out of every message", () => {
    const redacted: string[] = [];
    const settings: Readonly<Record<string, string>> = { username: "ops", password: "s3cret" };
    mysqlOptions({
      setting: (name: string) => settings[name],
      env: {},
      home,
      redact: (secret: string) => redacted.push(secret),
    } as never);
    expect(redacted).toEqual(["s3cret"]);
  });
});

describe("TLS", () => {
  let folder: string;
  let caFile: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "dbkill-ca-"));
    caFile = join(folder, "ca.pem");
    writeFileSync(caFile, "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n");
    writeFileSync(join(folder, "key.pem"), "-----BEGIN PRIVATE KEY-----\n");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ["abroad by default", undefined, false, ABROAD, "required"],
    ["here by default", undefined, false, HERE, "disabled"],
    ["here with authorities", undefined, true, HERE, "required"],
    ["abroad as configured", "disabled", false, ABROAD, "disabled"],
    ["here as configured", "required", false, HERE, "required"],
    ["abroad, if offered", "preferred", false, ABROAD, "preferred"],
  ])("%s: %s", (_where, tls, withCa, address, mode) => {
    expect(tlsPolicy({ tls, ...(withCa && { caFile }) }, address, folder).mode).toBe(mode);
  });

  test("trusts the authorities of the file, which may be in the home directory", () => {
    expect(tlsPolicy({ caFile: "~/ca.pem" }, ABROAD, folder).ca).toContain("CERTIFICATE");
  });

  test.each([
    ["a file that is not there", { caFile: "/nonexistent/ca.pem" }, ABROAD],
    ["a file without certificates", { caFile: "~/key.pem" }, ABROAD],
    ["another mode", { tls: "verify" }, ABROAD],
    ["an address, whose certificate can't be checked", {}, { host: "10.0.0.7", port: 3306 }],
    ["an IPv6 address", { tls: "preferred" }, { host: "2001:db8::1", port: 3306 }],
  ])("refuses %s", (_what, config, address) => {
    expect(() => tlsPolicy(config, address, folder)).toThrow(failing(CODE.address));
  });

  test.each([
    ["db.example.com:3306", "disabled", "disabled"],
    ["db.example.com:3306", "preferred", "preferred"],
    ["db.example.com:3306", undefined, undefined],
    ["localhost:3306", "disabled", undefined],
    ["127.0.0.1:3306", undefined, undefined],
  ])("of %s with %s exposes what is sent: %s", (instanceId, tls, exposure) => {
    const client = new FakeServer(() => []).client(tls === undefined ? {} : { tls });
    expect(client.exposure(instanceId)).toBe(exposure);
  });
});
