import { isLoopback } from "../../../emulator/core/guard";
import { printable, type Session, sessionKey } from "../../../model";
import { cut, LIMITS, type PageSession } from "../../../page/data";
import type { Secrets } from "../../secrets";
import type { AuditStatements, EnforceOptions } from "../options";
import { shownStatement } from "../statements";

/** How many characters of a text are searched for secrets: far more than the page shows. */
const SCRUBBED = 20_000;

/** Makes texts fit for the page: without the runner's secrets, cut to length, and statements only as far as they may be seen. */
export class Redactor {
  /** How statements appear on the page. */
  readonly statements: AuditStatements;

  constructor(
    { auditStatements, listen }: Pick<EnforceOptions, "auditStatements" | "listen">,
    private readonly secrets: Pick<Secrets, "scrub">,
  ) {
    // The audit may be restricted, but a reachable port is open to many.
    const isOpen = listen !== undefined && !isLoopback(listen.host);
    this.statements = isOpen && auditStatements === "full" ? "hash" : auditStatements;
  }

  /** @param length in characters. Default: {@link LIMITS.text} */
  text(text: string, length?: number): string {
    return cut(printable(this.#scrub(text)), length);
  }

  /** What names a session, and its statement. */
  session(session: Session): Pick<PageSession, "key" | "user" | "host" | "database" | "statement"> {
    const { user, host, database, info } = session;
    return {
      key: this.text(sessionKey(session)),
      user: this.text(user),
      host: this.text(host),
      database: this.text(database),
      statement: cut(this.#scrub(shownStatement(info, this.statements)), LIMITS.statement),
    };
  }

  #scrub(text: string): string {
    return this.secrets.scrub(text.slice(0, SCRUBBED));
  }
}
