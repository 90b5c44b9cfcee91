import type { Match } from "../../../types";
import { TencentError } from "../error";

/** The filters of a kill task, as CreateKillTask takes them. */
export interface KillFilter {
  readonly Host?: string;
  /** Names joined by `,`. */
  readonly DB?: string;
  /** Commands joined by `,`. */
  readonly Command?: string;
  readonly Info?: string;
  readonly Infos?: string[];
  readonly User?: string;
  readonly Time?: number;
}

/**
 * A kill task's filters as a match. None of them is a match of everything; an empty text filters nothing.
 * Throws InvalidParameter for Info together with Infos, InvalidParameterValue for a negative Time.
 */
export function toMatch({ Host, DB, Command, Info, Infos, User, Time }: KillFilter): Match {
  if (Info && Infos?.length) {
    throw new TencentError("InvalidParameter", "The parameters `Info` and `Infos` exclude each other.");
  }
  if (Time !== undefined && Time < 0) {
    throw new TencentError(
      "InvalidParameterValue",
      "The value of the parameter `Time` must not be negative.",
    );
  }
  return {
    ...(User && { users: [User] }),
    ...(Host && { hosts: [Host] }),
    ...(DB && { databases: names(DB) }),
    ...(Command && { commands: names(Command) }),
    ...(Info && { info_prefix: Info }),
    ...(Infos?.length && { info_keywords: Infos }),
    ...(Time !== undefined && { min_duration_seconds: Time }),
  };
}

function names(joined: string): string[] {
  return joined.split(",").map((name) => name.trim());
}
