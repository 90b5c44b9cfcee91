import fc from "fast-check";
import {
  compilePolicy,
  type Judgement,
  type Policy,
  type PolicyMoment,
  type Session,
  UNSET_POLICY,
} from "../../../../src/model";
import { factsOf } from "../../../../src/vendors/facts";
import { session } from "../support";

/** A policy for sessions of `report` on a MySQL server, with every default. */
export function policy(given: Partial<Policy> = {}): Policy {
  return {
    ...UNSET_POLICY,
    name: "report-limit",
    target: { service: "mysql", instance_id: "db.example:3306" },
    match: { users: ["report"] },
    action: "connection",
    ...given,
  };
}

/** A Monday at noon in London. */
export const NOON = new Date("2026-11-30T12:00:00Z");

/** What a policy decides on these sessions of a MySQL server. */
export const judge = (
  given: Partial<Policy>,
  sessions: readonly Session[],
  moment: Partial<PolicyMoment> = {},
) => compilePolicy(policy(given), factsOf("mysql"))(sessions, { now: NOON, ...moment });

/** The reason for each spared session. */
export const reasons = ({ spared }: Judgement) =>
  Object.fromEntries(spared.map(({ session: { id }, reason }) => [id, reason]));

export const details = ({ spared }: Judgement) => spared.map(({ detail }) => detail);

export const report = (id: string, more: Partial<Session> = {}) => session({ id, user: "report", ...more });

const few = fc.constantFrom("report", "app", "etl", "root");

/** Sessions of a small world, so that filters hit some of them. */
export const anySessions: fc.Arbitrary<Session[]> = fc
  .array(
    fc.record({
      user: fc.oneof(few, fc.constantFrom("system user", "event_scheduler")),
      host: fc.constantFrom("10.0.0.7:51234", "10.0.0.8:2", "localhost"),
      database: fc.constantFrom("shop", "crm", ""),
      command: fc.constantFrom("Query", "Sleep", "Execute", "Binlog Dump"),
      duration_seconds: fc.nat(100),
      info: fc.constantFrom("", "select 1", "select 2", "select * from orders", "/* gh-ost */ select 1"),
    }),
    { maxLength: 12 },
  )
  .map((rows) => rows.map((row, index) => session({ ...row, id: String(index + 1) })));

const filter = fc
  .record(
    {
      users: fc.uniqueArray(few, { minLength: 1, maxLength: 3 }),
      databases: fc.uniqueArray(fc.constantFrom("shop", "crm"), { minLength: 1, maxLength: 2 }),
      commands: fc.constantFrom(["Query"], ["Sleep", "Query"]),
      hosts: fc.constantFrom(["10.0.0.7"], ["10.0.0.%"]),
      info_prefix: fc.constantFrom("select", "select *"),
      info_keywords: fc.constantFrom(["select"], ["select", "orders"]),
      min_duration_seconds: fc.integer({ min: 1, max: 80 }),
    },
    { requiredKeys: [] },
  )
  .filter((value) => Object.keys(value).length > 0);

/** Policies of that world. */
export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    match: fc.option(filter, { freq: 8 }),
    exclude: fc.option(filter, { freq: 2 }),
    protected_users: fc.uniqueArray(few, { maxLength: 2 }),
    protect_tools: fc.boolean(),
    action: fc.constantFrom("connection" as const, "query" as const),
    victims: fc.constantFrom("all" as const, "oldest" as const, "newest" as const, "all_but_oldest" as const),
    group_by: fc.option(
      fc.constantFrom("user" as const, "host" as const, "database" as const, "fingerprint" as const),
    ),
    max_kills: fc.option(fc.nat(5)),
    max_kills_per_hour: fc.option(fc.nat(5)),
    when: fc.option(
      fc.record({
        active_sessions_at_least: fc.option(fc.integer({ min: 1, max: 5 })),
        matching_at_least: fc.option(fc.integer({ min: 1, max: 5 })),
        for_seconds: fc.option(fc.integer({ min: 1, max: 100 })),
      }),
      { freq: 2 },
    ),
    mode: fc.constantFrom("enforce" as const, "observe" as const),
    enforced_by: fc.constantFrom(null, null, "runner" as const),
    windows: fc.constantFrom(
      [],
      [{ days: [], start: "09:00", end: "17:00", time_zone: "UTC" }],
      [{ days: ["sun" as const], start: "00:00", end: "24:00", time_zone: "UTC" }],
    ),
    enabled: fc.boolean(),
    expires_at: fc.option(fc.constantFrom("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")),
    priority: fc.nat(3),
  })
  .map(policy);
