import type { ListFacts } from "../facts";
import { FILTER_FIELDS, type FilterField, type SessionFilter } from "../filter";
import { addressOf, compileFilter, stripComments } from "../matcher";
import type { Session } from "../session";

/** The first field of a filter that a session fails. */
export interface Mismatch {
  readonly field: FilterField;
  /** What the filter wants there. */
  readonly wanted: NonNullable<SessionFilter[FilterField]>;
  /** What the session has there; null: nothing, as where its list does not tell. */
  readonly actual: string | number | null;
}

/**
 * Why a session does not match a filter; undefined where it does. Fields are looked at in the order in which people read them. Each is
 * judged by the matcher itself, so that the two never differ.
 *
 * @param hostPort how the service prints hosts, see {@link ListFacts.hostPort}
 */
export function whyNot(
  filter: SessionFilter,
  session: Session,
  hostPort: ListFacts["hostPort"] = "always",
): Mismatch | undefined {
  const { ignore_comments } = filter;
  for (const field of FILTER_FIELDS) {
    // A field that is not set, and ignore_comments by itself, match every session.
    if (compileFilter({ [field]: filter[field], ignore_comments }, hostPort)(session)) continue;
    return { field, wanted: filter[field]!, actual: READ[field](session, { hostPort, ignore_comments }) };
  }
  return undefined;
}

interface Reading {
  readonly hostPort: ListFacts["hostPort"];
  readonly ignore_comments?: boolean;
}

const statement = ({ info }: Session, { ignore_comments }: Reading) =>
  ignore_comments ? stripComments(info) : info;

/** What a field compares. */
const READ: Readonly<Record<FilterField, (session: Session, reading: Reading) => string | number | null>> = {
  users: ({ user }) => user,
  hosts: ({ host }, { hostPort }) => addressOf(host, hostPort),
  databases: ({ database }) => database,
  commands: ({ command }) => command,
  states: ({ state }) => state,
  info_prefix: statement,
  info_keywords: statement,
  info_regex: statement,
  ignore_comments: statement,
  min_duration_seconds: ({ duration_seconds }) => duration_seconds,
  min_transaction_seconds: ({ transaction_seconds }) => transaction_seconds ?? null,
};
