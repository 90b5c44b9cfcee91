import type { NewSession, Session, SessionStatus } from "../core/types";
import type { Instance } from "../core/world";

/**
 * What a kill came to: `killed`; `accepted`, the vendor takes the kill and the session lives on; `gone`, there was
 * no such session; `refused`, the server would not.
 */
export type KillOutcome =
  | { readonly outcome: "killed" | "accepted" | "gone" }
  | { readonly outcome: "refused"; readonly message: string };

/** Where sessions live and die. Tasks, clock, faults and APIs are the same above every engine. */
export interface SessionEngine {
  readonly name: "memory" | "mysql";
  /** Whether time can be advanced: a real server's sessions can't be aged. */
  readonly timeTravels: boolean;
  /** Puts sessions on an instance and returns their ids. All of them or none: throws a ControlError. */
  add(instance: Instance, sessions: NewSession[]): string[];
  /** The sessions alive now, in the order of their arrival. */
  list(instance: Instance): Promise<Session[]>;
  /** Those and the ones that were killed or ended by themselves. */
  history(instance: Instance): Promise<(Session & { status: SessionStatus })[]>;
  /** Kills one session at once, by what its service knows it by (`sessionKey`); `by` is for the record. */
  kill(instance: Instance, key: string, by: string): Promise<KillOutcome>;
  /** Carries out what is due on an instance by now; to be called before its tasks, or the clock, change. */
  settle(instance: Instance): void;
  reset(): void;
  close(): Promise<void>;
}
