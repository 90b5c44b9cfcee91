import type { SessionFilter } from "./filter";
import { compileFilter } from "./matcher";
import { isSystemSession } from "./protection";
import type { Session } from "./session";

/** The sessions that a filter chooses among those listed, the server's own left out; no filter chooses all the rest. */
export function chooseVictims(sessions: readonly Session[], filter: SessionFilter | null): Session[] {
  const matches = filter ? compileFilter(filter) : () => true;
  return sessions.filter((session) => !isSystemSession(session) && matches(session));
}
