import type { AuditLine } from "../../../engine/runner/audit";
import type { Outcome, Session } from "../../../model";
import { LIMITS, type PageKill, type Tone } from "../../../page/data";
import { describeTarget } from "../../policies/place";
import type { Redactor } from "./redactor";

const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = {
  killed: "good",
  gone: "quiet",
  survived: "bad",
  refused: "bad",
  unknown: "warn",
};

/** With these outcomes, or without one, the session may still be there. */
const STAYS: ReadonlySet<string | undefined> = new Set([
  undefined,
  "survived",
  "refused",
  "unknown",
  "not sent",
]);

/** The latest kills as rows of the page, from lines of the audit: one row for each session, from when its kill is sent to its outcome. */
export class KillHistory {
  #rows: readonly PageKill[] = [];

  constructor(private readonly redactor: Redactor) {}

  /** Newest first. */
  get rows(): readonly PageKill[] {
    return this.#rows;
  }

  /** @param line any line of the audit @returns whether it has changed a row */
  add(line: AuditLine): boolean {
    const { event, outcome, reason } = line;
    const isBegun = event === "killed" && outcome === undefined;
    const isCalledOff = event === "error" || (event === "spared" && reason === "changed");
    if (!line.session || !(event === "killed" || isCalledOff)) return false;
    const kill = this.#rowOf(line, line.session);
    const before = this.#rows.find((each) => isSame(each, kill));
    const isUnderWay = before !== undefined && before.outcome === undefined;
    // A kill that never began is not shown.
    if (isCalledOff && !isUnderWay) return false;
    // A session that stays is retried and keeps one row.
    const isSameTry = isUnderWay && !isBegun;
    const isRetry = before !== undefined && !isSameTry && STAYS.has(before.outcome);
    const attempts = (isSameTry || isRetry ? before.attempts : 0) + (isSameTry ? 0 : 1);
    const others = isSameTry || isRetry ? this.#rows.filter((each) => each !== before) : this.#rows;
    this.#rows = [{ ...kill, attempts }, ...others].slice(0, LIMITS.kills);
    return true;
  }

  #rowOf({ at, target, policy, event, outcome, code }: AuditLine, session: Session): PageKill {
    return {
      at,
      target: describeTarget(target),
      rule: this.redactor.text(policy),
      ...this.redactor.session(session),
      attempts: 1,
      ...(outcome && { outcome }),
      ...(event === "error" && { outcome: "not sent" }),
      ...(event === "spared" && { outcome: "changed, not killed" }),
      tone: outcome ? OUTCOME_TONES[outcome] : event === "error" ? "bad" : "quiet",
      ...(code !== undefined && { code: this.redactor.text(code) }),
    };
  }
}

function isSame(one: PageKill, other: PageKill): boolean {
  return (
    one.target === other.target && one.rule === other.rule && one.key === other.key && one.user === other.user
  );
}
