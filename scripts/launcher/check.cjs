// Starts the provider, or says on stdout, where Terraform shows it, that this Node.js is too old. Written for every
// Node.js there is: what an old one can't parse is loaded after the check. The name says CommonJS, so that neither a
// package.json above nor NODE_OPTIONS=--import changes how it is loaded.
var wanted = "@NODE@".split(".").map(Number);
var found = process.versions.node.split(".").map(Number);
var difference = found[0] - wanted[0] || found[1] - wanted[1] || found[2] - wanted[2];
if (difference < 0) {
  // biome-ignore lint/style/useNodejsImportProtocol: old versions don't know it
  require("fs").writeSync(
    Number(process.env.DBKILL_STDOUT || 1),
    "dbkill needs Node.js @NODE@ or later on the PATH, and " +
      process.execPath +
      " is " +
      process.versions.node +
      ". Install a newer Node.js, or put its folder first in the PATH of the shell that runs Terraform.\n",
  );
  process.exitCode = 1;
} else {
  require("./start.cjs");
}
