/**
 * The page's data, as JSON: a runner's policies, databases and kills, or the emulator's tasks, instances and kills. Each
 * message replaces the previous one of the same kind and database. Times are RFC 3339 in UTC.
 */

/** Limits of what the page shows, which keep both sides small. */
export const LIMITS = {
  rules: 500,
  targets: 200,
  /** Sessions of one target. */
  sessions: 200,
  /** Sessions in total. With many targets, each gets an equal share, but at least {@link LIMITS.fewestSessions}. */
  allSessions: 4_000,
  fewestSessions: 10,
  kills: 50,
  verdicts: 4,
  problems: 5,
  /** Characters of a statement, of a problem, and of any other text. */
  statement: 500,
  problem: 700,
  text: 300,
} as const;

/** The tone of a state: good, idle, worth a look, wrong. */
export type Tone = "good" | "quiet" | "warn" | "bad";

export interface PageProblem {
  readonly tone: Tone;
  readonly text: string;
  /** A code of docs/errors.md. */
  readonly code?: string;
}

/** `head`: the page's header. */
export interface PageHead {
  /** `dbkill runner`. */
  readonly title: string;
  readonly version: string;
  /** Title of the rules: `Policies`. */
  readonly rules: string;
  /** Singular of the title: `Policy`. */
  readonly rule: string;
  /** Text if there are no rules. */
  readonly empty: string;
  /** Such as `a pass every 5 s`. */
  readonly facts: readonly string[];
  readonly problems: readonly PageProblem[];
}

/** A policy, or a task of a vendor. */
export interface PageRule {
  readonly name: string;
  readonly target: string;
  readonly status: string;
  readonly tone: Tone;
  /** `enforce`, `observe`. */
  readonly mode?: string;
  /** The beginning of the hash of its document. */
  readonly revision?: string;
  /** Absent: no pass has ended yet, or there are no passes. */
  readonly last_pass?: string;
  /** Whether one of its windows is open; absent: it has none. */
  readonly window?: "open" | "closed";
  /** Such as `5 a pass`. */
  readonly caps: readonly string[];
  /** Its filter, or its reason. */
  readonly about?: string;
}

/** `rules`. */
export interface PageRules {
  readonly rules: readonly PageRule[];
  /** Total number of rules. */
  readonly total: number;
}

/** `targets`: the targets whose messages follow, in this order. The page drops all others. */
export interface PageTargets {
  readonly names: readonly string[];
  readonly total: number;
}

/** `target`: one database. */
export interface PageTarget {
  readonly name: string;
  /** When its last pass ended. Absent: no pass has ended. */
  readonly last_pass?: string;
  readonly failed: boolean;
  readonly problems: readonly PageProblem[];
}

/** What a rule does with a session, the strongest first: kills it; would kill it, but sends no kills now; leaves it to the vendor's task; spares it. */
export const VERDICTS = ["victim", "would_kill", "vendor", "spared"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface PageVerdict {
  readonly verdict: Verdict;
  readonly rule: string;
  /** For spared sessions. */
  readonly reason?: string;
  readonly detail?: string;
}

/** A row of a process list with the rules' verdicts; none if no rule matches. */
export interface PageSession {
  /** Its key within its target. */
  readonly key: string;
  readonly user: string;
  readonly host: string;
  readonly database: string;
  readonly command: string;
  readonly state: string;
  readonly seconds: number | null;
  readonly statement: string;
  readonly verdicts: readonly PageVerdict[];
}

/** `sessions`: the sessions of a target at one moment, victims first. */
export interface PageSessions {
  readonly target: string;
  readonly at: string;
  readonly sessions: readonly PageSession[];
  readonly total: number;
  /** Counts of all sessions, each by its strongest verdict. */
  readonly counts: Readonly<Record<Verdict, number>>;
}

/** A kill and its outcome. */
export interface PageKill {
  readonly at: string;
  readonly target: string;
  readonly rule: string;
  readonly key: string;
  readonly user: string;
  readonly host: string;
  readonly database: string;
  readonly statement: string;
  /** Number of attempts, if a session stays. */
  readonly attempts: number;
  /** Absent: under way. */
  readonly outcome?: string;
  readonly tone: Tone;
  readonly code?: string;
}

/** `kills`: the latest kills, newest first. */
export interface PageKills {
  readonly kills: readonly PageKill[];
}

/** `beat`: sent every few seconds. Silence means that the connection is dead. */
export interface PageBeat {
  readonly now: string;
}

/** The messages, by name. */
export interface PageMessages {
  readonly head: PageHead;
  readonly rules: PageRules;
  readonly targets: PageTargets;
  readonly target: PageTarget;
  readonly sessions: PageSessions;
  readonly kills: PageKills;
}

/** Cuts a text to the length that the page shows. */
export function cut(text: string, length: number = LIMITS.text): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

/** How many sessions of each target are shown. */
export function sessionsShown(targets: number): number {
  const share = Math.floor(LIMITS.allSessions / Math.max(1, targets));
  return Math.max(LIMITS.fewestSessions, Math.min(LIMITS.sessions, share));
}
