import { type Policy, printable } from "../../model";
import { nearest } from "../../model/nearest";
import { describeTarget, placeOf } from "../policies/place";
import { UsageError } from "../usage-error";

/** The policies of one database. All of them are judged together, whichever are shown. */
export interface TargetPolicies {
  readonly policies: readonly Policy[];
  /** Those that are asked for. */
  readonly shown: readonly Policy[];
}

/** What names a policy in all of a document: as the id of the Terraform type. */
export function policyId({ name, target: { service, instance_id } }: Policy): string {
  return `${service}/${instance_id}/${name}`;
}

/** Whether this is the policy's name, or its id. */
export function isNamed(policy: Policy, name: string): boolean {
  return policy.name === name || policyId(policy) === name;
}

/** The policies with this name, or with this id. @throws UsageError where there is none */
export function policiesNamed(name: string, policies: readonly Policy[]): Policy[] {
  const found = policies.filter((policy) => isNamed(policy, name));
  if (found.length > 0) return found;
  const names = [...new Set(policies.map((policy) => policy.name))];
  const meant = nearest(name, names);
  throw new UsageError(
    `there is no policy ${JSON.stringify(printable(name, 128))}. ${meant === undefined ? `Policies are ${names.map((each) => printable(each, 128)).join(", ")}.` : `Is ${JSON.stringify(meant)} meant?`}`,
  );
}

/** The policies by database, in the order in which they are written; databases without one that is asked for are left out. */
export function byTarget(
  policies: readonly Policy[],
  asked: readonly Policy[],
  keyOf: (policy: Policy) => string = ({ target }) => placeOf(target),
): TargetPolicies[] {
  const groups = new Map<string, Policy[]>();
  for (const policy of policies) {
    const key = keyOf(policy);
    groups.set(key, [...(groups.get(key) ?? []), policy]);
  }
  return [...groups.values()]
    .map((group) => ({ policies: group, shown: group.filter((policy) => asked.includes(policy)) }))
    .filter(({ shown }) => shown.length > 0);
}

/** The one database that a saved list is of. @throws UsageError where the policies have several */
export function oneTarget(targets: readonly TargetPolicies[]): TargetPolicies | undefined {
  const [only, ...more] = targets;
  if (more.length === 0) return only;
  const lines = targets.map(
    ({ policies, shown }) =>
      `${describeTarget(policies[0]!.target)}: ${shown.map((policy) => printable(policyId(policy), 300)).join(", ")}`,
  );
  throw new UsageError(
    [
      "a saved list is of one database, and the policies are for several. Choose with --policy NAME, or SERVICE/INSTANCE/NAME where two have one name:",
      ...lines,
    ].join("\n  "),
  );
}
