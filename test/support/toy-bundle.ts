import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";

/** Bundles the toy provider into one executable file, as a real provider ships. */
export function bundleToy(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  buildSync({
    entryPoints: [join(__dirname, "toy-provider-main.ts")],
    bundle: true,
    platform: "node",
    target: "node20",
    minify: true,
    banner: { js: "#!/usr/bin/env node" },
    outfile: file,
    logLevel: "error",
  });
}
