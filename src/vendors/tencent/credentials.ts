import { homedir } from "node:os";
import { CredentialsError } from "../errors";
import { profilePaths, readIniSection, readJsonProfile } from "./profile";

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

/** One place to look in, with the names it uses. */
interface Place {
  readonly source: string;
  readonly names: { readonly id: string; readonly key: string; readonly token: string };
  readonly id: string;
  readonly key: string;
  readonly token: string;
}

/**
 * The key pair to sign with, from the first of these places that holds any of it: the provider block; `TENCENTCLOUD_SECRET_ID`
 * and `TENCENTCLOUD_SECRET_KEY` with `TENCENTCLOUD_SECURITY_TOKEN` (the Terraform provider's name) or
 * `TENCENTCLOUD_SESSION_TOKEN` (the SDK's); the `tccli` profile; the SDK's INI file. Sources are never mixed: an id of one
 * place and a key of another are never a pair. Roles are not assumed; use the temporary keys of one.
 *
 * @param homeDir where `~` is; default: the user's.
 * @throws CredentialsError where a place holds half a pair, or no place holds one.
 */
export function resolveTencentCredentials(
  config: TencentCredentialsConfig,
  env: NodeJS.ProcessEnv = process.env,
  homeDir: string = homedir(),
): TencentCredentials {
  const looked: string[] = [];
  for (const place of places(config, env, homeDir)) {
    if (place.id && place.key) {
      const { id, key, token, source } = place;
      return { secretId: id, secretKey: key, ...(token && { token }), source };
    }
    if (place.id || place.key) throw halfPair(place);
    looked.push(place.source);
  }
  throw new CredentialsError("No Tencent Cloud credentials were found.", {
    service: "tencent",
    remedy: `Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or secret_id and secret_key in the provider's tencent block, or run \`tccli configure\`. Looked in: ${looked.join("; ")}.`,
  });
}

/** Lazily, as no file needs reading where an earlier place has the pair. */
function* places(
  config: TencentCredentialsConfig,
  env: NodeJS.ProcessEnv,
  homeDir: string,
): Generator<Place, void> {
  const block = place(
    "the provider's tencent block",
    BLOCK,
    config.secretId,
    config.secretKey,
    config.securityToken,
  );
  if (block.token && !block.id && !block.key) throw halfPair(block);
  yield block;

  const token = env.TENCENTCLOUD_SECURITY_TOKEN || env.TENCENTCLOUD_SESSION_TOKEN;
  yield place("the environment", ENV, env.TENCENTCLOUD_SECRET_ID, env.TENCENTCLOUD_SECRET_KEY, token);

  const paths = profilePaths(env, homeDir);
  const tccli = readJsonProfile(paths.credential);
  yield place(`the file ${paths.credential}`, TCCLI, tccli?.secretId, tccli?.secretKey, tccli?.token);

  for (const path of paths.ini) {
    const section = readIniSection(path, paths.profile);
    const source = `section [${paths.profile}] of the file ${path}`;
    yield place(source, INI, section?.secret_id, section?.secret_key, section?.token);
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

function place(source: string, names: Place["names"], id: unknown, key: unknown, token: unknown): Place {
  return { source, names, id: text(id), key: text(key), token: text(token) };
}

/** Empty where it is not a text at all; a line end copied along with a key is not part of it. */
function text(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function halfPair({ source, names, id, key }: Place): CredentialsError {
  const missing = [...(id ? [] : [names.id]), ...(key ? [] : [names.key])].join(" and ");
  const given = id ? names.id : key ? names.key : names.token;
  return new CredentialsError(`In ${source} there is ${given} and no ${missing}.`, {
    service: "tencent",
    remedy: `Set ${missing} in the same place, or remove ${given}. Sources are never mixed.`,
  });
}
