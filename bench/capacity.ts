/** `npm run bench:capacity`: how many databases a shard of the runner can handle under a vendor's rate limit, and how many move when a shard is added. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { emulatorEnvironment } from "../scripts/emulator-environment";
import { isOfShard } from "../src/cli/enforce/shard";
import type { Target } from "../src/model";
import { machine } from "./machine";
import { end, endAll, track } from "./processes";

const TARGETS = 10_000;
const SHARDS = [16, 4, 1];
const SESSIONS = 5;
/** In rounds longer than {@link PATIENCE_S}, the clocks of runner and emulator run this many times as fast. */
const FACTOR = 5;
const PATIENCE_S = 60;
/** Planned rate: a little below DBbrain's 20 requests a second, because a token returns one period after the answer. */
const PLANNED_RATE = 17;

const CLI = join(__dirname, "..", "lib", "cli", "main.js");
const targets = Array.from({ length: TARGETS }, (_, index): Target => {
  return { service: "dbbrain", instance_id: `cdb-${String(index).padStart(5, "0")}` };
});

interface Row {
  readonly shards: number;
  readonly factor: number;
  readonly targets: number;
  readonly intervalS: number;
  readonly passesPerMinute: number;
  readonly roundS: number;
  readonly failed: number;
  readonly peakMb: number;
  readonly cpuMsPerPass: number;
  readonly scrapeMb: number;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "dbkill-capacity-"));
  process.on("exit", () => {
    endAll();
    rmSync(folder, { recursive: true, force: true });
  });
  const policies = join(folder, "policies.json");
  writeFileSync(policies, JSON.stringify(document()));
  const { node, cpu } = machine() as { node?: string; cpu?: string };
  console.log(
    `${TARGETS} databases with ${SESSIONS} sessions each; ${[cpu, node].filter(Boolean).join(", ")}\n`,
  );
  console.log(
    "| shards | databases of the largest | --interval | passes a minute | a round | failed | memory, peak | CPU a pass | one scrape | clock |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|---|");
  for (const shards of SHARDS) {
    const row = await measure(shards, policies, folder);
    console.log(
      `| ${row.shards} | ${row.targets} | ${row.intervalS}s | ${Math.round(row.passesPerMinute)} | ${Math.round(row.roundS)} s | ${row.failed} | ${row.peakMb} MB | ${row.cpuMsPerPass.toFixed(1)} ms | ${row.scrapeMb.toFixed(1)} MB | x${row.factor} |`,
    );
  }
  console.log("\n| from | to | databases that move | of all |");
  console.log("|---|---|---|---|");
  for (const count of [1, 3, 4, 15, 16]) console.log(moved(count));
}

/** Measures only the largest shard: the others would have their own machines. */
async function measure(shards: number, policies: string, folder: string): Promise<Row> {
  const sizes = Array.from({ length: shards }, (_, index) => sizeOf({ index: index + 1, count: shards }));
  const shard = { index: sizes.indexOf(Math.max(...sizes)) + 1, count: shards };
  const own = targets.filter((target) => isOfShard(target, shard));
  const count = own.length;
  const factor = count / PLANNED_RATE > PATIENCE_S ? FACTOR : 1;
  const emulator = start(["emulator", "--port", "0"], {}, factor);
  const url = await printed(emulator, /http:\/\/[\w.:]+:\d+/);
  for (const { instance_id } of own) await post(`${url}/_dbkill/sessions`, instance_id);
  const intervalS = Math.ceil(count / PLANNED_RATE / 5) * 5;
  const words = [
    "--policies",
    policies,
    "--shard",
    `${shard.index}/${shards}`,
    "--interval",
    `${intervalS}s`,
  ];
  const audit = join(folder, `audit-${shards}`);
  const passes = new Passes(audit);
  const runner = start(
    ["enforce", ...words, "--audit", audit, "--listen", "127.0.0.1:0"],
    emulatorEnvironment("tencent", url),
    factor,
  );
  try {
    const place = await printed(runner, /http:\/\/[\w.:]+:\d+/, "stderr");
    const began = performance.now();
    const clockS = () => ((performance.now() - began) * factor) / 1_000;
    while (passes.count() < count) await sleep(100);
    const roundS = clockS();
    return {
      shards,
      factor,
      targets: count,
      intervalS,
      passesPerMinute: (passes.ok / roundS) * 60,
      roundS,
      failed: passes.failed,
      peakMb: peakMb(runner),
      cpuMsPerPass: cpuMs(runner) / count,
      scrapeMb: await scrapeMb(place),
    };
  } finally {
    end(runner);
    end(emulator);
  }
}

function sizeOf(shard: { index: number; count: number }): number {
  return targets.filter((target) => isOfShard(target, shard)).length;
}

function shardOf(target: Target, count: number): number {
  for (let index = 1; index <= count; index++) if (isOfShard(target, { index, count })) return index;
  throw new Error(`${target.instance_id} belongs to no shard`);
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

function start(words: readonly string[], env: NodeJS.ProcessEnv, factor: number): ChildProcess {
  const clock = join(__dirname, "fast-clock.cjs");
  return track(
    spawn(process.execPath, ["-r", clock, CLI, ...words], {
      detached: true,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, FAST_CLOCK: String(factor) },
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

/** Counts the passes in an audit, continuing where it stopped. Scraping this many targets would cost more than their passes. */
class Passes {
  readonly #file: number;
  ok = 0;
  failed = 0;

  constructor(path: string) {
    this.#file = openSync(path, "a+");
  }

  count(): number {
    const part = Buffer.alloc(1 << 20);
    for (let length = 1; length > 0; ) {
      length = readSync(this.#file, part, 0, part.length, this.#at);
      const end = part.lastIndexOf(0x0a, length - 1) + 1;
      if (length === 0 || end === 0) break;
      this.#at += end;
      const text = part.toString("utf8", 0, end);
      this.ok += text.split('"event":"pass"').length - 1;
      this.failed += text.split('"event":"error"').length - 1;
    }
    return this.ok + this.failed;
  }

  #at = 0;
}

/** The size of one scrape. */
async function scrapeMb(place: string): Promise<number> {
  const text = await (await fetch(`${place}/metrics`)).text();
  return text.length / 1e6;
}

/** Peak memory of a process, in MB. */
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
