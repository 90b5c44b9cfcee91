import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";

const PROGRAM = `
  exports.calls = new Set(process.env.CALLS.split(","));
  console.log("says " + require("./part.cjs") + " " + typeof require("node:fs").statSync + " " + (__filename === process.argv[2]));
`;

let scratch: string;
let runner: string;
let program: string;
let cache: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "dbkill-compile-cache-"));
  runner = join(scratch, "runner.cjs");
  buildSync({
    stdin: {
      contents: `import { runCached } from "./compile-cache"; runCached(process.argv[2]);`,
      resolveDir: join(__dirname, "../../../src/cli"),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    outfile: runner,
    logLevel: "error",
  });
});
afterAll(() => rmSync(scratch, { recursive: true }));

beforeEach(() => {
  const folder = mkdtempSync(join(scratch, "program-"));
  program = join(folder, "program.cjs");
  cache = join(folder, "cache");
  writeFileSync(program, PROGRAM);
  writeFileSync(join(folder, "part.cjs"), 'module.exports = "one";');
});

function start(env: NodeJS.ProcessEnv = {}): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [runner, program], {
    encoding: "utf8",
    env: { CALLS: "a", NODE_COMPILE_CACHE: cache, ...env },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout.trim();
}

/** The cache's files, each with what changes when it is written again. */
function kept(folder = cache): Map<string, number> {
  return new Map(readdirSync(folder).map((name) => [join(folder, name), statSync(join(folder, name)).ino]));
}

describe("the cache of compiled code", () => {
  test("keeps one file for each of the program, for its user alone, and uses it", () => {
    expect(start()).toBe("says one function true");
    const first = kept();
    expect(first.size).toBe(2);
    for (const file of first.keys()) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    expect(start()).toBe("says one function true");
    expect(kept()).toEqual(first);
  });

  test("is written again when the program has done something new, and then knows both", () => {
    start();
    const first = kept();
    start({ CALLS: "b" });
    const second = kept();
    expect([...second.keys()]).toEqual([...first.keys()]);
    for (const [file, ino] of second) expect(ino).not.toBe(first.get(file));
    start({ CALLS: "b,a" });
    expect(kept()).toEqual(second);
  });

  test("runs a program that has changed, be it of the same length", () => {
    start();
    writeFileSync(join(program, "../part.cjs"), 'module.exports = "two";');
    expect(start()).toBe("says two function true");
  });

  test.each([
    ["cut off", (bytes: Buffer) => bytes.subarray(0, 100)],
    ["empty", () => Buffer.of()],
    [
      "changed in one byte",
      (bytes: Buffer) => bytes.fill(bytes.at(-9)! ^ 1, bytes.length - 9, bytes.length - 8),
    ],
  ])("does without a file that is %s, and replaces it", (_what, change) => {
    start();
    const whole = new Map([...kept().keys()].map((file) => [file, readFileSync(file)]));
    for (const [file, bytes] of whole) writeFileSync(file, change(Buffer.from(bytes)));
    expect(start()).toBe("says one function true");
    for (const [file, bytes] of whole) {
      expect(readFileSync(file).length).toBeGreaterThan(bytes.length / 2);
      expect(readFileSync(file).equals(change(Buffer.from(bytes)))).toBe(false);
    }
  });

  test.each([
    ["a file that others can write", (file: string) => chmodSync(file, 0o666)],
    [
      "a link to a file",
      (file: string) => {
        writeFileSync(`${file}.elsewhere`, readFileSync(file));
        rmSync(file);
        symlinkSync(`${file}.elsewhere`, file);
      },
    ],
  ])("does not use %s", (_what, change) => {
    start();
    const before = [...kept().keys()];
    for (const file of before) change(file);
    expect(start()).toBe("says one function true");
    for (const file of before) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("neither uses nor fills a folder that others can write", () => {
    mkdirSync(cache);
    chmodSync(cache, 0o777);
    expect(start()).toBe("says one function true");
    expect(kept().size).toBe(0);
  });

  test.each([
    ["it is switched off", { NODE_DISABLE_COMPILE_CACHE: "1" }],
    ["there is no place for it", { NODE_COMPILE_CACHE: "/dev/null/x" }],
  ])("is not needed where %s", (_what, env) => {
    expect(start(env)).toBe("says one function true");
    expect(() => kept()).toThrow();
  });

  test("lies in the user's cache folder unless told otherwise, one for each setting of V8", () => {
    const home = join(cache, "..", "home");
    const env = { NODE_COMPILE_CACHE: "", HOME: home };
    start({ ...env, XDG_CACHE_HOME: join(home, "xdg") });
    expect(kept(join(home, "xdg", "dbkill")).size).toBe(2);
    start({ ...env, XDG_CACHE_HOME: join(home, "xdg"), NODE_OPTIONS: "--max-old-space-size=512" });
    expect(kept(join(home, "xdg", "dbkill")).size).toBe(4);
    start(env);
    const own = process.platform === "darwin" ? join("Library", "Caches") : ".cache";
    expect(kept(join(home, own, "dbkill")).size).toBe(2);
  });

  test("drops what nobody has written for a month, and nothing else", () => {
    mkdirSync(cache, { mode: 0o700 });
    const old = new Date(Date.now() - 31 * 86_400_000);
    for (const name of [`dbkill-${"0".repeat(32)}.bin`, `dbkill-${"1".repeat(32)}.bin`, "other.bin"]) {
      writeFileSync(join(cache, name), "");
      if (!name.includes("1")) utimesSync(join(cache, name), old, old);
    }
    start();
    const names = readdirSync(cache);
    expect(names).toHaveLength(4);
    expect(names).toContain("other.bin");
    expect(names).not.toContain(`dbkill-${"0".repeat(32)}.bin`);
  });
});
