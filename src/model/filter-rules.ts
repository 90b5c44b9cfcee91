import { isIP } from "node:net";
import type { ModelCode, Problem } from "./codes";
import { canonicalCommand, type ServiceFacts } from "./facts";
import {
  FIELD_KINDS,
  FILTER_FIELDS,
  type FieldKind,
  type FilterDraft,
  type FilterField,
  isFieldSet,
  NAME_FIELDS,
  type SessionFilter,
  UNDECIDED,
} from "./filter";
import { compilePattern, stripComments } from "./matcher";

/** A rule that a filter breaks. The path is relative to the filter: a field, and the value in its list where one is to blame. */
export type FilterProblem = Problem<string>;

export interface CheckOptions {
  /** The service that the filter is for; absent while it is not known. */
  readonly facts?: ServiceFacts;
  /** What evaluates the filter: the vendor's kill task, or dbkill on the service's list. Default: not known yet. */
  readonly evaluatedBy?: "task" | "list";
  /** How the reader spells a field (`min_duration_seconds` in HCL, `minDuration` in TypeScript). Default: as in HCL. */
  readonly spell?: (field: FilterField) => string;
}

/** The largest number of seconds, 68 years: the largest signed 32-bit integer, as some vendors may not take more. */
export const MAX_SECONDS = 2 ** 31 - 1;

/** Everything that is wrong with a filter, as far as its values are known. An empty answer means that it can be used. */
export function checkFilter(filter: FilterDraft, options: CheckOptions = {}): FilterProblem[] {
  const check = new FilterCheck(filter, options);
  return check.run();
}

/**
 * The last check before a filter is carried out: refuses one that chooses nothing or everything, wherever it comes from. It trusts no
 * type: a misspelt field or a value of the wrong kind could widen the filter.
 *
 * @throws Error for a filter that is null, empty, not wholly known, of the wrong form, or lets every session through
 */
export function assertSelective(filter: SessionFilter | null | undefined): asserts filter is SessionFilter {
  const reason = formProblem(filter) ?? checkFilter(filter as SessionFilter)[0]?.summary;
  if (reason !== undefined) throw new Error(`Refused to carry out a filter: ${reason}.`);
}

/** Why a value is not a filter; undefined where it is one. A null field counts as absent. */
function formProblem(filter: unknown): string | undefined {
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) return "There is no filter";
  for (const [field, value] of Object.entries(filter)) {
    if (!Object.hasOwn(FIELD_KINDS, field)) return `A filter has no field ${JSON.stringify(field)}`;
    if (value === undefined || value === null) continue;
    if (!hasKind(value, FIELD_KINDS[field as FilterField])) return `${field} has a value of the wrong kind`;
  }
  return undefined;
}

