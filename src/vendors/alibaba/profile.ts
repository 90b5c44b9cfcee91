import { join } from "node:path";
import { objectOf } from "../shared/json";
import { expandHome, holdsJson, type ProfileOwner, readJsonProfile } from "../shared/profile-file";

/** Whose files they are, for the texts of errors. */
export const ALIBABA_PROFILE: ProfileOwner = {
  service: "alibaba",
  name: "Alibaba Cloud",
  tool: "aliyun configure",
};

/** The profile files, and which profile in them was asked for. */
export interface ProfileFiles {
  /** JSON, as `aliyun configure` writes it; Alibaba's own Terraform provider reads the same. Absent: not to be read. */
  readonly cli?: string;
  /** INI, of the SDKs. Absent: not to be read. */
  readonly ini?: string;
  /** Absent: the one that the file calls `current`, or `default`. */
  readonly profile?: string;
}

/**
 * Where the profile files are: `~/.aliyun/config.json` (not where `ALIBABA_CLOUD_CLI_PROFILE_DISABLED` is `true`) and
 * `~/.alibabacloud/credentials`; a file named by `ALIBABA_CLOUD_CREDENTIALS_FILE` (or `ALICLOUD_SHARED_CREDENTIALS_FILE`) takes
 * the place of both. The Terraform provider expects JSON in that file and the SDKs INI: its content tells.
 */
export function profileFiles(env: NodeJS.ProcessEnv, homeDir: string): ProfileFiles {
  const name = env.ALICLOUD_PROFILE || env.ALIBABA_CLOUD_PROFILE;
  const profile = name ? { profile: name } : {};
  const named = env.ALICLOUD_SHARED_CREDENTIALS_FILE || env.ALIBABA_CLOUD_CREDENTIALS_FILE;
  if (named) {
    const path = expandHome(named, homeDir);
    return holdsJson(path, ALIBABA_PROFILE) ? { cli: path, ...profile } : { ini: path, ...profile };
  }
  const disabled = env.ALIBABA_CLOUD_CLI_PROFILE_DISABLED?.toLowerCase() === "true";
  return {
    ...(!disabled && { cli: join(homeDir, ".aliyun", "config.json") }),
    ini: join(homeDir, ".alibabacloud", "credentials"),
    ...profile,
  };
}

/** One profile of the CLI's file. */
export interface CliProfile {
  readonly name: string;
  /** Its content; absent where the file has no such profile, or there is no file. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/**
 * The profile of that name, else the current one.
 * @throws CredentialsError where the file is not what `aliyun configure` writes.
 */
export function readCliProfile(path: string, profile: string | undefined): CliProfile {
  const content = readJsonProfile(path, ALIBABA_PROFILE);
  const current = typeof content?.current === "string" ? content.current : "";
  const name = profile || current || "default";
  const profiles = Array.isArray(content?.profiles) ? content.profiles.map(objectOf) : [];
  const values = profiles.find((candidate) => candidate?.name === name);
  return { name, ...(values && { values }) };
}
