import { isAbsolute, join } from "node:path";
import type { Construct, IConstruct } from "constructs";
import { ConstructError } from "../errors";
import { describe } from "../shape";

/** Key of the context in `cdktf.json`, such as `"context": { "dbkill:engine": "terraform_data" }`. */
const CONTEXT = "dbkill:engine";
const CHOSEN = Symbol.for("cdktf-dbkill.engine");
export const ENGINES = ["provider", "null_resource", "terraform_data"] as const;

/** How Terraform carries out a declaration. */
export type KillEngine = (typeof ENGINES)[number];

/** Settings of the engines without the dbkill provider. */
export interface KillEngineOptions {
  /**
   * Folder of the journal. A relative path starts from the folder in which the program runs. The
   * environment variable `DBKILL_JOURNAL` takes precedence when Terraform runs.
   *
   * @default - `.dbkill` beside the state file of a local backend; with any other backend, in the stack's folder
   */
  readonly journal?: string;
}

interface Choice extends KillEngineOptions {
  readonly engine: KillEngine;
}

/**
 * How Terraform carries out `KillTask`, `SessionKill`, `SqlCancel`, `SessionDrain` and `AutoKillPolicy`. Choose it for one construct with its
 * property `engine`, for all constructs below a scope with {@link KillEngine.use}, or for an app with `"dbkill:engine"` in the context of
 * `cdktf.json`. docs/guides/engines.md compares the engines.
 */
export const KillEngine = {
  /** The dbkill provider, which is the default. Only this engine shows sessions in plans, finds drift, edits in place and has outputs. */
  PROVIDER: "provider",
  /** `null_resource` of `@cdktf/provider-null` with provisioners. Needs that package, and Node.js where Terraform runs. */
  NULL_RESOURCE: "null_resource",
  /** Terraform's own `terraform_data` with provisioners. Needs no provider at all, and Node.js where Terraform runs. */
  TERRAFORM_DATA: "terraform_data",

  /**
   * Chooses the engine of all constructs below a scope, such as a stack.
   *
   * @throws ConstructError `DBKILL_ENGINE_CHOSEN_LATE` if one of them already exists; `DBKILL_PROPERTY_INVALID`
   */
  use(scope: IConstruct, engine: KillEngine, options: KillEngineOptions = {}): void {
    const where = `${scope.node.path || "app"}: KillEngine.use`;
    requireEngine(engine, "engine", where);
    const late = scope.node.findAll().find((each) => DECIDED.has(each));
    if (late) {
      throw new ConstructError(where, [
        {
          code: "DBKILL_ENGINE_CHOSEN_LATE",
          path: "engine",
          text: `"${late.node.path}" already exists and uses another engine. Call KillEngine.use before you create the constructs that it applies to.`,
        },
      ]);
    }
    Object.defineProperty(scope, CHOSEN, { value: { engine, ...options }, configurable: true });
  },
} as const;

/** The constructs whose engine was looked up. */
const DECIDED = new WeakSet<IConstruct>();

/** The engine of a construct. @param own the value of its property */
export function engineOf(construct: Construct, own: KillEngine | undefined): KillEngine {
  if (own !== undefined) {
    requireEngine(own, "engine", construct.node.path);
    return own;
  }
  DECIDED.add(construct);
  const choice = choiceAbove(construct);
  if (choice) return choice.engine;
  const context: unknown = construct.node.tryGetContext(CONTEXT);
  if (context === undefined) return KillEngine.PROVIDER;
  requireEngine(context, `the context ${CONTEXT}`, construct.node.path);
  return context;
}

/** The configured folder of the journal, absolute; undefined: the default. */
export function journalOf(construct: Construct): string | undefined {
  const journal = choiceAbove(construct)?.journal;
  return journal === undefined || isAbsolute(journal) ? journal : join(process.cwd(), journal);
}

function choiceAbove(construct: Construct): Choice | undefined {
  const scope = [...construct.node.scopes].reverse().find((each) => CHOSEN in each);
  return (scope as { [CHOSEN]?: Choice } | undefined)?.[CHOSEN];
}

function requireEngine(value: unknown, name: string, where: string): asserts value is KillEngine {
  if (ENGINES.includes(value as KillEngine)) return;
  const wanted = ENGINES.map((engine) => JSON.stringify(engine)).join(", ");
  throw new ConstructError(where, [
    {
      code: "DBKILL_PROPERTY_INVALID",
      path: "engine",
      text: `${name} is ${describe(value)}, but it must be one of ${wanted}.`,
    },
  ]);
}
