import { findAutoKillPolicies, type PolicyDatabase, type Synthesized } from "./find";

/** What a matcher answers to `expect`. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** The matchers as they are called on `expect(...)`. */
export interface AutoKillPolicyMatchers<R = unknown> {
  /**
   * Whether a synthesized stack has a policy for a database.
   *
   * @param database id of the instance, or the database's own resource of any provider
   * @param properties what the policy says, in the words of Terraform, such as `{ max_kills: 20 }`. Objects may have more than is
   * expected; lists and all other values are equal.
   */
  toHaveAutoKillPolicyFor(database: PolicyDatabase, properties?: Readonly<Record<string, unknown>>): R;
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: it has to have the parameters of Jest's own interface.
    interface Matchers<R, T = {}> extends AutoKillPolicyMatchers<R> {}
  }
}

/**
 * Matchers for `expect.extend`.
 *
 * @example
 * expect.extend(autoKillPolicyMatchers);
 * expect(Testing.synth(stack)).toHaveAutoKillPolicyFor(database, { mode: "enforce" });
 */
export const autoKillPolicyMatchers = {
  toHaveAutoKillPolicyFor(
    received: Synthesized,
    database: PolicyDatabase,
    properties: Readonly<Record<string, unknown>> = {},
  ): MatcherResult {
    const all = findAutoKillPolicies(received);
    const policies = findAutoKillPolicies(received, database);
    const found = policies.find(({ attributes }) => holds(attributes, properties));
    const name = typeof database === "string" ? database : nameOf(database);
    const wanted = Object.keys(properties).length > 0 ? ` with ${shown(properties)}` : "";
    return {
      pass: found !== undefined,
      message: () => {
        if (found) return `Expected no auto-kill policy for ${name}${wanted}, but ${found.address} is one.`;
        const there = policies.length > 0 ? policies : all;
        const has = policies.length > 0 ? "It has these" : "The stack has these, for other databases";
        const list = there.map(({ address, attributes }) => `  ${address}: ${shown(attributes)}`);
        const rest = there.length > 0 ? `${has}:\n${list.join("\n")}` : "The stack has none at all.";
        return `Expected an auto-kill policy for ${name}${wanted}. ${rest}`;
      },
    };
  },
};

const nameOf = (database: Exclude<PolicyDatabase, string>): string =>
  `${database.terraformResourceType}.${database.friendlyUniqueId}`;

const shown = (value: unknown): string => JSON.stringify(value, undefined, 2).replaceAll("\n", "\n  ");

/** Whether a value has everything that is expected of it. What `expect.any(...)` and its like return judges for itself. */
function holds(value: unknown, expected: unknown): boolean {
  if (typeof expected !== "object" || expected === null) return Object.is(value, expected);
  if ("asymmetricMatch" in expected) {
    return (expected as { asymmetricMatch(value: unknown): boolean }).asymmetricMatch(value);
  }
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(expected) || Array.isArray(value)) {
    return (
      Array.isArray(expected) &&
      Array.isArray(value) &&
      value.length === expected.length &&
      expected.every((each, at) => holds(value[at], each))
    );
  }
  return Object.entries(expected).every(
    ([name, each]) => each === undefined || holds((value as Record<string, unknown>)[name], each),
  );
}
