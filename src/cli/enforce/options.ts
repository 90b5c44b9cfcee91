import { hostname } from "node:os";
import { InvalidArgumentError } from "commander";
import { LONGEST_INTERVAL_MS, printable } from "../../model";
import { checkPolicyOptions, type PolicyOptions } from "../policies/options";
import { UsageError } from "../usage-error";

/** How statements appear in the audit: as they are, as a hash by which equal ones are recognised, or not at all. */
export const AUDIT_STATEMENTS = ["full", "hash", "none"] as const;
export type AuditStatements = (typeof AUDIT_STATEMENTS)[number];

/** Which part of the targets this runner enforces: the `index`-th (from 1) of `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Where the HTTP interface listens. */
export interface Listen {
  readonly host: string;
  readonly port: number;
}

export interface EnforceOptions extends PolicyOptions {
  readonly policy?: string;
  readonly once?: boolean;
  /** In ms. */
  readonly interval: number;
  readonly dryRun?: boolean;
  /** `-`: the standard output. */
  readonly audit: string;
  readonly auditStatements: AuditStatements;
  readonly stopFile?: string;
  readonly shard: Shard;
  readonly listen?: Listen;
  readonly allowHost: readonly string[];
}

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const SHORTEST_MS = 100;

/** `500ms`, `5s`, `1m`, `2h`, in ms. */
export function duration(text: string): number {
  const [, number, unit] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(number) * UNIT_MS[(unit ?? "ms") as keyof typeof UNIT_MS];
  if (!(ms >= SHORTEST_MS && ms <= LONGEST_INTERVAL_MS)) {
    throw new InvalidArgumentError("Write a duration such as 500ms, 5s or 1m, from 100ms to 24h.");
  }
  return ms;
}

/** Where a process on Kubernetes finds its index among its peers. */
export interface Place {
  readonly env: NodeJS.ProcessEnv;
  /** On Kubernetes that of the pod. */
  readonly hostname: string;
}

/** `2/5`, or `auto/5`: by the pod's index of an Indexed Job, or by its number in a StatefulSet. */
export function shard(text: string, place: Place = { env: process.env, hostname: hostname() }): Shard {
  const [, given, total] = /^(\d{1,4}|auto)\/(\d{1,4})$/.exec(text) ?? [];
  const index = given === "auto" ? podNumber(place) + 1 : Number(given);
  const count = Number(total);
  if (given === "auto" && count >= 1 && !(index <= count)) {
    throw new InvalidArgumentError(
      Number.isNaN(index)
        ? `auto takes the shard number from JOB_COMPLETION_INDEX or from the end of the host name, and ${printable(JSON.stringify(place.hostname), 100)} has none.`
        : `This pod has number ${index}, but there are only ${count} shards: run no more pods than shards.`,
    );
  }
  if (!(index >= 1 && index <= count)) {
    throw new InvalidArgumentError(
      "Write a shard as NUMBER/COUNT, from 1/COUNT to COUNT/COUNT, or as auto/COUNT.",
    );
  }
  return { index, count };
}

/** Counted from 0; NaN where nothing tells. Sources: Kubernetes, "Job", completion mode; "StatefulSets", ordinal index. */
function podNumber({ env, hostname: name }: Place): number {
  const { JOB_COMPLETION_INDEX: index } = env;
  const [, digits] = /^(\d{1,4})$/.exec(index ?? "") ?? (index ? [] : (/-(\d{1,4})$/.exec(name) ?? []));
  return Number(digits);
}

/** `127.0.0.1:9464`, `[::1]:9464`. */
export function listen(text: string): Listen {
  const [, v6, name, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = v6 ?? name;
  if (host === undefined || Number(port) > 65_535) {
    throw new InvalidArgumentError("Write an address as HOST:PORT, such as 127.0.0.1:9464.");
  }
  return { host, port: Number(port) };
}

export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** @throws UsageError for options that have no meaning together */
export function checkOptions(options: EnforceOptions): void {
  checkPolicyOptions(options);
  const { once, listen: address, allowHost } = options;
  if (once && address)
    throw new UsageError("--listen has no use with --once: the command ends after one pass.");
  if (!address && allowHost.length > 0) throw new UsageError("--allow-host needs --listen.");
}
