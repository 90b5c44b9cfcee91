import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const SOURCES = join(__dirname, "../../scripts/launcher");
const WANTED = "20.18.1";

let scratch: string;
let launcher: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "dbkill-launcher-"));
  const folder = join(scratch, "with blanks", "linux_amd64");
  mkdirSync(folder, { recursive: true });
  launcher = join(folder, "terraform-provider-dbkill_v0.1.0");
  const install = (source: string, file: string) =>
    writeFileSync(file, readFileSync(join(SOURCES, source), "utf8").replaceAll("@NODE@", WANTED));
  install("launcher.sh", launcher);
  chmodSync(launcher, 0o755);
  install("check.cjs", join(folder, "check.cjs"));
  // CommonJS that no version before 20 can parse, so that a check that came too late would show.
  program(
    'class A { static #a = 1; static { this.#a = 2; } static served = () => /a/v.test("a"); }\nprint(`served ${A.served()} ${process.argv.slice(2).join()}`);',
  );
});
afterEach(() => rmSync(scratch, { recursive: true }));

/** What the launcher starts, with a `print` to where Terraform reads. */
function program(text: string): void {
  const print =
    'const print = (line) => require("node:fs").writeSync(Number(process.env.DBKILL_STDOUT), `${line}\\n`);';
  writeFileSync(join(dirname(launcher), "start.cjs"), `${print}\n${text}\n`);
}

function start(env: Record<string, string> = {}, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(launcher, args, {
    encoding: "utf8",
    env: { PATH: dirname(process.execPath), ...env },
  });
  return { status, stdout, stderr };
}

describe("The provider's launcher", () => {
  test("runs the program beside it and passes its arguments on", () => {
    expect(start({}, "a", "b c")).toEqual({ status: 0, stdout: "served true a,b c\n", stderr: "" });
  });

  test("becomes the program's process, so that signals reach it", () => {
    program("print(String(process.pid))");
    const { pid, stdout } = spawnSync(launcher, { encoding: "utf8" });
    expect(Number(stdout)).toBe(pid);
  });

  test('runs below a package.json with "type": "module"', () => {
    writeFileSync(join(scratch, "package.json"), '{ "type": "module" }');
    expect(start()).toMatchObject({ status: 0, stdout: "served true \n" });
  });

  test.each(["--import", "--require"])(
    "what a preload of NODE_OPTIONS prints never reaches Terraform (%s)",
    (flag) => {
      const preload = join(scratch, "preload.cjs");
      writeFileSync(preload, 'console.log("on stdout"); console.error("on stderr");');
      writeFileSync(join(scratch, "package.json"), '{ "type": "module" }');
      expect(start({ NODE_OPTIONS: `${flag} ${preload}` })).toEqual({
        status: 0,
        stdout: "served true \n",
        stderr: "on stdout\non stderr\n",
      });
    },
  );

  test.each(["--import ./not-there.mjs", "-r not-installed", '--require "/not there/with blanks.cjs"'])(
    "runs without NODE_OPTIONS where a preload of it is not found (%s)",
    (preload) => {
      expect(start({ NODE_OPTIONS: `--no-warnings ${preload}` })).toEqual({
        status: 0,
        stdout: "served true \n",
        stderr: "",
      });
    },
  );

  test("passes NODE_OPTIONS on where nothing is preloaded", () => {
    program("print(process.env.NODE_OPTIONS)");
    expect(start({ NODE_OPTIONS: "--max-old-space-size=512" }).stdout).toBe("--max-old-space-size=512\n");
  });

  test.each([
    ["hands NODE_EXTRA_CA_CERTS on, unread", {}, [null, "/ca.pem"]],
    [
      "leaves it to Node.js, told to trust the system",
      { NODE_OPTIONS: "--use-openssl-ca" },
      ["/ca.pem", null],
    ],
    ["leaves it to Node.js, told so by a variable", { NODE_USE_SYSTEM_CA: "1" }, ["/ca.pem", null]],
  ])("%s", (_what, env, expected) => {
    program(
      "print(JSON.stringify([process.env.NODE_EXTRA_CA_CERTS ?? null, process.env.DBKILL_EXTRA_CA_CERTS || null]))",
    );
    const { stdout } = start({ NODE_EXTRA_CA_CERTS: "/ca.pem", ...env });
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  test("runs through a symbolic link", () => {
    const link = join(scratch, "link");
    symlinkSync(launcher, link);
    // readlink is needed here, and is not in Node's own folder.
    const PATH = `${dirname(process.execPath)}:/usr/bin:/bin`;
    expect(execFileSync(link, { encoding: "utf8", env: { PATH } })).toBe("served true \n");
  });

  test("says in one line on stdout that there is no Node.js on the PATH", () => {
    const { status, stdout, stderr } = start({ PATH: join(scratch, "nothing") });
    expect({ status, stderr, lines: stdout.split("\n").length }).toEqual({ status: 1, stderr: "", lines: 2 });
    expect(stdout).toContain(`dbkill needs Node.js ${WANTED} or later on the PATH`);
  });

  test.each([
    ["12.22.12", false],
    ["18.20.4", false],
    ["20.9.0", false],
    ["20.18.0", false],
    ["20.18.1", true],
    ["20.20.2", true],
    ["22.0.0", true],
    ["24.11.0", true],
  ])("checks the version before the program is parsed: %s, started: %p", (version, started) => {
    const bin = join(scratch, "bin");
    mkdirSync(bin);
    writeFileSync(
      join(bin, "old.cjs"),
      `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`,
    );
    writeFileSync(
      join(bin, "node"),
      `#!/bin/sh\nexec "${process.execPath}" --require "${join(bin, "old.cjs")}" "$@"\n`,
      { mode: 0o755 },
    );
    const { status, stdout, stderr } = start({ PATH: bin });
    expect({ status, stderr, lines: stdout.split("\n").length }).toEqual({
      status: started ? 0 : 1,
      stderr: "",
      lines: 2,
    });
    if (started) expect(stdout).toBe("served true \n");
    else {
      expect(stdout).toContain(`dbkill needs Node.js ${WANTED} or later on the PATH`);
      expect(stdout).toContain(` is ${version}. `);
    }
  });

  test("the check is written in words that the oldest Node.js parses", () => {
    const text = readFileSync(join(SOURCES, "check.cjs"), "utf8");
    expect(text).not.toMatch(/`|=>|\b(?:const|let|class)\b|\?\.|\?\?/);
  });

  test("is for the Node.js that the package asks for", () => {
    const { engines } = require("../../package.json") as { engines: { node: string } };
    expect(engines.node).toBe(`>=${WANTED}`);
  });
});
