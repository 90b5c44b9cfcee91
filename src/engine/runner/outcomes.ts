import { type Session, sessionKey } from "../../model";
import type { KillReport, KillResult } from "../kill";
import type { Said } from "./policy-audit";

const NOT_SENT = "DBKILL_KILL_NOT_SENT";

/** The audit's lines after a kill: one for each session whose kill was recorded as begun. */
export function outcomesOf(
  victims: readonly Session[],
  report: KillReport,
  why: { readonly reason?: string },
): readonly Said[] {
  const open = new Map(victims.map((session) => [sessionKey(session), session]));
  const lines: Said[] = [];
  for (const result of report.results) {
    const { key, outcome, requestId = report.requestIds[0], vendorCode } = result;
    const session = open.get(key)!;
    open.delete(key);
    if (!wasTried(result, report)) {
      lines.push({ event: "error", code: report.haltedBy ?? NOT_SENT, session });
      continue;
    }
    const told = { ...(requestId && { request_id: requestId }), ...(vendorCode && { code: vendorCode }) };
    lines.push({ event: "killed", outcome, ...why, session, ...told });
  }
  const changed = new Set(report.spared.map(({ session }) => sessionKey(session)));
  for (const [key, session] of open) {
    // Chosen but not sent: the session changed meanwhile, or a guard refused all kills.
    lines.push(
      changed.has(key)
        ? { event: "spared", reason: "changed", session }
        : { event: "error", code: report.haltedBy ?? NOT_SENT, session },
    );
  }
  return lines;
}

/** Whether a session was processed: a request named it, or it had already ended, or it was refused. */
export function wasTried({ key, outcome }: KillResult, { sent }: KillReport): boolean {
  return outcome === "gone" || outcome === "refused" || sent.some((each) => each.key === key);
}
