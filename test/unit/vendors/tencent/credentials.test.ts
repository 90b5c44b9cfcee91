import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { CredentialsError } from "../../../../src/vendors/shared/errors";
import { resolveTencentCredentials, resolveTencentRegion } from "../../../../src/vendors/tencent";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "dbkill-home-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function file(path: string, content: string | object): string {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, typeof content === "string" ? content : JSON.stringify(content));
  return full;
}

/** No system-wide file of the machine the tests run on has a say. */
const noFile = { TENCENTCLOUD_CREDENTIALS_FILE: "~/none" };
const resolve = (config: Parameters<typeof resolveTencentCredentials>[0], env: NodeJS.ProcessEnv = {}) =>
  resolveTencentCredentials(config, { ...noFile, ...env }, home);

function refusal(...args: Parameters<typeof resolve>): CredentialsError {
  try {
    resolve(...args);
  } catch (error) {
    return error as CredentialsError;
  }
  throw new Error("credentials were found");
}

const ENV = { TENCENTCLOUD_SECRET_ID: "env-id", TENCENTCLOUD_SECRET_KEY: "env-key" };
const BLOCK = { secretId: "block-id", secretKey: "block-key" };

describe("Tencent credentials", () => {
  test("come from the provider block first, alone", () => {
    const found = resolve(BLOCK, { ...ENV, TENCENTCLOUD_SECURITY_TOKEN: "env-token" });
    expect(found).toEqual({
      secretId: "block-id",
      secretKey: "block-key",
      source: "the provider's tencent block",
    });
  });

  test("of the provider block may be temporary", () => {
    expect(resolve({ ...BLOCK, securityToken: "t" })).toMatchObject({ token: "t" });
  });

  test.each([
    ["TENCENTCLOUD_SECURITY_TOKEN", { TENCENTCLOUD_SECURITY_TOKEN: "tf" }, "tf"],
    ["TENCENTCLOUD_SESSION_TOKEN", { TENCENTCLOUD_SESSION_TOKEN: "sdk" }, "sdk"],
    [
      "the former where both are set",
      { TENCENTCLOUD_SECURITY_TOKEN: "tf", TENCENTCLOUD_SESSION_TOKEN: "sdk" },
      "tf",
    ],
  ])("of the environment have their token in %s", (_which, env, token) => {
    const found = resolve({}, { ...ENV, ...env });
    expect(found).toEqual({ secretId: "env-id", secretKey: "env-key", token, source: "the environment" });
  });

  test("null, empty and blank count as absent, and a copied line end is not part of a key", () => {
    const env = { TENCENTCLOUD_SECRET_ID: "env-id\n", TENCENTCLOUD_SECRET_KEY: " env-key " };
    expect(resolve({ secretId: null, secretKey: "" }, env)).toMatchObject({
      secretId: "env-id",
      secretKey: "env-key",
    });
  });

  test("come from the tccli profile after the environment", () => {
    const path = file(".tccli/default.credential", {
      secretId: "cli-id",
      secretKey: "cli-key",
      token: "cli-token",
    });
    expect(resolve({}, ENV)).toMatchObject({ secretId: "env-id" });
    const expected = {
      secretId: "cli-id",
      secretKey: "cli-key",
      token: "cli-token",
      source: `the file ${path}`,
    };
    expect(resolve({})).toEqual(expected);
  });

  test("obey TENCENTCLOUD_PROFILE and TENCENTCLOUD_SHARED_CREDENTIALS_DIR", () => {
    file("elsewhere/ops.credential", { secretId: "ops-id", secretKey: "ops-key" });
    const env = { TENCENTCLOUD_PROFILE: "ops", TENCENTCLOUD_SHARED_CREDENTIALS_DIR: "~/elsewhere" };
    expect(resolve({}, env)).toMatchObject({ secretId: "ops-id", secretKey: "ops-key" });
  });

  test("come from the SDK's INI file last", () => {
    const ini = [
      "; a comment",
      "secret_id = outside of any section",
      "[other]",
      "secret_id = other-id",
      "secret_key = other-key",
      "[default]",
      "# another",
      'secret_id = "ini-id"',
      "secret_key=ini=key",
      "token = ini-token",
    ].join("\r\n");
    file(".tencentcloud/credentials", ini);
    const env = { TENCENTCLOUD_CREDENTIALS_FILE: "" };
    const expected = { secretId: "ini-id", secretKey: "ini=key", token: "ini-token" };
    expect(resolve({}, env)).toMatchObject(expected);
    expect(resolve({}, { TENCENTCLOUD_CREDENTIALS_FILE: "~/.tencentcloud/credentials" })).toMatchObject(
      expected,
    );
    expect(resolve({}, { ...env, TENCENTCLOUD_PROFILE: "other" })).toMatchObject({ secretId: "other-id" });
  });

  test.each<[string, Parameters<typeof resolve>, RegExp]>([
    ["the block's key", [{ secretId: "i" }, ENV], /tencent block has secret_id but no secret_key/],
    ["the block's id", [{ secretKey: "hunter2" }, ENV], /tencent block has secret_key but no secret_id/],
    [
      "both, with a token in the block",
      [{ securityToken: "hunter2" }, ENV],
      /security_token but no secret_id and secret_key/,
    ],
    [
      "the environment's key",
      [{}, { TENCENTCLOUD_SECRET_ID: "i" }],
      /TENCENTCLOUD_SECRET_ID but no TENCENTCLOUD_SECRET_KEY/,
    ],
    [
      "the environment's id",
      [{}, { TENCENTCLOUD_SECRET_KEY: "hunter2" }],
      /TENCENTCLOUD_SECRET_KEY but no TENCENTCLOUD_SECRET_ID/,
    ],
  ])("an error names what is missing: %s", (_what, args, message) => {
    file(".tccli/default.credential", { secretId: "cli-id", secretKey: "cli-key" });
    expect(refusal(...args)).toBeInstanceOf(CredentialsError);
    expect(refusal(...args).message).toMatch(message);
    expect(inspect(refusal(...args))).not.toContain("hunter2");
  });

  test("an error lists every place where they were looked for", () => {
    const { message, remedy, code } = refusal({});
    expect(code).toBe("DBKILL_ERR_CREDENTIALS");
    expect(message).toBe("No Tencent Cloud credentials were found.");
    expect(remedy).toContain("the provider's tencent block; the environment; the file ");
    expect(remedy).toContain(join(home, ".tccli", "default.credential"));
    expect(remedy).toContain(`section "default" of the file ${join(home, "none")}`);
    expect(remedy).toContain("TENCENTCLOUD_SECRET_ID");
  });

  test.each(['{"secretId": "hunter2", oops', '"hunter2"', "null"])(
    "a profile file with %s is an error that does not show it",
    (text) => {
      const path = file(".tccli/default.credential", text);
      const error = refusal({});
      expect(error.message).toBe(`The Tencent Cloud profile file ${path} is not a JSON object.`);
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain("hunter2");
    },
  );

  test("a profile file that can't be read is an error, not one that is absent", () => {
    mkdirSync(join(home, ".tccli", "default.credential"), { recursive: true });
    expect(refusal({}).message).toContain("can't be read (EISDIR)");
  });

  test("no file is read where an earlier place has a pair", () => {
    file(".tccli/default.credential", "not JSON");
    expect(resolve({}, ENV)).toMatchObject({ secretId: "env-id" });
  });
});

