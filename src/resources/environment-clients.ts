import type { Logger } from "../framework";
import { type ProviderConfig, providerSchema } from "./provider-block";
import { ProviderClients } from "./provider-clients";
import { MemorySlotLock } from "./slot-lock";

/** Commands say themselves what happens. */
export const SILENT: Logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/**
 * The clients of a provider without a block: keys, regions and addresses come from the environment and from profile files, exactly as
 * they do for Terraform. For commands that look at databases, of which the runner makes one for each: all have their connections in
 * common.
 *
 * @param redact is told every secret that is read
 */
export function environmentClients(
  redact: (secret: string) => void,
  env: NodeJS.ProcessEnv,
): ProviderClients {
  const unset = Object.keys(providerSchema.attributes).map((name) => [name, null]);
  const config = Object.fromEntries(unset) as ProviderConfig;
  return new ProviderClients(config, SILENT, redact, env, new MemorySlotLock(), true);
}
