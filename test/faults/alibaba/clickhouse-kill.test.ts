import type { SessionInput } from "../../../src/emulator";
import { flat } from "../../support/text";
import { codes, resource, Workspace } from "../../support/workspace";

const TYPE = "dbkill_alibaba_clickhouse_session_kill";
const ADDRESS = `${TYPE}.now`;
const CLUSTER = "cc-bp1";

const kill = (attributes: Record<string, string>) =>
  resource(TYPE, "now", { cluster_id: `"${CLUSTER}"`, ...attributes });

/** A query that has run long enough to be listed. */
const query = (id: string, fields: SessionInput = {}): SessionInput => ({
  query_id: id,
  user: "report",
  duration_seconds: 75,
  info: "select sum(total) from orders",
  ...fields,
});

/** What survives is waited for until the time is nearly over. */
const SHORT = { timeouts: '{ create = "4s", update = "4s" }' };

describe("a ClickHouse kill", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(() => it_.reset());

  const runs = (sessions: SessionInput[], edition = "community", id = CLUSTER) =>
    it_.emulator.addSessions({ service: "clickhouse", instance_id: id, edition, sessions });
  const alive = async () =>
    (await it_.emulator.state()).sessions
      .filter(({ status }) => status === "running")
      .map(({ query_id }) => query_id);
  const results = async () => (await it_.attributes(ADDRESS)).results;
  const apply = async (attributes: Record<string, string>, provider?: string) => {
    it_.write(kill(attributes), provider);
    const { code, output } = await it_.terraform.apply();
    return { code, text: flat(output), codes: codes(output), warnings: codes(output, "Warning") };
  };

  test("kills what matches, spares the protected, records it, and does nothing again or on destroy", async () => {
    await runs([
      query("q-1"),
      query("q-2", { user: "etl" }),
      query("q-3", { duration_seconds: 5 }),
      query("q-4", { info: "SELECT 1" }),
    ]);
    const attributes = {
      match: '{ info_prefix = "select", min_duration_seconds = 60 }',
      protected_users: '["etl"]',
      max_kills: "1",
    };
    it_.write(kill(attributes));
    const planned = flat((await it_.terraform.plan()).output);
    expect(planned).toContain(`1 query on ${CLUSTER} would be killed by this plan`);
    expect(planned).toContain("1 of 4 queries");
    expect(await apply(attributes)).toMatchObject({ code: 0 });
    expect(await alive()).toEqual(["q-2", "q-3", "q-4"]);
    const { results, killed } = await it_.attributes(ADDRESS);
    expect(results).toEqual([{ id: "q-1", user: "report", outcome: "killed", message: null }]);
    expect(killed).toBe(1);
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });

    const destroyed = await it_.terraform.destroy();
    expect(codes(destroyed.output, "Warning")).toEqual(["DBKILL_KILL_DESTROY_DOES_NOTHING"]);
    expect(await it_.calls("KillProcess")).toBe(1);
  });

  test("sends nothing where nothing matches", async () => {
    await runs([query("q-1")]);
    expect(await apply({ match: '{ users = ["nobody"] }' })).toMatchObject({ code: 0 });
    expect(await it_.calls("KillProcess")).toBe(0);
    expect(await it_.attributes(ADDRESS)).toMatchObject({ results: [], killed: 0 });
  });

  test("kills named queries and tells which were over", async () => {
    await runs([query("q-1"), query("q-2")]);
    expect(await apply({ query_ids: '["q-1", "q-99"]' })).toMatchObject({ code: 0 });
    expect(await alive()).toEqual(["q-2"]);
    expect(await results()).toEqual([
      { id: "q-1", user: "report", outcome: "killed", message: null },
      { id: "q-99", user: null, outcome: "gone", message: null },
    ]);
  });

  test("takes ids that the same run looks up, and kills nothing for an empty list", async () => {
    await runs([query("q-1"), query("q-2", { user: "app" })]);
    const body = (user: string) => `
resource "terraform_data" "user" {
  input = "${user}"
}
data "dbkill_sessions" "theirs" {
  target {
    service = "clickhouse"
    instance_id = "${CLUSTER}"
  }
  match { users = [terraform_data.user.output] }
}
${kill({ query_ids: "data.dbkill_sessions.theirs.sessions[*].query_id" })}`;
    it_.write(body("report"));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await alive()).toEqual(["q-2"]);
    it_.write(body("nobody"));
    const applied = await it_.terraform.apply();
    expect(applied).toMatchObject({ code: 0 });
    expect(codes(applied.output, "Warning")).toContain("DBKILL_NOTHING_TO_KILL");
    expect(await it_.attributes(ADDRESS)).toMatchObject({ results: [], killed: 0 });
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    // A list that is empty from the start is no other case.
    const created = await it_.terraform.apply();
    expect(created).toMatchObject({ code: 0 });
    expect(codes(created.output, "Warning")).toContain("DBKILL_NOTHING_TO_KILL");
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await it_.calls("KillProcess")).toBe(1);
    expect(await alive()).toEqual(["q-2"]);
  });

  test("kills 1,000 named queries in pieces, and only those", async () => {
    await runs([...Array.from({ length: 1_000 }, (_, index) => query(`q-${index}`)), query("bystander")]);
    const { code } = await apply({
      query_ids: '[for n in range(1000) : "q-${n}"]',
    });
    expect(code).toBe(0);
    expect(await alive()).toEqual(["bystander"]);
    expect(await it_.calls("KillProcess")).toBeGreaterThan(1);
  });

  test("kills everything only where that is said in so many words, and lists it in the plan", async () => {
    await runs([query("q-1"), query("q-2", { user: "app" })]);
    it_.write(kill({ match_all: "true", max_kills: "2" }));
    expect(flat((await it_.terraform.plan()).output)).toContain(
      `2 queries on ${CLUSTER} would be killed by this plan`,
    );
    expect(await apply({ match_all: "true", max_kills: "2" })).toMatchObject({ code: 0 });
    expect(await alive()).toEqual([]);
    expect(await results()).toEqual([
      { id: "q-1", user: "report", outcome: "killed", message: null },
      { id: "q-2", user: "app", outcome: "killed", message: null },
    ]);
    expect(await it_.calls("KillProcess")).toBe(1);
  });

  test("runs again in place when a selector or a trigger changes, and anew on another cluster", async () => {
    await runs([query("q-1"), query("q-2")]);
    await runs([query("q-3")], "community", "cc-bp2");
    await apply({ query_ids: '["q-1"]' });
    const { id } = await it_.attributes(ADDRESS);
    expect((await apply({ query_ids: '["q-2"]' })).text).toContain("1 changed");
    expect((await apply({ query_ids: '["q-2"]', triggers: '{ run = "2" }' })).text).toContain("1 changed");
    expect((await it_.attributes(ADDRESS)).id).toBe(id);
    expect(await it_.calls("KillProcess")).toBe(3);
    expect((await apply({ query_ids: '["q-2"]', triggers: '{ run = "2" }', max_kills: "5" })).code).toBe(0);
    expect(await it_.calls("KillProcess")).toBe(3);
    const moved = await apply({ query_ids: '["q-3"]', cluster_id: '"cc-bp2"' });
    expect(moved.text).toContain("1 added, 0 changed, 1 destroyed");
    expect(await alive()).toEqual([]);
  });

  test("speaks the enterprise edition's API, for a computing group if need be", async () => {
    await runs([query("q-1"), query("q-2")], "enterprise");
    const applied = await apply({
      edition: '"enterprise"',
      region: '"cn-beijing"',
      computing_group_id: '"cg-1"',
      match: '{ hosts = ["%"], users = ["report"] }',
    });
    expect(applied).toMatchObject({ code: 0 });
    expect(await alive()).toEqual([]);
  });

  describe("is held back", () => {
    beforeEach(() => runs([query("q-1"), query("q-2", { user: "app" }), query("q-3")]));

    test.each([
      ["match", { match: "{ min_duration_seconds = 1 }", max_kills: "2" }],
      ["query_ids", { query_ids: '["q-1", "q-2", "q-9"]', max_kills: "2" }],
      ["match_all", { match_all: "true", max_kills: "2" }],
    ] as [string, Record<string, string>][])("by max_kills, whom %s chooses", async (_by, attributes) => {
      it_.write(kill(attributes));
      expect(codes((await it_.terraform.plan()).output)).toEqual(["DBKILL_MAX_KILLS_EXCEEDED"]);
      const quiet = 'provider "dbkill" {\n  plan_preview = false\n}';
      expect(await apply(attributes, quiet)).toMatchObject({ code: 1 });
      expect(await alive()).toHaveLength(3);
      expect(await it_.calls("KillProcess")).toBe(0);
    });

    test("by a fresh listing right before the kill, whatever the plan saw", async () => {
      it_.write(kill({ match: '{ users = ["report"] }', max_kills: "2" }));
      expect(await it_.terraform.plan("-out=plan.bin")).toMatchObject({ code: 0 });
      await runs([query("q-4")]);
      const { code, output } = await it_.terraform.apply("plan.bin");
      expect(code).toBe(1);
      expect(codes(output)).toEqual(["DBKILL_MAX_KILLS_EXCEEDED"]);
      expect(await it_.calls("KillProcess")).toBe(0);
    });

    test("by a protected user among the named", async () => {
      const attributes = { query_ids: '["q-1", "q-2"]', protected_users: '["app"]' };
      it_.write(kill(attributes));
      expect(codes((await it_.terraform.plan()).output)).toEqual(["DBKILL_PROTECTED_SESSION_CHOSEN"]);
      expect(await apply(attributes)).toMatchObject({ code: 1 });
      expect(await it_.calls("KillProcess")).toBe(0);
    });

    test.each([
      ["match", { match: '{ users = ["report"] }' }],
      ["max_kills", { query_ids: '["q-1"]', max_kills: "5" }],
      ["protected_users", { query_ids: '["q-1"]', protected_users: '["app"]' }],
      ["verify", { query_ids: '["q-1"]' }],
      ["the look right before the kill", { query_ids: '["q-1"]', verify: "false" }],
    ] as [string, Record<string, string>][])(
      "where %s needs a listing and there is none",
      async (_why, attributes) => {
        await it_.emulator.setFaults([
          { service: "clickhouse", action: "DescribeProcessList", kind: "code", code: "InvalidParameter" },
        ]);
        const { code, codes, text } = await apply(attributes);
        expect(code).toBe(1);
        expect(codes).toEqual(["DBKILL_KILL_LIST_FAILED"]);
        expect(text).toContain("InvalidParameter");
        expect(await it_.calls("KillProcess")).toBe(0);
      },
    );
  });

  test("without the permission to list warns in a plan, fails in a plan with a guard, and kills nobody", async () => {
    await runs([query("q-1")]);
    await it_.emulator.setFaults([
      { service: "clickhouse", action: "DescribeProcessList", kind: "code", code: "Forbidden.RAM" },
    ]);
    const named = { query_ids: '["q-1"]', verify: "false" };
    it_.write(kill(named));
    const free = await it_.terraform.plan();
    expect(free.code).toBe(0);
    expect(codes(free.output, "Warning")).toEqual(["DBKILL_KILL_LIST_FAILED"]);
    expect(flat(free.output)).toContain("Forbidden.RAM");
    it_.write(kill({ ...named, max_kills: "5" }));
    const guarded = await it_.terraform.plan();
    expect([guarded.code, codes(guarded.output)]).toEqual([1, ["DBKILL_KILL_LIST_FAILED"]]);
    expect(await apply(named)).toMatchObject({ code: 1, codes: ["DBKILL_KILL_LIST_FAILED"] });
    expect(await it_.calls("KillProcess")).toBe(0);
  });

  describe("that a query survives", () => {
    beforeEach(() => runs([query("q-1"), query("tough", { unkillable: true })]));

    test("is an error that names it, and the next apply tries again what is left alone", async () => {
      const attributes = { match: '{ users = ["report"] }', triggers: '{ run = "1" }', ...SHORT };
      await apply({ query_ids: "[]" });
      const first = await apply(attributes);
      expect(first.code).toBe(1);
      expect(first.codes).toEqual(["DBKILL_SESSION_SURVIVED"]);
      expect(first.text).toContain("tough");
      expect(await results()).toEqual([
        { id: "q-1", user: "report", outcome: "killed", message: null },
        { id: "tough", user: "report", outcome: "survived", message: null },
      ]);
      expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 2 });
      await it_.emulator.reset();
      await runs([query("tough"), query("later"), query("q-5", { user: "app" })]);
      expect(await apply(attributes)).toMatchObject({ code: 0 });
      expect(await results()).toEqual([
        { id: "q-1", user: "report", outcome: "killed", message: null },
        { id: "tough", user: "report", outcome: "killed", message: null },
      ]);
      expect(await alive()).toEqual(["later", "q-5"]);
      expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
    });

    test("in a create is tried again alone once the resource is untainted, as the error says", async () => {
      const first = await apply({ match_all: "true", ...SHORT });
      expect(first.warnings).toContain("DBKILL_KILL_TAINTED");
      expect(first.text).toContain("terraform untaint");
      await runs([query("later")]);
      await it_.terraform.must("untaint", "-no-color", ADDRESS);
      expect(await apply({ match_all: "true", ...SHORT })).toMatchObject({ code: 1 });
      expect(await alive()).toEqual(["tough", "later"]);
    });

    test("never lets the next apply of a kill of everything kill what came later", async () => {
      await apply({ query_ids: "[]" });
      expect(await apply({ match_all: "true", ...SHORT })).toMatchObject({ code: 1 });
      await runs([query("later")]);
      expect(await apply({ match_all: "true", ...SHORT })).toMatchObject({ code: 1 });
      expect(await alive()).toEqual(["tough", "later"]);
    });

    test("is a warning where fail_on_survivors is false", async () => {
      const { code, warnings } = await apply({
        query_ids: '["tough"]',
        fail_on_survivors: "false",
        ...SHORT,
      });
      expect(code).toBe(0);
      expect(warnings).toContain("DBKILL_SESSION_SURVIVED");
      expect(await results()).toEqual([{ id: "tough", user: "report", outcome: "survived", message: null }]);
    });
  });

  test("records what the vendor killed before it refused", async () => {
    await runs([query("q-1"), query("locked", { refuse: "the query is locked" })]);
    const { code, text } = await apply({ match: '{ users = ["report"] }', ...SHORT });
    expect(code).toBe(1);
    expect(text).toContain("the query is locked");
    expect(await results()).toEqual([
      expect.objectContaining({ id: "q-1", user: "report", outcome: "gone" }),
      expect.objectContaining({ id: "locked", user: "report", outcome: "refused" }),
    ]);
  });

  describe("whose answer is lost", () => {
    const fault = (kind: "reset_after" | "reset_before" | "malformed" | "http_503", times = 1) =>
      it_.emulator.setFaults([{ service: "clickhouse", action: "KillProcess", kind, times }]);

    test.each(["reset_after", "reset_before", "malformed", "http_503"] as const)(
      "by %s kills the chosen all the same",
      async (kind) => {
        await runs([query("q-1"), query("q-2", { user: "app" })]);
        await fault(kind);
        expect(await apply({ match: '{ users = ["report"] }' })).toMatchObject({ code: 0 });
        expect(await results()).toEqual([{ id: "q-1", user: "report", outcome: "killed", message: null }]);
        expect(await alive()).toEqual(["q-2"]);
      },
    );

    test.each(["reset_after", "malformed"] as const)(
      "by %s is not asked for everything a second time",
      async (kind) => {
        await runs([query("q-1"), query("q-2")]);
        await fault(kind);
        expect(await apply({ match_all: "true" })).toMatchObject({ code: 0 });
        expect((await results()).map(({ outcome }: { outcome: string }) => outcome)).toEqual([
          "killed",
          "killed",
        ]);
        expect(await it_.calls("KillProcess")).toBe(1);
      },
    );
  });

  test("waits where the vendor throttles", async () => {
    await runs([query("q-1")]);
    await it_.emulator.setFaults([{ service: "clickhouse", kind: "throttle", times: 3 }]);
    expect(await apply({ query_ids: '["q-1"]' })).toMatchObject({ code: 0 });
    expect(await alive()).toEqual([]);
  });

  describe("that can't be right is refused:", () => {
    test.each([
      ["no choice", {}, "DBKILL_SELECTION_MISSING"],
      ["match_all = false alone", { match_all: "false" }, "DBKILL_SELECTION_MISSING"],
      ["two choices", { query_ids: '["q-1"]', match: '{ users = ["a"] }' }, "DBKILL_SELECTION_AMBIGUOUS"],
      [
        "a choice beside everything",
        { match_all: "true", query_ids: '["q-1"]' },
        "DBKILL_SELECTION_AMBIGUOUS",
      ],
      ["an empty filter", { match: "{}" }, "DBKILL_FILTER_EMPTY"],
      ["a filter on what is not listed", { match: '{ databases = ["shop"] }' }, "DBKILL_FILTER_NOT_LISTED"],
      ["a pattern that RE2 refuses", { match: '{ info_regex = "(?=x)" }' }, "DBKILL_FILTER_REGEX_INVALID"],
      [
        "a protected user with a blank",
        { query_ids: '["q-1"]', protected_users: '["app "]' },
        "DBKILL_PROTECTED_USER_INVALID",
      ],
      ["an id with a comma", { query_ids: '["q-1", "a,b"]' }, "DBKILL_SELECTION_ID_INVALID"],
      ["an empty id", { query_ids: '[""]' }, "DBKILL_SELECTION_ID_INVALID"],
      ["an id with a blank at its end", { query_ids: '["q-1 "]' }, "DBKILL_SELECTION_ID_INVALID"],
      ["an id in quotes", { query_ids: `["'q-1'"]` }, "DBKILL_SELECTION_ID_INVALID"],
      ["an id with a quotation mark in it", { query_ids: `["q' OR 1"]` }, "DBKILL_SELECTION_ID_INVALID"],
      [
        "an id without end",
        { query_ids: '[join("", [for n in range(0, 1001) : "q"])]' },
        "DBKILL_SELECTION_ID_INVALID",
      ],
      ["one id twice", { query_ids: '["q-1", "q-1"]' }, "DBKILL_SELECTION_ID_INVALID"],
      ["a null id", { query_ids: "[null]" }, "DBKILL_VALUE_INVALID"],
      ["a strange edition", { query_ids: '["q-1"]', edition: '"cloud"' }, "DBKILL_VALUE_INVALID"],
      [
        "a computing group of the community edition",
        { query_ids: '["q-1"]', computing_group_id: '"cg-1"' },
        "DBKILL_TARGET_INVALID",
      ],
      ["a blank cluster", { query_ids: '["q-1"]', cluster_id: '""' }, "DBKILL_VALUE_INVALID"],
      ["negative max_kills", { query_ids: '["q-1"]', max_kills: "-1" }, "DBKILL_VALUE_INVALID"],
    ] as [string, Record<string, string>, string][])("%s", async (_what, attributes, message) => {
      it_.write(kill(attributes));
      const { code, output } = await it_.terraform.run("validate", "-no-color");
      expect(code).toBe(1);
      expect(flat(output)).toContain(message);
    });

    test("an id that is known only during the apply and has a comma", async () => {
      await runs([query("q-1")]);
      it_.write(
        `resource "terraform_data" "id" {\n  input = "q-1,"\n}\n${kill({ query_ids: "[terraform_data.id.output]" })}`,
      );
      const { code, output } = await it_.terraform.apply();
      expect(code).toBe(1);
      expect(codes(output)).toEqual(["DBKILL_SELECTION_ID_INVALID"]);
      expect(await it_.calls("KillProcess")).toBe(0);
    });

    test("a cluster that is not there, and a cluster of the other edition", async () => {
      await runs([query("q-1")]);
      expect((await apply({ query_ids: '["q-1"]', cluster_id: '"cc-none"' })).text).toContain(
        "InvalidDBClusterId.NotFound",
      );
      expect((await apply({ query_ids: '["q-1"]', edition: '"enterprise"' })).text).toContain(
        "InvalidDBInstanceId.NotFound",
      );
      expect(await it_.calls("KillProcess")).toBe(0);
    });

    test("a region that is none, and no region at all", async () => {
      await runs([query("q-1")], "enterprise");
      const wrong = await apply({ query_ids: '["q-1"]', edition: '"enterprise"', region: '"mars"' });
      expect(wrong.code).toBe(1);
      const { ALIBABA_CLOUD_REGION: region } = it_.terraform.env;
      delete it_.terraform.env.ALIBABA_CLOUD_REGION;
      try {
        const none = await apply({ query_ids: '["q-1"]', edition: '"enterprise"' });
        expect(none.code).toBe(1);
        expect(none.text).toMatch(/region/i);
      } finally {
        it_.terraform.env.ALIBABA_CLOUD_REGION = region;
      }
      expect(await it_.calls("KillProcess")).toBe(0);
    });

    test("an import", async () => {
      it_.write(kill({ query_ids: '["q-1"]' }));
      const { code, output } = await it_.terraform.run("import", "-no-color", ADDRESS, "x");
      expect(code).toBe(1);
      expect(codes(output)).toEqual(["DBKILL_UNSUPPORTED"]);
    });
  });
});
