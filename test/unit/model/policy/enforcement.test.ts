import fc from "fast-check";
import { compilePolicy, enforcerOf, type Policy, vendorLimits } from "../../../../src/model";
import { factsOf, SERVICE_NAMES, type ServiceName } from "../../../../src/vendors/facts";
import { ids } from "../support";
import { anyPolicy, anySessions, NOON, policy } from "./support";

const fields = (given: Partial<Policy>, service: ServiceName = "das") =>
  vendorLimits(policy(given), factsOf(service)).map(({ field }) => field);

const condition = { active_sessions_at_least: 1, matching_at_least: null, for_seconds: null };
const window = { days: [], start: "09:00", end: "17:00", time_zone: "UTC" };

describe("the vendor's task", () => {
  test("enforces what it means exactly the same", () => {
    const same: Partial<Policy>[] = [
      {},
      { match: null },
      { match: { users: ["report"], min_duration_seconds: 60, commands: ["Query"] } },
      { enabled: false },
      { expires_at: "2027-01-01T00:00:00Z" },
      { priority: 7, reason: "reports are slow", name: "other" },
      { group_by: "user" },
      { enforcement: "vendor" },
      { protect_tools: false },
      { protected_users: ["etl"] },
    ];
    for (const given of same) {
      expect(fields(given, "das")).toEqual([]);
      expect(fields(given, "dbbrain")).toEqual([]);
      expect(enforcerOf(policy(given), factsOf("das"))).toBe("vendor");
    }
  });

  test.each<[string, Partial<Policy>]>([
    ["match.states", { match: { users: ["report"], states: ["Sending data"] } }],
    ["match.info_regex", { match: { info_regex: "^select" } }],
    ["match.users", { match: { users: ["report", "etl"] } }],
    ["match.users", { match: { users: ["system user"] } }],
    ["exclude", { exclude: { users: ["etl"] } }],
    ["protected_users", { protected_users: ["report"] }],
    ["protected_users", { protected_users: ["etl", "report"] }],
    ["action", { action: "query" }],
    ["victims", { victims: "oldest" }],
    ["max_kills", { max_kills: 5 }],
    ["max_kills", { max_kills: 0 }],
    ["max_kills_per_hour", { max_kills_per_hour: 5 }],
    ["when", { when: condition }],
    ["mode", { mode: "observe" }],
    ["enforcement", { enforcement: "runner" }],
    ["windows", { windows: [window] }],
  ])("leaves %s to the runner", (field, given) => {
    for (const service of ["das", "dbbrain"] as const) {
      expect(fields(given, service)).toEqual([field]);
      expect(enforcerOf(policy(given), factsOf(service))).toBe("runner");
    }
  });

  // Joined by OR, the keywords would kill every SELECT; taken literally, the pattern would kill nobody.
  test("of DBbrain is not given what Tencent does not document: several keywords, and a wildcard", () => {
    const keywords = { match: { info_keywords: ["select", "orders"] } };
    const hosts = { match: { hosts: ["10.0.0.%"] } };
    expect([fields(keywords, "dbbrain"), fields(hosts, "dbbrain")]).toEqual([
      ["match.info_keywords"],
      ["match.hosts"],
    ]);
    expect([fields(keywords, "das"), fields(hosts, "das")]).toEqual([[], []]);
    for (const match of [{ info_keywords: ["orders"] }, { hosts: ["10.0.0.7"] }])
      expect(fields({ match }, "dbbrain")).toEqual([]);
  });

  test("would hit a protected user where no user, or that one, is named; in any Unicode form", () => {
    expect(fields({ match: { databases: ["shop"] }, protected_users: ["etl"] })).toEqual(["protected_users"]);
    expect(fields({ match: null, protected_users: ["etl"] })).toEqual(["protected_users"]);
    expect(fields({ match: { users: ["caf\u00e9"] }, protected_users: ["cafe\u0301"] })).toEqual([
      "protected_users",
    ]);
  });

  test("exists on two services alone", () => {
    const has = SERVICE_NAMES.filter(
      (service) =>
        !fields({ match: null, action: factsOf(service).kill?.ends ?? "connection" }, service).includes(
          "target",
        ),
    );
    expect(has.sort()).toEqual(["das", "dbbrain"]);
    expect(fields({}, "mysql")).toEqual(["target"]);
  });

  test("is not asked where Terraform has decided, whatever this version's table says", () => {
    const both = { max_kills: 5 };
    expect(enforcerOf(policy(both), factsOf("das"))).toBe("runner");
    expect(enforcerOf(policy({ ...both, enforced_by: "vendor" }), factsOf("das"))).toBe("vendor");
    expect(enforcerOf(policy(), factsOf("das"))).toBe("vendor");
    expect(enforcerOf(policy({ enforced_by: "runner" }), factsOf("das"))).toBe("runner");
    // Another version may know tasks of a service that has none here.
    expect(enforcerOf(policy({ enforced_by: "vendor" }), factsOf("mysql"))).toBe("vendor");
  });

  test("names every setting to blame, with a reason", () => {
    const limits = vendorLimits(policy({ max_kills: 1, exclude: { users: ["a"] } }), factsOf("das"));
    expect(limits.map(({ field }) => field)).toEqual(["exclude", "max_kills"]);
    expect(limits[0]?.detail).toContain("add-kill-process-task");
  });

  test("is never wider than the policy: the policy kills whatever the task's filter matches, tools aside", () => {
    // Most settings of most policies are at their defaults, or the vendor could enforce none.
    const kept = fc.subarray(
      ["exclude", "protected_users", "action", "victims", "max_kills", "when", "mode"] as const,
      {
        maxLength: 1,
      },
    );
    const { match: _match, name: _name, target: _target, ...defaults } = policy();
    let byVendor = 0;
    fc.assert(
      fc.property(
        anyPolicy,
        kept,
        anySessions,
        fc.constantFrom("das", "dbbrain"),
        (given, keep, sessions, service) => {
          const facts = factsOf(service);
          const set = Object.fromEntries(keep.map((name) => [name, given[name]]));
          const rare = { ...given, ...defaults, ...set };
          if (enforcerOf(rare, facts) !== "vendor") return;
          byVendor++;
          // What a task does: it kills everything that matches, but for the system's own sessions.
          const task = compilePolicy(policy({ match: rare.match, protect_tools: false }), facts);
          const killed = ids(task(sessions, { now: NOON }).victims);
          const chosen = compilePolicy({ ...rare, protect_tools: false }, facts)(sessions, { now: NOON });
          expect(killed).toEqual(ids(chosen.victims));
        },
      ),
      { numRuns: 2_000 },
    );
    expect(byVendor).toBeGreaterThan(0);
  });
});
