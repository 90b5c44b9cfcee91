import { execFileSync } from "node:child_process";
import { findTerraform, HOW_TO_GET_TERRAFORM } from "../../scripts/terraform";

/** What the Terraform (or OpenTofu) on the PATH says its version is: `1.6.6`. */
export function terraformVersion(): string {
  const binary = findTerraform();
  if (!binary) throw new Error(HOW_TO_GET_TERRAFORM);
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: "/dev/null" };
  return JSON.parse(execFileSync(binary, ["version", "-json"], { encoding: "utf8", env })).terraform_version;
}

/** Whether a version is at least this one: `isAtLeast("1.10.0", "1.9")`. */
export function isAtLeast(version: string, needed: string): boolean {
  const [is, least] = [version, needed].map((text) => text.split(/[.-]/).slice(0, 3).map(Number));
  for (const [index, number] of least!.entries()) {
    const difference = (is![index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * `test`, where Terraform is new enough. On an older one the test is left out, and the reporter tells its name and why.
 *
 * @param needed the first version that has the feature: `1.7`
 * @param feature what of it the test uses: `removed blocks`
 */
export function testSince(needed: string, feature: string): (name: string, run: () => Promise<void>) => void {
  const version = terraformVersion();
  if (isAtLeast(version, needed)) return test;
  return (name, run) =>
    test.skip(`${name} (needs ${feature} of Terraform ${needed}, this is ${version})`, run);
}
