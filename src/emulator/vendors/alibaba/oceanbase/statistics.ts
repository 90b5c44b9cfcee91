import type { Session } from "../../../types";
import { clientAddress } from "../client-address";
import { statusOf } from "./session-row";

/** How many sessions there are, and how many of each user, client and database, in the order of their first session. */
export function statisticsOf(sessions: readonly Session[]) {
  const idle = sessions.filter((session) => !isActive(session)).length;
  return {
    TotalSessionCount: sessions.length,
    ActiveSessionCount: sessions.length - idle,
    IdleSessionCount: idle,
    SessionStatistics: {
      UserStatistics: count(sessions, "user", ({ user }) => user),
      SourceStatistics: count(sessions, "client", ({ host }) => clientAddress(host)),
      DataBaseStatistics: count(sessions, "database", ({ database }) => database),
    },
  };
}

function count(sessions: readonly Session[], type: string, of: (session: Session) => string) {
  const counts = new Map<string, { ActiveCount: number; TotalCount: number }>();
  for (const session of sessions) {
    const { ActiveCount, TotalCount } = counts.get(of(session)) ?? { ActiveCount: 0, TotalCount: 0 };
    counts.set(of(session), {
      ActiveCount: ActiveCount + (isActive(session) ? 1 : 0),
      TotalCount: TotalCount + 1,
    });
  }
  return [...counts].map(([value, each]) => ({ MetricValue: value, ...each, Type: type }));
}

function isActive(session: Session): boolean {
  return statusOf(session) !== "SLEEP";
}
