/**
 * `npm run mutation`: takes guards and rules out, one at a time, and expects a test to fail. `npm run mutation -- --mutate FILE` for
 * one file. What may survive, and why, is in CONTRIBUTING.
 */
export default {
  // Mocha loads the tests once for thousands of mutants; jest would load them for each.
  testRunner: "mocha",
  mochaOptions: {
    require: ["./test/mutation/setup.cjs"],
    spec: ["model", "engine", "vendors/http"].map((name) => `test/unit/${name}/**/*.test.ts`),
  },
  coverageAnalysis: "perTest",
  mutate: [
    "src/model/**/*.ts",
    "src/engine/**/*.ts",
    "src/vendors/http/**/*.ts",
    "!src/**/codes.ts",
    "!src/**/index.ts",
  ],
  // Words are not guards: tests assert codes and facts, not sentences.
  mutator: { excludedMutations: ["StringLiteral"] },
  thresholds: { high: 95, low: 90, break: 90 },
  reporters: ["clear-text", "progress", "json"],
  clearTextReporter: { allowColor: false, reportTests: false, reportMutants: true, logTests: false },
  jsonReporter: { fileName: "reports/mutation.json" },
  concurrency: 2,
  timeoutMS: 5000,
  ignorePatterns: [
    "dist",
    "lib",
    "reports",
    "examples",
    "docs",
    "bench",
    "test/acceptance",
    "test/faults",
    "test/mysql",
    "test/contract",
    "test/soak",
  ],
  tempDirName: ".stryker-tmp",
  disableTypeChecks: false,
  // There is none of this name: Stryker would rewrite it by an API that TypeScript 7 does not have, and the tests need none.
  tsconfigFile: "none.json",
};
