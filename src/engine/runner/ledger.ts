import type { Audit, AuditLine } from "./audit";

const ledgers = new WeakMap<Audit, Ledger>();

/**
 * An audit that keeps the lines about completed kills that it could not write. It writes them first, as soon as it can be written again.
 * Until then it records nothing else, and so nothing is killed.
 */
export class Ledger implements Audit {
  readonly #owed: AuditLine[] = [];

  private constructor(private readonly audit: Audit) {}

  /** The ledger of an audit, shared by all targets. */
  static of(audit: Audit): Ledger {
    const ledger = ledgers.get(audit) ?? new Ledger(audit);
    ledgers.set(audit, ledger);
    return ledger;
  }

  async write(line: AuditLine): Promise<void> {
    await this.#settle();
    await this.audit.write(line);
  }

  /** Records a completed action. If that fails, the line stays pending: the next {@link write} fails too, unless the audit can be written again. */
  async record(line: AuditLine): Promise<void> {
    this.#owed.push(line);
    await this.#settle().catch(() => {});
  }

  async #settle(): Promise<void> {
    while (this.#owed.length > 0) {
      const [line] = this.#owed;
      // Removed at once: another target may write at the same time.
      this.#owed.shift();
      try {
        await this.audit.write(line!);
      } catch (error) {
        this.#owed.unshift(line!);
        throw error;
      }
    }
  }
}
