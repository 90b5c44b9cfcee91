/**
 * What `npm test` runs; the matrix of faults has jest.faults.config.js. Each project needs more of the machine than the one before it:
 * unit (only Node), contract (vendor SDKs on loop-back), acceptance (terraform), mysql (mariadbd).
 */
const project = (name, extra = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript", decorators: true }, target: "es2022" } },
    ],
  },
  moduleNameMapper: {
    "^cdktf-dbkill$": "<rootDir>/src/index.ts",
    "^cdktf-dbkill/emulator$": "<rootDir>/src/emulator/index.ts",
    "^cdktf-dbkill/testing$": "<rootDir>/src/testing/index.ts",
  },
  modulePathIgnorePatterns: ["<rootDir>/lib/", "<rootDir>/dist/", "cdktf.out", "<rootDir>/.stryker-tmp/"],
  ...extra,
});

module.exports = {
  projects: [project("unit"), project("contract"), project("acceptance"), project("mysql")],
  reporters: ["<rootDir>/test/support/reporter.js"],
  testTimeout: 120000,
  // One more than the two cores that the suite is made for: acceptance tests also wait, for back-off and for what was killed to go.
  maxWorkers: 3,
  // A worker that has loaded the bindings takes longer than the default of half a second to end, if the machine is busy.
  workerGracefulExitTimeout: 10_000,
};
