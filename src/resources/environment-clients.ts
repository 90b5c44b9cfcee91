import type { Logger } from "../framework";
import { type ProviderConfig, providerSchema } from "./provider-block";
import { ProviderClients } from "./provider-clients";
import { SharedHttp } from "./shared-http";
import { MemorySlotLock } from "./slot-lock";

/** Commands say themselves what happens. */
export const SILENT: Logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Clients of one environment have the same settings, and with them the same pipeline. */
const pipelines = new WeakMap<NodeJS.ProcessEnv, SharedHttp>();

/**
 * The clients of a provider without a block: keys, regions and addresses come from the environment and from profile files, exactly as
 * they do for Terraform. For commands that look at databases.
 *
 * @param redact is told every secret that is read
 */
export function environmentClients(
  redact: (secret: string) => void,
  env: NodeJS.ProcessEnv,
): ProviderClients {
  const unset = Object.keys(providerSchema.attributes).map((name) => [name, null]);
  const config = Object.fromEntries(unset) as ProviderConfig;
  const shared = pipelines.get(env) ?? new SharedHttp();
  pipelines.set(env, shared);
  return new ProviderClients(config, SILENT, redact, env, new MemorySlotLock(), shared);
}
