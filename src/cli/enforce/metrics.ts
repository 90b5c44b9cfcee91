import { Counter, Gauge, Registry } from "prom-client";
import { SPARE_REASONS, type Target } from "../../model";
import { describeTarget } from "../policies/place";
import type { PassResult } from "./fleet";
import type { Shard } from "./options";
import type { StatusBoard } from "./status";

/** What Prometheus reads of a runner. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #succeeded = new Map<string, number>();

  readonly #passes = this.#counter("dbkill_passes_total", "Passes over a target, by how they ended.", [
    "target",
    "result",
  ]);
  readonly #kills = this.#counter("dbkill_kills_total", "Sessions that kills were sent for, by outcome.", [
    "target",
    "policy",
    "outcome",
  ]);
  readonly #capped = this.#counter("dbkill_capped_passes_total", "Passes that a cap stopped.", [
    "target",
    "policy",
  ]);
  readonly #errors = this.#counter("dbkill_errors_total", "What failed, by code.", ["target", "code"]);
  readonly #matched = this.#gauge("dbkill_matched_sessions", "Sessions that matched in the last pass.", [
    "target",
    "policy",
  ]);
  readonly #spared = this.#gauge(
    "dbkill_spared_sessions",
    "Sessions that matched and were spared in the last pass, by reason.",
    ["target", "policy", "reason"],
  );
  readonly #status = this.#gauge(
    "dbkill_policy_status",
    "1 for the current status of a policy, as in /v1/policies.",
    ["target", "policy", "status"],
  );
  readonly #policies = this.#gauge("dbkill_policies", "Policies that this runner enforces.", []);
  readonly #stopped = this.#gauge("dbkill_kills_stopped", "1 while the stop file is there.", []);
  readonly #outdated = this.#gauge(
    "dbkill_policies_outdated",
    "1 while the policies can't be used as they are now, and the last good ones are enforced.",
    [],
  );

  /** @param now monotonic time in ms */
  constructor(
    private readonly board: Pick<StatusBoard, "intervalMs" | "statuses">,
    { count }: Shard,
    private readonly isStopped: () => boolean,
    private readonly now: () => number,
  ) {
    const succeeded = this.#succeeded;
    new Gauge({
      name: "dbkill_seconds_since_success",
      help: "Seconds since the last successful pass of a target, or since its enforcement began.",
      labelNames: ["target"],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [target, at] of succeeded) this.set({ target }, (now() - at) / 1_000);
      },
    });
    this.#outdated.set(0);
    this.#gauge("dbkill_interval_seconds", "How often each target has a pass.", []).set(
      board.intervalMs / 1_000,
    );
    this.#gauge("dbkill_shards", "How many runners share the targets.", []).set(count);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    this.#stopped.set(this.isStopped() ? 1 : 0);
    this.#status.reset();
    for (const { policy, status } of this.board.statuses(new Date()))
      this.#status.set({ target: describeTarget(policy.target), policy: policy.name, status }, 1);
    return this.#registry.metrics();
  }

  /** The policies can't be used as they are now, or can again. */
  outdated(is: boolean): void {
    this.#outdated.set(is ? 1 : 0);
  }

  /** Sets how many policies are enforced and on which targets. Drops the metrics of other targets. */
  replace(policies: number, targets: readonly Target[]): void {
    this.#policies.set(policies);
    const names = new Set(targets.map(describeTarget));
    for (const name of this.#succeeded.keys()) if (!names.has(name)) this.#succeeded.delete(name);
    for (const name of names) if (!this.#succeeded.has(name)) this.#succeeded.set(name, this.now());
    this.#matched.reset();
    this.#spared.reset();
  }

  record(result: PassResult): void {
    const target = describeTarget(result.target);
    if ("bug" in result) {
      this.#passes.inc({ target, result: "failed" });
      this.#errors.inc({ target, code: "DBKILL_UNEXPECTED" });
      return;
    }
    const { fault, failed, policies } = result.pass;
    // One that the end of the runner broke off is neither.
    if (fault && !failed) return;
    this.#passes.inc({ target, result: failed ? "failed" : "ok" });
    if (!failed && this.#succeeded.has(target)) this.#succeeded.set(target, this.now());
    if (fault) this.#errors.inc({ target, code: fault.code });
    for (const { policy: of, matched, spared, killed, capped, events } of policies) {
      const policy = of.name;
      for (const { severity, code } of events) {
        if (severity === "error" && code !== fault?.code) this.#errors.inc({ target, code });
      }
      if (fault) continue;
      this.#matched.set({ target, policy }, matched);
      for (const reason of SPARE_REASONS) this.#spared.set({ target, policy, reason }, spared[reason] ?? 0);
      for (const [outcome, count] of Object.entries(killed))
        this.#kills.inc({ target, policy, outcome }, count);
      if (capped) this.#capped.inc({ target, policy });
    }
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #gauge<L extends string>(name: string, help: string, labelNames: L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }
}
