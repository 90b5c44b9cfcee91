import type { IResolvable } from "cdktf";
import {
  type CheckOptions,
  checkFilter,
  FILTER_FIELDS,
  type FilterDraft,
  type FilterProblem,
} from "../model";
import { DURATION, Duration } from "./duration";
import { ConstructError, type ConstructProblem, fromModel } from "./errors";
import { checked, flag, instance, isMarked, mark, optional, shape, text, texts } from "./shape";
import { FILTER_PROPERTIES, spell } from "./spelling";
import { decide } from "./tokens";

/**
 * Which sessions are meant. Fields are ANDed, the values within one list are ORed. Every field takes tokens: single values,
 * strings with a token in them, and token lists. Terraform checks at plan what is not known at synth.
 *
 * What a vendor's kill task can't express is an error at synth. Tencent DBbrain: one user, one host, no states, no
 * infoRegex, and either infoPrefix or infoKeywords. Huawei DAS: one user, one host, one database, one command, no
 * states, no infoPrefix, no infoRegex. Neither takes ignoreComments or minTransaction. For a {@link SessionKill}, what the
 * vendor's list does not tell is an error too. Alibaba ClickHouse: no databases, no commands, no states.
 */
export interface SessionFilterProps {
  /**
   * Exact user names.
   *
   * @default - any user
   */
  readonly users?: readonly string[];
  /**
   * Client addresses. `%` stands for any run of characters. The port is ignored.
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
  readonly ignoreComments?: boolean | IResolvable;
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
  readonly ignoreComments?: boolean | IResolvable;
  /** Seconds. */
  readonly minTransactionSeconds?: number;
}

const SHAPE = shape({
  users: optional(texts),
  hosts: optional(texts),
  databases: optional(texts),
  commands: optional(texts),
  states: optional(texts),
  infoPrefix: optional(text),
  infoKeywords: optional(texts),
  infoRegex: optional(text),
  ignoreComments: optional(flag),
  minDuration: optional(DURATION),
  minTransaction: optional(DURATION),
});

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
   * @throws ConstructError for what no database understands: `DBKILL_PROPERTY_UNKNOWN`, `DBKILL_PROPERTY_INVALID`, and the
   * codes `DBKILL_FILTER_...` of the filter rules. What one vendor only can't express is found at synth.
   */
  static of(props: SessionFilterProps): SessionFilter {
    const filter = new SessionFilter(checked(SHAPE, props, "SessionFilter.of"));
    const [first, ...others] = filter.problems().map((problem) => fromModel(problem, spell));
    if (first) throw new ConstructError("SessionFilter.of", [first, ...others] as [ConstructProblem]);
    return filter;
  }

  /**
   * **Every** session, except those of the database system itself. For Alibaba ClickHouse that is every query, and the vendor's
   * own can't be told from them.
   *
   * @example
   * // Before a migration: nobody stays connected.
   * const filter = SessionFilter.everything();
   */
  static everything(): SessionFilter {
    return new SessionFilter(undefined);
  }

  /** Whether a value is a SessionFilter, also one of another copy of this package. */
  static isSessionFilter(value: unknown): value is SessionFilter {
    return isMarked(value, "SessionFilter");
  }

  /** The given fields; undefined for {@link SessionFilter.everything}. */
  readonly props?: SessionFilterProps;

  private constructor(props: SessionFilterProps | undefined) {
    this.props = props && freeze(props);
    mark(this, "SessionFilter");
    Object.freeze(this);
  }

  /** Whether this is {@link SessionFilter.everything}. */
  get matchesEverything(): boolean {
    return this.props === undefined;
  }

  /**
   * The filter in the words of the model, for its rules: what only Terraform will know is undecided. Undefined for
   * {@link SessionFilter.everything}.
   */
  toDraft(): FilterDraft | undefined {
    return this.props && draft(this.props);
  }

  /**
   * What is wrong with the filter, as far as its values are known at synth.
   *
   * @param use the service that the filter is for (`facts`), and whether its kill task or dbkill on its list evaluates it
   * (`evaluatedBy`); absent: no service in particular
   */
  problems(use: Pick<CheckOptions, "facts" | "evaluatedBy"> = {}): FilterProblem[] {
    const fields = this.toDraft();
    return fields ? checkFilter(fields, { ...use, spell }) : [];
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

function draft(props: SessionFilterProps): FilterDraft {
  const entries = FILTER_FIELDS.map((field) => {
    const value = props[FILTER_PROPERTIES[field]];
    return [field, decide(Duration.isDuration(value) ? value.toSeconds() : value)];
  });
  return Object.fromEntries(entries) as FilterDraft;
}

/**
 * The kind of properties that take one.
 * @internal
 */
export const FILTER = instance<SessionFilter>(
  "SessionFilter",
  "a SessionFilter, such as SessionFilter.of({ ... })",
);
