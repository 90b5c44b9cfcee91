import type { FilterField } from "../model";

/** How TypeScript spells the fields of a filter. */
export const FILTER_PROPERTIES = {
  users: "users",
  hosts: "hosts",
  databases: "databases",
  commands: "commands",
  states: "states",
  info_prefix: "infoPrefix",
  info_keywords: "infoKeywords",
  info_regex: "infoRegex",
  ignore_comments: "ignoreComments",
  min_duration_seconds: "minDuration",
  min_transaction_seconds: "minTransaction",
} as const satisfies Record<FilterField, string>;

/** The properties of a session kill that take ids, by the Terraform attribute that each becomes. */
export const ID_PROPERTIES = {
  session_ids: "sessionIds",
  query_ids: "queryIds",
  sessions: "sessions",
} as const;

const PROPERTIES: Readonly<Record<string, string>> = {
  ...FILTER_PROPERTIES,
  ...ID_PROPERTIES,
  sql_ids: "sqlIds",
  match: "filter",
  match_all: "filter",
  "match_all = true": "SessionFilter.everything() as filter",
  protected_users: "protectedUsers",
  protect_tools: "protectTools",
  group_by: "groupBy",
  max_kills: "maxKills",
  max_kills_per_hour: "maxKillsPerHour",
  active_sessions_at_least: "when.activeSessionsAtLeast",
  matching_at_least: "when.matchingAtLeast",
  window: "windows",
  expires_at: "expiresAt",
  grace_seconds: "grace",
  deadline_seconds: "deadline",
};

/** A setting of the model in the words of TypeScript, for messages; also a field of a filter, as in `match.info_regex`. */
export function spell(setting: string): string {
  return setting
    .split(".")
    .map((step) => PROPERTIES[step] ?? step)
    .join(".");
}

/** `secretKey` for `secret_key`, as bindings spell attributes. */
export function camelCase(attribute: string): string {
  return attribute.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
