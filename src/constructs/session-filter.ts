import { Token } from "cdktf";
import {
  type CheckOptions,
  checkFilter,
  FILTER_FIELDS,
  type FilterDraft,
  type FilterField,
  type FilterProblem,
  UNDECIDED,
} from "../model";
import type { Duration } from "./duration";
import { filterInvalid } from "./errors";

/**
 * Which sessions are meant. Fields are ANDed, the values within one list are ORed. Every field takes tokens:
 * single values, texts with a token in them, and token lists; what is not known at synth is checked when
 * Terraform plans.
 *
 * What a vendor's kill task can't express is an error at synth. Tencent DBbrain: one user, one host, no states, no
 * infoRegex, and either infoPrefix or infoKeywords. Huawei DAS: one user, one host, one database, one command, no
 * states, no infoPrefix, no infoRegex. So is, for a {@link SessionKill}, what the vendor's list does not tell. Alibaba
 * ClickHouse: no databases, no commands, no states.
 */
export interface SessionFilterProps {
  /**
   * Exact user names.
   *
   * @default - any user
   */
  readonly users?: readonly string[];
  /**
   * Client addresses; `%` stands for any run of characters, the port is ignored.
   *
   * @default - any address
   */
  readonly hosts?: readonly string[];
  /**
   * Exact names of default databases.
   *
   * @default - any database, and none
   */
  readonly databases?: readonly string[];
  /**
   * Process-list commands, in any case, such as `Query` or `Sleep`.
   *
   * @default - any command
   */
  readonly commands?: readonly string[];
  /**
   * Exact session states, such as `Sending data`.
   *
   * @default - any state
   */
  readonly states?: readonly string[];
  /**
   * The statement starts with this text.
   *
   * @default - any statement, and none
   */
  readonly infoPrefix?: string;
  /**
   * The statement holds all of these texts, in this order.
   *
   * @default - any statement, and none
   */
  readonly infoKeywords?: readonly string[];
  /**
   * RE2 pattern that occurs in the statement.
   *
   * @default - any statement, and none
   */
  readonly infoRegex?: string;
  /**
   * At least this long in its current state.
   *
   * @default - any time
   */
  readonly minDuration?: Duration;
  /**
   * Whether SQL comments are taken out of the statement before it is compared. Chooses nothing by itself.
   *
   * @default false
   */
  readonly ignoreComments?: boolean;
  /**
   * Its transaction has been open for at least this long.
   *
   * @default - any session, with a transaction or without
   */
  readonly minTransaction?: Duration;
}

/** A filter as the generated bindings take it, in the `match` of every type that chooses sessions. */
export interface SessionFilterMatch {
  readonly users?: string[];
  readonly hosts?: string[];
  readonly databases?: string[];
  readonly commands?: string[];
  readonly states?: string[];
  readonly infoPrefix?: string;
  readonly infoKeywords?: string[];
  readonly infoRegex?: string;
  /** Seconds. */
  readonly minDurationSeconds?: number;
  readonly ignoreComments?: boolean;
  /** Seconds. */
  readonly minTransactionSeconds?: number;
}

/** How TypeScript spells the fields of the portable model. */
const PROPERTY: Readonly<Record<FilterField, keyof SessionFilterProps>> = {
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
};

const spell = (field: FilterField): string => PROPERTY[field];

/** JavaScript lets any name through; one that is left out makes the filter wider than meant. */
function misspelt(props: SessionFilterProps): FilterProblem[] {
  const fields = Object.values(PROPERTY);
  return Object.keys(props)
    .filter((name) => !(fields as string[]).includes(name))
    .map((name) => ({
      code: "DBKILL_FILTER_VALUE_INVALID",
      severity: "error",
      path: [name],
      summary: `A filter has no ${name}`,
      detail: `The others alone would choose more sessions than meant. The fields are ${fields.join(", ")}.`,
    }));
}

