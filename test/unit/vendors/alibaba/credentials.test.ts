import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { resolveAlibabaCredentials, resolveAlibabaRegion } from "../../../../src/vendors/alibaba";
import { CredentialsError } from "../../../../src/vendors/shared/errors";

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

const NOW = Date.UTC(2026, 10, 22, 8);
const resolve = (config: Parameters<typeof resolveAlibabaCredentials>[0], env: NodeJS.ProcessEnv = {}) =>
  resolveAlibabaCredentials(config, env, home, NOW);

function refusal(...args: Parameters<typeof resolve>): CredentialsError {
  try {
    resolve(...args);
  } catch (error) {
    return error as CredentialsError;
  }
  throw new Error("credentials were found");
}

const BLOCK = { accessKey: "block-id", secretKey: "block-key" };
const ENV = { ALIBABA_CLOUD_ACCESS_KEY_ID: "env-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "env-key" };
const CLI = ".aliyun/config.json";
const INI = ".alibabacloud/credentials";

/** The CLI's file with one profile, which is the current one. */
const cli = (profile: object) => file(CLI, { current: "ops", profiles: [null, { name: "ops", ...profile }] });
const keys = { access_key_id: "cli-id", access_key_secret: "cli-key" };

describe("Alibaba credentials", () => {
  test("come from the provider block first, alone", () => {
    const found = resolve(BLOCK, { ...ENV, ALIBABA_CLOUD_SECURITY_TOKEN: "env-token" });
    const source = "the provider's alibaba block";
    expect(found).toEqual({ accessKey: "block-id", secretKey: "block-key", source });
    expect(resolve({ ...BLOCK, securityToken: "t" })).toMatchObject({ securityToken: "t" });
  });

  const generations = [
    ["ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN"],
    ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"],
    ["ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET", "ALIBABACLOUD_SECURITY_TOKEN"],
  ] as const;

  test.each(generations)("of the environment may be in %s, %s and %s", (id, key, token) => {
    const expected = { accessKey: "i", secretKey: "k", source: "the environment" };
    expect(resolve({}, { [id]: "i", [key]: "k" })).toEqual(expected);
    expect(resolve({}, { [id]: " i\n", [key]: "k ", [token]: "t" })).toEqual({
      ...expected,
      securityToken: "t",
    });
  });

  test("an older generation of names goes before a newer one, with its own token alone", () => {
    const env = Object.fromEntries(generations.flatMap((names) => names.map((name) => [name, `of ${name}`])));
    expect(resolve({}, env)).toMatchObject({ accessKey: "of ALICLOUD_ACCESS_KEY" });
    const { ALICLOUD_SECURITY_TOKEN: _left, ...others } = env;
    expect(resolve({}, others)).not.toHaveProperty("securityToken");
  });

  test.each(generations)("half of a generation is an error and never mixed with another: %s", (id, key) => {
    const others = Object.fromEntries(generations.flat().map((name) => [name, "hunter2"]));
    const first = refusal({}, { ...others, [generations[0][1]]: "" });
    expect(first.message).toBe("The environment has ALICLOUD_ACCESS_KEY but no ALICLOUD_SECRET_KEY.");
    expect(inspect(first)).not.toContain("hunter2");
    expect(refusal({}, { [id]: "i" }).message).toContain(`${id} but no ${key}`);
    expect(refusal({}, { [key]: "k" }).message).toContain(`${key} but no ${id}`);
  });

  test.each<[string, Parameters<typeof resolve>[0], RegExp]>([
    ["key", { accessKey: "i" }, /access_key but no secret_key/],
    ["id", { secretKey: "hunter2" }, /secret_key but no access_key/],
    ["pair", { securityToken: "hunter2" }, /security_token but no access_key and secret_key/],
  ])("a block without its %s is an error, whatever the environment has", (_what, config, message) => {
    const error = refusal(config, ENV);
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toMatch(message);
    expect(inspect(error)).not.toContain("hunter2");
  });

  test("come from the current profile of the CLI after the environment", () => {
    const path = cli({ mode: "AK", ...keys, sts_token: "a token of old" });
    expect(resolve({}, ENV)).toMatchObject({ accessKey: "env-id" });
    const source = `profile ops of the file ${path}`;
    expect(resolve({})).toEqual({ accessKey: "cli-id", secretKey: "cli-key", source });
  });

  test.each(["ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"])("obey %s, in either file", (variable) => {
    file(CLI, {
      current: "ops",
      profiles: [
        { name: "ops", ...keys },
        { name: "dev", mode: "AK", access_key_id: "dev-id", access_key_secret: "dev-key" },
      ],
    });
    file(INI, "[ini]\naccess_key_id = ini-id\naccess_key_secret = ini-key\n");
    expect(resolve({}, { [variable]: "dev" })).toMatchObject({ accessKey: "dev-id" });
    expect(resolve({}, { [variable]: "ini" })).toMatchObject({ accessKey: "ini-id" });
    expect(refusal({}, { [variable]: "none" }).remedy).toContain("profile none of the file");
  });

  test("of a profile of mode StsToken are temporary", () => {
    cli({ mode: "StsToken", ...keys, sts_token: "cli-token", sts_expiration: NOW / 1000 + 1 });
    expect(resolve({})).toMatchObject({ accessKey: "cli-id", securityToken: "cli-token" });
  });

  test.each([NOW / 1000, 1])("a token that has expired (%d) is an error, without it", (sts_expiration) => {
    const path = cli({ mode: "StsToken", ...keys, sts_token: "hunter2", sts_expiration });
    expect(refusal({}).message).toBe(`The session token in profile ops of the file ${path} has expired.`);
    expect(inspect(refusal({}))).not.toContain("hunter2");
  });

  test.each([0, undefined, "soon"])("a token's expiry of %p says nothing", (sts_expiration) => {
    cli({ mode: "StsToken", ...keys, sts_token: "t", sts_expiration });
    expect(resolve({})).toMatchObject({ securityToken: "t" });
  });

  test("temporary keys without their token are an error, in either file", () => {
    cli({ mode: "StsToken", ...keys });
    expect(refusal({}).message).toMatch(/temporary and .* no sts_token/);
    file(CLI, { profiles: [] });
    file(INI, "[default]\ntype=sts\naccess_key_id=i\naccess_key_secret=k");
    expect(refusal({}).message).toMatch(/temporary and .* no security_token/);
  });

  test.each(["RamRoleArn", "EcsRamRole", "OAuth", "CloudSSO"])(
    "mode %s is an error that says which are read",
    (mode) => {
      cli({ mode, ...keys });
      const { message, remedy } = refusal({});
      expect(message).toContain(`mode ${mode}`);
      expect(remedy).toContain("the modes AK and StsToken");
      expect(resolve({}, ENV)).toMatchObject({ accessKey: "env-id" });
    },
  );

  test("half a pair in a profile is an error", () => {
    cli({ mode: "AK", access_key_id: "i" });
    expect(refusal({}).message).toMatch(/has access_key_id but no access_key_secret\.$/);
  });

  test.each([
    { profiles: {} },
    { current: 7, profiles: [{ name: "default" }] },
    { current: "ops", profiles: [{ name: "ops", mode: "AK", access_key_id: "", access_key_secret: "" }] },
  ])("a file that holds no keys counts as one without: %j", (content) => {
    file(CLI, content);
    file(INI, "[default]\naccess_key_id=ini-id\naccess_key_secret=ini-key");
    expect(resolve({})).toMatchObject({ accessKey: "ini-id" });
  });

  test("come from the SDKs' file last, of types access_key and sts", () => {
    const path = file(
      INI,
      "[default]\ntype = access_key\naccess_key_id = i\naccess_key_secret = k\nsecurity_token = t",
    );
    expect(resolve({})).toEqual({
      accessKey: "i",
      secretKey: "k",
      source: `section "default" of the file ${path}`,
    });
    file(INI, "[default]\ntype = sts\naccess_key_id = i\naccess_key_secret = k\nsecurity_token = t");
    expect(resolve({})).toMatchObject({ securityToken: "t" });
    file(INI, "[default]\ntype = ecs_ram_role\nrole_name = r");
    expect(refusal({}).message).toContain("type ecs_ram_role");
    expect(refusal({}).remedy).toContain("the types access_key and sts");
  });

  test.each(["ALIBABA_CLOUD_CREDENTIALS_FILE", "ALICLOUD_SHARED_CREDENTIALS_FILE"])(
    "%s names a file of either format, in the place of both",
    (variable) => {
      cli({ mode: "AK", ...keys });
      file("other.json", { profiles: [{ name: "default", access_key_id: "j", access_key_secret: "k" }] });
      file("other.ini", "[default]\naccess_key_id=i\naccess_key_secret=k");
      expect(resolve({}, { [variable]: "~/other.json" })).toMatchObject({ accessKey: "j" });
      expect(resolve({}, { [variable]: join(home, "other.ini") })).toMatchObject({ accessKey: "i" });
      expect(refusal({}, { [variable]: "~/none" }).remedy).not.toContain(".aliyun");
    },
  );

  test("the CLI's file can be left out", () => {
    cli({ mode: "EcsRamRole" });
    expect(refusal({}, { ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "True" }).message).toBe(
      "No Alibaba Cloud credentials were found.",
    );
  });

  test("an error lists every place where they were looked for", () => {
    const { message, remedy, code } = refusal({});
    expect(code).toBe("DBKILL_ERR_CREDENTIALS");
    expect(message).toBe("No Alibaba Cloud credentials were found.");
    expect(remedy).toContain("the provider's alibaba block; the environment; profile default of the file");
    expect(remedy).toContain(join(home, ".aliyun", "config.json"));
    expect(remedy).toContain(join(home, ".alibabacloud", "credentials"));
    expect(remedy).toContain("ALIBABA_CLOUD_ACCESS_KEY_ID");
  });

  test("a profile file that is not JSON is an error that does not show it", () => {
    const path = file(CLI, '{"access_key_secret": "hunter2", oops');
    expect(refusal({}).message).toBe(`The Alibaba Cloud profile file ${path} is not a JSON object.`);
    expect(refusal({}).remedy).toContain("aliyun configure");
    expect(inspect(refusal({}), { depth: null, showHidden: true })).not.toContain("hunter2");
    expect(resolve({}, ENV)).toMatchObject({ accessKey: "env-id" });
  });
});

describe("the Alibaba region", () => {
  const region = (configured: string | null | undefined, env: NodeJS.ProcessEnv = {}) =>
    resolveAlibabaRegion(configured, env, home);

  test.each([
    "ALICLOUD_REGION",
    "ALIBABA_CLOUD_REGION",
    "ALIBABA_CLOUD_REGION_ID",
    "ALIBABACLOUD_REGION_ID",
    "ALICLOUD_REGION_ID",
  ])("is the configured one, else the one of %s, else the profile's", (variable) => {
    cli({ region_id: "eu-central-1\n" });
    expect(region("cn-hangzhou", { [variable]: "cn-beijing" })).toBe("cn-hangzhou");
    expect(region(undefined, { [variable]: "cn-beijing" })).toBe("cn-beijing");
    expect(region(null, { [variable]: "" })).toBe("eu-central-1");
  });

  test.each([undefined, {}, { region_id: 7 }, { region_id: "" }])(
    "is an error with a remedy where there is none (profile: %j)",
    (profile) => {
      if (profile) cli(profile);
      expect(() => region(undefined)).toThrow("No Alibaba Cloud region is configured.");
      expect(() => region(undefined)).toThrow(
        expect.objectContaining({
          code: "DBKILL_ERR_REGION",
          remedy: expect.stringContaining("ALIBABA_CLOUD_REGION"),
        }),
      );
    },
  );

  test.each(["cn-hangzhou\r\nX-Evil: 1", "evil.example/", "CN"])("can't be %j", (name) => {
    expect(() => region(name)).toThrow("is not a Alibaba Cloud region");
  });
});
