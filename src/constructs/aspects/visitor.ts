import { Annotations, Aspects, type IAspect, TerraformElement, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type ConstructProblem, renderProblem } from "../errors";
import { decision, mapOf, optional, reason } from "../shape";
import { Database } from "./database";
import { verdictOf } from "./database-types";
import type { Known, Verdict } from "./database-types/verdict";

/** What the Aspects that look for databases have in common. */
export interface DatabaseAspectProps {
  /**
   * The databases that the Aspect leaves alone, each with the reason: by the path of the construct, such as `shop/replica`, or by its
   * own id.
   *
   * @default - none
   */
  readonly exempt?: Readonly<Record<string, string>>;
  /**
   * Whether a Terraform module in the scope is warned of: no Aspect sees the databases in it.
   *
   * @default true
   */
  readonly warnOfModules?: boolean;
}

/**
 * The kinds of {@link DatabaseAspectProps}.
 * @internal
 */
export const DATABASE_ASPECT = {
  exempt: optional(mapOf(reason, "an object of reasons")),
  warnOfModules: optional(decision),
} as const;

/** The entry of a map whose name is a construct's path or id. */
export function entryOf<V>(
  map: Readonly<Record<string, V>> | undefined,
  construct: IConstruct,
): V | undefined {
  const { path, id } = construct.node;
  const name = [path, id].find((each) => map && Object.hasOwn(map, each));
  return name === undefined ? undefined : map![name];
}

/** What an Aspect does with the databases that it finds. */
export interface DatabaseFinder {
  /** Its class, for messages. */
  readonly kind: string;
  readonly props: DatabaseAspectProps;
  /** What it does not do for the databases of a module, to follow "they". */
  readonly missed: string;
  readonly known: Known;
  /** Called for each database that is not exempt, at every synth. */
  found(database: Database, verdict: Verdict): void;
}

/** Finds the databases in a scope by their Terraform types. */
export class DatabaseVisitor {
  /** What is told already: a stack can be synthesized more than once. */
  readonly #told = new WeakMap<IConstruct, Set<string>>();

  constructor(private readonly finder: DatabaseFinder) {}

  /** For each construct of the scope. */
  visit(node: IConstruct): void {
    const { kind, props, missed, known } = this.finder;
    if (isModule(node) && props.warnOfModules !== false) {
      this.warn(node, {
        code: "DBKILL_MODULE_UNSEEN",
        path: "",
        text: `The module "${node.node.path}" may hold databases, which no Aspect can see: they ${missed}. Give each an AutoKillPolicy, by the ids that are outputs of the module, or set warnOfModules: false.`,
      });
    }
    const database = Database.of(node);
    const verdict = database && verdictOf(database, known);
    if (!verdict) return;
    const exemption = entryOf(props.exempt, node);
    if (exemption === undefined) this.finder.found(database, verdict);
    else this.once(node, "exempt", () => Annotations.of(node).addInfo(`Exempt from ${kind}: ${exemption}`));
  }

  warn(node: IConstruct, problem: ConstructProblem): void {
    this.once(node, problem.code, () => Annotations.of(node).addWarning(renderProblem(problem)));
  }

  /** Lets synth fail while there is a problem: it is looked for once all Aspects have visited the stack. */
  demand(node: IConstruct, problem: () => ConstructProblem | undefined): void {
    this.once(node, "demand", () => {
      node.node.addValidation({
        validate: () => {
          const found = problem();
          return found ? [renderProblem(found)] : [];
        },
      });
    });
  }

  private once(node: IConstruct, what: string, tell: () => void): void {
    const told = this.#told.get(node) ?? new Set();
    if (told.has(what)) return;
    this.#told.set(node, told.add(what));
    tell();
  }
}

/** Generated modules have classes of their own. */
function isModule(node: IConstruct): boolean {
  return TerraformElement.isTerraformElement(node) && "interpolationForOutput" in node;
}

/**
 * Adds an Aspect to a scope: for an app, to each of its stacks. CDKTF visits stacks and what is in them, and never looks for Aspects of
 * the app.
 */
export function addToStacks(scope: IConstruct, aspect: IAspect, kind: string): void {
  if (scope.node.scopes.some(TerraformStack.isStack)) {
    Aspects.of(scope).add(aspect);
    return;
  }
  const stacks = () => scope.node.findAll().filter(TerraformStack.isStack);
  for (const stack of stacks()) Aspects.of(stack).add(aspect);
  scope.node.root.node.addValidation({
    validate: () =>
      stacks()
        .filter((stack) => !Aspects.of(stack).all.includes(aspect))
        .map((stack) =>
          renderProblem({
            code: "DBKILL_ASPECT_STACK_MISSED",
            path: "",
            text: `The stack "${stack.node.path}" was made after ${kind}.addTo("${scope.node.path}"), so it is not visited. Call addTo once all stacks are made.`,
          }),
        ),
  });
}
