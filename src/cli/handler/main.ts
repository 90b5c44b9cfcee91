import { handle } from "./program";

/** What was done, for the cache of compiled code. */
export const calls = new Set<string>(process.argv.slice(2, 3));

// Terraform may be gone, and then what was begun is still brought to its end.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

/** The bundle's entry: what a provisioner starts. */
handle(
  process.argv[2],
  () => require("../types") as typeof import("../types"),
  process.env,
  (text) => process.stdout.write(text),
).then((code) => {
  process.exitCode = code;
});
