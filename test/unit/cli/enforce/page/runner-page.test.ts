import type { EnforceOptions } from "../../../../../src/cli/enforce/options";
import { RunnerPage } from "../../../../../src/cli/enforce/page/runner-page";
import { StatusBoard } from "../../../../../src/cli/enforce/status";
import { Secrets } from "../../../../../src/cli/secrets";
import { statementHash } from "../../../../../src/engine/describe";
import type { AuditLine } from "../../../../../src/engine/runner/audit";
import { compileTarget, type Policy, type Session } from "../../../../../src/model";
import { LIMITS } from "../../../../../src/page/data";
import { factsOf } from "../../../../../src/vendors/facts";
import { pageNow } from "../../../../support/page";
import { NOON, policy as policyOf } from "../../../model/policy/support";
import { session } from "../../../model/support";

const NAME = "mysql db.example:3306";

describe("what the page tells of a runner", () => {
  let stopped: boolean;
  let secrets: Secrets;
  beforeEach(() => {
    stopped = false;
    secrets = new Secrets();
  });

  const policy = (more: Partial<Policy> = {}) => policyOf({ enforcement: "runner", ...more });
  const make = (policies: readonly Policy[], more: Partial<EnforceOptions> = {}) => {
    const options = {
      auditStatements: "full" as const,
      interval: 5_000,
      shard: { index: 1, count: 1 },
      ...more,
    };
    const page = new RunnerPage(options, secrets, () => stopped);
    page.replace(policies.map(({ target }) => target));
    return page;
  };
  const see = (page: RunnerPage, policies: readonly Policy[], sessions: readonly Session[], at = NOON) => {
    const { target } = policies[0]!;
    const judgements = [...compileTarget(policies, factsOf(target.service))(sessions, at)];
    page.seen({ target, at, sessions, judgements });
  };
  const line = (more: Partial<AuditLine>): AuditLine => ({
    at: NOON.toISOString(),
    policy: "report-limit",
    document_hash: "x",
    target: policy().target,
    event: "killed",
    session: session(),
    ...more,
  });
  const kills = (page: RunnerPage) => pageNow(page.live).kills[0]!.kills;

  test("is each session with its verdicts and their reasons", () => {
    const policies = [
      policy({ name: "kills", exclude: { info_prefix: "select 2" } }),
      policy({ name: "observes", match: { users: ["app"] }, mode: "observe", protected_users: ["etl"] }),
      policy({ name: "vendor", enforcement: "auto", target: policy().target, match: { users: ["etl"] } }),
    ];
    const page = make(policies);
    see(page, policies, [
      session({ id: "1", info: "select 1" }),
      session({ id: "2", info: "select 2" }),
      session({ id: "3", user: "app" }),
      session({ id: "4", user: "etl" }),
      session({ id: "5", user: "nobody" }),
    ]);
    const [{ sessions, counts, total, at, target } = {} as never] = pageNow(page.live).sessions;
    expect({ at, target, total, counts }).toEqual({
      at: NOON.toISOString(),
      target: NAME,
      total: 5,
      counts: { victim: 1, would_kill: 1, vendor: 0, spared: 2 },
    });
    expect(sessions.map(({ key, verdicts }) => [key, verdicts])).toEqual([
      ["1", [{ verdict: "victim", rule: "kills" }]],
      ["3", [{ verdict: "would_kill", rule: "observes" }]],
      ["2", [{ verdict: "spared", rule: "kills", reason: "excluded", detail: "exclude" }]],
      ["4", [expect.objectContaining({ verdict: "spared", rule: "vendor", reason: "protected" })]],
      ["5", []],
    ]);
  });

  test("is told anew every half a minute while no page is open", () => {
    const policies = [policy()];
    const page = make(policies);
    const total = (seconds: number, ...sessions: Session[]) => {
      see(page, policies, sessions, new Date(NOON.getTime() + seconds * 1_000));
      return pageNow(page.live).sessions[0]!.total;
    };
    expect([total(0), total(29, session()), total(30, session())]).toEqual([0, 0, 1]);
  });

  test("calls nobody a victim while nobody is killed", () => {
    const policies = [policy()];
    const verdict = (page: RunnerPage) => {
      see(page, policies, [session()]);
      return pageNow(page.live).sessions[0]!.sessions[0]!.verdicts[0]!.verdict;
    };
    expect(verdict(make(policies))).toBe("victim");
    expect(verdict(make(policies, { dryRun: true }))).toBe("would_kill");
    stopped = true;
    expect(verdict(make(policies))).toBe("would_kill");
    const target = { service: "das" as const, instance_id: "bcfa975193f1402fa11a6d4fd6baf5fbin01" };
    const left = [policyOf({ target })];
    const page = make(left);
    see(page, left, [session()]);
    expect(pageNow(page.live).sessions[0]!.sessions[0]!.verdicts).toMatchObject([{ verdict: "vendor" }]);
  });

  test("is limited, and says how much there is", () => {
    const policies = [policy()];
    const page = make(policies);
    const many = Array.from({ length: 10_000 }, (_, index) =>
      session({ id: String(index), user: index === 9_999 ? "report" : "app", info: "x".repeat(5_000) }),
    );
    see(page, policies, many);
    const [{ sessions, total } = {} as never] = pageNow(page.live).sessions;
    expect([sessions.length, total, sessions[0]!.key]).toEqual([LIMITS.sessions, 10_000, "9999"]);
    expect(JSON.stringify(sessions).length).toBeLessThan(LIMITS.sessions * 1_000);
    const targets = Array.from({ length: 300 }, (_, index) =>
      policy({ target: { service: "mysql", instance_id: `db-${index}:3306` } }),
    );
    page.replace(targets.map(({ target }) => target));
    for (const each of targets) see(page, [each], many.slice(0, 100));
    const news = pageNow(page.live);
    expect(news.targets[0]).toMatchObject({ names: { length: LIMITS.targets }, total: 300 });
    expect(news.sessions).toHaveLength(LIMITS.targets);
    expect(news.sessions.flatMap(({ sessions: rows }) => rows).length).toBeLessThanOrEqual(
      LIMITS.allSessions,
    );
    page.replace(policies.map(({ target }) => target));
    expect(pageNow(page.live).sessions).toEqual([]);
  });

  test.each([
    ["full", "select 'private'"],
    ["hash", statementHash("select 'private'")],
    ["none", ""],
  ] as const)("shows statements as --audit-statements %s says", (auditStatements, shown) => {
    const policies = [policy()];
    const page = make(policies, { auditStatements });
    const private_ = session({ info: "select 'private'" });
    see(page, policies, [private_]);
    page.recorded(line({ session: { ...private_, info: private_.info } }));
    const news = pageNow(page.live);
    expect(news.sessions[0]!.sessions[0]!.statement).toBe(shown);
    expect(news.kills[0]!.kills[0]!.statement).toBe(shown);
    if (auditStatements !== "full") expect(JSON.stringify(news)).not.toContain("private");
    // What an earlier run has recorded may be in another form.
    const later = make(policies, { auditStatements });
    later.restore([line({ session: private_, outcome: "killed" })]);
    expect(kills(later)[0]!.statement).toBe(auditStatements === "full" ? shown : "");
  });

  test("hashes statements at least where others reach the port", () => {
    const policies = [policy()];
    const shown = (host: string, auditStatements: "full" | "none") => {
      const page = make(policies, { auditStatements, listen: { host, port: 1 } });
      see(page, policies, [session()]);
      return pageNow(page.live).sessions[0]!.sessions[0]!.statement;
    };
    const { info } = session();
    expect(shown("127.0.0.1", "full")).toBe(info);
    expect(shown("localhost", "full")).toBe(info);
    expect(shown("0.0.0.0", "full")).toBe(statementHash(info));
    expect(shown("runner.internal", "full")).toBe(statementHash(info));
    expect(shown("0.0.0.0", "none")).toBe("");
  });

  test("never has a secret of the runner", () => {
    secrets.add("pass-of-the-runner");
    const text = "pass-of-the-runner";
    const policies = [policy({ reason: text })];
    const page = make(policies);
    const with_ = session({
      user: text,
      info: `create user dbkill identified by '${text}'`,
      host: text,
      state: text,
    });
    see(page, policies, [with_]);
    page.recorded(line({ session: with_ }));
    const event = { code: "X", severity: "error" as const, summary: text, detail: text };
    const pass = {
      policy: policies[0]!,
      enforcer: "runner" as const,
      matched: 0,
      wouldKill: 0,
      killed: {},
      spared: {},
      capped: false,
      events: [event],
    };
    const target = policies[0]!.target;
    page.passed({ target, pass: { target, policies: [pass], failed: true } }, NOON);
    const board = new StatusBoard(5_000, false, () => false);
    board.replace(policies);
    page.refresh({ now: NOON, policies: board.known(NOON), stopped: true, notReloaded: text });
    const news = JSON.stringify(pageNow(page.live));
    expect(news).toContain("(sensitive value)");
    expect(news).not.toContain(text);
  });

  test("is each policy, and what is wrong as a whole", () => {
    const policies = [
      policy({
        max_kills: 5,
        max_kills_per_hour: 20,
        windows: [{ days: ["sun"], start: "00:00", end: "24:00", time_zone: "UTC" }],
        reason: "Reports lock.",
      }),
      policy({ name: "off", enabled: false }),
    ];
    const page = make(policies, { dryRun: true, shard: { index: 2, count: 3 } });
    const board = new StatusBoard(5_000, true, () => false);
    board.replace(policies);
    page.refresh({ now: NOON, policies: board.known(NOON), stopped: true, notReloaded: "p.json: broken" });
    const { rules, head } = pageNow(page.live);
    expect(rules[0]!.rules).toMatchObject([
      {
        name: "report-limit",
        target: NAME,
        status: "pending",
        mode: "enforce",
        caps: ["5 a pass", "20 an hour"],
        revision: expect.stringMatching(/^[0-9a-f]{8}$/),
        about: "Reports lock.",
      },
      { name: "off", status: "disabled", caps: [] },
    ]);
    expect(rules[0]!.rules[0]!.window).toBe("closed");
    expect(rules[0]!.rules[1]).not.toHaveProperty("window");
    expect(head[0]!.problems.map(({ code }) => code)).toEqual([
      "DBKILL_KILLS_STOPPED",
      "DBKILL_POLICIES_NOT_RELOADED",
    ]);
    expect(head[0]!.facts).toEqual(["a pass every 5 s", expect.stringContaining("dry run"), "shard 2/3"]);
    const none = { now: NOON, policies: [], stopped: false, notReloaded: undefined };
    // Another shard has some.
    page.refresh(none);
    expect(pageNow(page.live).head[0]!.problems).toMatchObject([{ tone: "quiet" }]);
    const whole = make([]);
    whole.refresh(none);
    expect(pageNow(whole.live).head[0]!.problems).toMatchObject([{ code: "DBKILL_POLICIES_EMPTY" }]);
  });

  test("tells what is wrong with a database once for all of its policies", () => {
    const policies = [policy({ name: "a" }), policy({ name: "b" })];
    const page = make(policies);
    const { target } = policies[0]!;
    const event = { code: "DBKILL_X", severity: "error" as const, summary: "It fails.", detail: "Because." };
    const pass = (of: Policy) => ({
      policy: of,
      enforcer: "runner" as const,
      matched: 0,
      wouldKill: 0,
      killed: {},
      spared: {},
      capped: false,
      events: [event],
    });
    const problems = () => pageNow(page.live).target[0]!.problems;
    page.passed({ target, pass: { target, policies: policies.map(pass), failed: true } }, NOON);
    expect(problems()).toEqual([{ tone: "bad", code: "DBKILL_X", text: "a, b: It fails. Because." }]);
    page.passed({ target, policies, bug: new Error("a secret bug") }, NOON);
    expect(problems()).toMatchObject([{ code: "DBKILL_UNEXPECTED" }]);
    page.passed({ target, pass: { target, policies: [], failed: false } }, NOON);
    expect(problems()).toEqual([]);
  });
});
