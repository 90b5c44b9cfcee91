import type { EngineEvent } from "../../../engine/events";
import type { AuditLine } from "../../../engine/runner/audit";
import type { Seen } from "../../../engine/runner/order";
import { enforcerOf, isOpenAt, type Policy, type Session, type Target } from "../../../model";
import {
  LIMITS,
  type PageProblem,
  type PageSession,
  sessionsShown,
  type Tone,
  type Verdict,
} from "../../../page/data";
import { LiveTopics } from "../../../page/live";
import { shownSessions } from "../../../page/sessions";
import { factsOf } from "../../../vendors/facts";
import { describeTarget } from "../../policies/place";
import type { Secrets } from "../../secrets";
import type { PassResult } from "../fleet";
import type { EnforceOptions } from "../options";
import { eventText } from "../report";
import type { RunnerState, RunStatus } from "../status";
import { headOf } from "./head";
import { KillHistory } from "./kill-history";
import { Redactor } from "./redactor";

type PageOptions = Pick<EnforceOptions, "auditStatements" | "dryRun" | "interval" | "listen" | "shard">;

const TONES: Readonly<Record<RunStatus, Tone>> = {
  enforced: "good",
  observing: "quiet",
  outside_window: "quiet",
  vendor: "quiet",
  pending: "quiet",
  disabled: "quiet",
  expired: "quiet",
  capped: "warn",
  stopped: "warn",
  failing: "bad",
};

/** How often session lists are refreshed while no page is open, in ms: a page that opens has something to show until the next pass. */
const UNWATCHED_MS = 30_000;

/** Reports a runner's work to the page. It keeps no sessions: each listing is converted at once. */
export class RunnerPage {
  readonly live = new LiveTopics();
  #names: readonly string[] = [];
  /** When a target's sessions were last sent, as a date in ms. */
  readonly #toldAt = new Map<string, number>();
  readonly #redactor: Redactor;
  readonly #kills: KillHistory;

  constructor(
    private readonly options: PageOptions,
    secrets: Pick<Secrets, "scrub">,
    private readonly isStopped: () => boolean,
  ) {
    this.#redactor = new Redactor(options, secrets);
    this.#kills = new KillHistory(this.#redactor);
    this.live.set("kills", { kills: this.#kills.rows });
  }

  /** Sets the databases to show. */
  replace(targets: readonly Target[]): void {
    const all = [...new Set(targets.map(describeTarget))];
    const names = all.slice(0, LIMITS.targets);
    for (const name of this.#names) {
      if (names.includes(name)) continue;
      this.live.delete("target", name);
      this.live.delete("sessions", name);
      this.#toldAt.delete(name);
    }
    this.#names = names;
    this.live.set("targets", { names, total: all.length });
  }

  /** Refreshes everything that changes with time and with passes. */
  refresh(state: RunnerState): void {
    const { now, policies } = state;
    const rules = policies.slice(0, LIMITS.rules).map(({ policy, hash, status, lastPass }) => ({
      name: this.#redactor.text(policy.name),
      target: describeTarget(policy.target),
      status,
      tone: TONES[status],
      mode: policy.mode,
      revision: hash.slice(0, 8),
      ...(lastPass && { last_pass: lastPass.toISOString() }),
      ...(policy.windows.length > 0 && {
        window: isOpenAt(policy.windows, now) ? ("open" as const) : ("closed" as const),
      }),
      caps: capsOf(policy),
      ...(policy.reason !== null && { about: this.#redactor.text(policy.reason) }),
    }));
    this.live.set("rules", { rules, total: policies.length });
    this.live.set("head", headOf(state, this.options, this.#redactor));
  }

  /** The findings of a pass, before it kills. */
  seen({ target, at, sessions, judgements }: Seen): void {
    const name = describeTarget(target);
    if (!this.#names.includes(name)) return;
    const isFresh = Math.abs(at.getTime() - (this.#toldAt.get(name) ?? 0)) < UNWATCHED_MS;
    if (isFresh && this.live.clients === 0) return;
    this.#toldAt.set(name, at.getTime());
    const facts = factsOf(target.service);
    const rules = judgements.map(([policy, { victims, spared }]) => {
      const rule = this.#redactor.text(policy.name);
      const verdict = this.#verdictOn(policy, enforcerOf(policy, facts) === "vendor");
      return {
        victims,
        verdict: { verdict, rule },
        spared: spared.map(({ session, reason, detail }) => ({
          session,
          verdict: { verdict: "spared" as const, rule, reason, detail: this.#redactor.text(detail) },
        })),
      };
    });
    const { rows, counts } = shownSessions(sessions, rules, sessionsShown(this.#names.length), {
      isActive: ({ info }) => info !== "",
      seconds: ({ duration_seconds }) => duration_seconds,
    });
    this.live.set(
      "sessions",
      {
        target: name,
        at: at.toISOString(),
        sessions: rows.map(({ session, verdicts }) => ({ ...this.#row(session), verdicts })),
        total: sessions.length,
        counts,
      },
      name,
    );
  }

  /** Shows kills from before a restart too. Shows their statements only if the page shows all: those in the file may be hashed. */
  restore(lines: readonly AuditLine[]): void {
    const isFull = this.#redactor.statements === "full";
    for (const line of lines) {
      const { session } = line;
      this.recorded(isFull || !session ? line : { ...line, session: { ...session, info: "" } });
    }
  }

  /** A recorded line of the audit. */
  recorded(line: AuditLine): void {
    if (this.#kills.add(line)) this.live.set("kills", { kills: this.#kills.rows });
  }

  passed(result: PassResult, at: Date): void {
    const name = describeTarget(result.target);
    if (!this.#names.includes(name)) return;
    const failed = "bug" in result || result.pass.failed;
    this.live.set(
      "target",
      { name, last_pass: at.toISOString(), failed, problems: this.#problemsOf(result) },
      name,
    );
  }

  #problemsOf(result: PassResult): PageProblem[] {
    if ("bug" in result)
      return [{ tone: "bad", text: "An unexpected error ended the pass.", code: "DBKILL_UNEXPECTED" }];
    const { fault, policies } = result.pass;
    // Reports the same problem of several policies once; after a failed list they all have the same one.
    const told = new Map<string, { readonly event: EngineEvent; readonly names: string[] }>();
    for (const { policy, events } of policies) {
      for (const event of events) {
        const text = eventText(event);
        const known = told.get(text);
        if (known) known.names.push(policy.name);
        else told.set(text, { event, names: [policy.name] });
      }
    }
    return [...told].slice(0, LIMITS.problems).map(([text, { event, names }]) => ({
      tone: event.severity === "error" ? "bad" : "warn",
      text: this.#redactor.text(fault ? text : `${names.join(", ")}: ${text}`, LIMITS.problem),
      code: event.code,
    }));
  }

  #verdictOn({ mode }: Policy, byVendor: boolean): Verdict {
    if (byVendor) return "vendor";
    return mode === "observe" || this.options.dryRun || this.isStopped() ? "would_kill" : "victim";
  }

  #row(session: Session): Omit<PageSession, "verdicts"> {
    const { command, state, duration_seconds: seconds } = session;
    return {
      ...this.#redactor.session(session),
      command: this.#redactor.text(command),
      state: this.#redactor.text(state),
      seconds,
    };
  }
}

function capsOf({ max_kills, max_kills_per_hour }: Policy): string[] {
  return [
    ...(max_kills === null ? [] : [`${max_kills} a pass`]),
    ...(max_kills_per_hour === null ? [] : [`${max_kills_per_hour} an hour`]),
  ];
}
