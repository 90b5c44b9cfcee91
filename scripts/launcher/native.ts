import { basename, dirname, join } from "node:path";
import { getRawAsset } from "node:sea";
import { runCached } from "../../src/cli/compile-cache";

/** Entry point of the native executable. It contains the program, and its compiled code if the release could run this platform's Node.js. */
const asset = (name: string): Buffer => Buffer.from(getRawAsset(name) as ArrayBuffer);

runCached(join(dirname(process.execPath), "provider.cjs"), process.env, {
  read: (file) => asset(basename(file)),
  compiled(file) {
    try {
      return asset(`${basename(file)}.code`);
    } catch {
      // Built on another platform: the compiled code goes to the user's cache, as for the script.
      return undefined;
    }
  },
});