/**
 * Chooses sessions. Immutable: one filter can serve any number of tasks.
 *
 * @example
 * // Reports that have been running for more than a minute.
 * const filter = SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(1) });
 */
export class SessionFilter {
  /**
   * The sessions that match every given field.
   *
   * @throws ConstructError `FILTER_INVALID` for what no database understands: no field at all, an empty list,
   * a blank text, a command that does not exist, a pattern that is not RE2, a property that a filter does not have. What one vendor alone can't
   * express is found at synth.
   */
  static of(props: SessionFilterProps): SessionFilter {
    const filter = new SessionFilter(props);
    const problems = [...misspelt(props), ...filter.problems()];
    if (problems.length > 0) throw filterInvalid(problems);
    return filter;
  }

  /**
   * **Every** session but those of the database system itself. For Alibaba ClickHouse every query, the vendor's own
   * among them; for Alibaba OceanBase there is no such call.
   *
   * @example
   * // Before a migration: nobody stays connected.
   * const filter = SessionFilter.everything();
   */
  static everything(): SessionFilter {
    return new SessionFilter(undefined);
  }

  /** The given fields; undefined for {@link SessionFilter.everything}. */
  readonly props?: SessionFilterProps;

  private constructor(props: SessionFilterProps | undefined) {
    this.props = props && freeze(props);
    Object.freeze(this);
  }

  /** Whether this is {@link SessionFilter.everything}. */
  get matchesEverything(): boolean {
    return this.props === undefined;
  }

  /**
   * What is wrong with the filter, as far as its values are known at synth.
   *
   * @param use the service that the filter is for (`facts`), and whether its kill task or dbkill on its list evaluates it
   * (`evaluatedBy`); absent: no service in particular
   */
  problems(use: Pick<CheckOptions, "facts" | "evaluatedBy"> = {}): FilterProblem[] {
    return this.props ? checkFilter(draft(this.props), { ...use, spell }) : [];
  }

  /**
   * The filter for the `match` of a generated binding; undefined for {@link SessionFilter.everything}.
   *
   * @example
   * new bindings.DataDbkillSessions(this, "now", { target: target.toTarget(), match: filter.toMatch() });
   */
  toMatch(): SessionFilterMatch | undefined {
    if (!this.props) return undefined;
    const { minDuration, minTransaction, users, hosts, databases, commands, states, infoKeywords, ...texts } =
      this.props;
    return {
      ...texts,
      users: copy(users),
      hosts: copy(hosts),
      databases: copy(databases),
      commands: copy(commands),
      states: copy(states),
      infoKeywords: copy(infoKeywords),
      minDurationSeconds: minDuration?.toSeconds(),
      minTransactionSeconds: minTransaction?.toSeconds(),
    };
  }
}

const copy = (list: readonly string[] | undefined): string[] | undefined => list && [...list];

function freeze(props: SessionFilterProps): SessionFilterProps {
  const entries = Object.entries(props).map(([name, value]) => [
    name,
    Array.isArray(value) ? Object.freeze([...value]) : value,
  ]);
  return Object.freeze(Object.fromEntries(entries)) as SessionFilterProps;
}

/** The filter as the portable rules read it: what only Terraform will know is undecided. */
function draft(props: SessionFilterProps): FilterDraft {
  const entries = FILTER_FIELDS.map((field) => {
    const value = props[PROPERTY[field]];
    return [field, decide(isDuration(value) ? value.toSeconds() : value)];
  });
  return Object.fromEntries(entries) as FilterDraft;
}

function decide(value: string | number | boolean | readonly string[] | undefined): unknown {
  if (value === undefined || value === null) return undefined;
  if (Token.isUnresolved(value)) return UNDECIDED;
  return Array.isArray(value) ? value.map(decide) : value;
}

function isDuration(value: SessionFilterProps[keyof SessionFilterProps]): value is Duration {
  return typeof value === "object" && "toSeconds" in value;
}
