import { codes, killTask, resource, Workspace } from "../../support/workspace";

/**
 * Terraform puts the values that `ignore_changes` names back after it had the configuration validated. What is planned then may be a
 * filter that nobody wrote, up to one that chooses every session. Whatever the mixture, it is refused before anything is sent.
 */

const ignoring = (...paths: string[]) => `  lifecycle {\n    ignore_changes = [${paths.join(", ")}]\n  }`;

/** Sent to the vendor to change something. */
const CHANGES = ["CreateKillTask", "CancelKillTask", "KillMySqlThreads"];

interface Case {
  readonly what: string;
  readonly first: Record<string, string>;
  readonly next: Record<string, string>;
  readonly ignored: readonly string[];
  readonly code: string;
}

describe("ignore_changes on", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.sessions("cdb-1", [
      { id: "11", user: "report", duration_seconds: 5 },
      { id: "12", user: "app", duration_seconds: 5 },
    ]);
  });

  const changes = async () => {
    const counts = await Promise.all(CHANGES.map((action) => it_.calls(action)));
    return counts.reduce((sum, count) => sum + count, 0);
  };

  const tasks = async () => (await it_.running()).map(({ match }) => match);

  /** Applies the first declaration, then plans and applies the mixture: both are refused, and nothing more is sent. */
  async function refuses(
    declare: (attributes: Record<string, string>, meta: string) => string,
    { first, next, ignored, code }: Case,
  ) {
    it_.write(declare(first, ""));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    const sent = await changes();
    const before = await tasks();
    it_.write(declare(next, ignoring(...ignored)));
    // What is written is no mistake; only the mixture is.
    expect(await it_.terraform.run("validate", "-no-color")).toMatchObject({ code: 0 });
    for (const { code: exit, output } of [await it_.terraform.plan(), await it_.terraform.apply()]) {
      expect({ exit, codes: codes(output) }).toEqual({ exit: 1, codes: [code] });
    }
    expect(await changes()).toBe(sent);
    expect(await tasks()).toEqual(before);
    // A mixture that is refused stands in the way of nothing else.
    expect(await it_.terraform.destroy("-refresh=false")).toMatchObject({ code: 0 });
    expect(await tasks()).toEqual([]);
  }

  const OLD = "{ min_duration_seconds = 3600 }";
  const cases: Case[] = [
    {
      what: "the only field of a filter",
      first: { match: OLD },
      next: { match: '{ users = ["report"] }' },
      ignored: ["match.users"],
      code: "DBKILL_FILTER_EMPTY",
    },
    {
      what: "every field of a filter",
      first: { match: OLD },
      next: { match: '{ users = ["report"], hosts = ["10.0.0.%"] }' },
      ignored: ["match.users", "match.hosts"],
      code: "DBKILL_FILTER_EMPTY",
    },
    {
      what: "match, while match_all is set",
      first: { match: '{ users = ["report"] }' },
      next: { match_all: "true" },
      ignored: ["match"],
      code: "DBKILL_SELECTION_AMBIGUOUS",
    },
    {
      what: "match_all, while match is removed",
      first: { match: '{ users = ["report"] }' },
      next: { match_all: "true" },
      ignored: ["match_all"],
      code: "DBKILL_SELECTION_MISSING",
    },
    {
      what: "match_all, while match is written",
      first: { match_all: "true" },
      next: { match: '{ users = ["report"] }' },
      ignored: ["match_all"],
      code: "DBKILL_SELECTION_AMBIGUOUS",
    },
    {
      what: "match, while match_all is unset",
      first: { match_all: "true" },
      next: { match: '{ users = ["report"] }' },
      ignored: ["match"],
      code: "DBKILL_SELECTION_MISSING",
    },
    {
      what: "info_prefix, while keywords are written",
      first: { match: '{ info_prefix = "select" }' },
      next: { match: '{ info_keywords = ["from"] }' },
      ignored: ["match.info_prefix"],
      code: "DBKILL_FILTER_NOT_EXPRESSIBLE",
    },
  ];

  test.each(cases)("a kill task's $what is refused", async (each) => {
    await refuses(
      (attributes, meta) => killTask("reports", { instance_id: '"cdb-1"', ...attributes }, meta),
      each,
    );
  });

  const kills: Case[] = [
    {
      what: "the only field of a filter",
      first: { match: OLD },
      next: { match: '{ users = ["report"] }' },
      ignored: ["match.users"],
      code: "DBKILL_FILTER_EMPTY",
    },
    {
      what: "the ids, while a filter is written",
      first: { session_ids: '["11"]' },
      next: { match: '{ users = ["app"] }' },
      ignored: ["session_ids"],
      code: "DBKILL_SELECTION_AMBIGUOUS",
    },
    {
      what: "the filter, while ids are written",
      first: { match: OLD },
      next: { session_ids: '["12"]' },
      ignored: ["session_ids"],
      code: "DBKILL_SELECTION_MISSING",
    },
    {
      what: "the only field of exclude",
      first: { match: OLD, exclude: '{ hosts = ["10.0.0.1"] }' },
      next: { match: '{ users = ["app"] }', exclude: '{ users = ["app-admin"] }' },
      ignored: ["exclude.users"],
      code: "DBKILL_FILTER_EMPTY",
    },
  ];

  test.each(kills)("a session kill's $what is refused", async (each) => {
    await refuses(
      (attributes, meta) =>
        resource(
          "dbkill_tencent_dbbrain_session_kill",
          "now",
          { instance_id: '"cdb-1"', ...attributes },
          meta,
        ),
      each,
    );
  });

  const policies: Case[] = [
    ...cases.filter(({ code }) => code !== "DBKILL_FILTER_NOT_EXPRESSIBLE"),
    {
      what: "the only field of exclude",
      first: { match: OLD, exclude: '{ hosts = ["10.0.0.1"] }' },
      next: { match: OLD, exclude: '{ users = ["app-admin"] }' },
      ignored: ["exclude.users"],
      code: "DBKILL_FILTER_EMPTY",
    },
    {
      what: "the only trouble in when",
      first: { match: OLD, when: "{ matching_at_least = 2 }" },
      next: { match: OLD, when: "{ active_sessions_at_least = 2 }" },
      ignored: ["when.active_sessions_at_least"],
      code: "DBKILL_POLICY_CONDITION_EMPTY",
    },
    {
      what: "a cap, while the vendor is to enforce it",
      first: { match: OLD, max_kills: "9" },
      next: { match: OLD, enforcement: '"vendor"' },
      ignored: ["max_kills"],
      code: "DBKILL_POLICY_NOT_EXPRESSIBLE",
    },
  ];

  test.each(policies)("a policy's $what is refused", async (each) => {
    await refuses((attributes, meta) => {
      const target = '{ service = "dbbrain", instance_id = "cdb-1" }';
      return resource("dbkill_auto_kill_policy", "it", { name: '"it"', target, ...attributes }, meta);
    }, each);
  });

  test("what was ignored before the first apply is sent as it is written", async () => {
    const attributes = { instance_id: '"cdb-1"', match: '{ users = ["report"] }' };
    it_.write(killTask("reports", attributes, ignoring("match")));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await tasks()).toEqual([{ users: ["report"] }]);
  });

  test("a whole filter keeps the old one, and other edits go through", async () => {
    const attributes = { instance_id: '"cdb-1"', match: '{ users = ["report"] }' };
    it_.write(killTask("reports", attributes));
    await it_.terraform.apply();
    const sent = await changes();
    it_.write(
      killTask("reports", { ...attributes, match: '{ users = ["app"] }', max_kills: "9" }, ignoring("match")),
    );
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await changes()).toBe(sent);
    expect(await tasks()).toEqual([{ users: ["report"] }]);
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
  });
});
