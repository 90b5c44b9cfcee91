import type { Session } from "../../../src/model";

/** A session of the user `report`, except for the given fields. */
export function session(fields: Partial<Session> = {}): Session {
  return {
    id: "11",
    user: "report",
    host: "10.0.0.7:51234",
    database: "shop",
    command: "Query",
    state: "Sending data",
    duration_seconds: 75,
    info: "select sum(total) from orders",
    ...fields,
  };
}

export const ids = (sessions: readonly Session[]): string[] => sessions.map(({ id }) => id);
