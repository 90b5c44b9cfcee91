import { setTimeout as sleep } from "node:timers/promises";
import type { Audit } from "../../engine/runner/audit";
import { PolicyMemories } from "../../engine/runner/history";
import { printable } from "../../model";
import type { Io } from "../io";
import type { PolicySource, ReadPolicies } from "../policies/read";
import { policySource } from "../policies/source";
import { isNamed, policiesNamed } from "../preview/scope";
import { Secrets } from "../secrets";
import { UsageError } from "../usage-error";
import { linesSince } from "./audit-tail";
import { Fleet, memoryKey, type PassResult } from "./fleet";
import type { HttpInterface } from "./http";
import type { Metrics } from "./metrics";
import { noticesOf } from "./notices";
import type { EnforceOptions } from "./options";
import type { RunnerPage } from "./page/runner-page";
import { PageUpdates } from "./page/updates";
import { PolicyReloader } from "./reload";
import { Reporter } from "./report";
import { killsOf } from "./restore";
import { isOfShard } from "./shard";
import { type RunnerState, StatusBoard } from "./status";
import { StopFile } from "./stop-file";

const HOUR_MS = 3_600_000;
/** A pass may take this long, in ms, or this many intervals. */
const LEAST_PASS_MS = 30_000;
const PASS_INTERVALS = 3;
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
  readonly #reloader: PolicyReloader;
  readonly #page = new PageUpdates({
    state: () => this.#state(),
    say: (line, code) => this.#say(line, code),
  });
  #metrics: Metrics | undefined;
  #http: HttpInterface | undefined;
  /** Why no kill is sent, as last said. */
  #stopped: string | undefined;
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
    this.#reloader = new PolicyReloader(
      this.#source,
      {
        load: (read) => this.#load(read),
        outdated: (isOutdated) => this.#metrics?.outdated(isOutdated),
        say: (line, code) => this.#say(line, code),
      },
      signal,
    );
    this.#stopFile = new StopFile(options.stopFile);
    this.#board = new StatusBoard(options.interval, options.dryRun === true, () => this.#stopFile.isThere());
    this.#fleet = new Fleet({
      live,
      env: io.env,
      secrets: this.#secrets,
      audit: {
        write: async (line) => {
          await audit.write(line);
          this.#page.show((page) => page.recorded(line));
        },
      },
      memories: this.#memories,
      passMs: Math.max(LEAST_PASS_MS, PASS_INTERVALS * options.interval),
      signal,
      dryRun: options.dryRun === true,
      mayKill: () => !this.#stopFile.isThere(),
      seen: (seen) => this.#page.show((page) => page.seen(seen)),
      needsAll: () => this.#page.isWatched,
      done: (result) => this.#done(result),
    });
  }

  /** @returns the exit code. @throws UsageError for policies that can't be used at the start; AuditError where its last hour can't be read */
  async run(): Promise<number> {
    try {
      const page = this.#openPage();
      this.#restore();
      await this.#serve(page);
      this.#load(this.#checked((await this.#source.changed(new Date()))!));
      if (this.options.once) return await this.#once();
      await this.#loop();
      return EXIT.done;
    } catch (error) {
      // Asked to stop while the policies were fetched.
      if (this.signal.aborted && error instanceof UsageError) return EXIT.done;
      throw error;
    } finally {
      this.#page.close();
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
      await this.#reloader.reload();
      this.#page.refresh();
      this.#fleet.start();
      // What could not start in time is left out, not made up for.
      next = Math.max(next + interval, this.#clock.now());
      await sleep(next - this.#clock.now(), undefined, { signal }).catch(() => {});
    }
    this.#say("ends: what is under way is finished first");
    await Promise.all([this.#fleet.settled(), this.#reloader.settled()]);
  }

  /** What the last hour's audit tells of kills counts for `max_kills_per_hour`. */
  #restore(): void {
    const { audit } = this.options;
    if (audit === "-") return;
    const lines = linesSince(audit, Date.now() - HOUR_MS);
    this.#page.show((page) => page.restore(lines));
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

  #openPage(): RunnerPage | undefined {
    if (!this.options.listen) return undefined;
    // Loaded only where it is used.
    const { RunnerPage } = require("./page/runner-page") as typeof import("./page/runner-page");
    const page = new RunnerPage(this.options, this.#secrets, () => this.#stopFile.isThere());
    this.#page.open(page);
    return page;
  }

  /** @param page there is one where there is an address to listen on */
  async #serve(page: RunnerPage | undefined): Promise<void> {
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
    this.#http = await serve(listen, allowHost, this.#board, this.#metrics, page!);
    this.#say(`listens on ${this.#http.url}`);
  }

  /** @throws UsageError where the policy of `--policy` is not among them: at the start that is a mistake, later it was taken away */
  #checked(read: ReadPolicies): ReadPolicies {
    const { policy: name } = this.options;
    if (name !== undefined) policiesNamed(name, read.policies);
    return read;
  }

  #load(read: ReadPolicies): void {
    const { policies } = read;
    const { policy: name, shard } = this.options;
    const asked = name === undefined ? policies : policies.filter((policy) => isNamed(policy, name));
    const acting = new Set(asked.filter(({ target }) => isOfShard(target, shard)));
    this.#fleet.replace(policies, acting);
    this.#board.replace(acting);
    const { targets } = this.#fleet;
    this.#metrics?.replace(acting.size, targets);
    this.#page.show((page) => page.replace(targets));
    this.#page.refresh();
    const notices = noticesOf({ read, asked, acting, databases: targets.length }, this.options);
    for (const { text, code } of notices) this.#say(text, code);
  }

  /** Says that the stop file has come or gone. */
  #noteStopFile(): void {
    const why = this.#stopFile.why();
    if (why === this.#stopped) return;
    this.#stopped = why;
    if (why !== undefined) this.#say(why, "DBKILL_KILLS_STOPPED");
    else this.#say("the stop file is gone: kills are sent again");
  }

  #done(result: PassResult): void {
    const now = new Date();
    this.#board.record(result, now);
    this.#page.show((page) => page.passed(result, now));
    this.#page.refresh();
    this.#metrics?.record(result);
    this.#reporter.report(result);
    if ("bug" in result || result.pass.failed) this.#code = EXIT.failed;
    else if (this.#code === EXIT.done && result.pass.policies.some(({ capped }) => capped))
      this.#code = EXIT.capped;
  }

  #state(): RunnerState {
    const now = new Date();
    return {
      now,
      policies: this.#board.known(now),
      stopped: this.#stopFile.isThere(),
      notReloaded: this.#reloader.failure,
    };
  }

  #say(line: string, code?: string): void {
    const text = code === undefined ? line : `${line} (${code})`;
    this.io.err(`${printable(this.#secrets.scrub(text))}\n`);
  }
}
