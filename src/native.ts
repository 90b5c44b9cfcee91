import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MirrorError } from "./mirror-codes";
import { PROVIDER_EXECUTABLE, VERSION } from "./version";

/** The platforms that native executables are built for, as Terraform names them. */
export const NATIVE_PLATFORMS = [
  "darwin_amd64",
  "darwin_arm64",
  "linux_amd64",
  "linux_arm64",
  "windows_amd64",
  "windows_arm64",
] as const;

/** The platform of this machine, as Terraform names it. */
export function thisPlatform(): string {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  return `${os}_${arch}`;
}

/** A platform's archive with the native executable, as registries and mirrors name it. */
export function archiveName(platform: string, version = VERSION): string {
  return `${PROVIDER_EXECUTABLE}_${version}_${platform}.zip`;
}

export interface Archive {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * The archives of a version in a folder, each checked against `SHA256SUMS`.
 *
 * @param platforms - absent: all platforms in the folder, at least one
 * @throws MirrorError `DBKILL_NATIVE_MISSING`, `DBKILL_NATIVE_DAMAGED`
 */
export function nativeArchives(folder: string, version: string, platforms?: readonly string[]): Archive[] {
  const sums = checksums(folder, version);
  const names = platforms?.map((platform) => archiveName(platform, version)) ?? present(folder, version);
  return names.map((name) => {
    const file = join(folder, name);
    if (!sums.has(name) || !existsSync(file))
      throw new MirrorError(
        "DBKILL_NATIVE_MISSING",
        `${folder} has no ${name}, or its SHA256SUMS does not name it.`,
      );
    const bytes = readFileSync(file);
    if (createHash("sha256").update(bytes).digest("hex") !== sums.get(name))
      throw new MirrorError("DBKILL_NATIVE_DAMAGED", `${file} does not match SHA256SUMS. Download it again.`);
    return { name, bytes };
  });
}

function present(folder: string, version: string): string[] {
  const names = NATIVE_PLATFORMS.map((platform) => archiveName(platform, version));
  const found = names.filter((name) => existsSync(join(folder, name)));
  if (found.length > 0) return found;
  throw new MirrorError(
    "DBKILL_NATIVE_MISSING",
    `${folder} has no archive of version ${version}, such as ${names[2]}.`,
  );
}

/** Checksums by file name. */
function checksums(folder: string, version: string): ReadonlyMap<string, string> {
  const file = join(folder, `${PROVIDER_EXECUTABLE}_${version}_SHA256SUMS`);
  if (!existsSync(file))
    throw new MirrorError("DBKILL_NATIVE_MISSING", `${file} is missing, so the archives can't be checked.`);
  const lines = readFileSync(file, "utf8").matchAll(/^([0-9a-f]{64}) [ *](\S+)$/gm);
  return new Map([...lines].map(([, sum, name]) => [name!, sum!]));
}
