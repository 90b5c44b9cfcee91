import { restoreFlags, setFlags } from "../v8-flags";
import { handle } from "./program";

/** The operations that this process runs, for the cache of compiled code. */
export const calls = new Set<string>(process.argv.slice(2, 3));

/** Restores V8's flags. */
export const beforeCompiledCodeIsKept = restoreFlags;

// Terraform may be gone; the operation still finishes.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

/** The bundle's entry point, which provisioners start. */
handle(
  process.argv[2],
  () => {
    const types = require("../types") as typeof import("../types");
    setFlags();
    return types;
  },
  process.env,
  (text) => process.stdout.write(text),
).then((code) => {
  process.exitCode = code;
});
