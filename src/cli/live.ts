import { join } from "node:path";
import type { EngineContext, SessionKiller, SessionSource } from "../engine/ports";
import { providerFolder } from "../mirror";
import type { PolicyAction, Target } from "../model";
import type { Whereabouts } from "../vendors/shared/whereabouts";

/** The live databases, as the provider reaches them. */
export interface LiveClients {
  /** Lists the sessions of a target; for kills of queries, where the service tells them apart, those that run one. Connects at its first call. */
  source(target: Target, options?: { readonly scope: PolicyAction }): SessionSource;
  /** Kills sessions of a target. Connects at its first call. */
  killer(target: Target, options?: { readonly scope: PolicyAction }): SessionKiller;
  /** The region that a service is called in. @throws VendorError where the environment names none, or no keys */
  region(service: string, configured?: string): string;
  /** The source of a service's keys, its region and its address. @throws VendorError as `region` does */
  whereabouts(service: string, region?: string): Whereabouts | undefined;
  close(): Promise<void>;
}

/** What the built provider offers to the commands. It carries the HTTP client and the MySQL driver, so that the package needs neither. */
export interface LiveModule {
  clients(redact: (secret: string) => void, env: NodeJS.ProcessEnv): LiveClients;
  /** An error of a client, safe to show; undefined for a bug of our own. */
  explain(
    error: unknown,
  ): { readonly code?: string; readonly summary: string; readonly detail: string } | undefined;
  /** What the use cases need beside their ports. */
  context(signal: AbortSignal): EngineContext;
}

/** Loads it. @throws Error where the provider is not built */
export function loadLive(): LiveModule {
  const { live } = require(join(providerFolder(), "types.cjs")) as { readonly live: LiveModule };
  return live;
}
