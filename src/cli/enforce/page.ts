import { isLoopback } from "../../emulator/core/guard";
import type { EngineEvent } from "../../engine/events";
import type { AuditLine } from "../../engine/runner/audit";
import type { Seen } from "../../engine/runner/order";
import {
  enforcerOf,
  isOpenAt,
  type Outcome,
  type Policy,
  printable,
  type Session,
  sessionKey,
  type Target,
} from "../../model";
import {
  cut,
  LIMITS,
  type PageHead,
  type PageKill,
  type PageProblem,
  type PageSession,
  sessionsShown,
  type Tone,
  type Verdict,
} from "../../page/data";
import { LiveTopics } from "../../page/live";
import { shownSessions } from "../../page/sessions";
import { factsOf } from "../../vendors/facts";
import { VERSION } from "../../version";
import { describeTarget } from "../policies/place";
import type { Secrets } from "../secrets";
import type { PassResult } from "./fleet";
import type { AuditStatements, EnforceOptions } from "./options";
import { eventText } from "./report";
import { shownStatement } from "./statements";
import type { KnownPolicy, RunStatus } from "./status";

type PageOptions = Pick<EnforceOptions, "auditStatements" | "dryRun" | "interval" | "listen" | "shard">;

/** The page's data about the runner itself. */
export interface RunnerState {
  readonly now: Date;
  readonly policies: readonly KnownPolicy[];
  /** The stop file is there. */
  readonly stopped: boolean;
  /** Why the current policies can't be used. */
  readonly notReloaded: string | undefined;
}

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

const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = {
  killed: "good",
  gone: "quiet",
  survived: "bad",
  refused: "bad",
  unknown: "warn",
};

/** With these outcomes, or without one, the session may still be there. */
const STAYS: ReadonlySet<string | undefined> = new Set([
  undefined,
  "survived",
  "refused",
  "unknown",
  "not sent",
]);

/** How often session lists are refreshed while no page is open, in ms: a page that opens has something to show until the next pass. */
const UNWATCHED_MS = 30_000;

/** How many characters of a text are searched for secrets: far more than the page shows. */
const SCRUBBED = 20_000;

/** Reports a runner's work to the page. It keeps no sessions: each listing is converted at once. */
export class RunnerPage {
  readonly live = new LiveTopics();
  #kills: readonly PageKill[] = [];
  #names: readonly string[] = [];
  /** When a target's sessions were last sent, as a date in ms. */
  readonly #toldAt = new Map<string, number>();
  readonly #statements: AuditStatements;

