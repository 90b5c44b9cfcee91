import type { ListFacts } from "../facts";
import { addressOf, comparable, foldCase } from "../matcher";
import type { Spared } from "../outcome";
import { type Session, sessionKey } from "../session";
import { fingerprint } from "./fingerprint";
import type { GroupBy, Policy } from "./policy";

/**
 * Compiles `victims`, `group_by` and `action` of a policy to a function that selects the victims among the sessions that may be killed,
 * in the order of the listing. It notes the others as spared.
 *
 * @param hostPort when the listing's hosts have a port. Default: always
 */
export function compileVictims(
  { victims, action, group_by }: Policy,
  hostPort: ListFacts["hostPort"] = "always",
): (sessions: readonly Session[], spared: Spared<Session>[]) => readonly Session[] {
  const groupOf = (session: Session) => group_by && GROUP_NAMES[group_by](session, hostPort);
  return (sessions, spared) => {
    // A kill of a query does nothing to a session that runs none.
    const idle = (session: Session) => action === "query" && session.info.trim() === "";
    const groups = new Map<string | null, Session[]>();
    for (const session of sessions) {
      if (idle(session)) continue;
      const name = groupOf(session);
      const group = groups.get(name);
      if (group) group.push(session);
      else groups.set(name, [session]);
    }
    const selected = new Set<Session>();
    for (const group of groups.values()) {
      for (const session of SELECT[victims](group)) selected.add(session);
    }
    for (const session of sessions) {
      if (selected.has(session)) continue;
      spared.push({
        session,
        reason: "not_selected",
        detail: idle(session) ? "runs no statement" : `victims = ${victims}`,
      });
    }
    return sessions.filter((session) => selected.has(session));
  };
}

const SELECT: Readonly<Record<Policy["victims"], (group: readonly Session[]) => readonly Session[]>> = {
  all: (group) => group,
  oldest: (group) => [oldestOf(group)],
  newest: (group) => [group.reduce((best, each) => (isOlder(best, each) ? each : best))],
  all_but_oldest: (group) => {
    const oldest = oldestOf(group);
    return group.filter((session) => session !== oldest);
  },
};

function oldestOf(group: readonly Session[]): Session {
  return group.reduce((best, each) => (isOlder(each, best) ? each : best));
}

/** Whether one session is older: longer in its state, then lower in number, as numbers are given in turn. Total, whatever the order of a list. */
function isOlder(one: Session, other: Session): boolean {
  const [age, otherAge] = [one.duration_seconds, other.duration_seconds];
  return age > otherAge || (age === otherAge && isLower(sessionKey(one), sessionKey(other)));
}

/** Whether one key has the lower number. Of two keys that are no numbers one is lower too. */
function isLower(one: string, other: string): boolean {
  return one.length < other.length || (one.length === other.length && one < other);
}

/** The name of the group that a session is in. */
const GROUP_NAMES: Readonly<Record<GroupBy, (session: Session, hostPort: ListFacts["hostPort"]) => string>> =
  {
    user: ({ user }) => comparable(user),
    host: ({ host }, hostPort) => foldCase(addressOf(host, hostPort)),
    database: ({ database }) => comparable(database),
    fingerprint: ({ info }) => fingerprint(info),
  };
