import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { MirrorError } from "./mirror-codes";
import { writeAll } from "./mirror-files";
import { archiveName, NATIVE_PLATFORMS, nativeArchives } from "./native";
import { PROVIDER_EXECUTABLE, PROVIDER_SOURCE, VERSION } from "./version";

/** The platforms that the script provider supports, as Terraform names them. The files are the same on every platform; Node.js runs them. */
export const PLATFORMS = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"] as const;
/** The platforms of the native executable, which include Windows: Windows can't start scripts. */
export type Platform = (typeof NATIVE_PLATFORMS)[number];

/** What Terraform starts: a script that runs on the machine's Node.js, or an executable that contains Node.js. */
export type ProviderBinary = (typeof BINARIES)[number];
export const BINARIES = ["script", "native"] as const;

export interface MirrorOptions {
  /**
   * Where the mirror goes, such as `terraform.d/plugins`. It is created if it does not exist.
   */
  readonly directory: string;
  /**
   * The provider's address, `HOST/NAMESPACE/TYPE`, for your own registry.
   *
   * @default - {@link PROVIDER_SOURCE}
   */
  readonly source?: string;
  /** @default "script" */
  readonly binary?: ProviderBinary;
  /**
   * Folder with the native archives and `SHA256SUMS` of a release.
   *
   * @default - `DBKILL_NATIVE_DIR`
   */
  readonly nativeFolder?: string;
  /**
   * Folder of the built script: {@link PROVIDER_FILES}.
   *
   * @default - the one in this package
   */
  readonly from?: string;
  /** @default - this package's version */
  readonly version?: string;
  /** @default - all of {@link PLATFORMS}; for the native executable, the platforms in the folder */
  readonly platforms?: readonly Platform[];
}

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
 * Writes the provider as a Terraform filesystem mirror: the script unpacked, the native executable in its archive.
 *
 * Files that are up to date stay untouched, and no file is ever half written: Terraform may be running the one that is
 * there. The script's bytes are the same on every platform (hard links where the file system has them), and so is its checksum in
 * Terraform's lock file. Removes the other form of the same version, or Terraform would find two.
 *
 * @returns the paths of the executables or archives, one for each platform
 * @throws MirrorError, or Error if the provider is not built or the directory can't be written
 */
export function writeMirror(options: MirrorOptions): string[] {
  const { directory, version = VERSION, binary = "script" } = options;
  const source = checkedSource(options.source ?? PROVIDER_SOURCE);
  const root = join(directory, ...source.split("/"));
  const written =
    binary === "native" ? writeNative(root, source, options) : writeScript(root, source, options);
  if (binary === "native") removeScript(join(root, version));
  else
    for (const platform of NATIVE_PLATFORMS)
      rmSync(join(root, archiveName(platform, version)), { force: true });
  return written;
}

function writeScript(root: string, source: string, options: MirrorOptions): string[] {
  const { directory, version = VERSION, platforms = PLATFORMS, from = providerFolder() } = options;
  const windows = platforms.find((platform) => platform.startsWith("windows"));
  if (windows !== undefined)
    throw new MirrorError(
      "DBKILL_PLATFORM_UNSUPPORTED",
      `The provider for ${windows} can't be a script: Windows can't start scripts. Use the native executable.`,
    );
  const executable = `terraform-provider-${basename(source)}_v${version}`;
  const folders = platforms.map((platform) => join(root, version, platform));
  for (const name of PROVIDER_FILES) {
    const [target, mode] = name === PROVIDER_EXECUTABLE ? [executable, 0o755] : [name, 0o644];
    const content = { bytes: readFileSync(join(from, name)), mode };
    write(directory, () =>
      writeAll(
        folders.map((folder) => join(folder, target)),
        content,
      ),
    );
  }
  return folders.map((folder) => join(folder, executable));
}

function writeNative(root: string, source: string, options: MirrorOptions): string[] {
  const { directory, version = VERSION, platforms, nativeFolder } = options;
  const folder = nativeFolder ?? process.env.DBKILL_NATIVE_DIR;
  if (`terraform-provider-${basename(source)}` !== PROVIDER_EXECUTABLE)
    throw new MirrorError(
      "DBKILL_NATIVE_TYPE",
      `${source} does not end in /dbkill. Terraform looks for the executable by that name, and in native archives it is ${PROVIDER_EXECUTABLE}.`,
    );
  if (!folder)
    throw new MirrorError(
      "DBKILL_NATIVE_FOLDER_MISSING",
      "No folder with native archives is set, and the npm package does not contain them. Download the archives of this version into a folder and set it in DBKILL_NATIVE_DIR.",
    );
  return nativeArchives(folder, version, platforms).map(({ name, bytes }) => {
    const file = join(root, name);
    write(directory, () => writeAll([file], { bytes, mode: 0o644 }));
    return file;
  });
}

/**
 * Copies built files into a folder, as {@link writeMirror} does: leaves files that are up to date alone, and writes atomically.
 *
 * @throws Error if one is missing or the folder can't be written
 */
export function writeFiles(names: readonly string[], source: string, folder: string): void {
  for (const name of names)
    write(folder, () =>
      writeAll([join(folder, name)], { bytes: readFileSync(join(source, name)), mode: 0o644 }),
    );
}

function write(directory: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new Error(`${directory} can't be written: ${(error as Error).message}`, { cause: error });
  }
}

/** Only removes files that belong to the script. */
function removeScript(folder: string): void {
  for (const platform of PLATFORMS) {
    const inner = join(folder, platform);
    if (!existsSync(inner)) continue;
    for (const name of readdirSync(inner)) {
      if ((PROVIDER_FILES as readonly string[]).includes(name) || name.startsWith(`${PROVIDER_EXECUTABLE}_v`))
        rmSync(join(inner, name));
    }
    removeEmpty(inner);
  }
  removeEmpty(folder);
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It does not exist, or contains other files.
  }
}

const SOURCE = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(\/[a-z0-9]([a-z0-9_-]*[a-z0-9])?){2}$/;

/**
 * The address of a provider.
 *
 * @throws MirrorError `DBKILL_SOURCE_INVALID` if it is not HOST/NAMESPACE/TYPE
 */
export function checkedSource(source: string): string {
  if (SOURCE.test(source) && /[.:]|^localhost/.test(source.split("/")[0]!)) return source;
  throw new MirrorError(
    "DBKILL_SOURCE_INVALID",
    `${JSON.stringify(source)} is not a full provider address. Use HOST/NAMESPACE/TYPE in lower case, such as registry.example.com/platform/dbkill.`,
  );
}
