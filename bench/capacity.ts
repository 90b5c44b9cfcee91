/** `npm run bench:capacity`: how many databases a shard of the runner takes under a vendor's rate limit, and what moves with a shard more. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { emulatorEnvironment } from "../scripts/emulator-environment";
import { isOfShard } from "../src/cli/enforce/shard";
import type { Target } from "../src/model";
import { machine } from "./machine";
import { end, endAll, track } from "./processes";

const TARGETS = 10_000;
const SHARDS = [1, 4, 16];
const SESSIONS = 5;
/** How many times as fast as the machine's the clock of the runner and of the emulator runs. */
const FACTOR = 5;
/** How long each shard is watched after its first round, in seconds of its clock. */
const WATCHED_S = 60;
/** What the interval is planned by: a little less than the 20 requests a second of DBbrain, as a token comes back a period after the answer. */
const PLANNED_RATE = 17;

const CLI = join(__dirname, "..", "lib", "cli", "main.js");
const targets = Array.from({ length: TARGETS }, (_, index): Target => {
  return { service: "dbbrain", instance_id: `cdb-${String(index).padStart(5, "0")}` };
});

interface Row {
  readonly shards: number;
  readonly targets: number;
  readonly intervalS: number;
  readonly passesPerMinute: number;
  readonly firstRoundS: number;
  readonly failed: number;
  readonly peakMb: number;
  readonly cpuMsPerPass: number;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "dbkill-capacity-"));
  process.on("exit", () => {
    endAll();
    rmSync(folder, { recursive: true, force: true });
  });
  const policies = join(folder, "policies.json");
  writeFileSync(policies, JSON.stringify(document()));
  const emulator = start(["emulator", "--port", "0"], {});
  const url = await printed(emulator, /http:\/\/[\w.:]+:\d+/);
  for (const { instance_id } of targets) await post(`${url}/_dbkill/sessions`, instance_id);
  const { node, cpu } = machine() as { node?: string; cpu?: string };
  console.log(
    `${TARGETS} databases with ${SESSIONS} sessions each; ${[cpu, node].filter(Boolean).join(", ")}\n`,
  );
  console.log(
    "| shards | databases of the largest | --interval | passes a minute | first round | failed | memory, peak | CPU a pass |",
  );
  console.log("|---|---|---|---|---|---|---|---|");
  for (const shards of SHARDS) {
    const row = await measure(shards, policies, url, folder);
    console.log(
      `| ${row.shards} | ${row.targets} | ${row.intervalS}s | ${Math.round(row.passesPerMinute)} | ${Math.round(row.firstRoundS)} s | ${row.failed} | ${row.peakMb} MB | ${row.cpuMsPerPass.toFixed(1)} ms |`,
    );
  }
  console.log("\n| from | to | databases that move | of all |");
  console.log("|---|---|---|---|");
  for (const count of [1, 3, 4, 15, 16]) console.log(moved(count));
}

/** Measures the largest of so many shards, alone: the others have a machine of their own. */
async function measure(shards: number, policies: string, url: string, folder: string): Promise<Row> {
  const sizes = Array.from({ length: shards }, (_, index) => sizeOf({ index: index + 1, count: shards }));
  const index = sizes.indexOf(Math.max(...sizes)) + 1;
  const count = sizes[index - 1]!;
  const intervalS = Math.ceil(count / PLANNED_RATE / 5) * 5;
  const words = ["--policies", policies, "--shard", `${index}/${shards}`, "--interval", `${intervalS}s`];
  const runner = start(
    ["enforce", ...words, "--audit", join(folder, `audit-${shards}`), "--listen", "127.0.0.1:0"],
    emulatorEnvironment("tencent", url),
  );
  try {
    const place = await printed(runner, /http:\/\/[\w.:]+:\d+/, "stderr");
    const began = performance.now();
    const clockS = () => ((performance.now() - began) * FACTOR) / 1_000;
    let passes = await passesOf(place);
    while (passes.ok + passes.failed < count) {
      await sleep(500);
      passes = await passesOf(place);
    }
    const firstRoundS = clockS();
    const until = Math.max(firstRoundS, intervalS);
    while (clockS() < until) await sleep(100);
    const [fromS, from] = [clockS(), await passesOf(place)];
    while (clockS() < fromS + WATCHED_S) await sleep(100);
    const [toS, to] = [clockS(), await passesOf(place)];
    return {
      shards,
      targets: count,
      intervalS,
      passesPerMinute: ((to.ok - from.ok) / (toS - fromS)) * 60,
      firstRoundS,
      failed: to.failed,
      peakMb: peakMb(runner),
      cpuMsPerPass: cpuMs(runner) / (to.ok + to.failed),
    };
  } finally {
    end(runner);
  }
}

function sizeOf(shard: { index: number; count: number }): number {
  return targets.filter((target) => isOfShard(target, shard)).length;
}

function shardOf(target: Target, count: number): number {
  for (let index = 1; index <= count; index++) if (isOfShard(target, { index, count })) return index;
  throw new Error(`${target.instance_id} is of no shard`);
}

function moved(count: number): string {
  const moves = targets.filter((target) => shardOf(target, count) !== shardOf(target, count + 1));
  const astray = moves.filter((target) => shardOf(target, count + 1) !== count + 1);
  if (astray.length > 0) throw new Error(`${astray.length} databases move between old shards`);
  return `| ${count} | ${count + 1} | ${moves.length} | ${((100 * moves.length) / TARGETS).toFixed(1)} % |`;
}

function document(): object {
  return {
    version: 1,
    policies: targets.map((target) => ({
      name: "reports",
      target,
      match: { users: ["report"], min_duration_seconds: 60 },
      max_kills: 10,
      enforced_by: "runner",
    })),
  };
}

function start(words: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const clock = join(__dirname, "fast-clock.cjs");
  return track(
    spawn(process.execPath, ["-r", clock, CLI, ...words], {
      detached: true,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, FAST_CLOCK: String(FACTOR) },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

/** Waits until a program has printed this. */
function printed(
  child: ChildProcess,
  wanted: RegExp,
  stream: "stdout" | "stderr" = "stdout",
): Promise<string> {
  child.stdout!.resume();
  child.stderr!.resume();
  return new Promise((resolve, reject) => {
    let text = "";
    child[stream]!.setEncoding("utf8").on("data", (part: string) => {
      if (text.length < 10_000) text += part;
      const [found] = wanted.exec(text) ?? [];
      if (found) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`It ended with ${code}: ${text}`)));
  });
}

async function post(url: string, instance_id: string): Promise<void> {
  const sessions = Array.from({ length: SESSIONS }, (_, index) => ({
    id: String(index + 1),
    user: "app",
    info: `SELECT * FROM orders WHERE id = ${index}`,
  }));
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ service: "dbbrain", instance_id, sessions }),
  });
  if (!answer.ok) throw new Error(`The emulator answered ${answer.status}: ${await answer.text()}`);
}

async function passesOf(place: string): Promise<{ ok: number; failed: number }> {
  const text = await (await fetch(`${place}/metrics`)).text();
  const sum = (result: string) =>
    [...text.matchAll(new RegExp(`^dbkill_passes_total\\{.*result="${result}"\\} (\\d+)$`, "gm"))].reduce(
      (total, [, count]) => total + Number(count),
      0,
    );
  return { ok: sum("ok"), failed: sum("failed") };
}

/** The most memory that a process has had, in MB. */
function peakMb({ pid }: ChildProcess): number {
  const [, kib] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kib) / 1_024);
}

/** The CPU time of a process so far. */
function cpuMs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
