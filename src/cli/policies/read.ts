import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Policy, printable } from "../../model";
import { checkDocument, duplicateNames, type ParsedPolicy } from "../../model/policy/parse";
import { type Io, readText } from "../io";
import { UsageError } from "../usage-error";
import { type FileProblem, inOneLine, PolicyFileError } from "./error";
import { placeOf } from "./place";
import { isShown, shownPolicies } from "./terraform";
import { DOCUMENT_CONTEXT } from "./words";

export interface ReadPolicies {
  readonly policies: readonly Policy[];
  /** What deserves a look and stops nothing, a line each. */
  readonly warnings: readonly string[];
}

/** A document, and how messages name it: a file, or a resource in one. */
interface Source {
  readonly name: string;
  readonly text: string;
}

/**
 * The policies of a file, of every `*.json` file of a folder, or of the standard input (`-`). A file holds a policy document, or what
 * `terraform show -json` prints of a state or a plan.
 *
 * @throws UsageError where there is nothing to read; PolicyFileError with everything that is wrong with what is there
 */
export function readPolicies(source: string, now: Date, io: Pick<Io, "stdin">): ReadPolicies {
  const found: (ParsedPolicy & { readonly file: string })[] = [];
  const problems: FileProblem[] = [];
  for (const { name: file, text } of filesOf(source, io).flatMap(documentsOf)) {
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
  return { policies: found.map(({ policy }) => policy), warnings: problems.map(inOneLine) };
}

function filesOf(source: string, io: Pick<Io, "stdin">): Source[] {
  const names = source === "-" ? undefined : namesIn(source);
  if (!names) return [{ name: source, text: readText(source, io) }];
  if (names.length === 0) throw new UsageError(`${source} has no .json file with policies.`);
  return names.map((name) => ({ name: join(source, name), text: readText(join(source, name), io) }));
}

/** The documents of a folder; undefined for what is none. @throws UsageError where it can't be read */
function namesIn(path: string): string[] | undefined {
  try {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined;
    return readdirSync(path)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch (error) {
    throw new UsageError(`${path} can't be read: ${(error as Error).message}`);
  }
}

/** A file's own document, or those of the policies that Terraform shows. */
function documentsOf(source: Source): Source[] {
  const text = source.text.startsWith("\ufeff") ? source.text.slice(1) : source.text;
  const shown = parsed(text);
  if (!isShown(shown)) return [{ ...source, text }];
  const policies = shownPolicies(shown);
  if (policies.length === 0) {
    throw new UsageError(`${source.name} is of Terraform, and has no dbkill_auto_kill_policy.`);
  }
  return policies.map(({ address, document }) => {
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
