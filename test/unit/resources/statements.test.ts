import { createHash } from "node:crypto";
import { huaweiDasKillHistory } from "../../../src/resources/huawei-das-kill-history";
import { huaweiDasKillPreview } from "../../../src/resources/huawei-das-kill-preview";
import { huaweiMrsSql } from "../../../src/resources/huawei-mrs-sql";
import type { ProviderClients } from "../../../src/resources/provider-clients";
import { sessions } from "../../../src/resources/sessions";
import { dasFacts } from "../../../src/vendors/huawei/das/facts";

const SECRET = "update users set password = 'hunter2'";
const HASH = createHash("sha256").update(SECRET).digest("hex").slice(0, 12);

/** Reads a data source from vendors where this statement ran, under this `plan_statements`. */
async function read(source: { read: unknown }, config: object, statements: string, statement: string | null) {
  const row = { id: "1", user: "u", host: "h", db: "d", database: "d", command: "Query", state: "s" };
  const client = {
    statements,
    source: () => ({
      facts: dasFacts,
      name: "i",
      list: async () => ({
        sessions: [{ ...row, duration_seconds: 1, info: statement }],
        complete: true,
        at: 0,
      }),
    }),
    clientOf: () => ({
      previewKillTask: async () => ({
        processes: [{ ...row, sqlInfo: statement, stateDuration: 1 }],
        totalCount: 1,
        success: true,
      }),
      listKillHistory: async () => ({
        killedSessions: [{ sessionId: "1", info: statement, killTime: new Date(0) }],
        totalCount: 1,
      }),
      showSql: async () => ({ status: "RUNNING", statement, message: null }),
    }),
  } as unknown as ProviderClients;
  const context = { client, signal: new AbortController().signal, diagnostics: { report() {} } };
  return (source.read as (request: object, context: object) => Promise<unknown>)({ config }, context);
}

const target = { service: "das", instance_id: "i" };
const window = { start_time: "2026-11-22T10:00:00Z", end_time: "2026-11-22T11:00:00Z" };
const EVERYTHING = { match: null, match_all: true, exclude: null };

describe.each([
  ["sessions", sessions, { target, ...EVERYTHING }],
  ["DAS preview", huaweiDasKillPreview, { instance_id: "i", ...EVERYTHING }],
  ["DAS history", huaweiDasKillHistory, { instance_id: "i", ...window }],
  ["MRS statement", huaweiMrsSql, { cluster_id: "c", sql_id: "q" }],
] as const)("the data source of a %s", (_name, source, config) => {
  test("has statements in the state only as plan_statements allows", async () => {
    const state = async (statements: string) =>
      JSON.stringify(await read(source as never, config, statements, SECRET));
    expect(await state("shown")).toContain(SECRET);
    expect(await state("hashed")).toContain(`"${HASH}"`);
    for (const statements of ["hashed", "hidden"]) expect(await state(statements)).not.toContain("hunter2");
  });
});

test("a statement that MRS does not tell stays null, whatever plan_statements says", async () => {
  const config = { cluster_id: "c", sql_id: "q" };
  expect(await read(huaweiMrsSql, config, "hashed", null)).toMatchObject({ statement: null });
});
