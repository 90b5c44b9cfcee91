import { type Session, sessionKey } from "../../model";
import type { KillReport, KillResult } from "../kill";
import type { Said } from "./observe";

const NOT_SENT = "DBKILL_KILL_NOT_SENT";

/** What the audit says of each session whose kill was recorded as begun, once the kill is over: one line for each. */
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
    // Chosen and not sent: this one changed in between, or a guard refused them all.
    lines.push(
      changed.has(key)
        ? { event: "spared", reason: "changed", session }
        : { event: "error", code: report.haltedBy ?? NOT_SENT, session },
    );
  }
  return lines;
}

/** Whether a session had its turn: a request named it, or it had ended before, or was refused. */
export function wasTried({ key, outcome }: KillResult, { sent }: KillReport): boolean {
  return outcome === "gone" || outcome === "refused" || sent.some((each) => each.key === key);
}
