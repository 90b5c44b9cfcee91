import { isAbsolute, join } from "node:path";
import type { Construct, IConstruct } from "constructs";
import { ConstructError } from "../errors";
import { describe } from "../shape";

/** Key of the context in `cdktf.json`, such as `"context": { "dbkill:engine": "terraform_data" }`. */
const CONTEXT = "dbkill:engine";
const CHOSEN = Symbol.for("cdktf-dbkill.engine");
export const ENGINES = ["provider", "null_resource", "terraform_data"] as const;

/** How Terraform carries a declaration out. */
export type KillEngine = (typeof ENGINES)[number];

/** How the engines without a provider of ours are set up. */
export interface KillEngineOptions {
  /**
   * Folder in which they keep what they have done. Where it is relative, it starts from the folder in which the program runs. The
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
 * How Terraform carries out `KillTask`, `SessionKill`, `SqlCancel`, `SessionDrain` and `AutoKillPolicy`. Chosen for one construct by its
 * property `engine`, else for all below a construct by {@link KillEngine.use}, else for an app by `"dbkill:engine"` in the context of
 * `cdktf.json`. What each can and can't do: docs/guides/engines.md.
 */
export const KillEngine = {
  /** The dbkill provider. The default: only it plans, finds drift, edits in place and has outputs. */
  PROVIDER: "provider",
  /** `null_resource` of `@cdktf/provider-null` with provisioners. Needs that package, and Node.js where Terraform runs. */
  NULL_RESOURCE: "null_resource",
  /** Terraform's own `terraform_data` with provisioners. Needs no provider at all, and Node.js where Terraform runs. */
  TERRAFORM_DATA: "terraform_data",

  /**
   * Chooses the engine of all constructs below one, such as a stack.
   *
   * @throws ConstructError `DBKILL_ENGINE_CHOSEN_LATE` where one of them exists already; `DBKILL_PROPERTY_INVALID`
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
          text: `"${late.node.path}" was made before, with another choice. Call KillEngine.use before the constructs that it is for are made.`,
        },
      ]);
    }
    Object.defineProperty(scope, CHOSEN, { value: { engine, ...options }, configurable: true });
  },
} as const;

/** The constructs for which a choice was looked up. */
const DECIDED = new WeakSet<IConstruct>();

/** The engine of a construct. @param own what its property says */
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
