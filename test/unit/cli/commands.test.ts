import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { emulatorCommand, environment, eventLine } from "../../../src/cli/emulator";
import { commandEnvironment } from "../../../src/cli/emulator-command";
import { mirrorCommand } from "../../../src/cli/mirror";
import { UsageError } from "../../../src/cli/usage-error";
import { Emulator, QUIRKS } from "../../../src/emulator";

/** What a command that has to fail fails with. */
async function failure(command: Command, ...words: string[]): Promise<Error> {
  command.exitOverride().configureOutput({ writeErr: () => {} });
  return command.parseAsync(words, { from: "user" }).then(
    () => Promise.reject(new Error("expected a failure, got a success")),
    (error: Error) => error,
  );
}

describe("dbkill emulator", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "dbkill-cli-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ["{", "is not JSON"],
    ["{}", "holds no list of faults"],
    ['[{"service":"dbbrain","kind":"boom"}]', "faults[0].kind: must be one of"],
    ['[{"service":"dbbrain","kind":"refuse","action":"Kill"}]', "faults[0].action: is no action of dbbrain"],
  ])("refuses a faults file of %s by its name", async (content, message) => {
    const file = join(folder, "faults.json");
    writeFileSync(file, content);
    const error = await failure(emulatorCommand(), "--port", "0", "--faults", file);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain(file);
    expect(error.message).toContain(message);
  });

  test.each(["http://127.0.0.1/", "localhost", "mysql://user:%@127.0.0.1/"])(
    "takes %s for wrong usage of --mysql",
    async (url) => {
      const error = await failure(emulatorCommand(), "--port", "0", "--mysql", url);
      expect(error).toBeInstanceOf(UsageError);
      expect(error.message).toMatch(/^--mysql: /);
    },
  );

  test.each([
    ["--allow-host", "http://emulator:4710"],
    ["--project-id", "0123-4567"],
    ["--quirk", "answers-late"],
  ])("takes %s %s for wrong usage", async (flag, value) => {
    const error = await failure(emulatorCommand(), "--port", "0", flag, value);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain(`${flag}: "${value}" is `);
  });

  test("prints a project that it serves", () => {
    expect(environment("http://127.0.0.1:1", "shop")).toContain(" HW_PROJECT_ID=shop ");
  });

  test("has every option and every quirk in its guide", () => {
    const guide = readFileSync(join(__dirname, "../../../docs/guides/emulator.md"), "utf8");
    const flags = emulatorCommand().options.map(({ long }) => long!);
    expect([...flags, ...QUIRKS].filter((name) => !guide.includes(`\`${name}`))).toEqual([]);
  });

  test.each([
    ["{", "is not JSON"],
    ["7", "must be a JSON object"],
    ['[{"service":"dbbrain","instance_id":"cdb-1","sessions":[{"age":7}]}]', "sessions[0].age"],
  ])("refuses a sessions file of %s by its name", async (content, message) => {
    const file = join(folder, "sessions.json");
    writeFileSync(file, content);
    const error = await failure(emulatorCommand(), "--port", "0", "--sessions", file);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain(file);
    expect(error.message).toContain(message);
  });

  test("prints the key pair that is accepted", () => {
    const lines = environment("http://127.0.0.1:1", undefined, { id: "other", secret: "other-secret" });
    expect(lines).toContain("TENCENTCLOUD_SECRET_ID=other TENCENTCLOUD_SECRET_KEY=other-secret");
    expect(lines).toContain("HW_ACCESS_KEY=other HW_SECRET_KEY=other-secret");
    expect(lines).toContain("ALIBABA_CLOUD_ACCESS_KEY_ID=other ALIBABA_CLOUD_ACCESS_KEY_SECRET=other-secret");
  });

  test("says whose port is taken and how to choose another", async () => {
    const other = await Emulator.start();
    const error = await failure(emulatorCommand(), "--port", String(other.port));
    await other.close();
    expect(error).not.toBeInstanceOf(UsageError);
    expect(error.message).toBe(
      `Port ${other.port} of 127.0.0.1 is taken. Is another emulator running? Choose another with --port, or --port 0 for a free one.`,
    );
  });
});

test("takes an address that this machine does not have for wrong usage of --host", async () => {
  // Reserved for documentation: nobody has it.
  const error = await failure(emulatorCommand(), "--port", "0", "--host", "203.0.113.7");
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toMatch(/^--host: .*127\.0\.0\.1/);
});

describe("the lines that dbkill emulator prints", () => {
  const place = { service: "dbbrain", instance_id: "cdb-1" } as const;
  const at = "2026-11-22T10:00:01.000Z";

  test("are one for a call, with the vendor's error and the fault that made it", () => {
    const call = {
      kind: "call",
      at,
      ...place,
      action: "CreateKillTask",
      http_status: 200,
      error_code: null,
      request_id: "request-1",
      access_key_id: "dbkill-emulator",
      fault: null,
    } as const;
    expect(eventLine(call)).toBe("10:00:01  dbbrain CreateKillTask cdb-1: 200");
    expect(eventLine({ ...call, error_code: "FailedOperation", fault: "code" })).toBe(
      "10:00:01  dbbrain CreateKillTask cdb-1: 200 FailedOperation (fault code)",
    );
    expect(eventLine({ ...call, http_status: null, fault: "refuse" })).toContain(
      "no response (fault refuse)",
    );
  });

  test("are one for a kill, which no name that a client chooses can break", () => {
    const session = { id: "7", user: "evil\u001b[2K\nkilled session 8 of boss\u202e" };
    const line = eventLine({ kind: "kill", at, ...place, by: "task:3", session });
    expect(line).toBe(
      "10:00:01  killed session 7 of evil\\x1b[2K\\nkilled session 8 of boss\\u202e on dbbrain cdb-1, by task 3",
    );
  });

  test("are one for each change of a task", () => {
    const task = {
      kind: "task",
      at,
      ...place,
      id: "3",
      status: "running",
      match: {},
      created_at: at,
      expires_at: null,
      kills: 2,
    } as const;
    expect(eventLine({ ...task, event: "started" })).toBe(
      "10:00:01  task 3 started on dbbrain cdb-1, until it is cancelled",
    );
    expect(eventLine({ ...task, event: "expired" })).toBe(
      "10:00:01  task 3 expired on dbbrain cdb-1, kills: 2",
    );
  });
});

