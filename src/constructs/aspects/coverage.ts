import type { IConstruct } from "constructs";
import { factsOf } from "../../vendors/facts";
import type { KillTarget } from "../kill-target";
import { type DeclaredPolicy, PolicyRegistry } from "../policy-registry";
import { expressionOf, identityOf } from "../tokens";
import type { Database } from "./database";
import type { Instance } from "./database-types/verdict";

/** Whether an instance has a policy. A policy of one tenant is enough for OceanBase. */
export function isProtected(database: Database, instance: Instance): boolean {
  const { targets } = instance;
  const policies = policiesOf(database, instance);
  if (factsOf(instance.service).target?.tenant_id === "required") return policies.length > 0;
  return targets.some((target) => policies.some((policy) => includes(database, policy, target)));
}

/** The targets of an instance that have no policy. */
export function unprotectedTargets(database: Database, instance: Instance): readonly KillTarget[] {
  const policies = policiesOf(database, instance);
  return instance.targets.filter((target) => !policies.some((policy) => includes(database, policy, target)));
}

/** Whether a policy of the instance is also one of the whole target. */
function includes({ resource }: Database, policy: DeclaredPolicy, target: KillTarget): boolean {
  const own = policy.target;
  const isSame = (one: string | undefined, other: string | undefined) =>
    one === undefined || other === undefined
      ? one === other
      : identityOf(policy, one) === identityOf(resource, other);
  return (
    own.product === target.product &&
    isSame(own.tenantId, target.tenantId) &&
    // Without a group it is for all of them.
    (own.computingGroupId === undefined || isSame(own.computingGroupId, target.computingGroupId))
  );
}

/** The policies for an instance of a database, wherever in the app they are. */
function policiesOf(database: Database, { service, idAt }: Instance): readonly DeclaredPolicy[] {
  const { resource } = database;
  const registry = PolicyRegistry.of(resource);
  const found = database.spellings(idAt).flatMap((id) => registry.policiesOf(identityOf(resource, id)));
  return [...found, ...chained(database, idAt, registry)].filter(({ target }) => target.service === service);
}

/** Policies that Terraform makes one for each element of the database: `for_each` is the database, and the id is the element's. */
function chained({ resource, address }: Database, idAt: string, registry: PolicyRegistry): DeclaredPolicy[] {
  return registry
    .policiesOf(identityOf(resource, `\${each.value.${idAt}}`))
    .filter((policy) => forEachOf(policy) === `\${${address}}`);
}

function forEachOf(policy: DeclaredPolicy): unknown {
  const iterator = policy.repeated?.forEach as { _getForEachExpression?(): unknown } | undefined;
  return (
    iterator?._getForEachExpression && expressionOf(policy as IConstruct, iterator._getForEachExpression())
  );
}
