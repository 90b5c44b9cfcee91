import { parse as parseLossless } from "lossless-json";
import * as v from "valibot";
import { type ServiceFacts, TARGET_SETTINGS } from "../facts";
import { UNDECIDED } from "../filter";
import { printable } from "../printable";
import { checkTargetSettings } from "../target-rules";
import { DOCUMENT_VERSION } from "./document";
import {
  type DocumentProblem,
  describeProblem,
  structuralProblems,
  withoutFaults,
} from "./document-problems";
import { type DocumentWords, documentSchema, policySchema } from "./document-schema";
import { isObject, type JsonObject, jsonPath, placed, valueAt } from "./json-path";
import { type Policy, UNSET_POLICY } from "./policy";
import { checkEnforcement, checkPolicy, defaultAction, type PolicyDraft } from "./policy-rules";

/** What reading a document needs to know of the services, which the model does not know by itself. */
export interface DocumentContext extends DocumentWords {
  readonly factsOf: (service: string) => ServiceFacts;
  /** By which a policy may have expired already. Default: the time of the call. */
  readonly now?: Date;
}

/** A policy, and where it stands in its document. */
export interface ParsedPolicy {
  readonly policy: Policy;
  /** As in `policies[2]`. */
  readonly path: string;
}

export interface ParsedDocument {
  /** Every policy that nothing is wrong with. */
  readonly policies: readonly ParsedPolicy[];
  readonly problems: readonly DocumentProblem[];
}

/** A document that can't be used, with everything that is wrong with it. */
export class PolicyDocumentError extends Error {
  override readonly name = "PolicyDocumentError";

  constructor(readonly problems: readonly DocumentProblem[]) {
    super(problems.map(describeProblem).join("\n"));
  }
}

/**
 * The policies of a document, with all defaults: the inverse of `documentOf`.
 *
 * @throws PolicyDocumentError with every error of the document
 */
export function parsePolicies(text: string, context: DocumentContext): Policy[] {
  const { policies, problems } = checkDocument(text, context);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new PolicyDocumentError(errors);
  return policies.map(({ policy }) => policy);
}

/** Reads a document, and tells everything that is wrong with it. */
export function checkDocument(text: string, context: DocumentContext): ParsedDocument {
  let document: unknown;
  try {
    document = readJson(text);
  } catch (error) {
    return refused(error as SyntaxError, text);
  }
  const version = isObject(document) && Object.hasOwn(document, "version") ? document.version : undefined;
  if (typeof version === "number" && version !== DOCUMENT_VERSION) {
    const detail = `This dbkill reads version ${DOCUMENT_VERSION}. Use the dbkill that wrote the document.`;
    return alone("DBKILL_POLICY_DOCUMENT_VERSION", "version", `Version ${version} is not known`, detail);
  }
  const { issues = [] } = v.safeParse(documentSchema(context), document);
  const structural = structuralProblems(issues, document);
  const draft = withoutFaults(document, issues);
  const entries = isObject(draft) && Array.isArray(draft.policies) ? (draft.policies as unknown[]) : [];
  const problems = [...structural];
  const policies: ParsedPolicy[] = [];
  for (const [index, entry] of entries.entries()) {
    if (!isObject(entry)) continue;
    const path = `policies[${index}]`;
    const written = valueAt(document, ["policies", index]) as JsonObject;
    const broken = checkEntry(entry, written, path, context);
    const isWhole = ![...structural, ...broken].some(
      (problem) => problem.severity === "error" && placed(problem.path, path),
    );
    const policy = isWhole ? toPolicy(written, context) : undefined;
    problems.push(...broken);
    if (!policy) continue;
    const inexpressible = checkEnforcement(policy, context.factsOf(policy.target.service), asInJson);
    problems.push(
      ...inexpressible.map((problem) => ({ ...problem, path: pathOf(problem.path, written, path) })),
    );
    if (inexpressible.length === 0) policies.push({ policy, path });
  }
  return { policies, problems: [...problems, ...checkNames(entries)] };
}

/** JSON; a field that is there twice is not: which of them counts, readers can't tell. */
function readJson(text: string): unknown {
  parseLossless(text, undefined, Number);
  return JSON.parse(text) as unknown;
}

