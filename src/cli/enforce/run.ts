import { setTimeout as sleep } from "node:timers/promises";
import type { Audit } from "../../engine/runner/audit";
import { PolicyMemories } from "../../engine/runner/history";
import { enforcerOf, type Policy, printable, vendorLimits } from "../../model";
import { factsOf } from "../../vendors/facts";
import type { Io } from "../io";
import { inOneLine, PolicyFileError } from "../policies/error";
import type { PolicySource, ReadPolicies } from "../policies/read";
import { policySource } from "../policies/source";
import { isNamed, policiesNamed, policyId } from "../preview/scope";
import { Secrets } from "../secrets";
import { UsageError } from "../usage-error";
import { linesSince } from "./audit-tail";
import { Fleet, memoryKey, type PassResult } from "./fleet";
import type { HttpInterface } from "./http";
import type { Metrics } from "./metrics";
import type { EnforceOptions } from "./options";
import type { RunnerPage } from "./page";
import { Reporter } from "./report";
import { killsOf } from "./restore";
import { isOfShard } from "./shard";
import { StatusBoard } from "./status";
import { StopFile } from "./stop-file";

const HOUR_MS = 3_600_000;
/** A pass may take this long, in ms, or this many intervals. */
const LEAST_PASS_MS = 30_000;
const PASS_INTERVALS = 3;
/** How long a pass waits for the policies to reload, in ms. After that it uses the ones that it has. */
const RELOAD_MS = 1_000;
/** How much longer than its limit a source may take before the runner reports it, in ms. The source's own report comes first. */
const LATE_MS = 1_000;
/** How long after a pass the page refreshes the policies, in ms. */
const REFRESH_MS = 100;

/** What the process's exit code says of `--once`. */
const EXIT = { done: 0, failed: 1, capped: 3 } as const;

/** A runner: enforces policies pass by pass until it is told to end. */
export class Run {
  readonly #secrets = new Secrets();
  readonly #memories: PolicyMemories;
  readonly #source: PolicySource;
  readonly #stopFile: StopFile;
  readonly #reporter = new Reporter((line) => this.#say(line));
  readonly #board: StatusBoard;
  readonly #fleet: Fleet;
  readonly #clock: { now(): number };
  #metrics: Metrics | undefined;
  #page: RunnerPage | undefined;
  #http: HttpInterface | undefined;
  #stopped = false;
  #refreshing: NodeJS.Timeout | undefined;
  #reloading: Promise<void> | undefined;
  /** Policies that were read and could not be used: the source does not return them again. */
  #untaken: ReadPolicies | undefined;
  /** Why the policies can't be used, as last reported. */
  #notReloaded: string | undefined;
  #code: number = EXIT.done;

