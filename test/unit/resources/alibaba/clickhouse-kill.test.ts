import fc from "fast-check";
import { UNKNOWN } from "../../../../src/framework";
import { compileFilter, type SessionFilter } from "../../../../src/model";
import { alibabaClickhouseKill } from "../../../../src/resources/alibaba/clickhouse-kill";
import type { ClickhouseKillState } from "../../../../src/resources/alibaba/clickhouse-kill-schema";
import { context } from "../support";
import { FakeClickhouse, type FakeQuery, type Luck } from "./fake-clickhouse";

const NO_FILTER: Record<keyof SessionFilter, null> = {
  users: null,
  hosts: null,
  databases: null,
  commands: null,
  states: null,
  info_prefix: null,
  info_keywords: null,
  info_regex: null,
  ignore_comments: null,
  min_duration_seconds: null,
  min_transaction_seconds: null,
};

const declared = (attributes: Record<string, unknown>) => ({
  id: UNKNOWN,
  cluster_id: "cc-1",
  region: null,
  edition: "community",
  computing_group_id: null,
  query_ids: null,
  match: null,
  all_queries: null,
  max_kills: null,
  protected_users: null,
  triggers: null,
  verify: true,
  fail_on_survivors: true,
  timeouts: null,
  results: UNKNOWN,
  killed: UNKNOWN,
  ...attributes,
});

async function create(
  cluster: FakeClickhouse,
  attributes: Record<string, unknown>,
  setup = context(cluster.clouds),
) {
  const plan = declared(attributes) as never;
  const state = await alibabaClickhouseKill.create({ plan, config: plan }, setup.ctx);
  return { state, ...setup };
}

/** Every attempt, also one that throws. */
async function attempt(cluster: FakeClickhouse, attributes: Record<string, unknown>) {
  const setup = context(cluster.clouds);
  const done = await create(cluster, attributes, setup).then(
    ({ state }) => ({ state, error: undefined }),
    (error: Error) => ({ state: undefined, error }),
  );
  return { ...setup, ...done };
}

const outcomes = (state: Pick<ClickhouseKillState, "results"> | undefined) =>
  state?.results?.map(({ query_id, outcome }) => `${query_id} ${outcome}`);

// What waits between two looks waits for nothing here.
jest.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

