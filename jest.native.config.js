const { projects, ...everything } = require("./jest.config.js");

const CORE = "{life,drain,blocks,transport,tencent/*,huawei/*,alibaba/*}";

/**
 * What runs on the native executable (`npm run test:native`): tests of a release, and those acceptance tests that start the provider from a
 * mirror, with no Node.js on the PATH.
 */
module.exports = {
  ...everything,
  projects: [
    {
      ...projects[0],
      displayName: "native",
      testMatch: ["<rootDir>/test/native/**/*.test.ts", `<rootDir>/test/acceptance/${CORE}.test.ts`],
    },
  ],
};