  constructor(
    private readonly options: PageOptions,
    private readonly secrets: Pick<Secrets, "scrub">,
    private readonly isStopped: () => boolean,
  ) {
    const { auditStatements, listen } = options;
    // The audit may be restricted, but a reachable port is open to many.
    const isOpen = listen !== undefined && !isLoopback(listen.host);
    this.#statements = isOpen && auditStatements === "full" ? "hash" : auditStatements;
    this.live.set("kills", { kills: [] });
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
  refresh({ now, policies, stopped, notReloaded }: RunnerState): void {
    const rules = policies.slice(0, LIMITS.rules).map(({ policy, hash, status, lastPass }) => ({
      name: this.#text(policy.name),
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
      ...(policy.reason !== null && { about: this.#text(policy.reason) }),
    }));
    this.live.set("rules", { rules, total: policies.length });
    this.live.set("head", this.#head(policies.length === 0, stopped, notReloaded));
  }

  #head(isEmpty: boolean, stopped: boolean, notReloaded: string | undefined): PageHead {
    const { interval, shard, dryRun } = this.options;
    const problems: PageProblem[] = [];
    if (stopped) {
      const text = "The stop file is there: no kills are sent until it is removed.";
      problems.push({ tone: "warn", text, code: "DBKILL_KILLS_STOPPED" });
    }
    if (notReloaded !== undefined) {
      const text = `The policies can't be reloaded; the last good ones stay in force. ${this.#text(notReloaded, LIMITS.problem)}`;
      problems.push({ tone: "bad", text, code: "DBKILL_POLICIES_NOT_RELOADED" });
    }
    if (isEmpty && shard.count > 1) {
      problems.push({
        tone: "quiet",
        text: "No policy targets a database of this shard, so it kills nothing.",
      });
    } else if (isEmpty) {
      const text = "This runner enforces no policy, so no session is killed.";
      problems.push({ tone: "warn", text, code: "DBKILL_POLICIES_EMPTY" });
    }
    return {
      title: "dbkill runner",
      version: VERSION,
      rules: "Policies",
      rule: "Policy",
      empty: "No policy: nothing is enforced.",
      facts: [
        `a pass every ${interval / 1_000} s`,
        ...(dryRun ? ["dry run: kills nothing"] : []),
        ...(shard.count > 1 ? [`shard ${shard.index}/${shard.count}`] : []),
        ...(this.#statements === "full" ? [] : [`statements: ${this.#statements}`]),
      ],
      problems,
    };
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
      const rule = this.#text(policy.name);
      const verdict = this.#verdictOn(policy, enforcerOf(policy, facts) === "vendor");
      return {
        victims,
        verdict: { verdict, rule },
        spared: spared.map(({ session, reason, detail }) => ({
          session,
          verdict: { verdict: "spared" as const, rule, reason, detail: this.#text(detail) },
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
    const isFull = this.#statements === "full";
    for (const line of lines) {
      const { session } = line;
      this.recorded(isFull || !session ? line : { ...line, session: { ...session, info: "" } });
    }
  }

  /** A recorded line of the audit. */
  recorded(line: AuditLine): void {
    const { event, session, outcome, at, policy, reason, code } = line;
    const isBegun = event === "killed" && outcome === undefined;
    const isCalledOff = event === "error" || (event === "spared" && reason === "changed");
    if (!session || !(event === "killed" || isCalledOff)) return;
    const kill: PageKill = {
      at,
      target: describeTarget(line.target),
      rule: this.#text(policy),
      ...this.#who(session),
      attempts: 1,
      ...(outcome && { outcome }),
      ...(event === "error" && { outcome: "not sent" }),
      ...(event === "spared" && { outcome: "changed, not killed" }),
      tone: outcome ? OUTCOME_TONES[outcome] : event === "error" ? "bad" : "quiet",
      ...(code !== undefined && { code: this.#text(code) }),
    };
    const before = this.#kills.find((each) => isSame(each, kill));
    const isUnderWay = before !== undefined && before.outcome === undefined;
    // A kill that never began is not shown.
    if (isCalledOff && !isUnderWay) return;
    // A session that stays is retried and keeps one row.
    const isSameTry = isUnderWay && !isBegun;
    const isRetry = before !== undefined && !isSameTry && STAYS.has(before.outcome);
    const attempts = (isSameTry || isRetry ? before.attempts : 0) + (isSameTry ? 0 : 1);
    const others = isSameTry || isRetry ? this.#kills.filter((each) => each !== before) : this.#kills;
    this.#kills = [{ ...kill, attempts }, ...others].slice(0, LIMITS.kills);
    this.live.set("kills", { kills: this.#kills });
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
      text: this.#text(fault ? text : `${names.join(", ")}: ${text}`, LIMITS.problem),
      code: event.code,
    }));
  }

  #verdictOn({ mode }: Policy, byVendor: boolean): Verdict {
    if (byVendor) return "vendor";
    return mode === "observe" || this.options.dryRun || this.isStopped() ? "would_kill" : "victim";
  }

  #row(session: Session): Omit<PageSession, "verdicts"> {
    const { command, state, duration_seconds: seconds } = session;
    return { ...this.#who(session), command: this.#text(command), state: this.#text(state), seconds };
  }

  #who(session: Session): Pick<PageSession, "key" | "user" | "host" | "database" | "statement"> {
    const { user, host, database, info } = session;
    const statement = shownStatement(info, this.#statements);
    return {
      key: this.#text(sessionKey(session)),
      user: this.#text(user),
      host: this.#text(host),
      database: this.#text(database),
      statement: cut(this.secrets.scrub(statement.slice(0, SCRUBBED)), LIMITS.statement),
    };
  }

  #text(text: string, length?: number): string {
    return cut(printable(this.secrets.scrub(text.slice(0, SCRUBBED))), length);
  }
}

function isSame(one: PageKill, other: PageKill): boolean {
  return (
    one.target === other.target && one.rule === other.rule && one.key === other.key && one.user === other.user
  );
}

function capsOf({ max_kills, max_kills_per_hour }: Policy): string[] {
  return [
    ...(max_kills === null ? [] : [`${max_kills} a pass`]),
    ...(max_kills_per_hour === null ? [] : [`${max_kills_per_hour} an hour`]),
  ];
}
