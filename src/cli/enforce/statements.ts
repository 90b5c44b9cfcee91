import { statementHash } from "../../engine/describe";
import type { AuditLine } from "../../engine/runner/audit";
import type { Session } from "../../model";
import type { AuditSink } from "./audit-file";
import type { AuditStatements } from "./options";

/** An audit whose statements are shown as an option says. */
export function withStatements(audit: AuditSink, statements: AuditStatements): AuditSink {
  if (statements === "full") return audit;
  const hide = (session: Session): Session => {
    const { info } = session;
    return { ...session, info: statements === "none" || info === "" ? "" : statementHash(info) };
  };
  return {
    write: (line: AuditLine) => audit.write(line.session ? { ...line, session: hide(line.session) } : line),
    close: () => audit.close(),
  };
}