describe("a ClickHouse kill", () => {
  const users = ["report", "app", "etl"];
  const ids = ["a", "b", "c", "d", "e"];
  const query = fc.record({
    id: fc.constantFrom(...ids, "odd,id", " "),
    queryId: fc.constantFrom(undefined, undefined, ...ids),
    user: fc.constantFrom(...users),
    query: fc.constantFrom("select 1", "insert 2"),
    durationMs: fc.constantFrom(10, 1000, 90_000),
    unkillable: fc.boolean(),
  });
  // The client tells of one query for each id and user.
  const queries: fc.Arbitrary<FakeQuery[]> = fc
    .uniqueArray(query, { selector: ({ id }) => id, maxLength: 6 })
    .map((all) => [...new Map(all.map((one) => [`${one.queryId ?? one.id} of ${one.user}`, one])).values()]);
  const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const filters = fc
    .record(
      {
        users: fc.subarray(users, { minLength: 1 }),
        info_prefix: fc.constantFrom("select", "insert"),
        min_duration_seconds: fc.constantFrom(1, 60),
      },
      { requiredKeys: [] },
    )
    .map((filter) => ({ ...NO_FILTER, ...filter }));
  const inputs = fc.record({
    query_ids: sometimes(fc.uniqueArray(fc.constantFrom(...ids, "never", "", ",", " a"), { maxLength: 4 })),
    match: sometimes(filters),
    all_queries: fc.constantFrom(null, false, true),
    max_kills: sometimes(fc.nat(4)),
    protected_users: sometimes(fc.subarray(users)),
    verify: fc.boolean(),
    fail_on_survivors: fc.boolean(),
  });
  const luck = fc.record({
    kills: fc.array(fc.constantFrom<Luck>("good", "good", "refused", "lost before", "lost after"), {
      maxLength: 4,
    }),
    listings: fc.array(fc.constantFrom<Luck>("good", "good", "good", "refused"), { maxLength: 6 }),
    complete: fc.boolean(),
  });

  test("of any mixture of inputs, with any luck, never kills everything unasked, nor anybody it must spare", async () => {
    await fc.assert(
      fc.asyncProperty(queries, inputs, luck, async (running, input, what) => {
        const cluster = new FakeClickhouse(running, what);
        await attempt(cluster, input);
        const everything = cluster.kills.filter((kill) => kill === "everything").length;
        expect(everything).toBeLessThanOrEqual(input.all_queries === true ? 1 : 0);
        if (input.all_queries === true && (input.query_ids || input.match || input.protected_users?.length))
          expect(cluster.kills).toEqual([]);
        const spared = input.protected_users ?? [];
        const matches = input.match
          ? compileFilter(
              Object.fromEntries(Object.entries(input.match).filter(([, value]) => value !== null)),
            )
          : undefined;
        for (const kill of cluster.kills) {
          if (kill === "everything") continue;
          expect(kill.length).toBeGreaterThan(0);
          for (const id of kill) {
            expect(/^[a-z]+$/.test(id)).toBe(true);
            if (input.query_ids) expect(input.query_ids).toContain(id);
          }
          const hit = running.filter(({ id, queryId = id }) => kill.includes(queryId));
          // Whom nobody can see nobody can spare or count; but where users are protected, nothing is killed unseen.
          const seen = hit.filter(({ durationMs }) => durationMs! >= 1000);
          const users = new Set(seen.map(({ id, queryId = id, user }) => `${queryId} ${user}`));
          expect(users.size).toBeLessThanOrEqual(input.max_kills ?? Number.POSITIVE_INFINITY);
          for (const query of seen) {
            expect(spared).not.toContain(query.user);
            if (matches) expect(matches(toSession(query))).toBe(true);
          }
          if (input.match || spared.length > 0) {
            for (const id of kill) expect(seen.map((query) => query.queryId ?? query.id)).toContain(id);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("tells of every victim what became of it, whatever the luck", async () => {
    await fc.assert(
      fc.asyncProperty(queries, inputs, luck, async (running, input, what) => {
        const cluster = new FakeClickhouse(running, what);
        const { state, saved } = await attempt(cluster, input);
        for (const { results, killed } of [...saved, ...(state ? [state] : [])]) {
          const told = results.map(({ query_id }: { query_id: string }) => query_id);
          expect(new Set(told).size).toBe(told.length);
          for (const kill of cluster.kills) {
            if (kill !== "everything") for (const id of kill) expect(told).toContain(id);
          }
          expect(killed).toBe(
            results.filter(({ outcome }: { outcome: string }) => outcome === "killed").length,
          );
          const alive = [...cluster.alive.values()].map(({ id, queryId = id, durationMs }) => ({
            queryId,
            listed: durationMs! >= 1000,
          }));
          for (const { query_id, outcome } of results) {
            const left = alive.filter(({ queryId, listed }) => listed && queryId === query_id);
            if (outcome === "killed") expect(left).toEqual([]);
            if (outcome === "survived") expect(left).not.toEqual([]);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("sends a named query that is too young to be listed", async () => {
    const young = { id: "young", durationMs: 10 };
    const sent = new FakeClickhouse([young]);
    expect(outcomes((await create(sent, { query_ids: ["young"] })).state)).toEqual(["young gone"]);
    expect(sent.kills).toEqual([["young"]]);
  });

  test("waits where users are protected until a named query is listed, or is over", async () => {
    const guarded = { query_ids: ["young", "old", "over"], protected_users: ["app"] };
    const queries = (user?: string) => [{ id: "young", durationMs: 10, user }, { id: "old" }];
    const cluster = new FakeClickhouse(queries(), { agesMs: 500 });
    const { state, warnings } = await create(cluster, guarded);
    expect(cluster.kills).toEqual([["young", "old"]]);
    expect(outcomes(state)).toEqual(["young killed", "old killed", "over gone"]);
    expect(warnings).toEqual(["1 of 3 chosen queries on cc-1 were not there, and so not killed"]);
    const theirs = new FakeClickhouse(queries("app"), { agesMs: 500 });
    expect((await attempt(theirs, guarded)).error?.message).toContain("protected users are never killed");
    expect(theirs.kills).toEqual([]);
  });

  test("of everything that was not finished spares who has an id of what is left by now", async () => {
    const cluster = new FakeClickhouse([
      { id: "a", unkillable: true },
      { id: "b", unkillable: true },
    ]);
    const { saved, ctx } = await attempt(cluster, { all_queries: true });
    cluster.alive.clear();
    for (const [id, user] of [["a"], ["b", "app"], ["c"]] as const) cluster.alive.set(id, { id, user });
    const plan = declared({ all_queries: true });
    const change = { plan: { ...plan, id: saved[0].id }, prior: saved[0], config: plan } as never;
    expect(outcomes(await alibabaClickhouseKill.update(change, ctx))).toEqual(["a killed", "b gone"]);
    expect(cluster.kills).toEqual(["everything", ["a"]]);
    expect([...cluster.alive.keys()]).toEqual(["b", "c"]);
  });

  describe("of an id that two users' queries have", () => {
    const shared = () =>
      new FakeClickhouse([{ id: "a" }, { id: "b", queryId: "a", user: "app" }, { id: "c" }]);

    test("spares it where one of them is protected or does not match, and says so", async () => {
      for (const filter of [{ users: ["report"] }, { info_prefix: "select" }]) {
        const cluster = shared();
        const { state, warnings } = await create(cluster, {
          match: { ...NO_FILTER, ...filter },
          protected_users: filter.users ? null : ["app"],
        });
        expect(cluster.kills).toEqual([["c"]]);
        expect(outcomes(state)).toEqual(["c killed"]);
        expect(warnings).toEqual([
          "1 matching queries on cc-1 share their ids with others, and were not killed",
        ]);
      }
    });

    test("kills both where both match, and counts both", async () => {
      const both = { match: { ...NO_FILTER, info_prefix: "select" } };
      const cluster = shared();
      expect(outcomes((await create(cluster, both)).state)).toEqual(["a killed", "c killed"]);
      expect([...cluster.alive.keys()]).toEqual([]);
      const { error } = await attempt(shared(), { ...both, max_kills: 2 });
      expect(error?.message).toContain("3 queries on cc-1 would be killed, more than max_kills = 2");
    });

    test("refuses it by its name where one of them is protected, whichever is listed first", async () => {
      for (const user of ["report", "app"]) {
        const cluster = shared();
        const { error } = await attempt(cluster, { query_ids: ["a"], protected_users: [user] });
        expect(error?.message).toContain("protected users are never killed");
        expect(cluster.kills).toEqual([]);
      }
    });

    test("does not send it again once another user has it, too", async () => {
      const cluster = new FakeClickhouse([{ id: "a", unkillable: true }], { kills: ["lost before"] });
      cluster.afterKill = () => cluster.alive.set("b", { id: "b", queryId: "a", user: "app" });
      const { error } = await attempt(cluster, { match: { ...NO_FILTER, users: ["report"] } });
      expect(error?.message).toContain("a of report: it is still there: It is no longer what was chosen");
      expect(cluster.kills).toEqual([["a"]]);
    });
  });

  test("makes good by ids what a lost call for everything left, and spares who came later", async () => {
    const cluster = new FakeClickhouse([{ id: "old" }, { id: "young", durationMs: 10 }], {
      kills: ["lost before"],
    });
    const { state, warnings } = await create(cluster, { all_queries: true });
    expect(outcomes(state)).toEqual(["old killed"]);
    expect(warnings).toEqual(["The answer to the kill of all queries on cc-1 was lost"]);
    expect(cluster.kills).toEqual(["everything", ["old"]]);
    expect([...cluster.alive.keys()]).toEqual(["young"]);
  });

  test("makes good no id that can't be sent, and names it", async () => {
    const cluster = new FakeClickhouse([{ id: "a" }, { id: "b,c" }], { kills: ["lost before"] });
    const { error, saved } = await attempt(cluster, { all_queries: true });
    expect(cluster.kills).toEqual(["everything", ["a"]]);
    expect(error?.message).toContain("b,c of report: it is still there");
    expect(outcomes(saved[0])).toEqual(["a killed", "b,c survived"]);
  });

  test("does not take a lost call for everything for done where nothing was listed", async () => {
    const cluster = new FakeClickhouse([], { kills: ["lost before"] });
    const { error, saved } = await attempt(cluster, { all_queries: true });
    expect(error?.message).toBe("lost");
    expect(saved).toEqual([]);
  });

  test("gives up after three lost answers, and keeps what it saw", async () => {
    const cluster = new FakeClickhouse([{ id: "a" }], {
      kills: ["lost before", "lost before", "lost before"],
    });
    const { error, saved, kept } = await attempt(cluster, { query_ids: ["a"] });
    expect(error?.message).toMatch(/^lost: .*the next apply tries again what is left/s);
    expect(outcomes(saved[0])).toEqual(["a survived"]);
    expect(kept.unfinished).toBe(true);
  });

  test("is an error where it can't be seen what became of a query, or else a warning", async () => {
    const unseen = () => new FakeClickhouse([{ id: "a" }], { listings: ["good", "refused"] });
    const failed = await attempt(unseen(), { query_ids: ["a"] });
    expect(failed.error?.message).toContain("1 of 1 queries on cc-1 are not known to be killed");
    expect(outcomes(failed.saved[0])).toEqual(["a requested"]);
    const { state, warnings } = await create(unseen(), { query_ids: ["a"], fail_on_survivors: false });
    expect(outcomes(state)).toEqual(["a requested"]);
    const why = "The queries on cc-1 can't be listed after the kill";
    expect(failed.warnings).toEqual([why]);
    expect(warnings).toEqual([why, "1 of 1 queries on cc-1 are not known to be killed"]);
  });

  test("says that it knows nothing where both the answer and the look at it are lost", async () => {
    const cluster = new FakeClickhouse([{ id: "a" }], {
      kills: ["lost after"],
      listings: ["good", "refused"],
    });
    const { error, saved } = await attempt(cluster, { query_ids: ["a"] });
    expect(error?.message).toContain("It is not known whether the queries on cc-1 were killed");
    expect(outcomes(saved[0])).toEqual(["a requested"]);
  });

  test("kills the others where a victim has an id that can't be sent, and names it", async () => {
    const cluster = new FakeClickhouse([{ id: "a" }, { id: "b,c" }]);
    const { error, saved } = await attempt(cluster, { match: { ...NO_FILTER, users: ["report"] } });
    expect(cluster.kills).toEqual([["a"]]);
    expect(error?.message).toContain("b,c of report: it is still there: Its id has a comma");
    expect(outcomes(saved[0])).toEqual(["a killed", "b,c survived"]);
    const unseen = new FakeClickhouse([{ id: "b,c" }]);
    const hasty = await attempt(unseen, { match: { ...NO_FILTER, users: ["report"] }, verify: false });
    expect(hasty.error?.message).toContain("b,c of report: it is still there: Its id has a comma");
  });

  test("that failed says what the next apply kills, which replaces what was to be created", async () => {
    const tough = () => new FakeClickhouse([{ id: "a", unkillable: true }]);
    const match = { ...NO_FILTER, users: ["report"] };
    const said = async (attributes: Record<string, unknown>) =>
      (await attempt(tough(), attributes)).error?.message;
    expect(await said({ query_ids: ["a"] })).toContain("the next apply tries again what is left");
    expect(await said({ match })).toMatch(/next apply kills whatever matches then.*terraform untaint/);
    expect(await said({ all_queries: true })).toMatch(/next apply kills everything that runs then.*untaint/);
    const { ctx } = context(tough().clouds);
    const plan = declared({ match });
    const change = { plan, prior: { ...plan, id: "x", match: null, query_ids: [] }, config: plan } as never;
    await expect(alibabaClickhouseKill.update(change, ctx)).rejects.toThrow("tries again what is left");
  });

  test("warns where the vendor lists less than runs", async () => {
    const cluster = new FakeClickhouse([{ id: "a" }], { complete: false });
    const { warnings } = await attempt(cluster, { match: { ...NO_FILTER, users: ["report"] } });
    expect(warnings).toContain("cc-1 has more queries than the vendor lists");
    const guarded = new FakeClickhouse([{ id: "a" }], { complete: false });
    const { error } = await attempt(guarded, { all_queries: true, max_kills: 5 });
    expect(error?.message).toContain("max_kills can't be checked");
    expect(guarded.kills).toEqual([]);
  });

  test("that was refused outright leaves nothing behind", async () => {
    const cluster = new FakeClickhouse([{ id: "a" }], { kills: ["refused"] });
    const { error, saved, kept } = await attempt(cluster, { query_ids: ["a"] });
    expect(error?.message).toBe("not allowed");
    expect([saved, kept]).toEqual([[], {}]);
  });
});

function toSession({ id, user = "report", query = "select 1", durationMs = 75_000 }: FakeQuery) {
  const duration_seconds = Math.floor(durationMs / 1000);
  return {
    id,
    user,
    host: "10.0.0.7",
    database: "",
    command: "Query",
    state: "",
    duration_seconds,
    info: query,
  };
}
