import type { Io } from "../io";
import { FileSource } from "./files";
import { checkPolicyOptions, type PolicyOptions } from "./options";
import type { PolicySource } from "./read";
import { TerraformSource } from "./terraform-dir";
import { isUrl, UrlSource } from "./url";

/**
 * @param signal cancels a running request or command
 * @throws UsageError unless exactly one source is named, and for a source that can never be used
 */
export function policySource(
  options: PolicyOptions,
  io: Pick<Io, "stdin" | "env">,
  signal: AbortSignal,
): PolicySource {
  checkPolicyOptions(options);
  const { policies, state, terraformDir, terraform } = options;
  if (terraformDir !== undefined) return new TerraformSource(terraformDir, terraform, io.env, signal);
  if (state !== undefined) return new FileSource(state, io, "state");
  return isUrl(policies!) ? new UrlSource(policies!, signal) : new FileSource(policies!, io);
}
