import { homedir } from "node:os";
import {
  blockSource,
  type CredentialSource,
  credentialSource,
  resolveKeyPair,
} from "../shared/credential-source";
import { CredentialsError } from "../shared/errors";
import { readIniSection } from "../shared/profile-file";
import { ALIBABA_PROFILE, profileFiles, readCliProfile } from "./profile";

/** A key pair, with a session token where it is a temporary one. */
export interface AlibabaCredentials {
  /** AccessKey ID. */
  readonly accessKey: string;
  /** AccessKey secret. */
  readonly secretKey: string;
  /** STS token. */
  readonly securityToken?: string;
  /** Where they came from, in words; safe to show. */
  readonly source: string;
}

/** The provider block's own attributes. */
export interface AlibabaCredentialsConfig {
  readonly accessKey?: string | null;
  readonly secretKey?: string | null;
  readonly securityToken?: string | null;
}

/**
 * The key pair to sign with, from the first of these sources that holds any part of one: the provider block; the environment, in the
 * three generations of names that Alibaba's own Terraform provider reads (`ALICLOUD_*`, `ALIBABA_CLOUD_*`, `ALIBABACLOUD_*`);
 * the profile of the `aliyun` command; the SDKs' INI file. Neither sources nor generations are mixed: an id of one and a
 * key of another are not a pair. Roles are not assumed; use the temporary keys of a role.
 *
 * @param homeDir where `~` is; default: the user's.
 * @param now when it is, in ms since 1970; default: now.
 * @throws CredentialsError where that source holds half a pair, a token that has expired or a kind of credentials that is not read,
 * or there is none.
 * @see https://registry.terraform.io/providers/aliyun/alicloud/latest/docs "Authentication"
 */
export function resolveAlibabaCredentials(
  config: AlibabaCredentialsConfig,
  env: NodeJS.ProcessEnv = process.env,
  homeDir: string = homedir(),
  now: number = Date.now(),
): AlibabaCredentials {
  const { id, key, token, source } = resolveKeyPair("alibaba", sources(config, env, homeDir, now), {
    message: "No Alibaba Cloud credentials were found.",
    remedy:
      "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or access_key and secret_key in the provider's alibaba block, or run `aliyun configure`.",
  });
  return { accessKey: id, secretKey: key, ...(token && { securityToken: token }), source };
}

function* sources(
  config: AlibabaCredentialsConfig,
  env: NodeJS.ProcessEnv,
  homeDir: string,
  now: number,
): Generator<CredentialSource, void> {
  const { accessKey, secretKey, securityToken } = config;
  yield blockSource("alibaba", "the provider's alibaba block", BLOCK, accessKey, secretKey, securityToken);

  for (const names of GENERATIONS) {
    yield credentialSource("the environment", names, env[names.id], env[names.key], env[names.token]);
  }

  const files = profileFiles(env, homeDir);
  if (files.cli) yield cliSource(files.cli, files.profile, now);
  if (files.ini) yield iniSource(files.ini, files.profile ?? "default");
}

const BLOCK = { id: "access_key", key: "secret_key", token: "security_token" };
const CLI = { id: "access_key_id", key: "access_key_secret", token: "sts_token" };
const INI = { id: "access_key_id", key: "access_key_secret", token: "security_token" };

/** In the order in which Alibaba's own Terraform provider tries them. */
const GENERATIONS = [
  { id: "ALICLOUD_ACCESS_KEY", key: "ALICLOUD_SECRET_KEY", token: "ALICLOUD_SECURITY_TOKEN" },
  ...["ALIBABA_CLOUD", "ALIBABACLOUD"].map((prefix) => ({
    id: `${prefix}_ACCESS_KEY_ID`,
    key: `${prefix}_ACCESS_KEY_SECRET`,
    token: `${prefix}_SECURITY_TOKEN`,
  })),
];

/** A profile of the `aliyun` command, of mode `AK` or `StsToken`. */
function cliSource(path: string, profile: string | undefined, now: number): CredentialSource {
  const { name, values } = readCliProfile(path, profile);
  const source = `profile ${name} of the file ${path}`;
  const temporary = values?.mode === "StsToken";
  const found = credentialSource(
    source,
    CLI,
    values?.access_key_id,
    values?.access_key_secret,
    temporary ? values.sts_token : undefined,
    values !== undefined,
  );
  // A profile that was never filled in has no mode.
  if (!temporary && values?.mode && values.mode !== "AK") {
    throw unread(source, `mode ${String(values.mode)}`, "the modes AK and StsToken");
  }
  if (temporary) checkToken(found, values.sts_expiration, now);
  return found;
}

/** A section of the SDKs' file, of type `access_key` or `sts`. */
function iniSource(path: string, section: string): CredentialSource {
  const values = readIniSection(path, section, ALIBABA_PROFILE);
  const source = `section "${section}" of the file ${path}`;
  const temporary = values?.type === "sts";
  const token = temporary ? values.security_token : undefined;
  const found = credentialSource(
    source,
    INI,
    values?.access_key_id,
    values?.access_key_secret,
    token,
    values !== undefined,
  );
  if (!temporary && values?.type && values.type !== "access_key") {
    throw unread(source, `type ${values.type}`, "the types access_key and sts");
  }
  if (temporary) checkToken(found, undefined, 0);
  return found;
}

/** @param expiration when the token ends, in seconds since 1970; what is no such number says nothing. */
function checkToken(
  { source, names, id, key, token }: CredentialSource,
  expiration: unknown,
  now: number,
): void {
  if (id && key && !token) {
    throw new CredentialsError(`The credentials in ${source} are temporary and have no ${names.token}.`, {
      service: "alibaba",
      remedy: `Set ${names.token} in the same place: id, key and token belong together.`,
    });
  }
  if (typeof expiration === "number" && expiration > 0 && expiration * 1000 <= now) {
    throw new CredentialsError(`The session token in ${source} has expired.`, {
      service: "alibaba",
      remedy: "Get new temporary credentials and write them there, or set others in the environment.",
    });
  }
}

function unread(source: string, what: string, known: string): CredentialsError {
  return new CredentialsError(`The credentials in ${source} have ${what}, which is not supported.`, {
    service: "alibaba",
    remedy: `Supported are ${known}. Name another profile in ALIBABA_CLOUD_PROFILE, or set ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN to the role's temporary keys.`,
  });
}
