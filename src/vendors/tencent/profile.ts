import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CredentialsError } from "../errors";

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

/**
 * A JSON profile file; undefined where there is none.
 * @throws CredentialsError where it is not a JSON object. What is in it is not shown.
 */
export function readJsonProfile(path: string): Readonly<Record<string, unknown>> | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // Reported below, without the parser's text: it quotes what it read.
  }
  if (typeof content === "object" && content !== null) return content as Record<string, unknown>;
  throw new CredentialsError(`The Tencent Cloud profile file ${path} is not a JSON object.`, {
    service: "tencent",
    remedy: "Write it anew with `tccli configure`, or move it away.",
  });
}

/** One section of an INI file; undefined where file or section is not there. Lines that are not `key = value` are skipped. */
export function readIniSection(path: string, section: string): Readonly<Record<string, string>> | undefined {
  const lines = readIfThere(path)?.split(/\r?\n/) ?? [];
  let values: Record<string, string> | undefined;
  let current: string | undefined;
  for (const line of lines) {
    const header = /^\s*\[(.+)\]\s*$/.exec(line)?.[1]?.trim();
    const pair = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (header !== undefined) current = header;
    else if (pair && current === section) values = { ...values, [pair[1]!]: unquoted(pair[2]!) };
  }
  return values;
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}

function expandHome(path: string, homeDir: string): string {
  return path === "~" || path.startsWith("~/") ? join(homeDir, path.slice(1)) : path;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new CredentialsError(`The Tencent Cloud profile file ${path} can't be read (${code}).`, {
      service: "tencent",
      remedy: "Make it readable for this user, or move it away.",
    });
  }
}
