import { Fields, invalid } from "./fields";

/** What vendors do that their documents leave open, or contradict each other about. A client has to cope with all of it. */
export const QUIRKS = [
  /** DAS answers `"success": false` with HTTP 200 to what it did, as in the documents' own preview example. */
  "success-false",
  /** DAS and MRS write every number of a response as a text. */
  "numbers-as-strings",
  /** DAS gives times in seconds; the documents say milliseconds in words and 32 bits in ranges. */
  "times-in-seconds",
  /** DAS no longer lists a kill task that has ended. */
  "ended-tasks-vanish",
  /** DAS lists kill tasks without `end_time`. */
  "no-end-time",
  /** DAS's process list has the field names and texts of its older sibling, ListProcesses. */
  "older-process-fields",
  /** MRS calls a statement's id `sql_id`, as in older documents. */
  "older-sql-id",
  /** DAS lists a kill task's database in lower case. */
  "filter-database-lower-case",
  /** DAS lists a kill task's user in the opposite case. */
  "filter-user-other-case",
  /** DAS lists a kill task's text filters with a blank at the end. */
  "filter-trailing-blank",
  /** DAS lists a kill task's `time` rounded up to ten seconds. */
  "filter-time-rounded",
  /** DAS lists a kill task only from two seconds after its start. */
  "new-tasks-listed-late",
  /** DAS answers the kill switch as `on` and `off`. */
  "switch-lower-case",
  /** No vendor's response has a `Date` header. */
  "no-date",
] as const;
export type Quirk = (typeof QUIRKS)[number];

/** The quirks in force. */
export class Quirks {
  readonly #initial: readonly Quirk[];
  #inForce: ReadonlySet<Quirk>;

  constructor(initial: readonly Quirk[] = []) {
    this.#initial = initial;
    this.#inForce = new Set(initial);
  }

  has(quirk: Quirk): boolean {
    return this.#inForce.has(quirk);
  }

  list(): Quirk[] {
    return [...this.#inForce];
  }

  replace(quirks: readonly Quirk[]): void {
    this.#inForce = new Set(quirks);
  }

  /** Back to those of the start. */
  reset(): void {
    this.replace(this.#initial);
  }
}

/** Checks the body of `POST /_dbkill/quirks`. Throws a ControlError. */
export function parseQuirks(body: unknown): Quirk[] {
  return Fields.of(body, "", ["quirks"])
    .list("quirks")
    .map((each, index) => {
      const quirk = QUIRKS.find((name) => name === each);
      if (quirk) return quirk;
      throw invalid(`quirks[${index}]`, `${JSON.stringify(each)} is unknown; known are ${QUIRKS.join(", ")}`);
    });
}
