const { projects, ...everything } = require("./jest.config.js");

/** Each fault at each step of a kill task's life and of a kill, through real Terraform: `npm run test:faults`. */
module.exports = {
  ...everything,
  projects: [{ ...projects[0], displayName: "faults", testMatch: ["<rootDir>/test/faults/**/*.test.ts"] }],
};
