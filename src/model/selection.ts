import { isSystemSession, type ServiceFacts } from "./facts";
import type { SessionFilter } from "./filter";
import { assertSelective } from "./filter-rules";
import { comparable, compileExclusion, compileFilter, type SessionMatcher } from "./matcher";
import type { Spared } from "./outcome";
import { toolOf } from "./policy/tools";
import type { Session } from "./session";
import { sessionKey } from "./session";

/** How sessions are chosen. */
export type Choice =
  /** These and no others, by {@link sessionKey}. */
  | { readonly by: "ids"; readonly ids: readonly string[] }
  /** Those that match. */
  | { readonly by: "match"; readonly match: SessionFilter }
  /** Every session of the target (`match_all = true`). */
  | { readonly by: "all" };

/** Which sessions are chosen, and which of them are spared. */
export interface Selection {
  readonly choice: Choice;
  /** Sessions that match this are never killed. Null: none. */
  readonly exclude: SessionFilter | null;
  /** Users whose sessions are never killed, besides the service's own accounts. */
  readonly protectedUsers: readonly string[];
  /** Whether sessions of migration and backup tools are never killed, see {@link toolOf}. Default: false. */
  readonly protectTools?: boolean;
}

/** The sessions of one listing, sorted by a selection. */
export interface Selected {
  /** Everything that the choice names, spared or not. */
  readonly matched: readonly Session[];
  readonly victims: readonly Session[];
  readonly spared: readonly Spared<Session>[];
}

/**
 * Compiles a selection to a function that sorts sessions: protection beats exclusion, exclusion beats the choice.
 *
 * @throws Error for a `match` or an `exclude` that {@link assertSelective} refuses
 */
export function compileSelection(
  { choice, exclude, protectedUsers, protectTools = false }: Selection,
  facts: ServiceFacts,
): (sessions: readonly Session[]) => Selected {
  if (choice.by === "match") assertSelective(choice.match);
  if (exclude !== null) assertSelective(exclude);
  const hostPort = facts.list?.hostPort;
  const chosen = matcherOf(choice, hostPort);
  const excluded = exclude === null ? undefined : compileExclusion(exclude, hostPort);
  const users = new Set(protectedUsers.map(comparable));
  const reasonFor = (session: Session): Omit<Spared<Session>, "session"> | undefined => {
    if (isSystemSession(session, facts)) return { reason: "system", detail: session.user || session.command };
    if (users.has(comparable(session.user.trim()))) return { reason: "protected", detail: session.user };
    const tool = protectTools ? toolOf(session) : undefined;
    if (tool !== undefined) return { reason: "tool", detail: tool };
    if (excluded?.(session)) return { reason: "excluded", detail: "exclude" };
    return undefined;
  };
  return (sessions) => {
    const matched = sessions.filter(chosen);
    const victims: Session[] = [];
    const spared: Spared<Session>[] = [];
    for (const session of matched) {
      const reason = reasonFor(session);
      if (reason) spared.push({ session, ...reason });
      else victims.push(session);
    }
    return { matched, victims, spared };
  };
}

function matcherOf(choice: Choice, hostPort: Parameters<typeof compileFilter>[1]): SessionMatcher {
  if (choice.by === "match") return compileFilter(choice.match, hostPort);
  if (choice.by === "all") return () => true;
  const ids = new Set(choice.ids);
  return (session) => ids.has(sessionKey(session));
}
