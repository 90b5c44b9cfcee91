import { readFileSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { compile } from "../../src/cli/compile-cache";

/**
 * Compiles complete programs for the native executable: `node --random-seed=1 compile-all.cjs FILE...` writes FILE.code beside each. The seed
 * makes the result reproducible; V8 does not require the same seed when the code is used.
 */
for (const file of process.argv.slice(2)) {
  const source = readFileSync(file);
  setFlagsFromString("--no-lazy");
  const script = compile(source, file);
  setFlagsFromString("--lazy");
  writeFileSync(`${file}.code`, script.createCachedData());
}
