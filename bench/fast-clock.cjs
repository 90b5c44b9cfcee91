/**
 * Loaded before a program (`node -r`), speeds up its timers and `performance.now`, which waits and rate limits use.
 * Dates are unchanged.
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
