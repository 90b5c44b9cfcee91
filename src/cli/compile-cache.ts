import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir, platform } from "node:os";
import { dirname, join } from "node:path";
import { Script } from "node:vm";

/** What a program exports, so that its compiled code is kept. */
export interface Program {
  /** Names of what the program has done so far. The cache knows the compiled code of what had been done when it was written. */
  readonly calls?: ReadonlySet<string>;
  /** Called before the code is stored. V8 accepts it only under the flags that are set then. */
  readonly beforeCompiledCodeIsKept?: () => void;
}

/** One file of a program, compiled. */
interface Compiled {
  readonly script: Script;
  /** Where its compiled code is kept. */
  readonly cache: string;
  /** What had been done when that was written; undefined where there is none. */
  readonly known: ReadonlySet<string> | undefined;
}

const DIGEST_BYTES = 32;
/** Files that nobody has written for so long belong to versions that are gone. */
const STALE_MS = 30 * 86_400_000;

/** Where the files of a program come from, by path. */
export interface ProgramFiles {
  read(file: string): Buffer;
  /** Code compiled ahead of time, by this exact version of Node.js. */
  compiled?(file: string): Buffer | undefined;
}

const ON_DISK: ProgramFiles = { read: (file) => readFileSync(file) };

/**
 * Runs a CommonJS program with V8's code cache: most of a short process's time goes into compiling. Files that the program requires by a
 * relative path are cached like itself. The cache lies outside of the package, so that its bytes stay the same everywhere; whatever is
 * wrong with it, the program runs without.
 *
 * @param file the program
 * @param env `NODE_DISABLE_COMPILE_CACHE` and `NODE_COMPILE_CACHE` mean what they mean to Node.js itself
 */
export function runCached(
  file: string,
  env: NodeJS.ProcessEnv = process.env,
  files: ProgramFiles = ON_DISK,
): Program {
  const compiled: Compiled[] = [];
  const program = run(file, files, env, compiled) as Program;
  if (env.NODE_DISABLE_COMPILE_CACHE === undefined) {
    process.on("exit", () => {
      program.beforeCompiledCodeIsKept?.();
      for (const each of compiled) save(each, program.calls ?? new Set());
    });
  }
  return program;
}

function run(file: string, files: ProgramFiles, env: NodeJS.ProcessEnv, compiled: Compiled[]): unknown {
  const source = files.read(file);
  const script = compileBeforehand(source, file, files) ?? compileCached(source, file, env, compiled);
  const module = { exports: {} };
  const require = createRequire(file);
  const requireCached = (id: string) =>
    id.startsWith("./") ? run(join(dirname(file), id), files, env, compiled) : require(id);
  script.runInThisContext()(module.exports, requireCached, module, file, dirname(file));
  return module.exports;
}

/** A file of a program as a CommonJS wrapper function. The source is ASCII. */
export function compile(source: Buffer, file: string, cachedData?: Buffer): Script {
  const text = `(function (exports, require, module, __filename, __dirname) {${source.toString("latin1")}\n})`;
  return new Script(text, { filename: file, cachedData });
}

/** Uses the program's compiled code; undefined if there is none, or if V8 refuses it. */
function compileBeforehand(source: Buffer, file: string, files: ProgramFiles): Script | undefined {
  const data = files.compiled?.(file);
  if (data === undefined) return undefined;
  const script = compile(source, file, data);
  return script.cachedDataRejected ? undefined : script;
}

function compileCached(source: Buffer, file: string, env: NodeJS.ProcessEnv, compiled: Compiled[]): Script {
  const cache = cacheFile(source, env);
  const found = env.NODE_DISABLE_COMPILE_CACHE === undefined ? read(cache) : undefined;
  const script = compile(source, file, found?.data);
  compiled.push({ script, cache, known: script.cachedDataRejected === false ? found?.calls : undefined });
  return script;
}

function save({ script, cache, known }: Compiled, calls: ReadonlySet<string>): void {
  if (known !== undefined && [...calls].every((call) => known.has(call))) return;
  write(cache, new Set([...(known ?? []), ...calls]), script.createCachedData());
}

/** V8 itself compares no more of a program than its length, so its whole content is in the name. */
function cacheFile(source: Buffer, env: NodeJS.ProcessEnv): string {
  const settings = [process.version, process.arch, ...process.execArgv, env.NODE_OPTIONS ?? ""].join("\n");
  const name = createHash("sha256").update(source).update(settings).digest("hex").slice(0, 32);
  return join(env.NODE_COMPILE_CACHE || cacheFolder(env), `dbkill-${name}.bin`);
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  const own = platform() === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache");
  return join(env.XDG_CACHE_HOME || own, "dbkill");
}

/** A digest of the rest, a line of JSON with the calls, and the compiled code. */
function read(file: string): { calls: ReadonlySet<string>; data: Buffer } | undefined {
  try {
    if (!isOurs(dirname(file), "directory") || !isOurs(file, "file")) return undefined;
    const content = readFileSync(file);
    const rest = content.subarray(DIGEST_BYTES);
    if (!digest(rest).equals(content.subarray(0, DIGEST_BYTES))) return undefined;
    const end = rest.indexOf("\n");
    return { calls: new Set(JSON.parse(rest.toString("utf8", 0, end))), data: rest.subarray(end + 1) };
  } catch {
    return undefined;
  }
}

/** Compiled code is run as it is found, so only this user may be able to write it. */
function isOurs(path: string, kind: "directory" | "file"): boolean {
  const stats = lstatSync(path);
  const isKind = kind === "file" ? stats.isFile() : stats.isDirectory();
  return isKind && stats.uid === process.getuid?.() && (stats.mode & 0o022) === 0;
}

function write(file: string, calls: ReadonlySet<string>, data: Buffer): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOurs(folder, "directory")) return;
    const rest = Buffer.concat([Buffer.from(`${JSON.stringify([...calls])}\n`), data]);
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, Buffer.concat([digest(rest), rest]), { mode: 0o600, flag: "wx" });
    renameSync(temporary, file);
    removeStale(folder);
  } catch {
    // No home, a read-only one, or a full disk: the next start compiles again.
  }
}

function removeStale(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const isCache = /^dbkill-[0-9a-f]{32}\.bin/.test(name);
    if (isCache && Date.now() - statSync(path).mtimeMs > STALE_MS) rmSync(path);
  }
}

function digest(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
