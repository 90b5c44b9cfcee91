import { join } from "node:path";
import { CredentialsError } from "../shared/errors";
import { expandHome, type ProfileOwner, readIniSection, readJsonProfile } from "../shared/profile-file";

const OWNER: ProfileOwner = { service: "huawei", name: "Huawei Cloud", tool: "hcloud configure set" };

/** One profile of KooCLI (`hcloud`), as far as it is used. A value that is not text counts as absent. */
export interface HcloudProfile {
  /** In words; safe to show. */
  readonly source: string;
  /** Whether the file has such a profile. */
  readonly exists: boolean;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly securityToken?: string;
  readonly region?: string;
  readonly projectId?: string;
  /** Set where the profile is a delegation: its keys are not the ones to sign with. */
  readonly agencyName?: string;
  /** Whether the keys are encrypted. */
  readonly encrypted: boolean;
}

/**
 * A secret access key has 40 characters, an access key 20; encrypted both are longer. KooCLI encrypts where it is not told
 * otherwise, and its older versions do not record it in the file.
 */
const LONGEST_ACCESS_KEY = 40;

/**
 * The profile `HW_PROFILE`, else the current one, of the file `HW_SHARED_CONFIG_FILE`, else `~/.hcloud/config.json`. Where no
 * such file or profile exists it is empty.
 *
 * @throws CredentialsError where a file or profile that is asked for by name does not exist, or the file is not readable: going
 * on with other keys could mean another account.
 */
export function readHcloudProfile(env: NodeJS.ProcessEnv, homeDir: string): HcloudProfile {
  const path = expandHome(env.HW_SHARED_CONFIG_FILE || "~/.hcloud/config.json", homeDir);
  const file = readJsonProfile(path, OWNER);
  if (!file && env.HW_SHARED_CONFIG_FILE) {
    throw missing(`The file ${path} of HW_SHARED_CONFIG_FILE does not exist.`, "HW_SHARED_CONFIG_FILE");
  }
  const wanted = env.HW_PROFILE || (typeof file?.current === "string" ? file.current : "default");
  const profiles: unknown[] = Array.isArray(file?.profiles) ? file.profiles : [];
  const found = profiles.find((profile) => (profile as { name?: unknown } | null)?.name === wanted);
  if (!found && env.HW_PROFILE) {
    throw missing(`There is no profile ${wanted} of HW_PROFILE in the file ${path}.`, "HW_PROFILE");
  }
  const values = texts((found ?? {}) as Record<string, unknown>);
  const encrypted =
    String(file?.authEncrypt) === "true" || (values.accessKeyId ?? "").length > LONGEST_ACCESS_KEY;
  return { ...values, source: `profile ${wanted} of the file ${path}`, exists: !!found, encrypted };
}

/**
 * The section `[basic]` of the SDKs' file: `HUAWEICLOUD_SDK_CREDENTIALS_FILE`, else `~/.huaweicloud/credentials`. Its values are
 * absent where file or section is not there.
 */
export function readSdkCredentialsFile(
  env: NodeJS.ProcessEnv,
  homeDir: string,
): { readonly source: string; readonly values?: Readonly<Record<string, string>> } {
  const named = env.HUAWEICLOUD_SDK_CREDENTIALS_FILE;
  const path = named ? expandHome(named, homeDir) : join(homeDir, ".huaweicloud", "credentials");
  const source = `section "basic" of the file ${path}`;
  return { source, values: readIniSection(path, "basic", OWNER) };
}

const FIELDS = [
  "accessKeyId",
  "secretAccessKey",
  "securityToken",
  "region",
  "projectId",
  "agencyName",
] as const;

function texts(profile: Readonly<Record<string, unknown>>): Partial<Record<(typeof FIELDS)[number], string>> {
  const pairs = FIELDS.map((name) => [name, profile[name]] as const);
  return Object.fromEntries(pairs.filter(([, value]) => typeof value === "string" && value.trim() !== ""));
}

function missing(message: string, variable: string): CredentialsError {
  return new CredentialsError(message, {
    service: "huawei",
    remedy: `Correct ${variable}, or unset it. \`hcloud configure list\` shows the profiles.`,
  });
}
