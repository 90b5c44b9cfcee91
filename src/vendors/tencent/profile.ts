import { join } from "node:path";
import { expandHome, type ProfileOwner } from "../shared/profile-file";

/** The profile files, by the names their makers give them. */
export interface ProfilePaths {
  /** Secret id and key, JSON, as `tccli configure` writes it. */
  readonly credential: string;
  /** Region and output format, JSON, as `tccli configure` writes it. */
  readonly configure: string;
  /** INI files of Tencent's SDKs, the first that exists counts. */
  readonly ini: readonly string[];
  /** The profile, which is also the section of an INI file. */
  readonly profile: string;
}

/**
 * Where the profile files are: `TENCENTCLOUD_SHARED_CREDENTIALS_DIR` (default `~/.tccli`) and `TENCENTCLOUD_PROFILE` (default
 * `default`), as Tencent's own Terraform provider has them, and `TENCENTCLOUD_CREDENTIALS_FILE` (default
 * `~/.tencentcloud/credentials`, then `/etc/tencentcloud/credentials`), as its SDKs have it.
 */
export function profilePaths(env: NodeJS.ProcessEnv, homeDir: string): ProfilePaths {
  const profile = env.TENCENTCLOUD_PROFILE || "default";
  const directory = expandHome(env.TENCENTCLOUD_SHARED_CREDENTIALS_DIR || "~/.tccli", homeDir);
  const ini = env.TENCENTCLOUD_CREDENTIALS_FILE
    ? [expandHome(env.TENCENTCLOUD_CREDENTIALS_FILE, homeDir)]
    : [join(homeDir, ".tencentcloud", "credentials"), "/etc/tencentcloud/credentials"];
  return {
    credential: join(directory, `${profile}.credential`),
    configure: join(directory, `${profile}.configure`),
    ini,
    profile,
  };
}

/** Whose files they are, for the texts of errors. */
export const TENCENT_PROFILE: ProfileOwner = {
  service: "tencent",
  name: "Tencent Cloud",
  tool: "tccli configure",
};
