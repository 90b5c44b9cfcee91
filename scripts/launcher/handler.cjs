// Starts the handler, or says that this Node.js is too old. Runs on every Node.js: code that old
// versions can't parse is loaded after the check. The extension selects CommonJS, whatever the package.json files above say.
var wanted = "@NODE@".split(".").map(Number);
var found = process.versions.node.split(".").map(Number);
var difference = found[0] - wanted[0] || found[1] - wanted[1] || found[2] - wanted[2];
if (difference < 0) {
  console.log(
    "dbkill: error " +
      "DBKILL_NODE_TOO_OLD" +
      ": The handler needs Node.js @NODE@ or later, and " +
      process.execPath +
      " is " +
      process.versions.node +
      ". Nothing was sent. Install a newer Node.js, or put its folder first in the PATH of the shell that runs Terraform.",
  );
  process.exitCode = 2;
} else {
  require("./handler-start.cjs");
}
