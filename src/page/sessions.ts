import { LIMITS, type PageVerdict, VERDICTS, type Verdict } from "./data";

/** What one rule does with the sessions of a listing. */
export interface RuleVerdicts<S> {
  readonly victims: readonly S[];
  /** The verdict on its victims. */
  readonly verdict: PageVerdict;
  readonly spared: readonly { readonly session: S; readonly verdict: PageVerdict }[];
}

/** A session and the rules' verdicts, strongest first. */
export interface Judged<S> {
  readonly session: S;
  readonly verdicts: readonly PageVerdict[];
}

/** The sessions to show, and counts of all sessions by verdict. */
export interface Shown<S> {
  readonly rows: readonly Judged<S>[];
  readonly counts: Readonly<Record<Verdict, number>>;
}

/**
 * Chooses the sessions to show: victims, then weaker verdicts, then the others. Within a group, sessions that run a statement come
 * first, oldest first.
 */
export function shownSessions<S>(
  sessions: readonly S[],
  rules: readonly RuleVerdicts<S>[],
  limit: number,
  order: { isActive(session: S): boolean; seconds(session: S): number },
): Shown<S> {
  const strongest = new Map<S, Verdict>();
  for (const verdict of VERDICTS) {
    for (const rule of rules) {
      const named =
        verdict === "spared"
          ? rule.spared.map(({ session }) => session)
          : rule.verdict.verdict === verdict
            ? rule.victims
            : [];
      for (const session of named) if (!strongest.has(session)) strongest.set(session, verdict);
    }
  }
  const groups = new Map<Verdict | undefined, S[]>([...VERDICTS, undefined].map((verdict) => [verdict, []]));
  for (const session of sessions) groups.get(strongest.get(session))!.push(session);
  const compare = (one: S, other: S) =>
    Number(order.isActive(other)) - Number(order.isActive(one)) || order.seconds(other) - order.seconds(one);
  const chosen: S[] = [];
  for (const group of groups.values()) {
    if (chosen.length < limit) chosen.push(...[...group].sort(compare).slice(0, limit - chosen.length));
  }
  const verdicts = new Map<S, PageVerdict[]>(chosen.map((session) => [session, []]));
  for (const rule of rules) {
    for (const session of rule.victims) verdicts.get(session)?.push(rule.verdict);
    for (const { session, verdict } of rule.spared) verdicts.get(session)?.push(verdict);
  }
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, groups.get(verdict)!.length]));
  return {
    rows: chosen.map((session) => ({ session, verdicts: strongestFirst(verdicts.get(session)!) })),
    counts: counts as Record<Verdict, number>,
  };
}

function strongestFirst(verdicts: PageVerdict[]): PageVerdict[] {
  return verdicts
    .sort((one, other) => VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(other.verdict))
    .slice(0, LIMITS.verdicts);
}
