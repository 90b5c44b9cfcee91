import { canonicalCommand, type SessionFilter } from "../policy";
import type { CreateKillTaskInput } from "../vendors/tencent";

/** The filter half of a CreateKillTask request; absent parameters don't filter. */
export type KillTaskFilter = Pick<
  CreateKillTaskInput,
  "User" | "Host" | "DB" | "Command" | "Info" | "Infos" | "Time"
>;

/** Turns a filter that passed the rules of `policy/` for DBbrain to the vendor's parameters; null means every session. */
export function toKillTaskFilter(filter: SessionFilter | null): KillTaskFilter {
  const request: KillTaskFilter = {};
  if (!filter) return request;
  if (filter.users) request.User = only(filter.users);
  if (filter.hosts) request.Host = only(filter.hosts);
  if (filter.databases) request.DB = [...filter.databases].sort().join(",");
  if (filter.commands) request.Command = filter.commands.map(spelled).sort().join(",");
  if (filter.info_prefix !== undefined) request.Info = filter.info_prefix;
  if (filter.info_keywords) request.Infos = [...filter.info_keywords];
  if (filter.min_duration_seconds !== undefined) request.Time = filter.min_duration_seconds;
  return request;
}

function only(values: readonly string[]): string {
  if (values.length !== 1) throw new Error(`DBbrain takes one value here, and ${values.length} are given`);
  return values[0]!;
}

function spelled(command: string): string {
  return canonicalCommand(command) ?? command;
}
