import type { IAspect } from "cdktf";
import type { IConstruct } from "constructs";
import type { ConstructProblem } from "../errors";
import { checked, shape } from "../shape";
import { isProtected } from "./coverage";
import type { Database } from "./database";
import type { Verdict } from "./database-types/verdict";
import { addToStacks, DATABASE_ASPECT, type DatabaseAspectProps, DatabaseVisitor } from "./visitor";

/** Which databases {@link RequireAutoKillPolicy} leaves alone. */
export type RequireAutoKillPolicyProps = DatabaseAspectProps;

const SHAPE = shape(DATABASE_ASPECT);

/**
 * An Aspect that lets synth fail for every database in its scope that could have an {@link AutoKillPolicy} and has none, unless it is
 * exempt in writing. It does not matter who made the policy, where in the app it is, and whether it only observes.
 *
 * A database that dbkill can't reach, such as PostgreSQL, is a warning. Databases in Terraform modules, and those that only data
 * sources name, are not seen.
 *
 * @example
 * Aspects.of(stack).add(new RequireAutoKillPolicy({ exempt: { "shop/archive": "Nobody is connected." } }));
 */
export class RequireAutoKillPolicy implements IAspect {
  /**
   * Adds the Aspect to a scope. CDKTF never visits Aspects of an app: for an app, it is added to each of its stacks, so call this once
   * all are made.
   *
   * @throws ConstructError as the constructor does
   */
  static addTo(scope: IConstruct, props: RequireAutoKillPolicyProps = {}): void {
    addToStacks(scope, new RequireAutoKillPolicy(props), "RequireAutoKillPolicy");
  }

  readonly #visitor: DatabaseVisitor;

  /** @throws ConstructError `DBKILL_PROPERTY_UNKNOWN` and `DBKILL_PROPERTY_INVALID` */
  constructor(props: RequireAutoKillPolicyProps = {}) {
    this.#visitor = new DatabaseVisitor({
      kind: "RequireAutoKillPolicy",
      props: checked(SHAPE, props, "new RequireAutoKillPolicy"),
      missed: "are not looked at",
      known: { tenantsOf: () => [] },
      found: (database, verdict) => this.#found(database, verdict),
    });
  }

  /** Called by CDKTF at synth, for each construct of the scope. */
  visit(node: IConstruct): void {
    this.#visitor.visit(node);
  }

  #found(database: Database, verdict: Verdict): void {
    const { resource, path } = database;
    if (verdict.kind === "none") return;
    if (verdict.kind === "uncovered") {
      this.#visitor.warn(resource, {
        code: "DBKILL_DATABASE_UNCOVERED",
        path: "",
        text: `No policy protects "${path}": dbkill does not cover ${verdict.why}.`,
      });
    } else if (verdict.kind === "unconfirmed") {
      if (verdict.instances.every((instance) => isProtected(database, instance))) return;
      this.#visitor.warn(resource, {
        code: "DBKILL_DATABASE_UNCONFIRMED",
        path: "",
        text: `"${path}" has no policy, and none is demanded. ${verdict.why}.`,
      });
    } else {
      this.#visitor.demand(resource, () => problemOf(database, verdict));
    }
  }
}

type Demanding = Extract<Verdict, { kind: "protectable" | "undecided" | "impossible" }>;

function problemOf(database: Database, verdict: Demanding): ConstructProblem | undefined {
  const { path } = database;
  const exempt = `write "${path}" and the reason into exempt of RequireAutoKillPolicy`;
  if (verdict.kind === "impossible") {
    return {
      code: "DBKILL_DATABASE_UNPROTECTED",
      path: "",
      text: `"${path}" can't have an AutoKillPolicy. ${verdict.why}. To accept that, ${exempt}.`,
    };
  }
  const bare = verdict.instances.filter((instance) => !isProtected(database, instance));
  if (verdict.instances.length > 0 && bare.length === 0) return undefined;
  if (verdict.kind === "undecided") {
    return {
      code: "DBKILL_DATABASE_UNDECIDED",
      path: verdict.argument,
      text: `It is not proven that "${path}" has the policies that it needs: that depends on ${verdict.argument}, and only Terraform knows it. Set it in code${verdict.instances.length > 0 ? ", give the database an AutoKillPolicy" : ""}, or ${exempt}.`,
    };
  }
  const where = bare.map(({ idAt }) => idAt).join(", ");
  return {
    code: "DBKILL_DATABASE_UNPROTECTED",
    path: "",
    text: `"${path}" has no AutoKillPolicy for the instance that ${where} names. Add one, or ApplyAutoKillPolicy to the scope, or ${exempt}.`,
  };
}
