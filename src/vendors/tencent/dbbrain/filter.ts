import { canonicalCommand, type SessionFilter } from "../../../model";
import { assertExpressible, onlyValue } from "../../shared/task-request";
import { dbbrainFacts } from "./facts";
import type { CreateKillTaskInput } from "./types";

/** The filter half of a CreateKillTask request. Absent parameters don't filter. */
export type KillTaskFilter = Pick<
  CreateKillTaskInput,
  "User" | "Host" | "DB" | "Command" | "Info" | "Infos" | "Time"
>;

const { api, separators } = dbbrainFacts.task;
/** Joins the values of `DB`. */
const DATABASES = separators.databases;
/** Joins the values of `Command`; no command has it in its name. */
const COMMANDS = ",";

/**
 * A filter as the parameters of CreateKillTask. The order of a set does not matter.
 *
 * @param filter null: every session
 * @throws Error for a filter that is not selective, or that CreateKillTask can't express: see {@link assertExpressible}
 */
export function toKillTaskFilter(filter: SessionFilter | null): KillTaskFilter {
  if (filter === null) return {};
  assertExpressible(filter, dbbrainFacts);
  const { users, hosts, databases, commands, info_prefix, info_keywords, min_duration_seconds } = filter;
  const spelled = (command: string) => canonicalCommand(command, dbbrainFacts) ?? command;
  return {
    ...(users && { User: onlyValue(users, "users", api) }),
    ...(hosts && { Host: onlyValue(hosts, "hosts", api) }),
    ...(databases && { DB: [...databases].sort().join(DATABASES) }),
    ...(commands && { Command: commands.map(spelled).sort().join(COMMANDS) }),
    ...(info_prefix !== undefined && { Info: info_prefix }),
    ...(info_keywords && { Infos: [...info_keywords] }),
    ...(min_duration_seconds !== undefined && { Time: min_duration_seconds }),
  };
}

/** What a request's parameters filter by; null where they let every session through. */
export function toSessionFilter({
  User,
  Host,
  DB,
  Command,
  Info,
  Infos,
  Time,
}: KillTaskFilter): SessionFilter | null {
  const filter: SessionFilter = {
    ...(User && { users: [User] }),
    ...(Host && { hosts: [Host] }),
    ...(DB && { databases: DB.split(DATABASES) }),
    ...(Command && { commands: Command.split(COMMANDS) }),
    ...(Info && { info_prefix: Info }),
    ...(Infos && Infos.length > 0 && { info_keywords: Infos }),
    ...(Time && { min_duration_seconds: Time }),
  };
  return Object.keys(filter).length > 0 ? filter : null;
}
