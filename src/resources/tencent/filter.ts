import { canonicalCommand, type SessionFilter } from "../../model";
import type { CreateKillTaskInput } from "../../vendors/tencent";
import { dbbrainFacts } from "../../vendors/tencent/dbbrain/facts";

/** The filter half of a CreateKillTask request; absent parameters don't filter. */
export type KillTaskFilter = Pick<
  CreateKillTaskInput,
  "User" | "Host" | "DB" | "Command" | "Info" | "Infos" | "Time"
>;

/** Turns a filter that passed the rules of `policy/` for DBbrain to the vendor's parameters; null means every session. */
export function toKillTaskFilter(filter: SessionFilter | null): KillTaskFilter {
  if (!filter) return {};
  return {
    ...(filter.users && { User: only(filter.users) }),
    ...(filter.hosts && { Host: only(filter.hosts) }),
    ...(filter.databases && { DB: [...filter.databases].sort().join(",") }),
    ...(filter.commands && { Command: filter.commands.map(spelled).sort().join(",") }),
    ...(filter.info_prefix !== undefined && { Info: filter.info_prefix }),
    ...(filter.info_keywords && { Infos: [...filter.info_keywords] }),
    ...(filter.min_duration_seconds !== undefined && { Time: filter.min_duration_seconds }),
  };
}

function only(values: readonly string[]): string {
  if (values.length !== 1) throw new Error(`DBbrain takes one value here, and ${values.length} are given`);
  return values[0]!;
}

function spelled(command: string): string {
  return canonicalCommand(command, dbbrainFacts) ?? command;
}
