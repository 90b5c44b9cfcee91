import type * as v from "valibot";
import type { ModelCode } from "../codes";
import { UNDECIDED } from "../filter";
import { nearest } from "../nearest";
import { printable } from "../printable";
import type { DOCUMENT_CODES } from "./document-codes";
import { isObject, type JsonObject, jsonPath, valueAt } from "./json-path";

/** Something that is wrong with a document. */
export interface DocumentProblem {
  readonly code:
    | keyof typeof DOCUMENT_CODES
    | ModelCode
    | "DBKILL_TARGET_INVALID"
    | "DBKILL_POLICY_NAME_TAKEN";
  readonly severity: "error" | "warning";
  /** Where, as in `policies[2].match.users`; empty: the document itself. */
  readonly path: string;
  /** What is wrong, in one line without a full stop. */
  readonly summary: string;
  /** Why, and how to repair it, in sentences. */
  readonly detail: string;
}

/** A problem in one line, with its path and its code. */
export function describeProblem({ code, path, summary, detail }: DocumentProblem): string {
  return `${path === "" ? "" : `${path}: `}${summary}. ${detail} (${code})`;
}

/** What valibot says to one place. */
type Issue = v.BaseIssue<unknown>;

/** What is wrong with the structure of a document. */
export function structuralProblems(issues: readonly Issue[], document: unknown): DocumentProblem[] {
  const problems = issues.flatMap((issue) => problemsOf(issue, document));
  // A list in the place of an object is told once, not for each of its fields.
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function problemsOf(issue: Issue, document: unknown): DocumentProblem[] {
  const steps = stepsOf(issue);
  const make = (
    code: DocumentProblem["code"],
    at: Steps,
    summary: string,
    detail: string,
  ): DocumentProblem => ({ code, severity: "error", path: jsonPath(at), summary, detail });
  if (issue.path?.at(-1)?.origin === "key") {
    const fields = issue.message.split(", ");
    const within = steps.slice(0, -1);
    // valibot takes a list for an object without fields.
    if (Array.isArray(valueAt(document, within))) {
      return [invalid(within, [], `an object with ${issue.message}`)];
    }
    if (issue.expected !== "never") {
      const name = String(steps.at(-1));
      return [
        make("DBKILL_POLICY_FIELD_MISSING", steps, `${name} is missing`, `Its fields are ${issue.message}.`),
      ];
    }
    // The schema tells the first of them alone.
    const parent = valueAt(document, within) as JsonObject;
    return Object.keys(parent)
      .filter((name) => !fields.includes(name))
      .map((name) => {
        const meant = nearest(name, fields);
        return make(
          "DBKILL_POLICY_FIELD_UNKNOWN",
          [...within, name],
          `${JSON.stringify(printable(name, 60))} is no field here`,
          meant === undefined ? `Fields are ${issue.message}.` : `Is ${meant} meant?`,
        );
      });
  }
  const wanted = issue.type === "strict_object" ? `an object with ${issue.message}` : issue.message;
  const meant = issue.type === "picklist" ? nearest(String(issue.input), wordsOf(issue.message)) : undefined;
  return [invalid(steps, issue.input, wanted, meant)];
}

function invalid(steps: Steps, value: unknown, wanted: string, meant?: string): DocumentProblem {
  const isService = steps.at(-1) === "service" && typeof value === "string";
  const last = steps.at(-1) ?? "The document";
  const name = typeof last === "number" ? "The entry" : last;
  return {
    code: isService ? "DBKILL_POLICY_SERVICE_UNKNOWN" : "DBKILL_POLICY_VALUE_INVALID",
    severity: "error",
    path: jsonPath(steps),
    summary: `${name} is ${shown(value)}`,
    detail: `It must be ${wanted}.${meant === undefined ? "" : ` Is ${JSON.stringify(meant)} meant?`}`,
  };
}

type Steps = readonly (string | number)[];

function stepsOf(issue: Issue): (string | number)[] {
  return (issue.path ?? []).map(({ key }) => key as string | number);
}

function wordsOf(message: string): string[] {
  return message.split(" or ").map((each) => each.replaceAll('"', ""));
}

/** A value that is wrong, for messages. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return printable(typeof value === "string" ? JSON.stringify(value) : String(value), 60);
}

/**
 * A copy of a document in which every place with a problem of structure is undecided, so that the rules of the model pass over it. A
 * misspelt field stands for the one that is meant; where that is not known, the whole filter is undecided.
 */
export function withoutFaults(document: unknown, issues: readonly Issue[]): unknown {
  const draft = { root: structuredClone(document) };
  const undecide = (steps: Steps) => {
    const parent = valueAt(draft, ["root", ...steps.slice(0, -1)]);
    // A document that is no object has no policies, whatever is noted at it.
    if (Array.isArray(parent) || isObject(parent))
      (parent as Record<string, unknown>)[steps.at(-1)!] = UNDECIDED;
  };
  for (const issue of issues) {
    const steps = stepsOf(issue);
    if (issue.expected !== "never") {
      undecide(steps);
      continue;
    }
    const parent = steps.slice(0, -1);
    const fields = issue.message.split(", ");
    const found = valueAt({ root: document }, ["root", ...parent]) as JsonObject;
    for (const name of Object.keys(found).filter((each) => !fields.includes(each))) {
      const meant = nearest(name, fields);
      if (meant === undefined) {
        if (["match", "exclude", "when"].includes(String(parent.at(-1)))) undecide(parent);
      } else if (!Object.hasOwn(found, meant)) undecide([...parent, meant]);
    }
  }
  return draft.root;
}
