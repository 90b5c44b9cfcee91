const { execFileSync } = require("node:child_process");

/**
 * `cdktf init` and `cdktn init` run this in the new project. Both say which library to install (`npm_cdktf`). cdktn gets the name
 * cdktf: packages that are made for cdktf find it by that name alone. DBKILL_PACKAGE names another dbkill than the newest one on npm.
 */
exports.post = ({ npm_cdktf: library, silent }) => {
  if (!library)
    throw new Error(
      "npm_cdktf is missing: the command that makes the project does not say which cdktf to install.",
    );
  const isCdktn = library.startsWith("cdktn@");
  const install = (...packages) =>
    execFileSync("npm", ["install", ...packages], {
      stdio: String(silent) === "true" ? "ignore" : "inherit",
      env: { ...process.env, NODE_ENV: "development" },
      shell: process.platform === "win32",
    });
  install(
    isCdktn ? `cdktf@npm:${library}` : library,
    isCdktn ? "constructs@~10.7.0" : "constructs@^10.4.2",
    process.env.DBKILL_PACKAGE || "cdktf-dbkill",
  );
  install(
    "--save-dev",
    "@types/jest@30",
    "@types/node@22",
    "jest@30",
    "ts-jest@29",
    "tsx@4",
    "typescript@5.9",
  );
};
