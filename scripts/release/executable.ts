import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { providerFolder } from "../../src/mirror";
import { PROVIDER_EXECUTABLE, VERSION } from "../../src/version";
import { leanElf } from "./lean-elf";
import { nodeBinary } from "./node-binary";
import { BUILD_PLATFORM, BUILDERS, type Target } from "./targets";

/** The files of the built provider that Node.js reads. Only the script needs the launcher and the check of Node.js's version. */
const PROGRAM_FILES = ["provider.cjs", "types.cjs", "mysql.cjs"] as const;

export interface Executable {
  /** In an archive. */
  readonly name: string;
  readonly path: string;
  /** Licence of the Node.js in it. */
  readonly nodeLicence: string;
}

/**
 * Builds a platform's executable: a single executable application of Node.js and the provider
 * (https://nodejs.org/api/single-executable-applications.html). The build contains file names, so all are relative to the
 * folder, whose own name differs each time.
 *
 * @param folder output folder
 */
export function buildExecutable({ platform, package: wanted }: Target, folder: string): Executable {
  const builder = nodeBinary(BUILDERS.find(({ version }) => version === wanted.version)!);
  const run = (...args: string[]) =>
    execFileSync(builder.program, args, {
      cwd: folder,
      env: { PATH: process.env.PATH },
      stdio: ["ignore", "ignore", "inherit"],
    });
  const original = readFileSync(nodeBinary(wanted).program);
  const node = platform.startsWith("linux") ? leanElf(original) : original;
  writeFileSync(join(folder, "node"), node, { mode: 0o755 });
  bundle("native", folder);
  for (const name of PROGRAM_FILES) copyFileSync(join(providerFolder(), name), join(folder, name));
  const assets: string[] = [...PROGRAM_FILES];
  if (platform === BUILD_PLATFORM) {
    run("--random-seed=1", bundle("compile-all", folder), ...PROGRAM_FILES);
    assets.push(...PROGRAM_FILES.map((name) => `${name}.code`));
  }
  const name = `${PROVIDER_EXECUTABLE}_v${VERSION}${platform.startsWith("windows") ? ".exe" : ""}`;
  const settings = {
    main: "native.cjs",
    output: name,
    executable: "node",
    disableExperimentalSEAWarning: true,
    // The program is compiled above; the entry point is only a few lines.
    useCodeCache: false,
    // Ignores NODE_OPTIONS of the shell.
    execArgvExtension: "none",
    assets: Object.fromEntries(assets.map((file) => [file, file])),
  };
  writeFileSync(join(folder, "sea.json"), JSON.stringify(settings));
  run("--build-sea", "sea.json");
  const path = join(folder, name);
  if (platform.startsWith("darwin")) sign(path);
  return { name, path, nodeLicence: readFileSync(join(builder.folder, "LICENSE"), "utf8") };
}

/** @returns the file's name in the folder */
function bundle(name: string, folder: string): string {
  const file = `${name}.cjs`;
  buildSync({
    entryPoints: [join(__dirname, "..", "launcher", `${name}.ts`)],
    outfile: join(folder, file),
    bundle: true,
    minify: true,
    platform: "node",
    target: "node26",
    format: "cjs",
    charset: "ascii",
    logLevel: "warning",
  });
  return file;
}

/**
 * Signs for macOS, which runs no unsigned executables, with an ad hoc signature. `rcodesign` also runs on Linux, and its result is
 * reproducible.
 */
function sign(path: string): void {
  try {
    execFileSync("rcodesign", ["sign", "--binary-identifier", PROVIDER_EXECUTABLE, path], { stdio: "pipe" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error(
      "macOS runs no unsigned executables, and rcodesign is not on the PATH. Install it (cargo install apple-codesign --version 0.29.0 --locked --no-default-features), or name other platforms with --platform.",
      { cause: error },
    );
  }
}
