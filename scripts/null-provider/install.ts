import { chmodSync, copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundleProvider, executableIn } from "../provider-executable";

/**
 * Puts a provider of `null_resource` where Terraform looks before it asks a registry: the executable that `DBKILL_TEST_NULL_PROVIDER`
 * names, else the stand-in of this folder.
 *
 * @param directory where Terraform is started
 */
export function installNullProvider(directory: string, given = process.env.DBKILL_TEST_NULL_PROVIDER): void {
  const file = executableIn(join(directory, "terraform.d", "plugins"), "hashicorp/null", "3.2.4");
  if (existsSync(file)) return;
  if (!given) {
    bundleProvider(file, { entryPoints: [join(__dirname, "main.ts")] });
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  copyFileSync(given, file);
  chmodSync(file, 0o755);
}
