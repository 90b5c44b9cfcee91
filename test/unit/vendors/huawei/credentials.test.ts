import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import {
  resolveHuaweiCredentials,
  resolveHuaweiProject,
  resolveHuaweiRegion,
} from "../../../../src/vendors/huawei";
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

const resolve = (config: Parameters<typeof resolveHuaweiCredentials>[0], env: NodeJS.ProcessEnv = {}) =>
  resolveHuaweiCredentials(config, env, home);

function refusal(act: () => unknown): CredentialsError {
  try {
    act();
  } catch (error) {
    return error as CredentialsError;
  }
  throw new Error("it was accepted");
}

const HW = { HW_ACCESS_KEY: "hw-ak", HW_SECRET_KEY: "hw-sk" };
const OS = { OS_ACCESS_KEY: "os-ak", OS_SECRET_KEY: "os-sk" };
const SDK = { HUAWEICLOUD_SDK_AK: "sdk-ak", HUAWEICLOUD_SDK_SK: "sdk-sk" };
const INI =
  "[global]\nak = global-ak\nsk = global-sk\n[basic]\nak = ini-ak\nsk = ini-sk\nproject_id = iniproject\n";
const PROFILE = {
  name: "ops",
  mode: "AKSK",
  accessKeyId: "cli-ak",
  secretAccessKey: "cli-sk",
  securityToken: "",
  region: "cn-east-3",
  projectId: "cliproject",
};
const hcloud = (changes: object = {}, profile: object = {}) => ({
  current: "ops",
  authEncrypt: "false",
  profiles: [{ name: "default" }, { ...PROFILE, ...profile }],
  ...changes,
});

