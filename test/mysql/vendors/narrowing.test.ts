import fc from "fast-check";
import { type Connection, createConnection } from "mysql2/promise";
import { neededBy } from "../../../src/engine/runner/needed";
import {
  checkFilter,
  compileTarget,
  type Policy,
  type Session,
  type SessionFilter,
} from "../../../src/model";
import { MysqlClient } from "../../../src/vendors/sql/mysql/client";
import { mysqlFacts } from "../../../src/vendors/sql/mysql/facts";
import { connectByMysql2 } from "../../../src/vendors/sql/mysql/mysql2";
import { MysqlSessions } from "../../../src/vendors/sql/mysql/sessions";
import { describeWithMariadb, type MariadbServer, startMariadb } from "../../support/mariadb";
import { NOON, policy } from "../../unit/model/policy/support";

/** How many sets of policies are judged for each table. */
const CASES = Number(process.env.DBKILL_NARROWING_CASES ?? 100);
const ROWS = 300;
const LONGEST_MS = 600_000;
const { signal } = new AbortController();

const COLUMNS = ["ID", "USER", "HOST", "DB", "COMMAND", "TIME", "STATE", "INFO", "QUERY_ID"];

/** Tables of the same shape as the process lists, by the list for which they stand. */
const TABLES = {
  // Each column as it is there, but that it may be NULL.
  "information_schema.PROCESSLIST": `CREATE TABLE shop.lists AS SELECT ${COLUMNS.map((name) => `NULLIF(${name}, NULL) AS ${name}`).join(", ")} FROM information_schema.PROCESSLIST WHERE FALSE`,
  // As MySQL 8.0 has it, with collations that are as strict as can be.
  "performance_schema.processlist":
    "CREATE TABLE shop.lists (ID BIGINT UNSIGNED, USER VARCHAR(32), HOST VARCHAR(261) CHARACTER SET ascii COLLATE ascii_bin, DB VARCHAR(64), COMMAND VARCHAR(16), TIME BIGINT, STATE VARCHAR(64), INFO LONGTEXT, QUERY_ID BIGINT) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
} as const;

const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 8 });
// The last ones: a sign that is a K in its Unicode form, and one letter composed and decomposed.
const NAMES = [
  "report",
  "Report",
  "report ",
  "rep_rt",
  "app",
  "Kelly",
  "\u212aelly",
  "jos\u00e9",
  "jose\u0301",
];
const PORTS = ["", ":1", ":51234"];
const ADDRESSES = [
  "10.0.0.7",
  "10.0.0.70",
  "10a0.0.7",
  "DB.Example",
  "localhost",
  "fe80::1",
  "[fe80::1]",
  "[::1]",
  "[x",
  "::1",
];
const STATEMENTS = [
  "",
  "SELECT 1",
  "select 1",
  "SELECT 100% FROM t",
  "SELECT a_b, 'caf\u00e9' FROM orders",
  "SELECT a_b FROM Orders",
  "/* nightly */ SELECT 1",
  "SELECT /* x */ 1",
  "  SELECT 1",
  "SELECT '\u212a'",
  "SELECT e\u0301",
  "SELECT '\\' | '%'",
  "INSERT INTO orders SELECT * FROM old",
];
const row = fc.record({
  user: nullable(fc.constantFrom(...NAMES, "system user", "")),
  host: nullable(
    fc.tuple(fc.constantFrom(...ADDRESSES), fc.constantFrom(...PORTS)).map((parts) => parts.join("")),
  ),
  db: nullable(fc.constantFrom(...NAMES)),
  command: nullable(fc.constantFrom("Query", "QUERY", "Sleep", "Binlog Dump")),
  time: nullable(fc.constantFrom(-1, 0, 1, 59, 60, 61, 2_147_483_647)),
  state: nullable(fc.constantFrom("", "updating", "Updating", "Sending data")),
  info: nullable(fc.constantFrom(...STATEMENTS)),
  age: nullable(fc.constantFrom(-1, 0, 0.5, 59.999, 60, 3_600)),
});
const some = <T>(...values: T[]) => fc.subarray(values, { minLength: 1 });
const part = fc.constantFrom(
  "SELECT",
  "select",
  "SELECT 1",
  "100%",
  "a_b",
  "caf\u00e9",
  "e",
  " ",
  "|",
  "\\",
  "\u212a",
  "K",
  "orders",
  "/*",
);
const FIELDS = {
  users: some(...NAMES, "system user"),
  hosts: some(
    "10.0.0.7",
    "10.0.0.%",
    "%.7",
    "LOCALHOST",
    "db.example",
    "fe80::1",
    "FE80:%",
    "%",
    "[x",
    "10_0.0.7",
    "::%1",
  ),
  databases: some(...NAMES),
  commands: some("query", "SLEEP", "binlog dump"),
  states: some("updating", "Sending data"),
  info_prefix: part,
  info_keywords: fc.array(part, { minLength: 1, maxLength: 3 }),
  info_regex: fc.constantFrom("(?i)select", "orders$"),
  ignore_comments: fc.boolean(),
  min_duration_seconds: fc.constantFrom(1, 60, 61),
  min_transaction_seconds: fc.constantFrom(1, 60),
};
/** One to three fields: more match nothing of a small world. */
const filter: fc.Arbitrary<SessionFilter> = fc
  .subarray(Object.keys(FIELDS) as (keyof typeof FIELDS)[], { minLength: 1, maxLength: 3 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, FIELDS[name]]))))
  .filter((given) => checkFilter(given).length === 0);