function hasKind(value: unknown, kind: FieldKind): boolean {
  if (kind !== "texts") return typeof value === kind;
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

class FilterCheck {
  readonly #problems: FilterProblem[] = [];
  readonly #spell: (field: FilterField) => string;

  constructor(
    private readonly filter: FilterDraft,
    private readonly options: CheckOptions,
  ) {
    this.#spell = options.spell ?? ((field) => field);
  }

  run(): FilterProblem[] {
    const { facts, evaluatedBy } = this.options;
    for (const field of FILTER_FIELDS) this.#checkValue(field, this.filter[field]);
    if (facts && evaluatedBy === "task") this.#checkTask(facts);
    if (facts && evaluatedBy === "list") this.#checkList(facts);
    if (this.#problems.length === 0) this.#checkBreadth();
    return this.#problems;
  }

  #report(code: ModelCode, path: readonly string[], summary: string, detail: string): void {
    this.#problems.push({ code, severity: "error", path, summary, detail });
  }

  #checkValue(field: FilterField, value: FilterDraft[FilterField]): void {
    if (value === undefined || value === null || value === UNDECIDED || typeof value === "boolean") return;
    const name = this.#spell(field);
    if (typeof value === "number") {
      if (Number.isInteger(value) && value >= 1 && value <= MAX_SECONDS) return;
      const detail = `It is ${value}. Every session is at least zero seconds old. Give a number in this range, or leave ${name} out.`;
      this.#report(
        "DBKILL_FILTER_SECONDS_INVALID",
        [field],
        `${name} is not a whole number of seconds from 1 to ${MAX_SECONDS}`,
        detail,
      );
      return;
    }
    if (typeof value === "string") {
      this.#checkText(field, value, [field]);
      return;
    }
    if (value.length === 0) {
      const detail = `An empty list could be read as "none" or as "all". Leave ${name} out, or give at least one value.`;
      this.#report("DBKILL_FILTER_VALUE_EMPTY", [field], `${name} is empty`, detail);
    }
    for (const item of value) if (item !== UNDECIDED) this.#checkText(field, item, [field, item]);
  }

  #checkText(field: FilterField, text: string, path: readonly string[]): void {
    const name = this.#spell(field);
    const shown = JSON.stringify(text);
    if (text.trim() === "") {
      const detail = "A blank text would match every session or none, depending on the vendor. Remove it.";
      this.#report("DBKILL_FILTER_VALUE_EMPTY", path, `${name} has a blank value`, detail);
    } else if (NAME_FIELDS.has(field) && hasBlankEnds(text)) {
      const detail =
        "No name does, so nothing would ever match. Remove the blanks: a text read from a file often ends with a line break.";
      this.#report(
        "DBKILL_FILTER_VALUE_INVALID",
        path,
        `${shown} in ${name} begins or ends with a blank`,
        detail,
      );
    } else if (field === "info_prefix" && this.filter.ignore_comments === true && isStripped(text)) {
      const detail = `ignore_comments takes comments and blanks off the start of a statement, so none starts with this text. Remove them from ${name}.`;
      this.#report("DBKILL_FILTER_VALUE_INVALID", path, `${shown} in ${name} never matches`, detail);
    } else if (field === "commands") this.#checkCommand(text, path);
    else if (field === "hosts") this.#checkHost(text, path);
    else if (field === "info_regex") this.#checkPattern(text, path);
    else if (NAME_FIELDS.has(field) && isPattern(text)) {
      const detail = `${name} compares names exactly, so nothing would ever match. Only hosts has a wildcard. Write each name as the list of sessions shows it, or leave ${name} out.`;
      this.#report("DBKILL_FILTER_VALUE_INVALID", path, `${shown} in ${name} is not a name`, detail);
    }
  }

  #checkCommand(text: string, path: readonly string[]): void {
    const { facts } = this.options;
    if (!facts || canonicalCommand(text, facts) !== undefined) return;
    if (facts.systemCommands.has(text.toLowerCase())) {
      const detail = "It is a command of the server's own threads, which are never chosen. Remove it.";
      this.#report("DBKILL_FILTER_NEVER_CHOSEN", path, `"${text}" is never chosen`, detail);
    } else {
      const detail = `A filter with it would never match. Commands are, in any case: ${facts.commands.join(", ")}.`;
      this.#report("DBKILL_FILTER_VALUE_INVALID", path, `"${text}" is not a process-list command`, detail);
    }
  }

  #checkHost(text: string, path: readonly string[]): void {
    const report = (what: string, detail: string) =>
      this.#report("DBKILL_FILTER_HOST_INVALID", path, `"${text}" ${what}`, detail);
    if (/^(?:\[.*\]|[^:]*):\d+$/.test(text)) {
      report(
        "names a port",
        "Clients take a new port for every connection, so ports are ignored. Give the address alone.",
      );
    } else if (/^\[.*\]$/.test(text)) {
      report("is in brackets", `Addresses are compared without brackets. Write ${text.slice(1, -1)}.`);
    } else if (text.includes("/")) {
      report("is a CIDR block", `Only % is a wildcard. Write the addresses with it${wildcardFor(text)}.`);
    } else if (text.includes("*")) {
      report("has a *", `The wildcard is %. Write ${text.replace(/\*+/g, "%")}.`);
    }
  }

  #checkPattern(text: string, path: readonly string[]): void {
    try {
      compilePattern(text);
    } catch (error) {
      const detail = `${(error as Error).message}. Back-references and look-around are not part of RE2, which runs in linear time.`;
      this.#report(
        "DBKILL_FILTER_REGEX_INVALID",
        path,
        `${this.#spell(path[0] as FilterField)} is not an RE2 pattern`,
        detail,
      );
    }
  }

  #checkTask(facts: ServiceFacts): void {
    const { task } = facts;
    if (!task) return;
    for (const field of FILTER_FIELDS) {
      const value = this.filter[field];
      if (!isFieldSet(field, value)) continue;
      const name = this.#spell(field);
      const support = task.fields[field];
      if (support === "none") {
        const detail = `The vendor's kill task has no such filter. Remove ${name} and choose the sessions by ${this.#usable()}.`;
        this.#report("DBKILL_FILTER_NOT_EXPRESSIBLE", [field], `${task.api} can't filter by ${name}`, detail);
      } else if (support === "one" && Array.isArray(value) && value.length > 1) {
        const detail = `${value.length} are given, and the vendor's kill task takes one. Keep one.`;
        this.#report(
          "DBKILL_FILTER_NOT_EXPRESSIBLE",
          [field],
          `${task.api} takes one value for ${name}`,
          detail,
        );
      }
      this.#checkSeparator(field, value, task.api, task.separators[field]);
    }
    for (const [one, other] of task.exclusive) {
      if (!isFieldSet(one, this.filter[one]) || !isFieldSet(other, this.filter[other])) continue;
      this.#report(
        "DBKILL_FILTER_NOT_EXPRESSIBLE",
        [other],
        `${this.#spell(one)} and ${this.#spell(other)} exclude each other`,
        `${task.api} takes one of the two. Keep the one that names the statements best.`,
      );
    }
    this.#checkSystemUsers(facts);
  }

  #checkSeparator(
    field: FilterField,
    value: FilterDraft[FilterField],
    api: string,
    separator?: string,
  ): void {
    if (!separator || !Array.isArray(value)) return;
    for (const item of value) {
      if (typeof item !== "string" || !item.includes(separator)) continue;
      const detail = `The API joins the values of ${this.#spell(field)} by "${separator}" and would read this one as two. A value with "${separator}" in it can't be expressed.`;
      this.#report(
        "DBKILL_FILTER_NOT_EXPRESSIBLE",
        [field, item],
        `"${item}" can't be sent to ${api}`,
        detail,
      );
    }
  }

  #checkList(facts: ServiceFacts): void {
    const { list } = facts;
    if (!list) return;
    for (const field of FILTER_FIELDS) {
      // Comments are taken out of statements, so it needs what any statement filter needs.
      const needed = field === "ignore_comments" ? "info_prefix" : field;
      if (!isFieldSet(field, this.filter[field]) || list.fields.has(needed)) continue;
      const name = this.#spell(field);
      const detail = `A filter on it would never match. Remove ${name} and choose the sessions by ${this.#usable()}.`;
      this.#report("DBKILL_FILTER_NOT_LISTED", [field], `${list.api} does not tell ${name}`, detail);
    }
    this.#checkSystemUsers(facts);
  }

  #checkSystemUsers({ systemUsers }: ServiceFacts): void {
    const { users } = this.filter;
    for (const user of Array.isArray(users) ? users : []) {
      if (user === UNDECIDED || !systemUsers.has(user)) continue;
      const detail = `Its sessions keep the database alive and are never chosen. Remove it from ${this.#spell("users")}.`;
      this.#report("DBKILL_FILTER_NEVER_CHOSEN", ["users", user], `"${user}" is a system account`, detail);
    }
  }

  /** A filter that lets every session through must not look like a choice. */
  #checkBreadth(): void {
    const set = choosingFields(this.filter);
    if (set.length === 0) {
      const detail = `Nothing says which sessions are meant, and an empty filter would match every one. Set at least one of ${this.#usable()}.`;
      this.#report("DBKILL_FILTER_EMPTY", [], "The filter is empty", detail);
    } else if (set.every((field) => VACUOUS[field]?.(this.filter[field] as never))) {
      const detail = `Every session passes ${set.map(this.#spell).join(" and ")}, and no other field narrows it. Name the sessions more exactly, or set a further field.`;
      this.#report("DBKILL_FILTER_MATCHES_ALL", [set[0]!], "The filter matches every session", detail);
    }
  }

  /** The fields that can be used here, as a phrase. */
  #usable(): string {
    const { facts, evaluatedBy } = this.options;
    const usable = FILTER_FIELDS.filter((field) => {
      if (field === "ignore_comments") return false;
      if (evaluatedBy === "task") return facts?.task?.fields[field] !== "none";
      return evaluatedBy !== "list" || facts?.list?.fields.has(field) !== false;
    });
    return usable.map(this.#spell).join(", ");
  }
}