describe("Huawei credentials", () => {
  test("come from the provider block first, alone", () => {
    const found = resolve(
      { accessKey: "block-ak", secretKey: "block-sk" },
      { ...HW, HW_SECURITY_TOKEN: "hw-token" },
    );
    expect(found).toEqual({
      accessKey: "block-ak",
      secretKey: "block-sk",
      source: "the provider's huawei block",
    });
  });

  test("of the provider block may be temporary", () => {
    const config = { accessKey: "block-ak", secretKey: "block-sk", securityToken: "t" };
    expect(resolve(config)).toMatchObject({ securityToken: "t" });
  });

  test("of the environment have three spellings, in this order and never mixed", () => {
    const all = { ...SDK, ...OS, ...HW, HUAWEICLOUD_SDK_SECURITY_TOKEN: "sdk-token" };
    expect(resolve({}, all)).toEqual({
      accessKey: "hw-ak",
      secretKey: "hw-sk",
      source: "the environment",
    });
    expect(resolve({}, { ...SDK, ...OS })).toMatchObject({ accessKey: "os-ak", secretKey: "os-sk" });
    expect(resolve({}, { ...SDK, HUAWEICLOUD_SDK_SECURITY_TOKEN: "sdk-token" })).toEqual({
      accessKey: "sdk-ak",
      secretKey: "sdk-sk",
      securityToken: "sdk-token",
      source: "the environment",
    });
  });

  test("of the older spelling have the token of the newer one, too, which has no twin", () => {
    expect(resolve({}, { ...OS, HW_SECURITY_TOKEN: "token" })).toMatchObject({ securityToken: "token" });
    const both = { ...OS, HW_SECURITY_TOKEN: "hw-token", OS_SECURITY_TOKEN: "os-token" };
    expect(resolve({}, both)).toMatchObject({ accessKey: "os-ak", securityToken: "os-token" });
    expect(resolve({}, { ...SDK, HW_SECURITY_TOKEN: "token" })).not.toHaveProperty("securityToken");
  });

  test("come from the SDK's file, then from the KooCLI profile", () => {
    const cli = file(".hcloud/config.json", hcloud({}, { securityToken: "cli-token" }));
    expect(resolve({})).toEqual({
      accessKey: "cli-ak",
      secretKey: "cli-sk",
      securityToken: "cli-token",
      source: `profile ops of the file ${cli}`,
    });
    const ini = file(".huaweicloud/credentials", INI);
    expect(resolve({})).toEqual({
      accessKey: "ini-ak",
      secretKey: "ini-sk",
      source: `section "basic" of the file ${ini}`,
    });
  });

  test.each([{ HW_SHARED_CONFIG_FILE: "~/.hcloud/config.json" }, { HW_PROFILE: "ops" }])(
    "come from the KooCLI profile first where %j asks for it",
    (env) => {
      file(".hcloud/config.json", hcloud());
      file(".huaweicloud/credentials", INI);
      expect(resolve({}, env)).toMatchObject({ accessKey: "cli-ak" });
    },
  );

  test("obey HW_SHARED_CONFIG_FILE, HW_PROFILE and HUAWEICLOUD_SDK_CREDENTIALS_FILE", () => {
    file("elsewhere/config.json", hcloud({ current: "default" }));
    const env = { HW_SHARED_CONFIG_FILE: "~/elsewhere/config.json", HW_PROFILE: "ops" };
    expect(resolve({}, env)).toMatchObject({ accessKey: "cli-ak" });
    const ini = file("elsewhere/credentials", INI);
    expect(resolve({}, { HUAWEICLOUD_SDK_CREDENTIALS_FILE: ini })).toMatchObject({ accessKey: "ini-ak" });
  });

  test.each<[string, object, RegExp]>([
    ["by its own word", hcloud({ authEncrypt: "true" }), /are encrypted, and only KooCLI/],
    ["by its own word", hcloud({ authEncrypt: true }), /are encrypted, and only KooCLI/],
    [
      "by the length of its keys",
      hcloud({ authEncrypt: undefined }, { accessKeyId: "hunter2".repeat(10) }),
      /are encrypted, and only KooCLI/,
    ],
  ])(
    "of a KooCLI profile that is encrypted %s are an error that says how to mend it",
    (_how, content, text) => {
      file(".hcloud/config.json", content);
      const error = refusal(() => resolve({}));
      expect(error).toBeInstanceOf(CredentialsError);
      expect(error.message).toMatch(text);
      expect(error.remedy).toContain("hcloud configure set --cli-auth-encrypt=false");
      expect(inspect(error)).not.toContain("hunter2");
      // An encrypted profile that nothing needs is in nobody's way.
      expect(resolve({}, HW)).toMatchObject({ accessKey: "hw-ak" });
      file(".huaweicloud/credentials", INI);
      expect(resolve({})).toMatchObject({ accessKey: "ini-ak" });
    },
  );

  test("of a file that says nothing about encryption are taken where they look like keys", () => {
    file(".hcloud/config.json", hcloud({ authEncrypt: undefined }));
    expect(resolve({})).toMatchObject({ accessKey: "cli-ak" });
  });

  test("of a KooCLI profile of an agency are not taken for the agency's", () => {
    file(".hcloud/config.json", hcloud({}, { agencyName: "audit" }));
    expect(refusal(() => resolve({})).message).toMatch(/agency audit/);
  });

  test.each([
    [{ HW_SHARED_CONFIG_FILE: "~/none.json" }, /none\.json of HW_SHARED_CONFIG_FILE does not exist/],
    [{ HW_PROFILE: "nobody" }, /no profile nobody of HW_PROFILE/],
  ])("are not looked for elsewhere where %j names what does not exist", (env, text) => {
    file(".hcloud/config.json", hcloud());
    file(".huaweicloud/credentials", INI);
    const error = refusal(() => resolve({}, env));
    expect(error.message).toMatch(text);
    expect(error.remedy).toContain(Object.keys(env)[0]);
  });

  test.each<[string, Parameters<typeof resolve>, RegExp]>([
    ["the block's", [{ accessKey: "i" }, HW], /huawei block has access_key but no secret_key/],
    ["the block's", [{ secretKey: "hunter2" }, HW], /huawei block has secret_key but no access_key/],
    ["the block's", [{ securityToken: "hunter2" }, HW], /security_token but no access_key and secret_key/],
    ["HW_'s", [{}, { ...OS, HW_ACCESS_KEY: "i" }], /HW_ACCESS_KEY but no HW_SECRET_KEY/],
    ["OS_'s", [{}, { ...SDK, OS_SECRET_KEY: "hunter2" }], /OS_SECRET_KEY but no OS_ACCESS_KEY/],
    ["the SDK's", [{}, { HUAWEICLOUD_SDK_AK: "i" }], /HUAWEICLOUD_SDK_AK but no HUAWEICLOUD_SDK_SK/],
  ])("half a pair, %s, is an error that names what is missing", (_whose, args, text) => {
    file(".hcloud/config.json", hcloud());
    const error = refusal(() => resolve(...args));
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toMatch(text);
    expect(inspect(error)).not.toContain("hunter2");
  });

  test("half a pair in a file is one, too", () => {
    file(".huaweicloud/credentials", "[basic]\nak = ini-ak\n");
    expect(refusal(() => resolve({})).message).toMatch(/has ak but no sk\.$/);
  });

  test("that are nowhere are an error that lists every place where they were looked for", () => {
    const { message, remedy, code } = refusal(() => resolve({}));
    expect(code).toBe("DBKILL_ERR_CREDENTIALS");
    expect(message).toBe("No Huawei Cloud credentials were found.");
    expect(remedy).toContain("HW_ACCESS_KEY");
    expect(remedy).toContain('the provider\'s huawei block; the environment; section "basic" ');
    expect(remedy).toContain(join(home, ".huaweicloud", "credentials"));
    expect(remedy).toContain(join(home, ".hcloud", "config.json"));
  });

  test("in a place under other names are not taken, and the error says what is not there", () => {
    const sdk = file(".huaweicloud/credentials", "[basic]\naccess_key = an-ak\nsecret_key = an-sk\n");
    const { remedy } = refusal(() => resolve({}));
    expect(remedy).toContain(`section "basic" of the file ${sdk} (has no ak and no sk); `);
    expect(remedy).toContain(
      `profile default of the file ${join(home, ".hcloud", "config.json")} (not found).`,
    );

    file(".huaweicloud/credentials", "[basic]\n");
    const cli = file(
      ".hcloud/config.json",
      hcloud({}, { mode: "ecsAgency", accessKeyId: "", secretAccessKey: "" }),
    );
    const other = refusal(() => resolve({})).remedy;
    expect(other).toContain(`section "basic" of the file ${sdk} (has no ak and no sk); `);
    expect(other).toContain(`profile ops of the file ${cli} (has no accessKeyId and no secretAccessKey).`);
  });

  test.each(['{"current": "hunter2", oops', '"hunter2"'])(
    "of a profile file with %s are an error that does not show it",
    (text) => {
      const path = file(".hcloud/config.json", text);
      const error = refusal(() => resolve({}));
      expect(error.message).toBe(`The Huawei Cloud profile file ${path} is not a JSON object.`);
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain("hunter2");
    },
  );
});

