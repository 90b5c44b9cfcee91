import { readFileSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { compile } from "../../src/cli/compile-cache";

/**
 * Compiles programs whole, for the native executable: `node --random-seed=1 compile-all.cjs FILE...` writes FILE.code beside each. The seed
 * makes the result the same each time; V8 leaves it out of the flags that have to be the same when the code is used.
 */
for (const file of process.argv.slice(2)) {
  const source = readFileSync(file);
  setFlagsFromString("--no-lazy");
  const script = compile(source, file);
  setFlagsFromString("--lazy");
  writeFileSync(`${file}.code`, script.createCachedData());
}
