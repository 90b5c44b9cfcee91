/**
 * `npm test`: the whole suite but for the matrix of faults; `npm run test:faults`: that matrix. Fails at once, with the reason, where
 * it can't run.
 */
import { spawnSync } from "node:child_process";
import { findTerraform, HOW_TO_GET_TERRAFORM } from "./terraform";

if (!findTerraform()) {
  console.error(`The acceptance tests drive real Terraform. ${HOW_TO_GET_TERRAFORM}`);
  console.error("Without it, `npm run test:unit` runs what needs only Node.");
  process.exit(1);
}
for (const [command, ...args] of [
  ["npm", "run", "--silent", "build"],
  ["npx", "--no-install", "jest", ...process.argv.slice(2)],
]) {
  const { status } = spawnSync(command!, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
