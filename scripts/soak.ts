/**
 * `npm run test:soak -- --minutes N --seed S`: kills and kill tasks under faults, lost answers and sessions that change hands, trial
 * after trial until the time is over. Nothing may be orphaned, doubled, killed twice, killed wrongly or killed in vain.
 */
import { parseArgs } from "node:util";
import { Emulator } from "../src/emulator";
import { newSeed, seeded } from "../test/soak/core";
import { Broken, noFigures } from "../test/soak/figures";
import { playKill } from "../test/soak/kills";
import { playTasks } from "../test/soak/tasks";
import { emulatorEnvironment, VENDORS } from "./emulator-environment";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "1" }, seed: { type: "string" }, trial: { type: "string" } },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? newSeed() : Number(values.seed);
/** The one trial to repeat. */
const only = values.trial === undefined ? undefined : Number(values.trial);
if (!(minutes > 0) || !Number.isSafeInteger(seed) || !Number.isSafeInteger(only ?? 0)) {
  console.error("usage: npm run test:soak -- [--minutes N] [--seed S] [--trial T]");
  process.exit(2);
}

/** Trials run side by side: most of their time is waiting. */
const LANES = 24;

/** Plays these trials, one after the other, until the time is over; returns what broke. */
async function play(
  trials: Iterable<number>,
  figures: ReturnType<typeof noFigures>,
  until: number,
): Promise<string[]> {
  const emulator = await Emulator.start({ rateLimit: false });
  const config = {
    endpoint_url: emulator.url,
    max_retries: 2,
    request_timeout_seconds: 2,
    tencent: { region: "ap-guangzhou" },
    huawei: { region: "cn-north-4" },
    alibaba: { region: "cn-hangzhou" },
  };
  const failures: string[] = [];
  for (const trial of trials) {
    if (Date.now() > until) break;
    const random = seeded(seed + trial * 7919);
    try {
      await (random() < 0.6 ? playKill : playTasks)(emulator, config, random, figures);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      figures[error.rule]++;
      failures.push(`--seed ${seed} --trial ${trial}: ${error.rule}: ${error.message}`);
    }
    figures.trials++;
  }
  await emulator.close();
  return failures;
}

/** Every so many trials, from one on. */
function* lane(first: number): Generator<number> {
  for (let trial = first; ; trial += LANES) yield trial;
}

async function main(): Promise<void> {
  for (const vendor of VENDORS) {
    const { DBKILL_ENDPOINT_URL: _own, ...keys } = emulatorEnvironment(vendor, "http://127.0.0.1:1");
    Object.assign(process.env, keys);
  }
  const figures = noFigures();
  const until = Date.now() + minutes * 60_000;
  const lanes = only === undefined ? Array.from({ length: LANES }, (_, number) => lane(number)) : [[only]];
  const failures = (await Promise.all(lanes.map((trials) => play(trials, figures, until)))).flat();
  console.log(
    `seed ${seed}, ${minutes} min: ${Object.entries(figures)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ")}`,
  );
  for (const failure of failures) console.error(failure);
  process.exit(failures.length > 0 ? 1 : 0);
}

main();
