import { Token } from "cdktf";
import type { FilterProblem } from "../policy";
import type { KillSlot } from "./private/target-api";

/** Stable names of everything that the constructs find wrong, for programs that tell errors apart. */
export type ConstructErrorCode =
  | "DURATION_NOT_POSITIVE_INTEGER"
  | "FILTER_INVALID"
  | "INSTANCE_ID_INVALID"
  | "KILL_SLOT_SHARED"
  | "MAX_KILLS_INVALID"
  | "PROVIDER_MISSING"
  | "RENEWAL_WITHOUT_DURATION"
  | "SESSION_IDS_INVALID";

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

export function instanceIdInvalid(instanceId: string, factory: string): ConstructError {
  return new ConstructError(
    "INSTANCE_ID_INVALID",
    `KillTarget.${factory}("${instanceId}") names no instance. The vendor's ids are not empty and hold neither blanks nor slashes. Give the id that the console shows, or the id attribute of the database's own resource.`,
  );
}

export function killSlotShared(slot: KillSlot, path: string, rival: string): ConstructError {
  const instance = Token.isUnresolved(slot.instanceId)
    ? "whose id only Terraform knows"
    : `"${slot.instanceId}"`;
  return new ConstructError(
    "KILL_SLOT_SHARED",
    `"${path}" and "${rival}" are both kill tasks for ${slot.description} ${instance}. It runs one kill task at a time, so each apply of the one would stop the other. Keep one of them; one filter can name several databases and commands.`,
  );
}

export function maxKillsInvalid(maxKills: number): ConstructError {
  return new ConstructError(
    "MAX_KILLS_INVALID",
    `maxKills is ${maxKills}, which is no count of sessions. Give a whole number, 0 or more, or leave maxKills out for no limit.`,
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

export function sessionIdsInvalid(reason: string): ConstructError {
  return new ConstructError(
    "SESSION_IDS_INVALID",
    `sessionIds ${reason}. Give 1 to 100 different ids, as the process list shows them.`,
  );
}
