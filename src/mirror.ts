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

/** The platforms that the provider is offered for, as Terraform names them. The files are the same on each; Node.js runs them. */
export const PLATFORMS = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"] as const;
export type Platform = (typeof PLATFORMS)[number];

export interface MirrorOptions {
  /**
   * Where the mirror goes, such as `terraform.d/plugins`. It is created if it does not exist.
   */
  readonly directory: string;
  /**
   * Folder of the built provider: {@link PROVIDER_FILES}.
   *
   * @default - the one in this package
   */
  readonly source?: string;
  /** @default - this package's version */
  readonly version?: string;
  /** @default - all of {@link PLATFORMS} */
  readonly platforms?: readonly Platform[];
}

/** The shell script that Terraform starts. In a mirror its name ends with the version. */
export const PROVIDER_EXECUTABLE = `terraform-provider-${basename(PROVIDER_SOURCE)}`;

/**
 * The files of the built provider, the executable last: a folder without it is not a provider to Terraform. They end in `.cjs`
 * because a `package.json` with `"type": "module"` in a folder above would make Node.js refuse the program otherwise.
 */
export const PROVIDER_FILES = [
  "mysql.cjs",
  "types.cjs",
  "provider.cjs",
  "start.cjs",
  "check.cjs",
  PROVIDER_EXECUTABLE,
] as const;

/**
 * The folder that holds this package's built provider.
 *
 * @throws Error if it is not built
 */
export function providerFolder(): string {
  const folder = join(__dirname, "..", "dist");
  const missing = PROVIDER_FILES.find((name) => !existsSync(join(folder, name)));
  if (missing === undefined) return folder;
  throw new Error(
    `The Terraform provider is missing: there is no ${join(folder, missing)}. A published cdktf-dbkill contains it. Run npm run build in a checkout, or reinstall the package.`,
  );
}

/**
 * Writes the provider as a Terraform filesystem mirror (unpacked layout).
 *
 * Files that are up to date stay untouched, and no file is ever half written: Terraform may be running the one that is
 * there. The bytes are the same on every platform (hard links where the file system has them), and so is the checksum in
 * Terraform's lock file.
 *
 * @returns the executables' paths, one for each platform
 * @throws Error if the provider is not built or the directory can't be written
 */
export function writeMirror(options: MirrorOptions): string[] {
  const { directory, version = VERSION, platforms = PLATFORMS, source = providerFolder() } = options;
  const root = join(directory, ...PROVIDER_SOURCE.split("/"), version);
  const executable = `${PROVIDER_EXECUTABLE}_v${version}`;
  const folders = platforms.map((platform) => join(root, platform));

  for (const name of PROVIDER_FILES) {
    const bytes = readFileSync(join(source, name));
    const [target, mode] = name === PROVIDER_EXECUTABLE ? [executable, 0o755] : [name, 0o644];
    try {
      writeAll(
        folders.map((folder) => join(folder, target)),
        { bytes, mode },
      );
    } catch (error) {
      throw new Error(`${directory} can't be written: ${(error as Error).message}`, { cause: error });
    }
  }
  return folders.map((folder) => join(folder, executable));
}

/**
 * Copies built files into a folder, as {@link writeMirror} does: what is up to date stays untouched, and no file is ever half written.
 *
 * @throws Error if one is missing or the folder can't be written
 */
export function writeFiles(names: readonly string[], source: string, folder: string): void {
  for (const name of names) {
    try {
      writeAll([join(folder, name)], { bytes: readFileSync(join(source, name)), mode: 0o644 });
    } catch (error) {
      throw new Error(`${folder} can't be written: ${(error as Error).message}`, { cause: error });
    }
  }
}

interface Content {
  readonly bytes: Buffer;
  readonly mode: number;
}

function writeAll([first, ...others]: readonly string[], content: Content): void {
  if (first === undefined) return;
  const write = (path: string) => writeFileSync(path, content.bytes);
  if (!isCurrent(first, content)) replace(first, content, write);
  for (const file of others) {
    if (!isCurrent(file, content)) replace(file, content, (path) => linkOrCopy(first, path));
  }
}

function isCurrent(file: string, { bytes, mode }: Content): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.size === bytes.length && (stat.mode & 0o777) === mode && readFileSync(file).equals(bytes);
}

/**
 * The scratch file lies outside the platform's folder, because Terraform's checksum covers everything in that folder.
 */
function replace(file: string, { mode }: Content, make: (path: string) => void): void {
  makeFolder(dirname(file));
  const scratch = join(dirname(dirname(file)), `.${randomUUID()}`);
  try {
    make(scratch);
    chmodSync(scratch, mode);
    renameSync(scratch, file);
  } finally {
    rmSync(scratch, { force: true });
  }
}

/**
 * Creates a folder and its parents. Node's own recursive mkdir never returns where an existing folder answers "no such file" to
 * a new one in it, as /proc does.
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
