import { setTimeout as sleep } from "node:timers/promises";
import { inOneLine, PolicyFileError } from "../policies/error";
import type { PolicySource, ReadPolicies } from "../policies/read";
import { UsageError } from "../usage-error";

/** How long a pass waits for the policies to reload, in ms. After that it uses the ones that it has. */
const RELOAD_MS = 1_000;
/** How much longer than its limit a source may take before the runner reports it, in ms. The source's own report comes first. */
const LATE_MS = 1_000;

/** What follows from a reload. */
export interface ReloadPorts {
  /** Puts policies into force. */
  load(read: ReadPolicies): void;
  /** @param isOutdated whether the policies in force are not those of the source */
  outdated(isOutdated: boolean): void;
  say(line: string, code?: string): void;
}

/** Reloads the policies of a source. While they can't be read or used, the last good ones stay in force. */
export class PolicyReloader {
  #reloading: Promise<void> | undefined;
  /** Policies that were read and could not be used: the source does not return them again. */
  #untaken: ReadPolicies | undefined;
  #failure: string | undefined;

  constructor(
    private readonly source: PolicySource,
    private readonly ports: ReloadPorts,
    private readonly signal: AbortSignal,
  ) {}

  /** Why the policies can't be used, as last reported; undefined: they can. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Resolves once the policies are current, or the wait times out: then the reload goes on by itself. Never rejects. */
  async reload(): Promise<void> {
    this.#reloading ??= this.#readAgain().finally(() => {
      this.#reloading = undefined;
    });
    const waited = new AbortController();
    const limit = sleep(RELOAD_MS, undefined, { signal: waited.signal });
    await Promise.race([this.#reloading, limit.catch(() => {})]);
    waited.abort();
  }

  /** Resolves once no reload is under way. */
  async settled(): Promise<void> {
    await this.#reloading;
  }

  async #readAgain(): Promise<void> {
    const { limitMs } = this.source;
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      this.#keepLast(new UsageError(`reading them takes longer than ${limitMs / 1_000} s.`));
    }, limitMs + LATE_MS);
    try {
      const read = (await this.source.changed(new Date())) ?? this.#untaken;
      if (this.signal.aborted) return;
      if (read) {
        this.#untaken = read;
        this.ports.load(read);
        this.#untaken = undefined;
      } else if (!isLate) return;
      this.ports.outdated(false);
      this.#failure = undefined;
    } catch (error) {
      this.#keepLast(error);
    } finally {
      clearTimeout(late);
    }
  }

  /** @param error also an unexpected one: the process must go on */
  #keepLast(error: unknown): void {
    if (this.signal.aborted) return;
    this.ports.outdated(true);
    const reason =
      error instanceof UsageError
        ? error.message
        : `an unexpected error: ${(error as Error).message} (DBKILL_UNEXPECTED)`;
    // Reports a repeated failure only once.
    if (this.#failure === reason) return;
    this.#failure = reason;
    this.ports.say(
      "the policies can't be reloaded; the last good ones stay in force",
      "DBKILL_POLICIES_NOT_RELOADED",
    );
    const lines = error instanceof PolicyFileError ? error.problems.map(inOneLine) : reason.split("\n");
    for (const line of lines) this.ports.say(`  ${line.trim()}`);
  }
}
