const { projects, ...everything } = require("./jest.config.js");

/** The page in a real browser, `npm run test:browser`: Chromium of `DBKILL_TEST_CHROMIUM`, else of the PATH. */
module.exports = {
  ...everything,
  projects: [{ ...projects[0], displayName: "browser", testMatch: ["<rootDir>/test/browser/**/*.test.ts"] }],
};