describe("the Huawei region", () => {
  test("is the configured one, else the environment's, else the KooCLI profile's, encrypted or not", () => {
    file(".hcloud/config.json", hcloud({ authEncrypt: "true" }));
    const env = { HW_REGION_NAME: "cn-north-1", OS_REGION_NAME: "cn-north-2" };
    expect(resolveHuaweiRegion("cn-north-4", env, home)).toBe("cn-north-4");
    expect(resolveHuaweiRegion(undefined, env, home)).toBe("cn-north-1");
    expect(resolveHuaweiRegion(null, { OS_REGION_NAME: "cn-north-2" }, home)).toBe("cn-north-2");
    expect(resolveHuaweiRegion("", {}, home)).toBe("cn-east-3");
  });

  test.each([
    undefined,
    {},
    { profiles: [null, 7] },
    { current: "ops", profiles: [{ name: "ops", region: 7 }] },
  ])("is an error with a remedy where there is none (profile file: %j)", (content) => {
    if (content) file(".hcloud/config.json", content);
    expect(() => resolveHuaweiRegion(undefined, {}, home)).toThrow(
      expect.objectContaining({
        code: "DBKILL_ERR_REGION",
        message: "No Huawei Cloud region is configured.",
        remedy: expect.stringContaining("HW_REGION_NAME"),
      }),
    );
  });

  test("can't smuggle anything into a host name", () => {
    expect(() => resolveHuaweiRegion("cn-north-4.evil.example/", {}, home)).toThrow(
      "is not a Huawei Cloud region",
    );
  });
});

describe("the Huawei project", () => {
  test("is the configured one, else the environment's, else the files'", () => {
    file(".hcloud/config.json", hcloud());
    const env = { HW_PROJECT_ID: "hw1", OS_PROJECT_ID: "os1", HUAWEICLOUD_SDK_PROJECT_ID: "sdk1" };
    expect(resolveHuaweiProject("block1", env, home)).toBe("block1");
    expect(resolveHuaweiProject(undefined, env, home)).toBe("hw1");
    expect(resolveHuaweiProject(null, { ...env, HW_PROJECT_ID: "" }, home)).toBe("os1");
    expect(resolveHuaweiProject("", { HUAWEICLOUD_SDK_PROJECT_ID: "sdk1" }, home)).toBe("sdk1");
    expect(resolveHuaweiProject("", {}, home)).toBe("cliproject");
    file(".huaweicloud/credentials", INI);
    expect(resolveHuaweiProject("", {}, home)).toBe("iniproject");
  });

  test("is an error that says where to find it and where to set it, where there is none", () => {
    expect(() => resolveHuaweiProject(undefined, {}, home)).toThrow(
      expect.objectContaining({
        code: "DBKILL_ERR_PROJECT",
        message: "No Huawei Cloud project is configured.",
        remedy: expect.stringMatching(/project_id.*HW_PROJECT_ID.*API Credentials/),
      }),
    );
  });

  test.each(["a/b", "a-b", "..", "x".repeat(65), "é"])("%j is none", (id) => {
    expect(() => resolveHuaweiProject(id, {}, home)).toThrow(
      expect.objectContaining({ code: "DBKILL_ERR_PROJECT" }),
    );
  });
});
