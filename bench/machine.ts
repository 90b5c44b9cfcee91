import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { findTerraform } from "../scripts/terraform";
import { VERSION } from "../src/version";

/** What was measured with what, for whoever compares two JSON files. */
export function machine() {
  const terraform = findTerraform();
  const version = terraform && spawnSync(terraform, ["version"], { encoding: "utf8" }).stdout.split("\n")[0];
  return {
    version: VERSION,
    at: new Date().toISOString(),
    node: process.version,
    terraform: version ?? null,
    platform: `${process.platform} ${process.arch}`,
    cpus: cpus().map(({ model }) => model),
  };
}
