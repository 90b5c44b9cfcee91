import { homedir } from "node:os";
import {
  blockSource,
  type CredentialSource,
  credentialSource,
  type KeyNames,
  resolveKeyPair,
} from "../shared/credential-source";
import { CredentialsError } from "../shared/errors";
import { readHcloudProfile, readSdkCredentialsFile } from "./profile";

/** A key pair (AK and SK), with a security token where it is a temporary one. */
export interface HuaweiCredentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
  /** Where they came from, in words; safe to show. */
  readonly source: string;
}

/** The provider block's own attributes. */
export interface HuaweiCredentialsConfig {
  readonly accessKey?: string | null;
  readonly secretKey?: string | null;
  readonly securityToken?: string | null;
}

/**
 * The key pair to sign with, from the first of these sources that holds any part of one: the provider block; `HW_ACCESS_KEY`,
 * `HW_SECRET_KEY` and `HW_SECURITY_TOKEN`, then their older names with `OS_` (both of Huawei's own Terraform provider);
 * `HUAWEICLOUD_SDK_AK`, `_SK` and `_SECURITY_TOKEN` (the SDKs'); the SDKs' file; the profile of KooCLI, which comes before the
 * SDKs' file where `HW_SHARED_CONFIG_FILE` or `HW_PROFILE` asks for it. Sources are never mixed: an access key of one and a
 * secret key of another are not a pair. Agencies are not assumed; use the temporary keys of an agency.
 *
 * @param homeDir where `~` is; default: the user's.
 * @throws CredentialsError where that source holds half a pair, there is none, or the profile's keys can't be used.
 */
export function resolveHuaweiCredentials(
  config: HuaweiCredentialsConfig,
  env: NodeJS.ProcessEnv = process.env,
  homeDir: string = homedir(),
): HuaweiCredentials {
  const { id, key, token, source } = resolveKeyPair("huawei", sources(config, env, homeDir), {
    message: "No Huawei Cloud credentials were found.",
    remedy:
      "Set HW_ACCESS_KEY and HW_SECRET_KEY, or access_key and secret_key in the provider's huawei block.",
  });
  return { accessKey: id, secretKey: key, ...(token && { securityToken: token }), source };
}

function* sources(
  config: HuaweiCredentialsConfig,
  env: NodeJS.ProcessEnv,
  homeDir: string,
): Generator<CredentialSource, void> {
  const { accessKey, secretKey, securityToken } = config;
  yield blockSource("huawei", "the provider's huawei block", BLOCK, accessKey, secretKey, securityToken);
  for (const names of ENVIRONMENTS) {
    // Huawei's own Terraform provider has no older name for the token: without a pair of HW_ it belongs to that of OS_.
    const token = env[names.token] || (names === OLDER_NAMES ? env.HW_SECURITY_TOKEN : undefined);
    yield credentialSource("the environment", names, env[names.id], env[names.key], token);
  }
  const files = [sdkFile, hcloudProfile];
  if (env.HW_SHARED_CONFIG_FILE || env.HW_PROFILE) files.reverse();
  for (const file of files) yield file(env, homeDir);
}

const BLOCK = { id: "access_key", key: "secret_key", token: "security_token" };
const OLDER_NAMES = { id: "OS_ACCESS_KEY", key: "OS_SECRET_KEY", token: "OS_SECURITY_TOKEN" };
const ENVIRONMENTS: readonly KeyNames[] = [
  { id: "HW_ACCESS_KEY", key: "HW_SECRET_KEY", token: "HW_SECURITY_TOKEN" },
  OLDER_NAMES,
  { id: "HUAWEICLOUD_SDK_AK", key: "HUAWEICLOUD_SDK_SK", token: "HUAWEICLOUD_SDK_SECURITY_TOKEN" },
];

function sdkFile(env: NodeJS.ProcessEnv, homeDir: string): CredentialSource {
  const { source, values } = readSdkCredentialsFile(env, homeDir);
  const names = { id: "ak", key: "sk", token: "security_token" };
  return credentialSource(
    source,
    names,
    values?.ak,
    values?.sk,
    values?.security_token,
    values !== undefined,
  );
}

function hcloudProfile(env: NodeJS.ProcessEnv, homeDir: string): CredentialSource {
  const profile = readHcloudProfile(env, homeDir);
  const { source, exists, accessKeyId, secretAccessKey, securityToken, agencyName, encrypted } = profile;
  const keys = accessKeyId || secretAccessKey;
  if (keys && encrypted) {
    throw new CredentialsError(`The keys in ${source} are encrypted, and only KooCLI can read them.`, {
      service: "huawei",
      remedy:
        "Set HW_ACCESS_KEY and HW_SECRET_KEY instead, or have KooCLI store them in plain text with `hcloud configure set --cli-auth-encrypt=false`.",
    });
  }
  if (keys && agencyName) {
    throw new CredentialsError(
      `The keys in ${source} are for the agency ${agencyName}, and dbkill assumes no agencies.`,
      {
        service: "huawei",
        remedy:
          "Get temporary keys of the agency and set HW_ACCESS_KEY, HW_SECRET_KEY and HW_SECURITY_TOKEN, or use another profile.",
      },
    );
  }
  const names = { id: "accessKeyId", key: "secretAccessKey", token: "securityToken" };
  return credentialSource(source, names, accessKeyId, secretAccessKey, securityToken, exists);
}
