import type { SessionKillApi } from "./target-api";

/** What a kill of chosen MySQL sessions, known by their ids alone, does not take, whatever the vendor. */
export const MYSQL_REFUSALS: SessionKillApi["refuses"] = {
  sessions: "A MySQL session is known by its id alone. Give sessionIds.",
  filter:
    "This kill takes ids, never a filter. For the sessions that match a filter use KillTask, which the vendor carries out.",
  maxKills:
    "Only the sessions that sessionIds names are killed, so that its length is the limit. Leave maxKills out.",
  protectedUsers:
    "Only the sessions that sessionIds names are killed, and never the server's own; the plan shows whose they are. Leave protectedUsers out.",
  verify: "The sessions are always listed again after the kill. Leave verify out.",
  failOnSurvivors:
    "A session that survives is a warning here, and stands in results. Leave failOnSurvivors out.",
};
