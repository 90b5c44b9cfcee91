import { homedir } from "node:os";
import {
  blockSource,
  type CredentialSource,
  credentialSource,
  resolveKeyPair,
} from "../shared/credential-source";
import { readIniSection, readJsonProfile } from "../shared/profile-file";
import { profilePaths, TENCENT_PROFILE } from "./profile";

/** A key pair, with a session token where it is a temporary one. */
export interface TencentCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
  /** Where they came from, in words; safe to show. */
  readonly source: string;
}

/** The provider block's own attributes. */
export interface TencentCredentialsConfig {
  readonly secretId?: string | null;
  readonly secretKey?: string | null;
  readonly securityToken?: string | null;
}

/**
 * The key pair to sign with, from the first of these sources that holds any part of one: the provider block; `TENCENTCLOUD_SECRET_ID`
 * and `TENCENTCLOUD_SECRET_KEY` with `TENCENTCLOUD_SECURITY_TOKEN` (the Terraform provider's name) or
 * `TENCENTCLOUD_SESSION_TOKEN` (the SDK's); the `tccli` profile; the SDK's INI file. Sources are never mixed: an id of one and a
 * key of another are not a pair. Roles are not assumed; use the temporary keys of a role.
 *
 * @param homeDir where `~` is; default: the user's.
 * @throws CredentialsError where that source holds half a pair, or there is none.
 */
export function resolveTencentCredentials(
  config: TencentCredentialsConfig,
  env: NodeJS.ProcessEnv = process.env,
  homeDir: string = homedir(),
): TencentCredentials {
  const { id, key, token, source } = resolveKeyPair("tencent", sources(config, env, homeDir), {
    message: "No Tencent Cloud credentials were found.",
    remedy:
      "Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or secret_id and secret_key in the provider's tencent block, or run `tccli configure`.",
  });
  return { secretId: id, secretKey: key, ...(token && { token }), source };
}

function* sources(
  config: TencentCredentialsConfig,
  env: NodeJS.ProcessEnv,
  homeDir: string,
): Generator<CredentialSource, void> {
  const { secretId, secretKey, securityToken } = config;
  yield blockSource("tencent", "the provider's tencent block", BLOCK, secretId, secretKey, securityToken);

  const token = env.TENCENTCLOUD_SECURITY_TOKEN || env.TENCENTCLOUD_SESSION_TOKEN;
  yield credentialSource(
    "the environment",
    ENV,
    env.TENCENTCLOUD_SECRET_ID,
    env.TENCENTCLOUD_SECRET_KEY,
    token,
  );

  const paths = profilePaths(env, homeDir);
  const tccli = readJsonProfile(paths.credential, TENCENT_PROFILE);
  yield credentialSource(
    `the file ${paths.credential}`,
    TCCLI,
    tccli?.secretId,
    tccli?.secretKey,
    tccli?.token,
    tccli !== undefined,
  );

  for (const path of paths.ini) {
    const section = readIniSection(path, paths.profile, TENCENT_PROFILE);
    // In brackets Terraform takes "default" for the name of a colour and leaves it out.
    const source = `section "${paths.profile}" of the file ${path}`;
    yield credentialSource(
      source,
      INI,
      section?.secret_id,
      section?.secret_key,
      section?.token,
      section !== undefined,
    );
  }
}

const BLOCK = { id: "secret_id", key: "secret_key", token: "security_token" };
const ENV = {
  id: "TENCENTCLOUD_SECRET_ID",
  key: "TENCENTCLOUD_SECRET_KEY",
  token: "TENCENTCLOUD_SECURITY_TOKEN",
};
const TCCLI = { id: "secretId", key: "secretKey", token: "token" };
const INI = { id: "secret_id", key: "secret_key", token: "token" };
