// fast-check with few runs for each property, for mutation testing: each mutant costs what the tests that meet it cost.
const actual = require("../../node_modules/fast-check/lib/cjs/fast-check.js");

const RUNS = 150;
const assert = (property, options = {}) =>
  actual.assert(property, { ...options, numRuns: Math.min(options.numRuns ?? 100, RUNS) });
const few = { ...actual, assert };

module.exports = { ...few, default: few, __esModule: true };