describe("dbkill as a process", () => {
  const MAIN = join(__dirname, "../../../src/cli/main.ts");
  const TSX = require.resolve("tsx/cli");

  test("whose help nobody reads to its end does not fail", async () => {
    const child = spawn(process.execPath, [TSX, MAIN, "emulator", "--help"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    expect(await once(child, "close")).toEqual([0, null]);
    expect(errors).toBe("");
  });

  test.each([
    [[], false],
    [["--verbose"], true],
  ])("with %j prints lines for calls where the output is no terminal: %s", async (flags, lines) => {
    const child = spawn(process.execPath, [TSX, MAIN, "emulator", "--port", "0", ...flags], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      let printed = "";
      const url = await new Promise<string>((resolve) => {
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          printed += text;
          const found = /listens on (\S+)\. [\s\S]*ALIBABA_CLOUD_REGION/.exec(printed)?.[1];
          if (found) resolve(found);
        });
      });
      await fetch(url, { method: "POST", headers: { "X-TC-Action": "CreateKillTask" } });
      child.kill("SIGTERM");
      await once(child, "close");
      expect(printed.includes("dbbrain CreateKillTask: 200 AuthFailure.InvalidAuthorization")).toBe(lines);
    } finally {
      child.kill("SIGKILL");
    }
  });

  const runCommand = async (options: readonly string[], command: readonly string[], env = {}) => {
    const child = spawn(process.execPath, [TSX, MAIN, "emulator", ...options, "--", ...command], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    const [code] = await once(child, "close");
    return { code, out, err };
  };

  test("serves a command alone, and ends as it does", async () => {
    const program = `
      const { DBKILL_ENDPOINT_URL: url } = process.env;
      fetch(url, { method: "POST", headers: { "X-TC-Action": "CreateKillTask" } }).then(async (response) => {
        process.stdout.write(String(response.status));
        process.exitCode = 7;
      });`;
    const { code, out, err } = await runCommand(["--verbose"], [process.execPath, "-e", program], {
      DBKILL_ENDPOINT_URL_DBBRAIN: "https://dbbrain.tencentcloudapi.com",
    });
    expect({ code, out }).toEqual({ code: 7, out: "200" });
    expect(err).toContain("dbbrain CreateKillTask: 200");
  });

  test.each([
    [["sh", "-c", "kill -TERM $$"], 143],
    [["no-such-program"], 2],
  ])("ends with the code of %j: %i", async (command, code) => {
    expect((await runCommand([], command)).code).toBe(code);
  });

  test("passes SIGTERM on to its command, and ends after it", async () => {
    const program = `process.on("SIGTERM", () => process.exit(9)); setTimeout(() => {}, 20_000); console.log("ready")`;
    const child = spawn(process.execPath, [TSX, MAIN, "emulator", "--", process.execPath, "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([9, null]);
  });
});

test("a command gets no address and no key of a real cloud", () => {
  const real = {
    PATH: "/bin",
    DBKILL_ENDPOINT_URL_DAS: "https://das.cn-north-4.myhuaweicloud.com",
    TENCENTCLOUD_SECURITY_TOKEN: "token",
    ALICLOUD_ACCESS_KEY: "id",
    OS_SECRET_KEY: "secret",
    OS_NAME: "Linux",
  };
  const env = commandEnvironment("http://127.0.0.1:1", undefined, { id: "i", secret: "s" }, real);
  expect(env).toMatchObject({
    PATH: "/bin",
    OS_NAME: "Linux",
    DBKILL_ENDPOINT_URL: "http://127.0.0.1:1",
    TENCENTCLOUD_SECRET_ID: "i",
    HW_SECRET_KEY: "s",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "i",
  });
  for (const name of Object.keys(real).slice(1, 5)) expect(env).not.toHaveProperty(name);
});

test("dbkill mirror takes no folder without a name", async () => {
  expect(await failure(mirrorCommand(), "")).toMatchObject({ code: "commander.invalidArgument" });
});

describe("dbkill mirror", () => {
  test("of the script knows no Windows, of the native executable it does", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dbkill-cli-"));
    try {
      const windows = ["--platform", "windows_amd64"];
      expect(await failure(mirrorCommand(), folder, ...windows)).toBeInstanceOf(UsageError);
      expect(await failure(mirrorCommand(), folder, "--native", folder, ...windows)).toMatchObject({
        code: "DBKILL_NATIVE_MISSING",
      });
      expect(await failure(mirrorCommand(), folder, "--source", "dbkill")).toMatchObject({
        code: "DBKILL_SOURCE_INVALID",
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
