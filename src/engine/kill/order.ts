import type { Outcome, Selection, Session, Spared } from "../../model";
import type { Statements } from "../describe";
import type { EngineEvent } from "../events";
import type { SessionKiller, SessionSource } from "../ports";
import type { Look, Sighting } from "./look";

/** What is to be killed, and under which guards. */
export interface KillOrder {
  readonly selection: Selection;
  /** The most sessions that one run may kill; null: no limit. */
  readonly maxKills: number | null;
  /** Whether to look at what became of each session even where every answer was clear. */
  readonly verify: boolean;
  /** Whether a session that is still there, or of which nothing is known, is an error; else a warning. */
  readonly failOnSurvivors: boolean;
  /**
   * The results of an earlier run that was not finished. Only what it left open is killed, and only sessions of the same users: no
   * session that matches only since then, and none that has taken over one of its ids. Absent: a new kill.
   */
  readonly previous?: readonly KillResult[];
  /**
   * These and no others, and only while they are provably the same: what an earlier look chose, by a choice that this order narrows.
   * Absent: whatever the selection chooses.
   */
  readonly only?: readonly SentSession[];
  /** The look that chose {@link only}: the first round uses it. Each request is still preceded by a fresh look. */
  readonly look?: Look;
  /** What earlier passes of the same operation have sent: `maxKills` counts it too, each session once. Absent: this is the only pass. */
  readonly sent?: readonly SentSession[];
  /** How long to wait at most, in ms, until the killed sessions are gone. Absent: until the operation's time is nearly over. */
  readonly patienceMs?: number;
  /** How events show statements. Default: `shown`. */
  readonly statements?: Statements;
}

/** What a request that may have been carried out named: one key, as it was last listed before. */
export interface SentSession extends Sighting {
  /** See `sessionKey`. */
  readonly key: string;
}

/** What became of one session. */
export interface KillResult {
  /** See `sessionKey`. */
  readonly key: string;
  readonly id: string;
  readonly server?: string;
  /** Null where it was never listed, or where the service does not tell users. */
  readonly user: string | null;
  readonly outcome: Outcome;
  /** What the vendor said against killing it, or why it was not sent; null where there is nothing to say. */
  readonly message: string | null;
  readonly vendorCode?: string;
  readonly requestId?: string;
  /** The service's own word for its state before and after; only where sessions can't be listed but looked up (MRS). */
  readonly statusBefore?: string;
  readonly statusAfter?: string;
}

/** What a kill did. Everything that was sent is in it, even after a failure. */
export interface KillReport {
  /** One for each session that was chosen, and one for each id that was named and not spared. With `previous`: merged into it. */
  readonly results: readonly KillResult[];
  /** The sessions that were chosen to be killed, as they were last listed. */
  readonly victims: readonly Session[];
  /** What was sent, killed or not. */
  readonly sent: readonly SentSession[];
  /** Sessions that the choice names and that were not killed, with the reason. */
  readonly spared: readonly Spared<Session>[];
  /** How many listed sessions the choice named at first. */
  readonly matched: number;
  /** False where the service had, or may have had, more sessions than it listed. */
  readonly complete: boolean;
  /** How long the run waited to see what became of the sessions, in ms. */
  readonly waitedMs: number;
  /** The vendor's ids of the kill requests. */
  readonly requestIds: readonly string[];
  readonly events: readonly EngineEvent[];
  /** The code of the guard that refused the remaining kills; undefined if none did. */
  readonly haltedBy: string | undefined;
  /** Whether an error is among the events. */
  readonly failed: boolean;
  /** Whether it failed after a request that may have killed something: the caller records the results and passes them as `previous`. */
  readonly unfinished: boolean;
}

/** The ports of a kill. */
export interface KillPorts {
  readonly source: SessionSource;
  readonly killer: SessionKiller;
}
