import { createHash } from "node:crypto";
import { TARGET_SETTINGS } from "../facts";
import { FILTER_FIELDS, NAME_FIELDS, type SessionFilter } from "../filter";
import { DAYS, POLICY_DEFAULTS, type Policy, type PolicyWindow } from "./policy";

/** The version of the form of policy documents. */
export const DOCUMENT_VERSION = 1;

/**
 * A policy document with this one policy, as canonical JSON: equal policies give equal texts. What is not set, and what is the
 * default, is left out, but for `action` and `mode`, which a reader should see.
 */
export function documentOf(policy: Policy): string {
  return JSON.stringify({ version: DOCUMENT_VERSION, policies: [canonical(policy)] });
}

/** Names a revision of a policy: SHA-256 of its document, in hexadecimal digits. */
export function documentHash(document: string): string {
  return createHash("sha256").update(document).digest("hex");
}

function canonical(policy: Policy): Record<string, unknown> {
  const { target, when } = policy;
  const defaults: Readonly<Record<string, unknown>> = POLICY_DEFAULTS;
  const given = <K extends keyof Policy>(name: K) => {
    const value: unknown = policy[name];
    const isDefault = value === defaults[name] && name !== "mode";
    return value === null || isDefault ? {} : { [name]: value };
  };
  return {
    ...given("name"),
    target: ordered(target, ["service", "instance_id", ...TARGET_SETTINGS, "region"]),
    ...(policy.match ? { match: canonicalFilter(policy.match) } : { match_all: true }),
    ...(policy.exclude && { exclude: canonicalFilter(policy.exclude) }),
    ...(policy.protected_users.length > 0 && { protected_users: sorted(policy.protected_users) }),
    ...given("protect_tools"),
    ...given("action"),
    ...given("victims"),
    ...given("group_by"),
    ...given("max_kills"),
    ...given("max_kills_per_hour"),
    ...(when && {
      when: ordered(when, ["active_sessions_at_least", "matching_at_least", "for_seconds"]),
    }),
    ...given("mode"),
    ...given("enforcement"),
    ...given("enforced_by"),
    ...(policy.windows.length > 0 && { windows: canonicalWindows(policy.windows) }),
    ...given("enabled"),
    ...(policy.expires_at !== null && { expires_at: new Date(policy.expires_at).toISOString() }),
    ...given("priority"),
    ...given("reason"),
  };
}

function canonicalFilter(filter: SessionFilter): Record<string, unknown> {
  const written = ordered(filter, FILTER_FIELDS);
  for (const field of FILTER_FIELDS) {
    const value = written[field];
    if (NAME_FIELDS.has(field) && Array.isArray(value)) written[field] = sorted(value as string[]);
  }
  if (written.ignore_comments === false) delete written.ignore_comments;
  return written;
}

function canonicalWindows(windows: readonly PolicyWindow[]): unknown[] {
  const written = windows.map(({ days, start, end, time_zone }) => ({
    ...(days.length > 0 && { days: DAYS.filter((day) => days.includes(day)) }),
    start,
    end,
    time_zone,
  }));
  const texts = written.map((window) => JSON.stringify(window));
  return sorted(texts).map((text) => JSON.parse(text) as unknown);
}

/** These properties in this order, without those that are null. JSON has none that is undefined. */
function ordered<T extends object>(value: T, names: readonly (keyof T & string)[]): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const part: unknown = value[name];
      return part === null ? [] : [[name, part]];
    }),
  );
}

/** Without repetitions, in an order that does not depend on the machine. */
function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
