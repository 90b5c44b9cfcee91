import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { PROVIDER_EXECUTABLE, providerFolder } from "../../src/mirror";
import { VERSION } from "../../src/version";
import { leanElf } from "./lean-elf";
import { nodeBinary } from "./node-binary";
import { BUILD_PLATFORM, BUILDERS, type Target } from "./targets";

/** The files of the built provider that Node.js reads; the launcher and the check of Node.js's version are the script's alone. */
const PROGRAM_FILES = ["provider.cjs", "types.cjs", "mysql.cjs"] as const;

export interface Executable {
  /** In an archive. */
  readonly name: string;
  readonly path: string;
  /** Licence of the Node.js in it. */
  readonly nodeLicence: string;
}

/**
 * Builds a platform's executable: Node.js with the provider in it, a single executable application
 * (https://nodejs.org/api/single-executable-applications.html).
 *
 * @param folder for what is made
 */
export function buildExecutable({ platform, package: wanted }: Target, folder: string): Executable {
  mkdirSync(folder, { recursive: true });
  const builder = nodeBinary(BUILDERS.find(({ version }) => version === wanted.version)!);
  const node = join(folder, "node");
  const original = readFileSync(nodeBinary(wanted).program);
  writeFileSync(node, platform.startsWith("linux") ? leanElf(original) : original, { mode: 0o755 });
  const assets = PROGRAM_FILES.map((name) => {
    const file = join(folder, name);
    copyFileSync(join(providerFolder(), name), file);
    return file;
  });
  if (platform === BUILD_PLATFORM) assets.push(...compileAll(assets, builder.program, folder));

  const name = `${PROVIDER_EXECUTABLE}_v${VERSION}${platform.startsWith("windows") ? ".exe" : ""}`;
  const path = join(folder, name);
  const settings = join(folder, "sea.json");
  const main = bundle("native", folder);
  writeFileSync(
    settings,
    JSON.stringify({
      main,
      output: path,
      executable: node,
      disableExperimentalSEAWarning: true,
      // The code of the program itself is compiled above, whole; the entry is a few lines.
      useCodeCache: false,
      // What NODE_OPTIONS of the shell preloads is for other programs.
      execArgvExtension: "none",
      assets: Object.fromEntries(assets.map((file) => [file.slice(folder.length + 1), file])),
    }),
  );
  execFileSync(builder.program, ["--build-sea", settings], { stdio: ["ignore", "ignore", "inherit"] });
  if (platform.startsWith("darwin")) sign(path);
  return { name, path, nodeLicence: readFileSync(join(builder.folder, "LICENSE"), "utf8") };
}

/** @returns the files with the compiled code */
function compileAll(files: readonly string[], node: string, folder: string): string[] {
  execFileSync(node, ["--random-seed=1", bundle("compile-all", folder), ...files], {
    env: { PATH: process.env.PATH },
    stdio: "inherit",
  });
  return files.map((file) => `${file}.code`);
}

function bundle(name: string, folder: string): string {
  const outfile = join(folder, `${name}.cjs`);
  buildSync({
    entryPoints: [join(__dirname, "..", "launcher", `${name}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node26",
    format: "cjs",
    charset: "ascii",
    logLevel: "warning",
  });
  return outfile;
}

/**
 * Signs for macOS, which runs nothing that is unsigned, without any identity. `rcodesign` does it on Linux too, with the same bytes each
 * time.
 */
function sign(path: string): void {
  try {
    execFileSync("rcodesign", ["sign", "--binary-identifier", PROVIDER_EXECUTABLE, path], { stdio: "pipe" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error(
      "macOS runs no executable that is unsigned, and rcodesign is not on the PATH. Install it (cargo install apple-codesign --version 0.29.0 --locked --no-default-features), or name other platforms with --platform.",
      { cause: error },
    );
  }
}
