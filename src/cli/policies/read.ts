import { type Policy, printable } from "../../model";
import { checkDocument, duplicateNames, type ParsedPolicy } from "../../model/policy/parse";
import type { CLI_CODES } from "../codes";
import { UsageError } from "../usage-error";
import { type FileProblem, inOneLine, PolicyFileError } from "./error";
import { placeOf } from "./place";
import { assertState, isShown, shownPolicies } from "./terraform";
import { DOCUMENT_CONTEXT } from "./words";

export interface ReadPolicies {
  readonly policies: readonly Policy[];
  /** What deserves a look and stops nothing, a line each. */
  readonly warnings: readonly string[];
}

/** A text with policies, and its name in messages: a file, a URL, or a resource in one. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** Accepted texts: policy documents and the output of `terraform show -json` for a state or a plan, or only for a state. */
export type SourceKind = "any" | "state";

/** A source of policies that can be read repeatedly. */
export interface PolicySource {
  /** How long a call of `changed` takes at most, in ms. */
  readonly limitMs: number;
  /**
   * The policies, on the first read and after a change. The next call retries after a failure.
   *
   * @throws UsageError for policies that can't be read or used
   */
  changed(now: Date): Promise<ReadPolicies | undefined>;
}

const NO_POLICY: keyof typeof CLI_CODES = "DBKILL_POLICIES_EMPTY";

/** @throws UsageError with everything that is wrong with them */
export function policiesOf(sources: readonly Source[], now: Date, kind: SourceKind = "any"): ReadPolicies {
  const found: (ParsedPolicy & { readonly file: string })[] = [];
  const problems: FileProblem[] = [];
  for (const { name: file, text } of sources.flatMap((source) => documentsOf(source, kind))) {
    const document = checkDocument(text, { ...DOCUMENT_CONTEXT, now });
    problems.push(...document.problems.map((problem) => ({ ...problem, file })));
    found.push(...document.policies.map((each) => ({ ...each, file })));
  }
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new PolicyFileError(errors);
  const named = found.map(({ policy, file, path }) => ({
    name: policy.name,
    target: { place: placeOf(policy.target) },
    path: `${file}: ${path}`,
  }));
  const twice = duplicateNames(named);
  if (twice.length > 0) {
    throw new PolicyFileError(
      twice.map((problem) => {
        const at = problem.path.lastIndexOf(": ");
        return { ...problem, file: problem.path.slice(0, at), path: problem.path.slice(at + 2) };
      }),
    );
  }
  const warnings = problems.map(inOneLine);
  // Not an error: removing the last policy ends all kills, and a start means the same as a change.
  if (found.length === 0) {
    const names = printable(sources.map(({ name }) => name).join(", "), 300);
    warnings.push(
      `${names} contains no policies, so no session is killed. If some are meant, check the file, folder or workspace. (${NO_POLICY})`,
    );
  }
  return { policies: found.map(({ policy }) => policy), warnings };
}

/** The document in a text, or the documents of the policies that Terraform shows. */
function documentsOf(source: Source, kind: SourceKind): Source[] {
  const text = source.text.startsWith("\ufeff") ? source.text.slice(1) : source.text;
  const shown = parsed(text);
  if (kind === "state") assertState(shown, source.name);
  if (!isShown(shown)) return [{ ...source, text }];
  return shownPolicies(shown, source.name).map(({ address, document }) => {
    const name = printable(address, 200);
    if (document === undefined) {
      throw new UsageError(
        `${source.name}: the document of ${name} is known only after apply. Apply what it depends on first, or give its target fixed values.`,
      );
    }
    return { name: `${source.name}: ${name}`, text: document };
  });
}

/** What is no JSON is for the reader of documents to refuse. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