/** The fields of a filter that choose sessions and are set. */
export function choosingFields(filter: FilterDraft): FilterField[] {
  return FILTER_FIELDS.filter((field) => field !== "ignore_comments" && isFieldSet(field, filter[field]));
}

/** Whether a text begins or ends with blanks, as no name does. */
export function hasBlankEnds(text: string): boolean {
  return text !== text.trim();
}

/** Whether a text stands for names instead of being one: it has a wildcard, or is in quotes as in `'admin'@'%'`. */
export function isPattern(text: string): boolean {
  return /[%*]/.test(text) || /^(["'`]).*\1$/.test(text);
}

/** Whether a statement without its comments never starts with this text. */
function isStripped(prefix: string): boolean {
  return /^(?:\s|#|--\s|\/\*)/.test(prefix) && stripComments(prefix) !== prefix;
}

/** How to write the usual IPv4 blocks with wildcards, as the end of a sentence. */
function wildcardFor(block: string): string {
  const [address = "", bits = ""] = block.split("/");
  const octets = { "8": 1, "16": 2, "24": 3 }[bits];
  if (isIP(address) !== 4 || octets === undefined) return ", such as 10.0.0.%";
  return `: ${address.split(".").slice(0, octets).join(".")}.%`;
}

/**
 * A host pattern of wildcards and separators alone, such as `%` or `%.%`: every address matches. `_` is one of them, as a vendor may
 * compare with SQL's LIKE, where it stands for any character.
 */
const ANY_ADDRESS = /^(?=.*%)[%_.:]+$/;

/** A pattern that matches both of these is taken to match every statement. */
const ANY_STATEMENT = ["", "~ 1 ~"];

/** Fields whose value can let every session through, and what such a value looks like. */
const VACUOUS: { readonly [F in FilterField]?: (value: FilterDraft[F]) => boolean } = {
  hosts: (hosts) =>
    Array.isArray(hosts) && hosts.some((host) => typeof host === "string" && ANY_ADDRESS.test(host)),
  info_regex: (pattern) => {
    if (typeof pattern !== "string") return false;
    const compiled = compilePattern(pattern);
    return ANY_STATEMENT.every((statement) => compiled.test(statement));
  },
};
