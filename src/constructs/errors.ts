import { Token } from "cdktf";
import type { FilterProblem } from "../model";
import type { KillSlot, TargetApi } from "./private/target-api";

/** Stable names of everything that the constructs find wrong, for programs that tell errors apart. */
export type ConstructErrorCode =
  | "COMPUTING_GROUP_UNSUPPORTED"
  | "DURATION_NOT_POSITIVE_INTEGER"
  | "FILTER_INVALID"
  | "INSTANCE_ID_INVALID"
  | "KILL_SLOT_SHARED"
  | "KILL_TASK_DOUBLED"
  | "KILL_TASKS_TOO_MANY"
  | "MAX_KILLS_INVALID"
  | "PROPERTY_MISSING"
  | "PROPERTY_UNKNOWN"
  | "PROPERTY_UNSUPPORTED"
  | "PROVIDER_MISSING"
  | "RENEWAL_WITHOUT_DURATION"
  | "SELECTION_INVALID"
  | "SESSION_IDS_INVALID"
  | "SESSIONS_INVALID"
  | "SQL_IDS_INVALID"
  | "TARGET_UNSUPPORTED";

/** A declaration that can't be carried out. The message says what is wrong, why, and how to mend it. */
export class ConstructError extends Error {
  override readonly name = "ConstructError";

  constructor(
    /** What is wrong, for programs. */
    readonly code: ConstructErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export function computingGroupUnsupported(computingGroupId: string): ConstructError {
  return new ConstructError(
    "COMPUTING_GROUP_UNSUPPORTED",
    `KillTarget.alibabaClickhouse is given computingGroupId "${computingGroupId}" without edition: "enterprise". Only that edition has computing groups, and the community edition's API would kill in the whole cluster. Set edition: "enterprise", or remove computingGroupId.`,
  );
}

export function durationNotPositiveInteger(amount: number, unit: string): ConstructError {
  return new ConstructError(
    "DURATION_NOT_POSITIVE_INTEGER",
    `Duration.${unit}(${amount}) is no whole number above zero. The vendors count in whole units, and a task of no length kills nothing. Give a whole number of ${unit}, or use a smaller unit.`,
  );
}

export function filterInvalid(problems: readonly FilterProblem[]): ConstructError {
  return new ConstructError("FILTER_INVALID", problems.map(filterProblem).join("\n"));
}

/** One problem of a filter in one line. */
export function filterProblem(problem: FilterProblem): string {
  return `${problem.summary}. ${problem.detail}`;
}

export function instanceIdInvalid(
  id: string,
  factory: string,
  what: "cluster" | "instance" | "tenant",
): ConstructError {
  return new ConstructError(
    "INSTANCE_ID_INVALID",
    `KillTarget.${factory}: ${JSON.stringify(id)} names no ${what}. The vendor's ids are not empty and hold neither blanks nor slashes. Give the id that the console shows, or the id attribute of the database's own resource.`,
  );
}

export function killSlotShared(slot: KillSlot, path: string, rival: string): ConstructError {
  return new ConstructError(
    "KILL_SLOT_SHARED",
    `"${path}" and "${rival}" are both kill tasks for ${describe(slot)}. It runs one kill task at a time, so each apply of the one would stop the other. Keep one of them; one filter can name several databases and commands.`,
  );
}

export function killTaskDoubled(slot: KillSlot, path: string, twin: string): ConstructError {
  return new ConstructError(
    "KILL_TASK_DOUBLED",
    `"${path}" and "${twin}" are the same kill task for ${describe(slot)}: their filters and their durations are equal, and the vendor tells one task from another by nothing else. Keep one of them.`,
  );
}

export function killTasksTooMany(slot: KillSlot, path: string, holders: readonly string[]): ConstructError {
  return new ConstructError(
    "KILL_TASKS_TOO_MANY",
    `"${path}" finds no room for its kill task on ${describe(slot)}. It runs ${slot.room} at most, and ${holders.length} are declared already: ${holders.map(quoted).join(", ")}. Remove one of them, or this one.`,
  );
}

function describe({ description, instanceId }: KillSlot): string {
  return Token.isUnresolved(instanceId)
    ? `${description} whose id only Terraform knows`
    : `${description} "${instanceId}"`;
}

const quoted = (text: string): string => `"${text}"`;

export function maxKillsInvalid(maxKills: number): ConstructError {
  return new ConstructError(
    "MAX_KILLS_INVALID",
    `maxKills is ${maxKills}, which is no count of sessions. Give a whole number, 0 or more, or leave maxKills out for no limit.`,
  );
}

export function propertiesMissing(path: string, use: string, names: readonly string[]): ConstructError {
  return new ConstructError("PROPERTY_MISSING", `${path}: ${use} can't do without ${names.join(" and ")}.`);
}

/**
 * @param where what takes the properties
 * @param known those that it has
 */
export function propertyUnknown(
  where: string,
  unknown: readonly string[],
  known: readonly string[],
): ConstructError {
  return new ConstructError(
    "PROPERTY_UNKNOWN",
    `${where} has no ${unknown.join(" and no ")}. What it was to say, such as a limit, would be dropped without a word. There are ${known.join(", ")}.`,
  );
}

export function propertyUnsupported(property: string, service: string, reason: string): ConstructError {
  return new ConstructError(
    "PROPERTY_UNSUPPORTED",
    `${property} is set, but a target of ${service} does not take it. ${reason}`,
  );
}

export function providerMissing(stack: string, user: string): ConstructError {
  return new ConstructError(
    "PROVIDER_MISSING",
    `The stack "${stack}" has no DbkillProvider, but "${user}" needs one: Terraform would look for the dbkill provider in the public registry and not find it. Add new DbkillProvider(stack, "dbkill") to the stack.`,
  );
}

export function renewalWithoutDuration(): ConstructError {
  return new ConstructError(
    "RENEWAL_WITHOUT_DURATION",
    "renewOnExpiry is set, but duration is not. A task without a duration runs until it is destroyed and never expires. Set duration, or remove renewOnExpiry.",
  );
}

export function selectionInvalid(given: readonly string[], accepted: readonly string[]): ConstructError {
  const what =
    given.length === 0
      ? "Nothing says which sessions are meant"
      : `${given.join(" and ")} exclude each other: which of the sessions are meant would be a guess`;
  return new ConstructError(
    "SELECTION_INVALID",
    `${what}. Give ${accepted.length > 1 ? "exactly one of " : ""}${accepted.join(", ")}.`,
  );
}

/** A list of ids in a property of this name. */
export function idsInvalid(
  property: "sessionIds" | "sessions" | "sqlIds",
  reason: string,
  remedy: string,
): ConstructError {
  const code = (
    { sessionIds: "SESSION_IDS_INVALID", sessions: "SESSIONS_INVALID", sqlIds: "SQL_IDS_INVALID" } as const
  )[property];
  return new ConstructError(code, `${property} ${reason}. ${remedy}`);
}

/**
 * @param use what was asked of the target, such as `KillTask`
 * @param where path of the construct, or the method that was called
 * @param reason why the service does not offer it, and what to use instead
 */
export function targetUnsupported(
  use: string,
  where: string,
  { name }: TargetApi,
  reason: string,
): ConstructError {
  return new ConstructError("TARGET_UNSUPPORTED", `${where}: ${name} is no target for ${use}. ${reason}`);
}
