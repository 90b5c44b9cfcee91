import type { ModelCode, Problem } from "./codes";
import type { ServiceFacts } from "./facts";
import { FILTER_FIELDS, type FilterDraft, type FilterField } from "./filter";

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

/** One check of one filter: what is checked, and what was found. */
export class FilterCheck {
  readonly problems: FilterProblem[] = [];
  /** A field as the reader spells it. */
  readonly spell: (field: FilterField) => string;

  constructor(
    readonly filter: FilterDraft,
    readonly options: CheckOptions,
  ) {
    this.spell = options.spell ?? ((field) => field);
  }

  report(code: ModelCode, path: readonly string[], summary: string, detail: string): void {
    this.problems.push({ code, severity: "error", path, summary, detail });
  }
}

/** The fields that can be used here, as a phrase. */
export function usableFields(check: FilterCheck): string {
  const { facts, evaluatedBy } = check.options;
  const usable = FILTER_FIELDS.filter((field) => {
    if (field === "ignore_comments") return false;
    if (evaluatedBy === "task") return facts?.task?.fields[field] !== "none";
    return evaluatedBy !== "list" || facts?.list?.fields.has(field) !== false;
  });
  return usable.map(check.spell).join(", ");
}
