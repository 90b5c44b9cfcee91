import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DBBRAIN } from "./fleets";
import { end, track } from "./processes";
import type { Stage } from "./stage";

/** How long to wait until all databases had a pass, in s. */
const PATIENCE_SECONDS = 300;

/** A runner's memory between two passes, in bytes, after each of its databases on the emulator had a pass. */
export async function idleRunner(stage: Stage, targets: number): Promise<number> {
  const emulator = await stage.emulator(DBBRAIN, { rateLimit: false });
  await emulator.reset(DBBRAIN, targets, [{ id: "1", user: "app" }]);
  const folder = join(stage.root, "idle-runner");
  mkdirSync(folder, { recursive: true });
  const [policies, audit] = [join(folder, "policies.json"), join(folder, "audit.jsonl")];
  const documents = DBBRAIN.instanceIds(targets).map((instance_id, at) => ({
    name: `reports-${at}`,
    target: { service: DBBRAIN.service, instance_id },
    match: { users: ["report"], min_duration_seconds: 60 },
    max_kills: 5,
  }));
  writeFileSync(policies, JSON.stringify({ version: 1, policies: documents }));
  const main = join(__dirname, "..", "lib", "cli", "main.js");
  const runner = track(
    spawn(process.execPath, [main, "enforce", "--policies", policies, "--audit", audit, "--interval", "1h"], {
      detached: true,
      env: { ...process.env, ...emulator.env(DBBRAIN) },
      stdio: ["ignore", "ignore", "inherit"],
    }),
  );
  const passes = () =>
    new Set(readFileSync(audit, "utf8").match(/"policy":"reports-\d+".*?"event":"pass"/g)).size;
  for (let second = 0; second < PATIENCE_SECONDS; second++) {
    await sleep(1_000);
    if (runner.exitCode !== null) throw new Error(`The runner ended with ${runner.exitCode}.`);
    if (passes() === targets) {
      // The passes' memory is freed soon after.
      await sleep(5_000);
      const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${runner.pid}/status`, "utf8"))!;
      end(runner);
      return Number(kib) * 1024;
    }
  }
  throw new Error(`After ${PATIENCE_SECONDS} s only ${passes()} of ${targets} databases had a pass.`);
}
