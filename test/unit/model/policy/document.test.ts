import fc from "fast-check";
import { documentHash, documentOf, type Policy } from "../../../../src/model";
import { anyPolicy, policy } from "./support";

const written = (given: Partial<Policy>) => JSON.parse(documentOf(policy(given))).policies[0];

describe("a policy's document", () => {
  test("has what is set, action and mode, and no default", () => {
    expect(documentOf(policy())).toBe(
      '{"version":1,"policies":[{"name":"report-limit","target":{"service":"mysql","instance_id":"db.example:3306"},"match":{"users":["report"]},"action":"connection","mode":"enforce"}]}',
    );
  });

  test("has every setting in the words of the Terraform type", () => {
    const all: Partial<Policy> = {
      target: { service: "dbbrain", instance_id: "cdb-1", product: "mysql", region: "ap-shanghai" },
      match: null,
      exclude: { info_keywords: ["b", "a"], ignore_comments: true },
      protected_users: ["etl"],
      protect_tools: false,
      action: "query",
      victims: "oldest",
      group_by: "user",
      max_kills: 0,
      max_kills_per_hour: 9,
      when: { active_sessions_at_least: 5, matching_at_least: null, for_seconds: 30 },
      mode: "observe",
      enforcement: "runner",
      windows: [{ days: ["fri", "mon"], start: "22:00", end: "06:00", time_zone: "UTC" }],
      enabled: false,
      expires_at: "2027-01-31T19:00:00+01:00",
      priority: 3,
      reason: "reports are slow",
    };
    expect(written(all)).toEqual({
      ...all,
      name: "report-limit",
      match: undefined,
      match_all: true,
      when: { active_sessions_at_least: 5, for_seconds: 30 },
      windows: [{ days: ["mon", "fri"], start: "22:00", end: "06:00", time_zone: "UTC" }],
      expires_at: "2027-01-31T18:00:00.000Z",
    });
  });

  test("is the same for equal policies, however they are written", () => {
    const one = policy({
      match: { users: ["b", "a", "b"], info_keywords: ["y", "x"], ignore_comments: false },
      protected_users: ["d", "c"],
      windows: [
        { days: ["tue", "mon"], start: "01:00", end: "02:00", time_zone: "UTC" },
        { days: [], start: "00:00", end: "01:00", time_zone: "UTC" },
      ],
    });
    const other = policy({
      match: { info_keywords: ["y", "x"], users: ["a", "b"] },
      protected_users: ["c", "d", "c"],
      windows: [
        { days: [], start: "00:00", end: "01:00", time_zone: "UTC" },
        { days: ["mon", "tue"], start: "01:00", end: "02:00", time_zone: "UTC" },
      ],
    });
    expect(documentOf(one)).toBe(documentOf(other));
    expect(documentHash(documentOf(one))).toMatch(/^[0-9a-f]{64}$/);
    // The order of keywords has a meaning.
    expect(documentOf(policy({ match: { info_keywords: ["x", "y"] } }))).not.toBe(
      documentOf(policy({ match: { info_keywords: ["y", "x"] } })),
    );
  });

  test("leaves out the days of a window that opens every day", () => {
    const window = { start: "22:00", end: "06:00", time_zone: "UTC" };
    expect(written({ windows: [{ days: [], ...window }] }).windows).toEqual([window]);
  });

  test("never holds a null or an undefined value", () => {
    fc.assert(
      fc.property(anyPolicy, (given) => {
        expect(documentOf(given)).not.toContain("null");
      }),
    );
  });

  test("tells apart what means something else", () => {
    const hashes = [
      {},
      { match: { users: ["etl"] } },
      { mode: "observe" as const },
      { enabled: false },
      { max_kills: 1 },
      { max_kills_per_hour: 1 },
      { protect_tools: false },
      { priority: 1 },
      { action: "query" as const },
    ].map((given) => documentHash(documentOf(policy(given))));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
