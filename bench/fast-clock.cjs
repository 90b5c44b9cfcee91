/**
 * Loaded before a program (`node -r`), makes its time pass several times as fast: timers and `performance.now`, which are what waits and
 * rate limits go by. Dates stay as they are.
 */
const timers = require("node:timers/promises");

const factor = Number(process.env.FAST_CLOCK);
const now = performance.now.bind(performance);
const { setTimeout: wait, setInterval: repeat } = globalThis;
const sleep = timers.setTimeout;

performance.now = () => now() * factor;
globalThis.setTimeout = Object.assign((run, ms, ...rest) => wait(run, ms / factor, ...rest), wait);
globalThis.setInterval = (run, ms, ...rest) => repeat(run, ms / factor, ...rest);
timers.setTimeout = (ms, ...rest) => sleep(ms / factor, ...rest);
