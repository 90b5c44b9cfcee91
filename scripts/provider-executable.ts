import { chmodSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, buildSync } from "esbuild";
import { thisPlatform } from "../src/native";

/**
 * Where a mirror has a provider's executable for this machine.
 *
 * @param mirror such as `terraform.d/plugins` in the folder that Terraform is started in
 * @param source such as `hashicorp/null`
 */
export function executableIn(mirror: string, source: string, version: string): string {
  const type = source.split("/").at(-1);
  const folder = join(mirror, "registry.terraform.io", source, version, thisPlatform());
  return join(folder, `terraform-provider-${type}_v${version}`);
}

/** Bundles a provider's program into one executable file, as real providers ship. */
export function bundleProvider(file: string, program: Pick<BuildOptions, "entryPoints" | "stdin">): void {
  buildSync({
    ...program,
    bundle: true,
    platform: "node",
    target: "node20",
    minify: true,
    banner: { js: "#!/usr/bin/env node" },
    outfile: file,
    logLevel: "error",
  });
  chmodSync(file, 0o755);
}
