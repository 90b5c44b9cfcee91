import type { Audit, AuditLine } from "./audit";

const ledgers = new WeakMap<Audit, Ledger>();

/**
 * An audit that owes what it could not record of things that were done: such lines come first, as soon as it can be written again.
 * Until then nothing else is recorded, and so nothing is killed.
 */
export class Ledger implements Audit {
  readonly #owed: AuditLine[] = [];

  private constructor(private readonly audit: Audit) {}

  /** The one ledger of an audit, which all targets share. */
  static of(audit: Audit): Ledger {
    const ledger = ledgers.get(audit) ?? new Ledger(audit);
    ledgers.set(audit, ledger);
    return ledger;
  }

  async write(line: AuditLine): Promise<void> {
    await this.#settle();
    await this.audit.write(line);
  }

  /** Records what was done. Where that fails it is owed: the next {@link write} fails too, unless the audit can be written again by then. */
  async record(line: AuditLine): Promise<void> {
    this.#owed.push(line);
    await this.#settle().catch(() => {});
  }

  async #settle(): Promise<void> {
    while (this.#owed.length > 0) {
      const [line] = this.#owed;
      // Taken out at once: another target may settle at the same time.
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
