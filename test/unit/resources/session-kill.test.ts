import { type Diagnostic, isUnknown, UNKNOWN } from "../../../src/framework";
import type { Session } from "../../../src/model";
import { huaweiMrsSqlCancel } from "../../../src/resources/huawei-mrs-sql-cancel";
import type { ProviderClients } from "../../../src/resources/provider-clients";
import { tencentDbbrainSessionKill } from "../../../src/resources/tencent-dbbrain-session-kill";
import { mrsFacts } from "../../../src/vendors/huawei/mrs/facts";
import { dbbrainFacts } from "../../../src/vendors/tencent/dbbrain/facts";

const REPORT: Session = {
  id: "11",
  user: "report",
  host: "10.0.0.7:3306",
  database: "shop",
  command: "Query",
  state: "executing",
  duration_seconds: 75,
  info: "select 1",
};

const PLAN = {
  instance_id: "cdb-1",
  product: "mysql",
  region: "ap-guangzhou",
  session_ids: null,
  match: { users: ["report"] },
  match_all: null,
  exclude: null,
  protected_users: null,
  max_kills: null,
  triggers: null,
  verify: true,
  fail_on_survivors: true,
  record_history: true,
  id: UNKNOWN,
  results: UNKNOWN,
  killed: UNKNOWN,
  timeouts: null,
};

/** A database whose sessions survive every kill, and one resource's context with what is kept beside its state. */
function database() {
  const listed = { sessions: [REPORT], kills: 0 };
  const data = new Map<string, unknown>();
  const reported: Diagnostic[] = [];
  const client = {
    previews: false,
    statements: "shown",
    region: () => "ap-guangzhou",
    once: (_key: string, ask: () => unknown) => ask(),
    source: () => ({
      facts: dbbrainFacts,
      name: "cdb-1",
      list: async () => ({ sessions: listed.sessions, complete: true, at: performance.now() }),
    }),
    killer: () => ({
      kill: async () => {
        listed.kills++;
        return { refused: new Map(), unanswered: [], requestIds: [] };
      },
    }),
  } as unknown as ProviderClients;
  const context = () =>
    ({
      client,
      // No time to wait for the end of a session.
      deadline: performance.now() + 500,
      signal: new AbortController().signal,
      private: {
        get: (key: string) => data.get(key),
        set: (key: string, value: unknown) => data.set(key, value),
      },
      diagnostics: { report: (diagnostic: Diagnostic) => void reported.push(diagnostic) },
      log: { debug() {}, info() {}, warn() {}, error() {} },
      saveState() {},
    }) as never;
  return { listed, reported, data, context };
}

describe("a session kill that left something undone", () => {
  test("is planned again after an apply that a guard stopped before anything was sent", async () => {
    const { listed, reported, context } = database();
    const { create, update, plan } = tencentDbbrainSessionKill;
    const state = await create({ plan: PLAN as never, config: PLAN as never }, context());
    expect(reported.map(({ code }) => code)).toContain("DBKILL_SESSION_SURVIVED");
    const planned = async () => {
      const next = { ...PLAN, id: (state as { id: string }).id, max_kills: 0 };
      await plan?.({ action: "update", plan: next, prior: state, config: next } as never, context());
      return next;
    };

    const guarded = { ...PLAN, max_kills: 0 };
    const sent = listed.kills;
    await expect(
      update({ plan: guarded as never, prior: state, config: guarded as never }, context()),
    ).rejects.toThrow();
    expect(listed.kills).toBe(sent);

    listed.sessions = [];
    const next = await planned();
    expect(isUnknown(next.results)).toBe(true);
  });

  test("keeps what is known of the statements that were cancelled before", async () => {
    const row = { user: null, message: null, status_before: "RUNNING" };
    const done = { ...row, id: "20190909_011820_00151_aaaaa", outcome: "killed", status_after: "CANCELED" };
    const left = { ...row, id: "20190909_011820_00152_bbbbb", outcome: "survived", status_after: "RUNNING" };
    const plan = {
      cluster_id: "c",
      region: "cn-north-4",
      sql_ids: [done.id, left.id],
      triggers: null,
      verify: true,
      fail_on_survivors: true,
      timeouts: null,
    };
    const { context, data } = database();
    data.set("record", { version: 1, data: { unfinished: true } });
    const client = {
      statements: "shown",
      source: () => ({
        facts: mrsFacts,
        name: "c",
        list: async () => ({
          sessions: [],
          complete: true,
          at: performance.now(),
          ended: new Map([[left.id, { status: "CANCELED", finished: false, message: null }]]),
        }),
      }),
      killer: () => ({}),
    };
    const state = await huaweiMrsSqlCancel.update(
      {
        plan: { ...plan, id: "x", results: UNKNOWN, killed: UNKNOWN } as never,
        prior: { ...plan, id: "x", results: [done, left], killed: 1 } as never,
        config: plan as never,
      },
      { ...(context() as object), client } as never,
    );
    expect((state as unknown as { results: unknown[] }).results).toContainEqual(done);
  });
});
