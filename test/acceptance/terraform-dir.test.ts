import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../support/runner";
import { Folder } from "../unit/cli/support";

const MAIN = join(__dirname, "..", "..", "lib", "cli", "main.js");

describe("a command that is ended while Terraform hangs", () => {
  let folder: Folder;
  let command: ChildProcess | undefined;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => {
    command?.kill("SIGKILL");
    folder.dispose();
  });

  /** Whether the command that the wrapper has started is there and has not ended. */
  const runs = (pid: number) => {
    const file = `/proc/${pid}/status`;
    return existsSync(file) && !/^State:\s+[ZX]/m.test(readFileSync(file, "utf8"));
  };

  test.each([
    ["preview", ["SIGINT"], "SIGINT"],
    ["preview", ["SIGTERM"], "SIGTERM"],
    ["enforce", ["SIGTERM", "SIGTERM"], 143],
  ] as const)("%s ends it too, with %s", async (name, signals, ending) => {
    const script = `#!/bin/sh\nsh -c 'trap "" INT TERM; exec sleep 60' &\necho $! > pid.new; mv pid.new pid; wait\n`;
    const terraform = folder.write("terraform.sh", script);
    chmodSync(terraform, 0o755);
    const words = [name, "--terraform-dir", folder.path, "--terraform", terraform];
    command = spawn(process.execPath, [MAIN, ...words], { stdio: "ignore" });
    const ended = once(command, "exit").then(([code, signal]) => code ?? signal);
    await until(() => existsSync(join(folder.path, "pid")));
    const pid = Number(readFileSync(join(folder.path, "pid"), "utf8"));
    try {
      expect(runs(pid)).toBe(true);
      for (const each of signals) {
        command.kill(each);
        await sleep(200);
      }
      expect(await ended).toBe(ending);
      await until(() => !runs(pid), 3);
    } finally {
      if (runs(pid)) process.kill(pid, "SIGKILL");
    }
  });
});
