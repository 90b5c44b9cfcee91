import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CredentialsError } from "./errors";

/** Whose profile files are read; for the texts of errors. */
export interface ProfileOwner {
  /** As in {@link CredentialsError.service}, e.g. `tencent`. */
  readonly service: string;
  /** E.g. `Tencent Cloud`. */
  readonly name: string;
  /** The command that writes them, e.g. `tccli configure`. */
  readonly tool: string;
}

/**
 * A JSON profile file; undefined where there is none.
 * @throws CredentialsError where it is not a JSON object. What is in it is not shown.
 */
export function readJsonProfile(
  path: string,
  owner: ProfileOwner,
): Readonly<Record<string, unknown>> | undefined {
  const text = readIfThere(path, owner);
  if (text === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // Reported below, without the parser's text: it quotes what it read.
  }
  if (typeof content === "object" && content !== null) return content as Record<string, unknown>;
  throw new CredentialsError(`The ${owner.name} profile file ${path} is not a JSON object.`, {
    service: owner.service,
    remedy: `Write it again with \`${owner.tool}\`, or move it away.`,
  });
}

/** Whether the file is there and begins as a JSON object does: for a variable that may name a file of either format. */
export function holdsJson(path: string, owner: ProfileOwner): boolean {
  return readIfThere(path, owner)?.trimStart().startsWith("{") ?? false;
}

/**
 * One section of an INI file, its keys in lower case; undefined where there is no such file or section. It reads what any of the
 * vendors' own readers does (Python's configparser, go-ini, npm's ini): `key = value` or `key: value`, keys in any case, quoted values,
 * and comments that begin with `;` or `#`, at the start of a line or after a blank. Any other line is skipped.
 */
export function readIniSection(
  path: string,
  section: string,
  owner: ProfileOwner,
): Readonly<Record<string, string>> | undefined {
  const lines = readIfThere(path, owner)?.split(/\r?\n/) ?? [];
  let values: Record<string, string> | undefined;
  let current: string | undefined;
  for (const line of lines) {
    const header = /^\s*\[([^\]]+)\]\s*(?:[;#].*)?$/.exec(line)?.[1]?.trim();
    const pair = /^\s*([^#;=:\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (header !== undefined) {
      current = header;
      if (header === section) values ??= {};
    } else if (pair && current === section) {
      values = { ...values, [pair[1]!.toLowerCase()]: iniValue(pair[2]!) };
    }
  }
  return values;
}

/** The path with `~` at its start replaced. */
export function expandHome(path: string, homeDir: string): string {
  return path === "~" || path.startsWith("~/") ? join(homeDir, path.slice(1)) : path;
}

/** A value without its quotation marks, or without the comment behind it. */
function iniValue(text: string): string {
  const quoted = /^(["'])(.*)\1\s*(?:[;#].*)?$/.exec(text);
  return quoted ? quoted[2]! : text.replace(/(?:^|\s+)[;#].*$/, "");
}

function readIfThere(path: string, owner: ProfileOwner): string | undefined {
  try {
    // Editors on Windows begin a file with a byte order mark.
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new CredentialsError(`The ${owner.name} profile file ${path} can't be read (${code}).`, {
      service: owner.service,
      remedy: "Make it readable for this user, or move it away.",
    });
  }
}
