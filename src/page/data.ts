/**
 * What the page shows, as JSON: of a runner its policies, databases and kills, of the emulator its tasks, instances and kills. Each
 * message replaces what the page had of the same kind, and of the same database, before. Times are RFC 3339 in UTC.
 */

/** How much the page shows, so that neither side grows with what happens. */
export const LIMITS = {
  rules: 500,
  targets: 200,
  /** Sessions of one target. */
  sessions: 200,
  /** Sessions in all. With many targets each gets its share, {@link LIMITS.fewestSessions} at least. */
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

/** How a state is to be taken: as it should be, at rest, worth a look, wrong. */
export type Tone = "good" | "quiet" | "warn" | "bad";

export interface PageProblem {
  readonly tone: Tone;
  readonly text: string;
  /** In the list of codes. */
  readonly code?: string;
}

/** `head`: what the page is of. */
export interface PageHead {
  /** `dbkill runner`. */
  readonly title: string;
  readonly version: string;
  /** What the rules are called: `Policies`. */
  readonly rules: string;
  /** One of them: `Policy`. */
  readonly rule: string;
  /** What is said where there is none. */
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
  /** Absent: none has ended yet, or there are none. */
  readonly last_pass?: string;
  /** Whether one of its windows is open; absent: it has none. */
  readonly window?: "open" | "closed";
  /** Such as `5 a pass`. */
  readonly caps: readonly string[];
  /** What it chooses, or why it exists. */
  readonly about?: string;
}

/** `rules`. */
export interface PageRules {
  readonly rules: readonly PageRule[];
  /** How many there are in all. */
  readonly total: number;
}

/** `targets`: whose messages follow, in this order. What the page has of others is of the past. */
export interface PageTargets {
  readonly names: readonly string[];
  readonly total: number;
}

/** `target`: one database. */
export interface PageTarget {
  readonly name: string;
  /** When its last pass ended; absent: none has yet. */
  readonly last_pass?: string;
  readonly failed: boolean;
  readonly problems: readonly PageProblem[];
}

/** What a rule does with a session, the strongest first: kills it; would kill it, but kills nobody now; leaves it to the vendor's task; spares it. */
export const VERDICTS = ["victim", "would_kill", "vendor", "spared"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface PageVerdict {
  readonly verdict: Verdict;
  readonly rule: string;
  /** Of a spared one. */
  readonly reason?: string;
  readonly detail?: string;
}

/** A row of a process list, with what the rules do with it: nothing where none of them matches. */
export interface PageSession {
  /** What names it within its target. */
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

/** `sessions`: those of one target at one moment, the victims first. */
export interface PageSessions {
  readonly target: string;
  readonly at: string;
  readonly sessions: readonly PageSession[];
  readonly total: number;
  /** Of all of them, each by the strongest of its verdicts. */
  readonly counts: Readonly<Record<Verdict, number>>;
}

/** A kill, and what became of it. */
export interface PageKill {
  readonly at: string;
  readonly target: string;
  readonly rule: string;
  readonly key: string;
  readonly user: string;
  readonly host: string;
  readonly database: string;
  readonly statement: string;
  /** How often it was tried, where a session stays. */
  readonly attempts: number;
  /** Absent: it is under way. */
  readonly outcome?: string;
  readonly tone: Tone;
  readonly code?: string;
}

/** `kills`: the last ones, the newest first. */
export interface PageKills {
  readonly kills: readonly PageKill[];
}

/** `beat`: sent every few seconds, so that silence means that the line is dead. */
export interface PageBeat {
  readonly now: string;
}

/** What is sent, by the name of the message. */
export interface PageMessages {
  readonly head: PageHead;
  readonly rules: PageRules;
  readonly targets: PageTargets;
  readonly target: PageTarget;
  readonly sessions: PageSessions;
  readonly kills: PageKills;
}

/** A text that is not longer than the page shows. */
export function cut(text: string, length: number = LIMITS.text): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

/** How many sessions of each target are shown. */
export function sessionsShown(targets: number): number {
  const share = Math.floor(LIMITS.allSessions / Math.max(1, targets));
  return Math.max(LIMITS.fewestSessions, Math.min(LIMITS.sessions, share));
}
