/**
 * `npm run test:soak -- --minutes N --seed S`: kills and kill tasks under faults, lost responses and sessions that change hands, and
 * applies of real Terraform that are broken off, trial after trial until the time is over. Nothing may be orphaned, doubled, killed
 * twice, killed wrongly or killed without effect. With `--runner`: `dbkill enforce`, whose audit is reconciled with the service.
 */
import { parseArgs } from "node:util";
import { Emulator } from "../src/emulator";
import { newSeed, seeded } from "../test/soak/core";
import { Broken, type Figures, noFigures } from "../test/soak/figures";
import { playInterrupted } from "../test/soak/interrupted";
import { playKill } from "../test/soak/kills";
import { soakRunner } from "../test/soak/runner/soak";
import { playTasks } from "../test/soak/tasks";
import { Workspace } from "../test/support/workspace";
import { emulatorEnvironment, VENDORS } from "./emulator-environment";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string" },
    trial: { type: "string" },
    runner: { type: "boolean" },
  },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? newSeed() : Number(values.seed);
/** The one trial to repeat. */
const only = values.trial === undefined ? undefined : Number(values.trial);
if (!(minutes > 0) || !Number.isSafeInteger(seed) || !Number.isSafeInteger(only ?? 0)) {
  console.error("usage: npm run test:soak -- [--runner] [--minutes N] [--seed S] [--trial T]");
  process.exit(2);
}

/** Trials in memory run side by side: most of their time is waiting. One more lane runs real Terraform. */
const LANES = 24;

type Trial = (random: () => number, figures: Figures) => Promise<void>;

/** Plays these trials, one after the other, until the time is over; returns what broke a rule. */
async function playAll(
  trials: Iterable<number>,
  play: Trial,
  figures: Figures,
  until: number,
): Promise<string[]> {
  const failures: string[] = [];
  for (const trial of trials) {
    if (Date.now() > until) break;
    try {
      await play(seeded(seed + trial * 7919), figures);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      figures[error.rule]++;
      failures.push(`--seed ${seed} --trial ${trial}: ${error.rule}: ${error.message}`);
    }
    figures.trials++;
  }
  return failures;
}

async function inMemory(trials: Iterable<number>, figures: Figures, until: number): Promise<string[]> {
  const emulator = await Emulator.start({ rateLimit: false });
  const config = {
    endpoint_url: emulator.url,
    max_retries: 2,
    request_timeout_seconds: 2,
    tencent: { region: "ap-guangzhou" },
    huawei: { region: "cn-north-4" },
    alibaba: { region: "cn-hangzhou" },
  };
  const play: Trial = (random) => (random() < 0.6 ? playKill : playTasks)(emulator, config, random, figures);
  const failures = await playAll(trials, play, figures, until);
  await emulator.close();
  return failures;
}

async function throughTerraform(
  trials: Iterable<number>,
  figures: Figures,
  until: number,
): Promise<string[]> {
  const workspace = await Workspace.create({ rateLimit: false });
  const play: Trial = (random) => playInterrupted(workspace, random, figures);
  const failures = await playAll(trials, play, figures, until);
  await workspace.dispose();
  return failures;
}

/** The trials of a lane: every so many, from one on. The last lane is that of Terraform. */
function* lane(first: number): Generator<number> {
  for (let trial = first; ; trial += LANES + 1) yield trial;
}

async function main(): Promise<void> {
  if (values.runner) process.exit(await soakRunner({ minutes, seed, only }));
  for (const vendor of VENDORS) {
    const { DBKILL_ENDPOINT_URL: _own, ...keys } = emulatorEnvironment(vendor, "http://127.0.0.1:1");
    Object.assign(process.env, keys);
  }
  const figures = noFigures();
  const until = Date.now() + minutes * 60_000;
  const start = (number: number, trials: Iterable<number>) =>
    (number === LANES ? throughTerraform : inMemory)(trials, figures, until);
  const lanes =
    only === undefined
      ? Array.from({ length: LANES + 1 }, (_, number) => start(number, lane(number)))
      : [start(only % (LANES + 1), [only])];
  const failures = (await Promise.all(lanes)).flat();
  console.log(
    `seed ${seed}, ${minutes} min: ${Object.entries(figures)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ")}`,
  );
  for (const failure of failures) console.error(failure);
  process.exit(failures.length > 0 ? 1 : 0);
}

main();
