/** The tests that prove the guards of the model, the engine and the HTTP pipeline, for mutation testing. */
const { projects } = require("./jest.config.js");

module.exports = {
  ...projects[0],
  displayName: undefined,
  testMatch: ["model", "engine", "vendors/http"].map((name) => `<rootDir>/test/unit/${name}/**/*.test.ts`),
  moduleNameMapper: { ...projects[0].moduleNameMapper, "^fast-check$": "<rootDir>/test/support/few-runs.js" },
  testTimeout: 60000,
};
