import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { policySource } from "../../../../src/cli/policies/source";
import { TerraformSource } from "../../../../src/cli/policies/terraform-dir";
import { UsageError } from "../../../../src/cli/usage-error";
import { documentOf } from "../../../../src/model";
import { until } from "../../../support/runner";
import { policy } from "../../model/policy/support";
import { Folder, testIo } from "../support";

const NOW = new Date("2026-11-30T12:00:00Z");

const state = (...names: string[]) =>
  JSON.stringify({
    format_version: "1.0",
    values: {
      root_module: {
        resources: names.map((name) => ({
          address: `dbkill_auto_kill_policy.${name}`,
          type: "dbkill_auto_kill_policy",
          values: { document: documentOf(policy({ name })) },
        })),
      },
    },
  });

/** Whether a process is there and has not ended. */
const runs = (pid: string) => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

describe("policies of a Terraform folder", () => {
  let folder: Folder;
  let now: number;
  beforeEach(() => {
    folder = new Folder();
    now = 0;
    jest.spyOn(performance, "now").mockImplementation(() => now);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    folder.dispose();
  });

  const command = (script: string, name = "terraform") => {
    const path = folder.write(name, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  /** Prints the state that is in the folder. */
  const SHOW = "exec cat state.json";
  const source = (
    terraform: string | undefined,
    env: NodeJS.ProcessEnv = {},
    end = new AbortController(),
  ) => {
    const io = testIo("", { PATH: process.env.PATH, ...env });
    const policies = policySource({ terraformDir: folder.path, terraform }, io, end.signal);
    return async () => {
      now += 30_000;
      return (await policies.changed(NOW))?.policies.map(({ name }) => name);
    };
  };

  test("are what terraform show -json prints there, with no shell and no input", async () => {
    folder.write("state.json", state("a"));
    const log = join(folder.path, "log");
    const show = command(`echo "$*" "$PWD" "$TF_INPUT" "$(cat)" > log; ${SHOW}`);
    expect(await source(show)()).toEqual(["a"]);
    expect(readFileSync(log, "utf8").trim()).toBe(`show -json -no-color ${folder.path} 0`);
  });

  test("are read again every 30 seconds, and told once for each change", async () => {
    folder.write("state.json", state("a"));
    const changed = source(command(SHOW));
    expect(await changed()).toEqual(["a"]);
    expect(await changed()).toBeUndefined();
    folder.write("state.json", state("a", "b"));
    now -= 29_999 + 1;
    expect(await changed()).toBeUndefined();
    expect(await changed()).toEqual(["a", "b"]);
    folder.write("state.json", '{"format_version":"1.0"}');
    expect(await changed()).toEqual([]);
  });

  test.each([
    ["fails", "echo 'Error: Backend initialization required' >&2; exit 1", "Backend initialization required"],
    ["is killed", "kill -9 $$", "SIGKILL"],
    ["prints something else", "echo hello", "DBKILL_STATE_INVALID"],
  ])("can't be had where it %s, and are tried again", async (_, script, why) => {
    const show = command(script);
    const changed = source(show);
    await expect(changed()).rejects.toThrow(UsageError);
    await expect(changed()).rejects.toThrow(why);
    folder.write("state.json", state("a"));
    command(SHOW);
    expect(await changed()).toEqual(["a"]);
  });

  test("end with the runner, and the command with them", async () => {
    const end = new AbortController();
    const changed = source(command("trap 'touch ended; exit 0' TERM; while :; do sleep 0.05; done"), {}, end);
    const read = changed();
    setTimeout(() => end.abort(), 300);
    await expect(read).rejects.toMatchObject({ code: "DBKILL_TERRAFORM_SHOW_FAILED" });
    expect(existsSync(join(folder.path, "ended"))).toBe(true);
  });

  test.each([
    ["a command of the wrapper hangs", "sleep 60 &", true],
    ["it ignores SIGTERM", `sh -c 'trap "" TERM; exec sleep 60' &`, true],
    ["it has a session of its own", "setsid sleep 60 &", false],
  ])(
    "can't be had in time where %s, and nothing waits for its output",
    async (_, script, ends) => {
      const file = join(folder.path, "pid");
      const show = command(`${script} echo $! > pid.new; mv pid.new pid; wait`);
      const limits = { timeoutMs: 500, graceMs: 200 };
      const hanging = new TerraformSource(
        folder.path,
        show,
        process.env,
        new AbortController().signal,
        limits,
      );
      await expect(hanging.changed(NOW)).rejects.toMatchObject({ code: "DBKILL_TERRAFORM_SHOW_FAILED" });
      const pid = readFileSync(file, "utf8").trim();
      try {
        await until(() => runs(pid) !== ends, 5);
      } finally {
        if (runs(pid)) process.kill(Number(pid), "SIGKILL");
      }
    },
    10_000,
  );

  test("are asked of the command that is named, else of terraform, else of tofu", async () => {
    folder.write("state.json", state("a"));
    const path = `${folder.path}:/usr/bin:/bin`;
    command(SHOW, "tofu");
    expect(await source(undefined, { PATH: path })()).toEqual(["a"]);
    command("exit 3");
    await expect(source(undefined, { PATH: path })()).rejects.toThrow("exited with 3");
    expect(await source(undefined, { PATH: path, DBKILL_TERRAFORM: "tofu" })()).toEqual(["a"]);
    expect(await source("tofu", { PATH: path, DBKILL_TERRAFORM: "terraform" })()).toEqual(["a"]);
    for (const nowhere of ["/nowhere", relative(process.cwd(), folder.path), ""]) {
      expect(() => source(undefined, { PATH: nowhere })).toThrow("DBKILL_TERRAFORM");
    }
    expect(() => source("/nowhere/terraform")).toThrow("--terraform");
  });

  test("are of a folder that is there", () => {
    const of = (options: object) => () => policySource(options, testIo(), new AbortController().signal);
    expect(of({ terraformDir: join(folder.path, "gone") })).toThrow(UsageError);
    expect(of({ policies: "p.json", terraform: "tofu" })).toThrow("--terraform-dir");
  });
});
