const { projects, ...everything } = require("./jest.config.js");

/**
 * The templates in examples/ and templates/, as a reader uses them: their READMEs are followed word for word in empty folders, with the
 * packed package. `npm run test:examples`; takes minutes.
 */
module.exports = {
  ...everything,
  projects: [
    { ...projects[0], displayName: "examples", testMatch: ["<rootDir>/test/examples/**/*.test.ts"] },
  ],
  globalSetup: "<rootDir>/test/examples/pack.js",
  testTimeout: 300_000,
  maxWorkers: 2,
};
