import type { Command } from "commander";
import { UsageError } from "../usage-error";

/** The source of a command's policies: one of the first three. */
export interface PolicyOptions {
  /** A document, a folder of documents, the output of `terraform show -json`, an http(s) URL of one of these, or `-`. */
  readonly policies?: string;
  /** The output of `terraform show -json` for a state: a file, or `-`. */
  readonly state?: string;
  /** A folder in which `terraform show -json` runs. */
  readonly terraformDir?: string;
  /** The Terraform command to run there. */
  readonly terraform?: string;
}

/** Adds these options to a command. */
export function withPolicyOptions(command: Command): Command {
  return command
    .option(
      "--policies <file>",
      "policy document, folder of documents, output of `terraform show -json`, or http(s) URL of a document; - reads standard input",
    )
    .option(
      "--state <file>",
      "instead of --policies: the output of `terraform show -json` for a state; - reads standard input",
    )
    .option(
      "--terraform-dir <folder>",
      "instead of --policies: the policies of the Terraform state of this folder",
    )
    .option(
      "--terraform <file>",
      "the command that --terraform-dir runs (default: DBKILL_TERRAFORM, else terraform or tofu on the PATH)",
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
