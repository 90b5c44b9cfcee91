import type { Session, SessionFilter, Target } from "../model";
import type { Outcome } from "./outcomes";

/** Whom a one-shot kill is for. */
export type Choice =
  /** These and no others, by their keys. */
  | { readonly by: "ids"; readonly keys: readonly string[] }
  /** Those that a listing during the apply shows to match. */
  | { readonly by: "match"; readonly filter: SessionFilter }
  /** Everything, in the vendor's own single call. */
  | { readonly by: "all" };

/** What holds a kill back. */
export interface Guards {
  readonly maxKills: number | null;
  /** Users who are spared, besides the vendor's own accounts. */
  readonly protectedUsers: readonly string[];
}

/** What the vendor said to one kill. */
export interface Told {
  /** Its reasons, by key, for those that it did not kill. */
  readonly refused: ReadonlyMap<string, string>;
  /** Those of which it said nothing. */
  readonly unanswered: readonly string[];
}

/** How a vendor kills. A key names a session, for people and for these calls alike. */
export interface KillApi {
  readonly target: Target;
  /** What the vendor calls sessions, and the attribute that names them one by one. */
  readonly words: { readonly many: string; readonly ids: string };
  /** Whether a session may run although it is not listed: one that is named is then killed all the same. */
  readonly listsLate: boolean;
  /** Makes the vendor's client. Throws where the provider is not configured for it. */
  connect(): unknown;
  keyOf(session: Session): string;
  /** Why this key can't be sent, to follow the key in a sentence; undefined where it can. */
  problemOf(key: string): string | undefined;
  /** Kills these. Never called without any. */
  kill(keys: readonly string[], signal: AbortSignal): Promise<Told>;
  /** Kills everything; where there is such a choice. */
  killAll?(signal: AbortSignal): Promise<Told>;
}

/** One kill as it is declared. */
export interface OneShot {
  readonly api: KillApi;
  readonly choice: Choice;
  readonly guards: Guards;
  /**
   * What is left of a kill that was not finished, by key, with its user; null for one that was never listed. Nothing else is killed
   * then: neither what came to match since, nor a session of somebody else's that has one of these keys by now. Absent for a new kill.
   */
  readonly left?: ReadonlyMap<string, string | null>;
}

/** What became of one session. */
export interface KillResult {
  readonly key: string;
  /** Null where it was never listed. */
  readonly user: string | null;
  readonly outcome: Outcome;
  /** What the vendor said against killing it, or what kept it from being sent; null where nothing did. */
  readonly message: string | null;
}

/** A kill that is to be carried out now. */
export interface KillOrder extends OneShot {
  /** Whether to look at what became of each session where the vendor's answer leaves no doubt. */
  readonly verify: boolean;
  /** Whether a session that is still there is an error, or else a warning. */
  readonly failOnSurvivors: boolean;
  /** Whether the resource is to be created: Terraform replaces it in the next apply where that fails. */
  readonly creates: boolean;
  /** Keeps what is known so far, before an error is thrown. */
  record(results: readonly KillResult[]): void;
}

/** Whether something was declared that only a listing can prove. */
export function isGuarded({ guards }: OneShot): boolean {
  return guards.maxKills !== null || guards.protectedUsers.length > 0;
}