const policies = fc
  .array(
    fc.record({
      match: filter,
      exclude: fc.option(filter),
      protected_users: fc.subarray(["app", "Kelly"]),
      victims: fc.constantFrom("all" as const, "oldest" as const, "all_but_oldest" as const),
      group_by: fc.constantFrom(null, "user" as const, "fingerprint" as const),
      max_kills: fc.constantFrom(null, 20),
      when: fc.constantFrom(null, null, {
        active_sessions_at_least: null,
        matching_at_least: 3,
        for_seconds: null,
      }),
      priority: fc.nat(2),
      enabled: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((given) => given.map((each, at) => policy({ ...each, name: `p${at}` })));

describeWithMariadb("a list that leaves out what no policy is about", () => {
  let server: MariadbServer;
  let root: Connection;
  beforeAll(async () => {
    server = await startMariadb();
    root = await createConnection({ uri: server.url, charset: "utf8mb4_general_ci" });
  });
  afterAll(async () => {
    root?.destroy();
    await server.stop();
  });

  /** The sessions in place of a server's own. */
  async function listOf(table: keyof typeof TABLES) {
    await root.query("DROP TABLE IF EXISTS shop.lists, shop.transactions");
    await root.query(TABLES[table]);
    await root.query("CREATE TABLE shop.transactions (thread BIGINT, age DECIMAL(20, 6))");
    const rows = fc.sample(row, { numRuns: ROWS, seed: 7 });
    await root.query("INSERT INTO shop.lists VALUES ?", [
      rows.map((each, at) => [
        1_000_000 + at,
        each.user,
        each.host,
        each.db,
        each.command,
        each.time,
        each.state,
        each.info,
        0,
      ]),
    ]);
    await root.query("INSERT INTO shop.transactions VALUES ?", [
      rows.flatMap(({ age }, at) => (age === null ? [] : [[1_000_000 + at, age]])),
    ]);
    const client = new MysqlClient({
      account: { user: server.user, password: server.password },
      tls: {},
      home: "/nonexistent",
      timeoutMs: 10_000,
      driver: async (options) => {
        const connection = await connectByMysql2(options);
        const [own] = await connection.query("SELECT CONNECTION_ID() AS id", 10_000);
        await root.query("INSERT INTO shop.lists VALUES (?, 'dbkill', '', NULL, 'Query', 0, '', '', 0)", [
          own!.id!,
        ]);
        return {
          get open() {
            return connection.open;
          },
          query: (statement, ...rest) =>
            connection.query(
              statement
                .replace("information_schema.PROCESSLIST", "shop.lists")
                .replace(/\(SELECT trx_mysql_thread_id.*?\) t /, "shop.transactions t "),
              ...rest,
            ),
          destroy: () => connection.destroy(),
        };
      },
    });
    const target = { service: "mysql", instance_id: `${server.host}:${server.port}` };
    return { client, source: new MysqlSessions(() => client, target, { now: () => 0 }) };
  }

  test.each(Object.keys(TABLES) as (keyof typeof TABLES)[])(
    "has everything that makes a difference to a policy, by a table like %s",
    async (table) => {
      const { client, source } = await listOf(table);
      const all = await source.list(signal);
      expect(all.sessions).toHaveLength(ROWS);
      const judged = (given: readonly Policy[], sessions: readonly Session[]) =>
        [...compileTarget(given, mysqlFacts)(sessions, NOON)].map(([{ name }, judgement]) => ({
          name,
          ...judgement,
        }));
      let [listed, narrowed, matched] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(policies, async (given) => {
          const listing = await source.list(signal, undefined, neededBy(given));
          const expected = judged(given, all.sessions);
          expect(judged(given, listing.sessions)).toEqual(expected);
          expect(listing.complete).toBe(true);
          listed += all.sessions.length;
          narrowed += listing.sessions.length;
          matched += new Set(expected.flatMap((each) => each.matched)).size;
        }),
        { numRuns: CASES },
      );
      // It would be no use if it left out little, and proves nothing where nothing matches.
      expect([narrowed / listed < 0.8, matched > 0]).toEqual([true, true]);
      client.close();
    },
    LONGEST_MS,
  );

  test("has the sessions with these ids, and no others", async () => {
    const { client, source } = await listOf("information_schema.PROCESSLIST");
    await source.list(signal);
    const idsOf = async (keys: string[]) =>
      (await source.list(signal, keys)).sessions.map(({ id }) => id).sort();
    expect(await idsOf(["1000001", "1000007", "1000008"])).toEqual(["1000001", "1000007", "1000008"]);
    expect(await idsOf(["18446744073709551615"])).toEqual([]);
    expect(await idsOf([])).toEqual([]);
    expect(await idsOf(["1000001 OR 1=1"])).toHaveLength(ROWS);
    client.close();
  });
});
