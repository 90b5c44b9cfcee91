import type { CodeEntry, ModelCode, Problem } from "../model";

/** Everything that a construct or a value object can find wrong, besides the rules of the model. Codes are stable. */
export const CONSTRUCT_CODES = {
  DBKILL_PEER_MISSING: {
    cause:
      "The packages cdktf and constructs are not installed, or cdktn is installed under its own name only. Or the engine null_resource can't find @cdktf/provider-null, or finds one that uses another copy of cdktf.",
    remedy:
      "Run npm i cdktf constructs, or npm i @cdktf/provider-null. For cdktn, install it under the name cdktf: npm i cdktf@npm:cdktn@0.24.0 constructs.",
  },
  DBKILL_SCOPE_INVALID: {
    cause:
      "A construct is not inside a TerraformStack of the cdktf package that cdktf-dbkill uses. It may be in a stack that is imported from cdktn.",
    remedy: 'Import App and TerraformStack from "cdktf". Install cdktn under that name as an alias.',
  },
  DBKILL_PROVIDER_MISSING: {
    cause: "The stack has no DbkillProvider. Terraform would look for the provider in the public registry.",
    remedy: 'Add new DbkillProvider(stack, "dbkill") to the stack.',
  },
  DBKILL_SECRET_LITERAL: {
    cause: "A secret is written in code, so it can be read in cdk.tf.json. This is a warning.",
    remedy: "Set the environment variable that the warning names, or use a sensitive TerraformVariable.",
  },
  DBKILL_PROPERTY_UNKNOWN: {
    cause: "An object has a property that is not known, such as a misspelt one. It would have no effect.",
    remedy: "Correct or remove the property.",
  },
  DBKILL_PROPERTY_MISSING: {
    cause: "A required property is not set.",
    remedy: "Set the property.",
  },
  DBKILL_PROPERTY_INVALID: {
    cause: "A property has a value of the wrong kind, such as a string instead of a list.",
    remedy: "Give a value of the kind that the message names. npx tsc --noEmit finds most of these.",
  },
  DBKILL_PROPERTY_UNSUPPORTED: {
    cause: "The property has no meaning for the service of this target.",
    remedy: "Use what the message names instead, or remove the property.",
  },
  DBKILL_DURATION_INVALID: {
    cause: "A duration is not a whole number of its unit, above zero.",
    remedy: "Give a whole number, or use a smaller unit.",
  },
  DBKILL_TARGET_ID_INVALID: {
    cause: "The id of an instance, cluster or tenant is empty or has blanks or slashes.",
    remedy: "Give the id that the console shows, or the id attribute of the database's own resource.",
  },
  DBKILL_TARGET_UNSUPPORTED: {
    cause: "The service of this target does not offer what the construct does.",
    remedy: "Use the construct that the message names.",
  },
  DBKILL_COMPUTING_GROUP_UNSUPPORTED: {
    cause:
      "A computing group is given for a ClickHouse cluster of the community edition, whose API would kill in the whole cluster.",
    remedy: 'Set edition: "enterprise", or remove computingGroupId.',
  },
  DBKILL_SLOT_SHARED: {
    cause: "Two kill tasks are declared for a database that runs one at a time. Each would stop the other.",
    remedy: "Keep one of them. One filter can name several databases and commands.",
  },
  DBKILL_TASKS_EQUAL: {
    cause:
      "Two kill tasks for one database have equal filters and durations. The vendor can't tell them apart.",
    remedy: "Keep one of them.",
  },
  DBKILL_TASKS_TOO_MANY: {
    cause: "More kill tasks are declared for one database than the vendor allows.",
    remedy: "Remove one of them.",
  },
  DBKILL_POLICY_NAMES_EQUAL: {
    cause:
      "Two policies of one database have the same name, so the audit and the metrics can't tell them apart.",
    remedy: "Rename one of them.",
  },
  DBKILL_DATABASE_UNPROTECTED: {
    cause: "RequireAutoKillPolicy finds a database without an auto-kill policy and without an exemption.",
    remedy: "Give it an AutoKillPolicy, or write its path and the reason into exempt.",
  },
  DBKILL_DATABASE_UNDECIDED: {
    cause:
      "Whether a database can have an auto-kill policy, or on which of its instances, depends on an argument that only Terraform knows. RequireAutoKillPolicy makes it an error, ApplyAutoKillPolicy a warning.",
    remedy: "Set the argument in code, give the database an AutoKillPolicy by hand, or exempt it.",
  },
  DBKILL_DATABASE_TENANT_MISSING: {
    cause:
      "ApplyAutoKillPolicy finds an OceanBase cluster whose tenants are not named. No Terraform type tells a tenant's id.",
    remedy: "Write the cluster's path and the ids of its tenants into tenants, or exempt it.",
  },
  DBKILL_DATABASE_UNCONFIRMED: {
    cause:
      "Nobody has confirmed that sessions of this kind of database can be killed, so it gets no policy by itself. This is a warning.",
    remedy: "Try a KillTask on such an instance. If it works, give the database an AutoKillPolicy by hand.",
  },
  DBKILL_DATABASE_UNCOVERED: {
    cause:
      "dbkill can't kill sessions of this kind of database, so no policy protects it. This is a warning.",
    remedy: "Protect it by other means. An exemption silences the warning.",
  },
  DBKILL_MODULE_UNSEEN: {
    cause: "A Terraform module may hold databases, which no Aspect can see. This is a warning.",
    remedy:
      "Give the module's databases an AutoKillPolicy each, by the ids that are its outputs. warnOfModules: false silences the warning.",
  },
  DBKILL_ASPECT_STACK_MISSED: {
    cause: "A stack was made after the Aspect was added to the app, so the Aspect does not visit it.",
    remedy: "Call addTo once all stacks are made.",
  },
  DBKILL_ENGINE_CHOSEN_LATE: {
    cause: "KillEngine.use was called after a construct that it applies to was created.",
    remedy: "Call it right after you create the stack.",
  },
  DBKILL_ENGINE_LIMITS: {
    cause: "A construct runs in a provisioner, which can do less than the provider. This is a warning.",
    remedy: "Read docs/guides/engines.md, or use KillEngine.PROVIDER.",
  },
  DBKILL_ENGINE_NO_OUTPUT: {
    cause:
      "The program reads a result of a construct that runs in a provisioner. Provisioners return no results.",
    remedy: "Use KillEngine.PROVIDER for the construct, or read the log or the journal.",
  },
  DBKILL_ENGINE_SECRET: {
    cause:
      "The DbkillProvider sets credentials in code, but a construct of its stack runs in a provisioner, which gets none.",
    remedy: "Set the vendor's environment variables or profile files where Terraform runs.",
  },
  DBKILL_ENGINE_UNSUPPORTED: {
    cause: "A provisioner does not support a property of the construct.",
    remedy: "Do what the message says, or use KillEngine.PROVIDER.",
  },
} as const satisfies Record<string, CodeEntry>;

