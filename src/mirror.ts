import { randomUUID } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { PROVIDER_SOURCE, VERSION } from "./version";

/**
 * The platforms that the provider is offered for, as Terraform names them. It is the same script on each;
 * Node runs it.
 */
export const PLATFORMS = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"] as const;
export type Platform = (typeof PLATFORMS)[number];

export interface MirrorOptions {
  /**
   * Where the mirror goes, such as `terraform.d/plugins`. Made where it is missing.
   */
  readonly directory: string;
  /**
   * The executable to offer.
   *
   * @default - the one in this package
   */
  readonly bundle?: string;
  /** @default - this package's version */
  readonly version?: string;
  /** @default - all of {@link PLATFORMS} */
  readonly platforms?: readonly Platform[];
}

/**
 * The provider in this package: one executable script.
 *
 * @throws Error where it was not built
 */
export function providerBundle(): string {
  const path = join(__dirname, "..", "dist", "terraform-provider-dbkill");
  if (existsSync(path)) return path;
  throw new Error(
    `The Terraform provider is missing: there is no ${path}. A published cdktf-dbkill holds it, a checkout makes it: run npm run build there, or install the package anew.`,
  );
}

/**
 * Writes the provider as a Terraform filesystem mirror (unpacked layout) and returns the executables' paths,
 * one for each platform.
 *
 * Files that are right already stay untouched, and a file is never seen half written: Terraform may be
 * running the one that is there. The bytes are the same on every platform (hard links where the file system
 * has them), and so is the checksum in Terraform's lock file.
 *
 * @throws Error where the bundle is missing or the directory can't be written
 */
export function writeMirror(options: MirrorOptions): string[] {
  const { directory, version = VERSION, platforms = PLATFORMS, bundle = providerBundle() } = options;
  const bytes = readFileSync(bundle);
  const root = join(directory, ...PROVIDER_SOURCE.split("/"), version);
  const name = `terraform-provider-${basename(PROVIDER_SOURCE)}_v${version}`;
  const files = platforms.map((platform) => join(root, platform, name));

  try {
    writeAll(files, bytes);
  } catch (error) {
    throw new Error(`${directory} can't be written: ${(error as Error).message}`, { cause: error });
  }
  return files;
}

function writeAll([first, ...others]: readonly string[], bytes: Buffer): void {
  if (first === undefined) return;
  if (!isCurrent(first, bytes)) replace(first, (path) => writeFileSync(path, bytes));
  for (const file of others) {
    if (!isCurrent(file, bytes)) replace(file, (path) => linkOrCopy(first, path));
  }
}

function isCurrent(file: string, bytes: Buffer): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.size === bytes.length && (stat.mode & 0o777) === 0o755 && readFileSync(file).equals(bytes);
}

/**
 * The scratch file lies outside the platform's folder, for Terraform's checksum is over all that the folder
 * holds.
 */
function replace(file: string, make: (path: string) => void): void {
  makeFolder(dirname(file));
  const scratch = join(dirname(dirname(file)), `.${randomUUID()}`);
  try {
    make(scratch);
    chmodSync(scratch, 0o755);
    renameSync(scratch, file);
  } finally {
    rmSync(scratch, { force: true });
  }
}

/**
 * Makes a folder and those around it. Node's own recursive mkdir goes round for ever where a folder that exists answers "no such
 * file" to a new one in it, as /proc does.
 */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (existsSync(folder) && statSync(folder).isDirectory()) return;
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || existsSync(parent)) throw error;
    makeFolder(parent);
    makeFolder(folder);
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
