import type { IAspect } from "cdktf";
import type { IConstruct } from "constructs";
import type { AutoKillPolicySettings } from "../policy-settings";
import { type PolicyTemplate, TEMPLATE } from "../policy-template";
import { checked, list, mapOf, optional, shape, text } from "../shape";
import { unprotectedTargets } from "./coverage";
import type { Database } from "./database";
import type { Instance, Verdict } from "./database-types/verdict";
import { addToStacks, DATABASE_ASPECT, type DatabaseAspectProps, DatabaseVisitor, entryOf } from "./visitor";

/** What {@link ApplyAutoKillPolicy} gives to which databases. */
export interface ApplyAutoKillPolicyProps extends DatabaseAspectProps {
  /** The policy of every database. */
  readonly template: PolicyTemplate;
  /**
   * The ids of the tenants of each OceanBase cluster, by the path of its construct or by its own id. No Terraform type tells them. A
   * policy is made for each.
   *
   * @default - none; an OceanBase cluster is an error then, unless it is exempt
   */
  readonly tenants?: Readonly<Record<string, readonly string[]>>;
}

const SHAPE = shape({
  template: TEMPLATE,
  tenants: optional(mapOf(list(text, "a list of tenant ids"), "an object of lists of tenant ids")),
  ...DATABASE_ASPECT,
});

/**
 * An Aspect that gives a policy to every database in its scope that can have one and has none: TencentDB for MySQL, TDSQL-C for MySQL,
 * Huawei RDS for MySQL, ApsaraDB for ClickHouse and for OceanBase. Databases are found by their Terraform types, whatever class makes
 * them. The policy becomes a child of the database's construct; where the database is repeated (`count`, `forEach`), so is the policy.
 *
 * Databases in Terraform modules, and those that only data sources name, are not seen.
 *
 * @example
 * Aspects.of(stack).add(new ApplyAutoKillPolicy({ template: reports.with({ mode: PolicyMode.OBSERVE }) }));
 */
export class ApplyAutoKillPolicy implements IAspect {
  /**
   * Adds the Aspect to a scope. CDKTF never visits Aspects of an app: for an app, it is added to each of its stacks, so call this once
   * all are made.
   *
   * @throws ConstructError as the constructor does
   */
  static addTo(scope: IConstruct, props: ApplyAutoKillPolicyProps): void {
    addToStacks(scope, new ApplyAutoKillPolicy(props), "ApplyAutoKillPolicy");
  }

  readonly #template: PolicyTemplate;
  readonly #visitor: DatabaseVisitor;

  /** @throws ConstructError `DBKILL_PROPERTY_UNKNOWN`, `DBKILL_PROPERTY_MISSING` and `DBKILL_PROPERTY_INVALID` */
  constructor(props: ApplyAutoKillPolicyProps) {
    const given: ApplyAutoKillPolicyProps = checked(SHAPE, props, "new ApplyAutoKillPolicy");
    this.#template = given.template;
    this.#visitor = new DatabaseVisitor({
      kind: "ApplyAutoKillPolicy",
      props: given,
      missed: "get no policy",
      known: { tenantsOf: ({ resource }) => entryOf(given.tenants, resource) ?? [] },
      found: (database, verdict) => this.#found(database, verdict),
    });
  }

  /** Called by CDKTF at synth, for each construct of the scope. */
  visit(node: IConstruct): void {
    this.#visitor.visit(node);
  }

  #found(database: Database, verdict: Verdict): void {
    const { resource, path } = database;
    const byHand = `Give it an AutoKillPolicy by hand, or write "${path}" and the reason into exempt.`;
    if (verdict.kind === "protectable") {
      for (const instance of verdict.instances) this.#protect(database, instance);
    } else if (verdict.kind === "undecided") {
      this.#visitor.warn(resource, {
        code: "DBKILL_DATABASE_UNDECIDED",
        path: verdict.argument,
        text: `"${path}" gets no policy: whether it can have one depends on ${verdict.argument}, and only Terraform knows that. ${byHand}`,
      });
    } else if (verdict.kind === "unconfirmed") {
      this.#visitor.warn(resource, {
        code: "DBKILL_DATABASE_UNCONFIRMED",
        path: "",
        text: `"${path}" gets no policy. ${verdict.why}. ${byHand}`,
      });
    }
  }

  #protect(database: Database, instance: Instance): void {
    const { resource, path } = database;
    if (instance.targets.length === 0) {
      this.#visitor.demand(resource, () => ({
        code: "DBKILL_DATABASE_TENANT_MISSING",
        path: "tenants",
        text: `"${path}" gets no policy: an OceanBase policy is for a tenant, and no Terraform type tells a tenant's id. Write "${path}" and the ids of its tenants into tenants, or exempt it.`,
      }));
    }
    const missing = new Set(unprotectedTargets(database, instance));
    for (const [at, target] of instance.targets.entries()) {
      if (!missing.has(target)) continue;
      const id = ["auto-kill-policy", instance.label, at > 0 ? `${at}` : ""].filter(Boolean).join("-");
      this.#template.apply(resource, id, target, repetitionOf(database));
    }
  }
}

/** A policy is made for each element of a database that is repeated. */
function repetitionOf({ resource }: Database): Pick<AutoKillPolicySettings, "count" | "forEach"> {
  return { count: resource.count, forEach: resource.forEach };
}
