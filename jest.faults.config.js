const { projects, ...everything } = require("./jest.config.js");

/**
 * What takes minutes: each fault at each step of a kill task's life and of a kill, every edit of a policy, and a runner that is killed;
 * through real Terraform: `npm run test:faults`.
 */
module.exports = {
  ...everything,
  projects: [{ ...projects[0], displayName: "faults", testMatch: ["<rootDir>/test/faults/**/*.test.ts"] }],
};
