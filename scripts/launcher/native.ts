import { basename, dirname, join } from "node:path";
import { getRawAsset } from "node:sea";
import { runCached } from "../../src/cli/compile-cache";

/** The entry of the native executable: the program lies in it, with its compiled code where the release could run this platform's Node.js. */
const asset = (name: string): Buffer => Buffer.from(getRawAsset(name) as ArrayBuffer);

runCached(join(dirname(process.execPath), "provider.cjs"), process.env, {
  read: (file) => asset(basename(file)),
  compiled(file) {
    try {
      return asset(`${basename(file)}.code`);
    } catch {
      // Built on another platform: its compiled code is kept in the user's cache, as for the script.
      return undefined;
    }
  },
});