  constructor(
    private readonly options: EnforceOptions,
    private readonly io: Io,
    audit: Audit,
    private readonly signal: AbortSignal,
  ) {
    const live = io.live();
    const { clock } = live.context(signal);
    this.#clock = clock;
    this.#memories = new PolicyMemories(clock);
    this.#source = policySource(options, io, signal);
    this.#stopFile = new StopFile(options.stopFile);
    this.#board = new StatusBoard(options.interval, options.dryRun === true, () => this.#stopFile.isThere());
    this.#fleet = new Fleet({
      live,
      env: io.env,
      secrets: this.#secrets,
      audit: {
        write: async (line) => {
          await audit.write(line);
          this.#show((page) => page.recorded(line));
        },
      },
      memories: this.#memories,
      passMs: Math.max(LEAST_PASS_MS, PASS_INTERVALS * options.interval),
      signal,
      dryRun: options.dryRun === true,
      mayKill: () => !this.#stopFile.isThere(),
      seen: (seen) => this.#show((page) => page.seen(seen)),
      needsAll: () => this.#page !== undefined && this.#page.live.clients > 0,
      done: (result) => this.#done(result),
    });
  }

  /** @returns the exit code. @throws UsageError for policies that can't be used at the start; AuditError where its last hour can't be read */
  async run(): Promise<number> {
    try {
      this.#openPage();
      this.#restore();
      await this.#serve();
      this.#load(this.#checked((await this.#source.changed(new Date()))!));
      if (this.options.once) return await this.#once();
      await this.#loop();
      return EXIT.done;
    } catch (error) {
      // Asked to stop while the policies were fetched.
      if (this.signal.aborted && error instanceof UsageError) return EXIT.done;
      throw error;
    } finally {
      clearTimeout(this.#refreshing);
      this.#http?.close();
      await this.#fleet.close();
    }
  }

  async #once(): Promise<number> {
    this.#noteStopFile();
    this.#fleet.start();
    await this.#fleet.settled();
    return this.#code;
  }

  async #loop(): Promise<void> {
    const { interval } = this.options;
    const { signal } = this;
    for (let next = this.#clock.now(); !signal.aborted; ) {
      this.#noteStopFile();
      await this.#reload();
      this.#refreshPage();
      this.#fleet.start();
      // What could not start in time is left out, not made up for.
      next = Math.max(next + interval, this.#clock.now());
      await sleep(next - this.#clock.now(), undefined, { signal }).catch(() => {});
    }
    this.#say("ends: what is under way is finished first");
    await Promise.all([this.#fleet.settled(), this.#reloading]);
  }

  /** What the last hour's audit tells of kills counts for `max_kills_per_hour`. */
  #restore(): void {
    const { audit } = this.options;
    if (audit === "-") return;
    const lines = linesSince(audit, Date.now() - HOUR_MS);
    this.#show((page) => page.restore(lines));
    for (const { policy, target, session, at } of killsOf(lines)) {
      let place: string;
      try {
        place = this.#fleet.placeOf(target);
      } catch {
        // Of a service that this version does not know: no policy here is for it.
        continue;
      }
      this.#memories.restore(memoryKey(place, policy), session, at);
    }
  }

  #openPage(): void {
    if (!this.options.listen) return;
    // Loaded only where it is used.
    const { RunnerPage } = require("./page") as typeof import("./page");
    this.#page = new RunnerPage(this.options, this.#secrets, () => this.#stopFile.isThere());
  }

  async #serve(): Promise<void> {
    const { listen, allowHost } = this.options;
    if (!listen) return;
    // Loaded only where they are used.
    const { Metrics } = require("./metrics") as typeof import("./metrics");
    const { serve } = require("./http") as typeof import("./http");
    this.#metrics = new Metrics(
      this.#board,
      this.options.shard,
      () => this.#stopFile.isThere(),
      () => this.#clock.now(),
    );
    this.#http = await serve(listen, allowHost, this.#board, this.#metrics, this.#page!);
    this.#say(`listens on ${this.#http.url}`);
  }

  /** Resolves once the policies are current, or the wait times out. */
  async #reload(): Promise<void> {
    this.#reloading ??= this.#readAgain().finally(() => {
      this.#reloading = undefined;
    });
    const waited = new AbortController();
    const limit = sleep(RELOAD_MS, undefined, { signal: waited.signal });
    await Promise.race([this.#reloading, limit.catch(() => {})]);
    waited.abort();
  }

  async #readAgain(): Promise<void> {
    const { limitMs } = this.#source;
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      this.#keepLast(new UsageError(`reading them takes longer than ${limitMs / 1_000} s.`));
    }, limitMs + LATE_MS);
    try {
      const read = (await this.#source.changed(new Date())) ?? this.#untaken;
      if (this.signal.aborted) return;
      if (read) {
        this.#untaken = read;
        this.#load(read);
        this.#untaken = undefined;
      } else if (!isLate) return;
      this.#metrics?.outdated(false);
      this.#notReloaded = undefined;
    } catch (error) {
      this.#keepLast(error);
    } finally {
      clearTimeout(late);
    }
  }

  /** @param error also an unexpected one: the process must go on */
  #keepLast(error: unknown): void {
    if (this.signal.aborted) return;
    this.#metrics?.outdated(true);
    const reason =
      error instanceof UsageError
        ? error.message
        : `an unexpected error: ${(error as Error).message} (DBKILL_UNEXPECTED)`;
    // Reports a repeated failure only once.
    if (this.#notReloaded === reason) return;
    this.#notReloaded = reason;
    this.#say(
      "the policies can't be reloaded; the last good ones stay in force",
      "DBKILL_POLICIES_NOT_RELOADED",
    );
    const lines = error instanceof PolicyFileError ? error.problems.map(inOneLine) : reason.split("\n");
    for (const line of lines) this.#say(`  ${line.trim()}`);
  }

  /** @throws UsageError where the policy of `--policy` is not among them: at the start that is a mistake, later it was taken away */
  #checked(read: ReadPolicies): ReadPolicies {
    const { policy: name } = this.options;
    if (name !== undefined) policiesNamed(name, read.policies);
    return read;
  }

  #load({ policies, warnings }: ReadPolicies): void {
    const { policy: name, shard } = this.options;
    const asked = name === undefined ? policies : policies.filter((policy) => isNamed(policy, name));
    const acting = new Set(asked.filter(({ target }) => isOfShard(target, shard)));
    this.#fleet.replace(policies, acting);
    this.#board.replace(acting);
    const { targets } = this.#fleet;
    this.#metrics?.replace(acting.size, targets);
    this.#show((page) => page.replace(targets));
    this.#refreshPage();
    const of = acting.size === policies.length ? "" : ` of ${policies.length}`;
    const on = targets.length === 1 ? "1 database" : `${targets.length} databases`;
    this.#say(`enforces ${acting.size}${of} ${acting.size === 1 ? "policy" : "policies"} on ${on}`);
    for (const warning of warnings) this.#say(`Warning: ${warning}`);
    if (name !== undefined && asked.length === 0) {
      this.#say(
        `Warning: there is no policy ${JSON.stringify(name)} any more, as --policy names it, so no session is killed`,
        "DBKILL_POLICIES_EMPTY",
      );
    }
    for (const policy of acting) this.#warn(policy);
  }

  #warn(policy: Policy): void {
    const { audit, dryRun } = this.options;
    const id = policyId(policy);
    const facts = factsOf(policy.target.service);
    const enforces = policy.enabled && policy.mode === "enforce" && !dryRun;
    // Also in a dry run, whose report does not show it.
    if (policy.enabled && enforcerOf(policy, facts) === "vendor") {
      // Terraform's decision holds, even if this version would decide differently.
      const doubts = vendorLimits(policy, facts).map(({ field }) => field);
      const doubt =
        doubts.length > 0
          ? `, though by this version's rules the task can't express ${doubts.join(", ")}`
          : "";
      this.#say(
        `Warning: policy ${id} is left to the vendor's task, which Terraform starts${doubt}. Set enforcement = "runner" to have it enforced here`,
        "DBKILL_POLICY_LEFT_TO_VENDOR",
      );
    } else if (enforces && policy.max_kills_per_hour !== null && audit === "-") {
      this.#say(
        `Warning: max_kills_per_hour of policy ${id} counts only the kills of this process. With --audit FILE it also counts kills from before a restart`,
        "DBKILL_HOURLY_CAP_NOT_KEPT",
      );
    }
  }

  /** Says that the stop file has come or gone. */
  #noteStopFile(): void {
    const isThere = this.#stopFile.isThere();
    if (isThere === this.#stopped) return;
    this.#stopped = isThere;
    if (isThere)
      this.#say("the stop file is there: no kill is sent until it is gone", "DBKILL_KILLS_STOPPED");
    else this.#say("the stop file is gone: kills are sent again");
  }

  #done(result: PassResult): void {
    const now = new Date();
    this.#board.record(result, now);
    this.#show((page) => page.passed(result, now));
    this.#refreshPage();
    this.#metrics?.record(result);
    this.#reporter.report(result);
    if ("bug" in result || result.pass.failed) this.#code = EXIT.failed;
    else if (this.#code === EXIT.done && result.pass.policies.some(({ capped }) => capped))
      this.#code = EXIT.capped;
  }

  /** Runs soon, once for everything that happens meanwhile. */
  #refreshPage(): void {
    if (!this.#page) return;
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = undefined;
      this.#refreshNow();
    }, REFRESH_MS).unref();
  }

  #refreshNow(): void {
    const now = new Date();
    this.#show((page) =>
      page.refresh({
        now,
        policies: this.#board.known(now),
        stopped: this.#stopFile.isThere(),
        notReloaded: this.#notReloaded,
      }),
    );
  }

  /** A failing page must not stop enforcement: it is reported and disabled. */
  #show(show: (page: RunnerPage) => void): void {
    if (!this.#page) return;
    try {
      show(this.#page);
    } catch (error) {
      this.#page.live.close();
      this.#page = undefined;
      this.#say(
        `the page failed and is disabled; enforcement continues: ${(error as Error).message}`,
        "DBKILL_UNEXPECTED",
      );
    }
  }

  #say(line: string, code?: string): void {
    const text = code === undefined ? line : `${line} (${code})`;
    this.io.err(`${printable(this.#secrets.scrub(text))}\n`);
  }
}
