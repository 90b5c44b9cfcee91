// The part of jest's interface that the tests of guards use, for mocha: it loads the tests once and runs them in one process, where jest
// loads them for each mutant. `mochaOptions.require` in stryker.config.mjs.
const Module = require("node:module");
const { join } = require("node:path");
const { expect } = require("expect");
const { bind } = require("jest-each");
const Mocha = require("mocha");
require("tsx/cjs");

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...others) {
  if (request === "fast-check") return join(__dirname, "few-runs.cjs");
  // What the code remembers was answered before the mutant was there.
  const isCode = parent?.filename?.includes("/src/") === true;
  if (isCode && request.endsWith("/remembering")) return join(__dirname, "forgetful.cjs");
  return resolve.call(this, request, parent, ...others);
};

const { bdd } = Mocha.interfaces;
Mocha.interfaces.bdd = (suite) => {
  bdd(suite);
  suite.on("pre-require", (context) => {
    const { it, describe } = context;
    const test = (name, run, timeout) => {
      const added = it(name, run);
      if (timeout !== undefined) added.timeout(timeout);
    };
    const group = (name, define) => describe(name, define);
    Object.assign(context, {
      expect,
      test: Object.assign(test, { each: bind(test) }),
      describe: Object.assign(group, { each: bind(group, false) }),
      beforeAll: context.before,
      afterAll: context.after,
    });
  });
};
