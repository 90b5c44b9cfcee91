import type { Service } from "./capabilities";
import type { SessionFilter } from "./filter";
import { compileFilter } from "./matcher";
import { isSystemSession } from "./protection";
import type { Session } from "./session";

/** Whom a choice of victims must spare. */
export interface Spared {
  /** Whose sessions they are: the vendor's own accounts are never chosen. */
  readonly service: Service;
  /** Users that are never chosen either, whatever the filter says. */
  readonly protectedUsers?: readonly string[];
}

/** The sessions that a filter chooses among those listed, but for those to spare; no filter chooses all the rest. */
export function chooseVictims(
  sessions: readonly Session[],
  filter: SessionFilter | null,
  { service, protectedUsers = [] }: Spared,
): Session[] {
  const matches = filter ? compileFilter(filter) : () => true;
  const spared = new Set(protectedUsers);
  return sessions.filter(
    (session) => !isSystemSession(session, service) && !spared.has(session.user) && matches(session),
  );
}
