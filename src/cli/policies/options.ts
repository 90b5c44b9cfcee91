import type { Command } from "commander";
import { UsageError } from "../usage-error";

/** Where the policies of a command come from: one of the first three. */
export interface PolicyOptions {
  /** A document, a folder of them, what `terraform show -json` prints, an http(s) URL of one of them, or `-`. */
  readonly policies?: string;
  /** What `terraform show -json` prints of a state: a file, or `-`. */
  readonly state?: string;
  /** A folder in which Terraform is asked. */
  readonly terraformDir?: string;
  /** The command that is asked there. */
  readonly terraform?: string;
}

/** Adds these options to a command. */
export function withPolicyOptions(command: Command): Command {
  return command
    .option(
      "--policies <file>",
      "policy document, a folder of them, what `terraform show -json` prints, or an http(s) URL of a document; - reads the standard input",
    )
    .option(
      "--state <file>",
      "in place of --policies: the policies of a Terraform state, as `terraform show -json` prints it; - reads the standard input",
    )
    .option(
      "--terraform-dir <folder>",
      "in place of --policies: the policies of the state that Terraform shows in this folder",
    )
    .option(
      "--terraform <file>",
      "the command that --terraform-dir runs (default: DBKILL_TERRAFORM, else terraform or tofu of the PATH)",
    );
}

/** @throws UsageError unless exactly one source is named */
export function checkPolicyOptions({ policies, state, terraformDir, terraform }: PolicyOptions): void {
  if ([policies, state, terraformDir].filter((each) => each !== undefined).length !== 1) {
    throw new UsageError("name the policies with exactly one of --policies, --state and --terraform-dir.");
  }
  if (terraform !== undefined && terraformDir === undefined)
    throw new UsageError("--terraform needs --terraform-dir.");
}
