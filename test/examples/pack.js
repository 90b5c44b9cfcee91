const { execFileSync } = require("node:child_process");
const { mkdirSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..", "..");

/** Packs the package once for all tests; where, is in DBKILL_EXAMPLES_TARBALL. */
module.exports = () => {
  const folder = join(root, "reports", "package");
  mkdirSync(folder, { recursive: true });
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  const name = execFileSync("npm", pack, { cwd: root, encoding: "utf8" }).trim();
  process.env.DBKILL_EXAMPLES_TARBALL = join(folder, name);
};
