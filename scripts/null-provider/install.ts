import { chmodSync, copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";

const PLATFORM = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
const FILE = `registry.terraform.io/hashicorp/null/3.2.4/${PLATFORM}/terraform-provider-null_v3.2.4`;

/**
 * Puts a provider of `null_resource` where Terraform looks before it asks a registry: the executable that `DBKILL_TEST_NULL_PROVIDER`
 * names, else the stand-in of this folder.
 *
 * @param directory where Terraform is started
 */
export function installNullProvider(directory: string, given = process.env.DBKILL_TEST_NULL_PROVIDER): void {
  const file = join(directory, "terraform.d", "plugins", FILE);
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  if (given) copyFileSync(given, file);
  else {
    buildSync({
      entryPoints: [join(__dirname, "main.ts")],
      bundle: true,
      platform: "node",
      target: "node20",
      minify: true,
      banner: { js: "#!/usr/bin/env node" },
      outfile: file,
      logLevel: "error",
    });
  }
  chmodSync(file, 0o755);
}
