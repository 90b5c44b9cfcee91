/**
 * `npm run mutation`: takes guards and rules of `model/` and `engine/` out, one at a time, and expects a test to fail;
 * `npm run mutation:http` does so for `vendors/http`. `-- --mutate FILE` for one file. What may survive, and why, is in CONTRIBUTING.
 */
export const mutationOf = (...rooms) => ({
  // Mocha loads the tests once for thousands of mutants; jest would load them for each.
  testRunner: "mocha",
  mochaOptions: {
    require: ["./test/mutation/setup.cjs"],
    // A mutant of what runs while a module loads is met by every test, so the tests of other rooms are left out.
    spec: rooms.map((room) => `test/unit/${room}/**/*.test.ts`),
  },
  coverageAnalysis: "perTest",
  mutate: [
    ...rooms.map((room) => `src/${room}/**/*.ts`),
    "!src/**/*codes.ts",
    "!src/model/index.ts",
    // They only put words together; what decides which event is told, and about what, stands in other files.
    "!src/**/*messages.ts",
  ],
  // Words are not guards: tests assert codes and facts, not sentences.
  mutator: { excludedMutations: ["StringLiteral"] },
  thresholds: { high: 95, low: 90, break: 90 },
  reporters: ["clear-text", "progress", "json"],
  logLevel: "warn",
  // Mutants of what runs while a module loads are met by every test. They are few, and some are guards.
  warnings: { slow: false },
  clearTextReporter: { allowColor: false, reportTests: false, reportMutants: true, logTests: false },
  jsonReporter: { fileName: "reports/mutation.json" },
  concurrency: 2,
  timeoutMS: 3000,
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
});

export default mutationOf("model", "engine");
