import type { Outcome, Session, SpareReason, Target } from "../../model";

/** One decision of the runner. Its JSON is a line of the audit, whose schema is published. */
export interface AuditLine {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly policy: string;
  /** The revision of the policy. */
  readonly document_hash: string;
  readonly target: Target;
  /**
   * - `killed`: without an outcome, written right before the kill is sent; with one, what became of the session.
   * - `would_kill`: the policy observes.
   * - `spared`: it matched, and is not killed, for `reason`.
   * - `capped`: the pass would kill more than a cap allows, and kills nothing.
   * - `error`: something failed; `code` tells what.
   * - `pass`: the pass is over.
   */
  readonly event: "killed" | "would_kill" | "spared" | "capped" | "error" | "pass";
  readonly outcome?: Outcome;
  /** Of what is spared the reason; of a kill the policy's own `reason`. */
  readonly reason?: SpareReason | (string & {});
  readonly session?: Session;
  /** The vendor's id of the request. */
  readonly request_id?: string;
  readonly code?: string;
}

/** Where decisions are recorded. */
export interface Audit {
  /** Resolves once the line is recorded. @throws AuditError where it can't be: nothing is killed then */
  write(line: AuditLine): Promise<void>;
}

/** The audit can't be written. */
export class AuditError extends Error {
  override readonly name = "AuditError";
}
