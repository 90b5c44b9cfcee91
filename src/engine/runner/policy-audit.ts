import type { Policy, Session, Target } from "../../model";
import type { Clock } from "../ports";
import type { AuditLine } from "./audit";
import type { Ledger } from "./ledger";
import type { RunPolicy } from "./order";

/** What a line of the audit says besides its policy and its time. */
export type Said = Omit<AuditLine, "at" | "policy" | "document_hash" | "target">;

/** Records what the runner does for one policy. */
export class PolicyAudit {
  constructor(
    private readonly ledger: Ledger,
    private readonly target: Target,
    private readonly run: Pick<RunPolicy, "policy" | "documentHash">,
    private readonly clock: Pick<Clock, "date">,
  ) {}

  /** @throws AuditError where the line can't be written */
  write(said: Said): Promise<void> {
    return this.ledger.write(this.#line(said));
  }

  /** Records a completed action; a line that can't be written stays pending. */
  async record(done: readonly Said[]): Promise<void> {
    for (const said of done) await this.ledger.record(this.#line(said));
  }

  /** Records all kills before the first one is sent. @throws AuditError if one can't be recorded; none may be sent then */
  async begin(victims: readonly Session[]): Promise<void> {
    for (const [at, session] of victims.entries()) {
      try {
        await this.write({ event: "killed", ...whyOf(this.run.policy), session });
      } catch (error) {
        await this.callOff(victims.slice(0, at), "DBKILL_AUDIT_FAILED");
        throw error;
      }
    }
  }

  /** Records that kills which were recorded as begun are not sent. */
  async callOff(begun: readonly Session[], code: string): Promise<void> {
    await this.record(begun.map((session) => ({ event: "error", code, session })));
  }

  #line(said: Said): AuditLine {
    const { policy, documentHash } = this.run;
    return {
      at: this.clock.date().toISOString(),
      policy: policy.name,
      document_hash: documentHash,
      target: this.target,
      ...said,
    };
  }
}

/** The policy's own reason, for the lines of its kills. */
export function whyOf({ reason }: Policy): { readonly reason?: string } {
  return reason === null ? {} : { reason };
}
