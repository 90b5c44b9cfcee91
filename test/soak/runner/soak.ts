import { seeded } from "../core";
import { reconcile } from "./checker";
import { playScene, SCENES } from "./play";

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  /** The one trial to repeat. */
  readonly only: number | undefined;
}

/** Scenes that are played side by side: most of their time is waiting. */
const LANES = 2;

/**
 * Plays scenes of the runner until the time is over, and reconciles each. What processes do at which moment is chance beyond the seed.
 *
 * @returns the exit code
 */
export async function soakRunner({ minutes, seed, only }: SoakOptions): Promise<number> {
  const until = Date.now() + minutes * 60_000;
  const figures = { scenes: 0, decisions: 0, kills: 0, faults: 0 };
  const failures: string[] = [];
  let next = 0;
  const play = async (trial: number) => {
    const scene = SCENES[trial % SCENES.length]!;
    const { record, faults, decisions, badExits } = await playScene(scene, seeded(seed + trial * 7919));
    figures.scenes++;
    figures.faults += faults;
    figures.decisions += decisions;
    figures.kills += record.kills.length;
    const name = `--seed ${seed} --trial ${trial} (${scene})`;
    for (const { rule, what } of reconcile(record)) failures.push(`${name}: ${rule}: ${what}`);
    for (const exit of badExits) failures.push(`${name}: exit code ${exit}`);
  };
  const lane = async () => {
    while (Date.now() < until) await play(next++);
  };
  if (only === undefined) await Promise.all(Array.from({ length: LANES }, lane));
  else await play(only);
  const told = Object.entries(figures).map(([name, count]) => `${name} ${count}`);
  // biome-ignore lint/suspicious/noConsole: what the command prints
  console.log(`seed ${seed}, ${minutes} min: ${told.join(", ")}, findings ${failures.length}`);
  // biome-ignore lint/suspicious/noConsole: what the command prints
  for (const failure of failures) console.error(failure);
  return failures.length > 0 ? 1 : 0;
}