function refused({ message }: Error, text: string): ParsedDocument {
  const [, position] = /position (\d+)/.exec(message) ?? [];
  const before = text.slice(0, Number(position ?? 0)).split("\n");
  const place = `line ${before.length}, column ${before.at(-1)!.length + 1}`;
  const what = printable(message.replace(/ at position \d+$/, ""), 200);
  return alone("DBKILL_POLICY_DOCUMENT_UNREADABLE", "", `The document can't be read at ${place}`, `${what}.`);
}

function alone(code: DocumentProblem["code"], path: string, summary: string, detail: string): ParsedDocument {
  return { policies: [], problems: [{ code, severity: "error", path, summary, detail }] };
}

/** What the rules of the model say to one policy. */
function checkEntry(
  entry: JsonObject,
  written: JsonObject,
  path: string,
  { factsOf, services, now = new Date() }: DocumentContext,
): DocumentProblem[] {
  const target = isObject(entry.target) ? entry.target : {};
  const { service } = target;
  const known = services.find((each) => each === service);
  const facts = known === undefined ? undefined : factsOf(known);
  const settings = Object.fromEntries(
    [...TARGET_SETTINGS, "region", "instance_id"].map((name) => [name, target[name] as string | undefined]),
  );
  const ofTarget: DocumentProblem[] = !facts?.list
    ? []
    : checkTargetSettings(settings, facts, services.map(factsOf)).map(({ setting, summary, detail }) => ({
        code: "DBKILL_TARGET_INVALID",
        severity: "error",
        path: `${path}.target.${setting}`,
        summary,
        detail,
      }));
  const options = { now, spellSetting: asInJson };
  const ofPolicy = checkPolicy(entry as PolicyDraft, { ...options, ...(facts?.list && { facts }) });
  // Without a list there is nothing to say about its filters.
  const unlisted = checkPolicy({ match: UNDECIDED }, { ...options, facts });
  return [
    ...ofTarget,
    ...[...ofPolicy, ...unlisted].map((problem) => ({
      ...problem,
      path: pathOf(problem.path, written, path),
    })),
  ];
}

/** A setting as it is written in JSON. */
function asInJson(setting: string): string {
  return setting.replace(/^(\w+) = /, '"$1": ');
}

/** The path of a problem of the model, within the policy at `path`. A value in a list of texts is told by its place. */
function pathOf(steps: readonly string[], policy: JsonObject, path: string): string {
  const found: (string | number)[] = [];
  for (const step of steps) {
    const value = valueAt(policy, found);
    if (!Array.isArray(value)) found.push(step === "window" ? "windows" : step);
    else if (value.includes(step)) found.push(value.indexOf(step));
    else found.push(Number(step));
  }
  return jsonPath(found, path);
}

/** The audit tells the policies of a target apart by their names. */
function checkNames(entries: readonly unknown[]): DocumentProblem[] {
  const named = entries.flatMap((entry, index) => {
    const { name, target } = isObject(entry) ? entry : {};
    return typeof name === "string" && isObject(target) ? [{ name, target, path: `policies[${index}]` }] : [];
  });
  return duplicateNames(named);
}

/** Every policy whose name another one of its target has before it. Also for policies of several documents. */
export function duplicateNames(
  policies: readonly { readonly name: string; readonly target: JsonObject; readonly path: string }[],
): DocumentProblem[] {
  const first = new Map<string, string>();
  return policies.flatMap(({ name, target, path }) => {
    const settings = Object.keys(target).sort();
    const key = JSON.stringify([name, ...settings.map((setting) => [setting, target[setting]])]);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, path);
      return [];
    }
    return [
      {
        code: "DBKILL_POLICY_NAME_TAKEN",
        severity: "error",
        path: `${path}.name`,
        summary: `${before} of the same target is called ${JSON.stringify(printable(name, 128))} too`,
        detail: "The audit and the metrics could not tell them apart. Rename one of them.",
      },
    ];
  });
}

/** A policy that nothing is wrong with. */
function toPolicy(written: JsonObject, context: DocumentContext): Policy {
  const { match_all: _, match = null, when, windows, ...values } = v.parse(policySchema(context), written);
  return {
    ...UNSET_POLICY,
    ...values,
    match,
    action: values.action ?? defaultAction(context.factsOf(values.target.service)),
    when: when
      ? {
          active_sessions_at_least: when.active_sessions_at_least ?? null,
          matching_at_least: when.matching_at_least ?? null,
          for_seconds: when.for_seconds ?? null,
        }
      : null,
    windows: windows.map(({ days = [], ...window }) => ({ days, ...window })) as Policy["windows"],
  };
}
