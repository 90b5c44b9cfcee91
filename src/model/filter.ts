/** Which sessions are meant. Fields are ANDed, the values within one list are ORed. */
export interface SessionFilter {
  /** Exact user names. */
  readonly users?: readonly string[];
  /** Client addresses; `%` stands for any run of characters, every other character for itself. The port is ignored. */
  readonly hosts?: readonly string[];
  /** Exact database names. */
  readonly databases?: readonly string[];
  /** Process-list commands, in any case. */
  readonly commands?: readonly string[];
  /** Exact states. */
  readonly states?: readonly string[];
  /** The statement starts with this text. */
  readonly info_prefix?: string;
  /** The statement holds all of these texts, in this order, without overlap. */
  readonly info_keywords?: readonly string[];
  /** RE2 pattern that occurs in the statement. */
  readonly info_regex?: string;
  /** SQL comments are taken out of the statement before it is compared. Chooses nothing by itself. */
  readonly ignore_comments?: boolean;
  /** At least this many seconds in the current state. */
  readonly min_duration_seconds?: number;
  /** Its transaction has been open for at least this many seconds. */
  readonly min_transaction_seconds?: number;
}

export type FilterField = keyof SessionFilter;

/** What a field holds: a list of texts, or one value as JavaScript's `typeof` calls it. */
export type FieldKind = "texts" | "string" | "number" | "boolean";

/** What each field of a filter holds, in the order in which people read them. */
export const FIELD_KINDS: Readonly<Record<FilterField, FieldKind>> = {
  users: "texts",
  hosts: "texts",
  databases: "texts",
  commands: "texts",
  states: "texts",
  info_prefix: "string",
  info_keywords: "texts",
  info_regex: "string",
  ignore_comments: "boolean",
  min_duration_seconds: "number",
  min_transaction_seconds: "number",
};

/** Every field of a filter, in the same order. */
export const FILTER_FIELDS = Object.keys(FIELD_KINDS) as readonly FilterField[];

/** Fields that hold names as the server knows them, not parts of a statement. */
export const NAME_FIELDS: ReadonlySet<FilterField> = new Set([
  "users",
  "hosts",
  "databases",
  "commands",
  "states",
]);

/** Stands for a value that is set but not known yet (a Terraform unknown, a CDKTF token): rules that need the value skip it. */
export const UNDECIDED: unique symbol = Symbol("dbkill.undecided");
export type Undecided = typeof UNDECIDED;

type MaybeUndecided<T> = T extends readonly (infer E)[]
  ? readonly (E | Undecided)[] | Undecided
  : T | Undecided;

/** A filter before all of its values are known. `null` and absent mean the same. */
export type FilterDraft = {
  readonly [F in FilterField]?: MaybeUndecided<NonNullable<SessionFilter[F]>> | null;
};

/** Whether the value of a field is more than its default: `ignore_comments = false` is the default. */
export function isFieldSet(value: FilterDraft[FilterField]): boolean {
  return value !== undefined && value !== null && value !== false;
}
