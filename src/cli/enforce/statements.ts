import { statementHash } from "../../engine/describe";
import type { AuditLine } from "../../engine/runner/audit";
import type { Session } from "../../model";
import type { AuditSink } from "./audit-file";
import type { AuditStatements } from "./options";

/** A statement as an option says. Empty where there is none, or none is shown. */
export function shownStatement(statement: string, statements: AuditStatements): string {
  if (statements === "full" || statement === "") return statement;
  return statements === "none" ? "" : statementHash(statement);
}

/** An audit whose statements are shown as an option says. */
export function withStatements(audit: AuditSink, statements: AuditStatements): AuditSink {
  if (statements === "full") return audit;
  const hide = (session: Session): Session => ({
    ...session,
    info: shownStatement(session.info, statements),
  });
  return {
    write: (line: AuditLine) => audit.write(line.session ? { ...line, session: hide(line.session) } : line),
    close: () => audit.close(),
  };
}