describe("the Tencent region", () => {
  const region = (configured: string | undefined, env: NodeJS.ProcessEnv = {}) =>
    resolveTencentRegion(configured, env, home);

  test("is the configured one, else the environment's, else the tccli profile's", () => {
    file(".tccli/default.configure", { _sys_param: { region: "ap-tokyo\n", output: "json" } });
    expect(region("ap-guangzhou", { TENCENTCLOUD_REGION: "ap-beijing" })).toBe("ap-guangzhou");
    expect(region(undefined, { TENCENTCLOUD_REGION: "ap-beijing" })).toBe("ap-beijing");
    expect(region("")).toBe("ap-tokyo");
  });

  test.each([undefined, {}, { _sys_param: null }, { _sys_param: { region: 7 } }])(
    "is an error with a remedy where there is none (profile: %j)",
    (profile) => {
      if (profile) file(".tccli/default.configure", profile);
      expect(() => region(undefined)).toThrow("No Tencent Cloud region is configured.");
      expect(() => region(undefined)).toThrow(
        expect.objectContaining({
          code: "DBKILL_ERR_REGION",
          remedy: expect.stringContaining("TENCENTCLOUD_REGION"),
        }),
      );
    },
  );

  test("can't smuggle anything into a header", () => {
    expect(() => region("ap-guangzhou\r\nX-Evil: 1")).toThrow("is not a Tencent Cloud region");
  });
});