export type ConstructCode = keyof typeof CONSTRUCT_CODES;

/** One mistake in a declaration. */
export interface ConstructProblem {
  readonly code: ConstructCode | ModelCode;
  /** The property, such as `sessions[0].server`; empty for the declaration as a whole. */
  readonly path: string;
  /** What is wrong, why, and how to fix it. */
  readonly text: string;
}

const MARK = Symbol.for("cdktf-dbkill.ConstructError");

/** A declaration that can't be carried out. */
export class ConstructError extends Error {
  /** Whether an error is a ConstructError, also one of another copy of this package. */
  static isConstructError(error: unknown): error is ConstructError {
    return typeof error === "object" && error !== null && MARK in error;
  }

  override readonly name = "ConstructError";
  /** The code of the first problem. {@link CONSTRUCT_CODES} has its cause and its remedy. */
  readonly code: ConstructCode | ModelCode;

  constructor(
    /** Path of the construct and its class, or the factory that was called. */
    readonly where: string,
    /** All that is wrong, at least one. */
    readonly problems: readonly [ConstructProblem, ...ConstructProblem[]],
  ) {
    super(problems.map((problem) => `${where}: ${renderProblem(problem)}`).join("\n"));
    this.code = problems[0].code;
    Object.defineProperty(this, MARK, { value: true });
  }
}

/** A problem as text. The code is last, as in Terraform's own messages of this provider. */
export function renderProblem({ code, text }: ConstructProblem): string {
  return `${text} [${code}]`;
}

const FILTERS: ReadonlySet<string> = new Set(["match", "exclude"]);

/** A rule of the model that is broken, in the words of TypeScript. */
export function fromModel(
  { code, path, summary, detail }: Problem,
  spell: (setting: string) => string,
): ConstructProblem {
  // A setting, and within a filter its field. What follows, or stands in a list, is a value.
  const spelled = path.map((step, at) =>
    at === 0 || (at === 1 && FILTERS.has(path[0]!)) ? spell(step) : step,
  );
  return { code, path: spelled.join("."), text: `${summary}. ${detail}` };
}
