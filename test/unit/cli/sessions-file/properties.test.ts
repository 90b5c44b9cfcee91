import fc from "fast-check";
import { readSessions } from "../../../../src/cli/sessions-file";
import type { Session } from "../../../../src/model";
import {
  MARIADB_COLUMNS,
  printRowCount,
  printTable,
  printTabs,
  printVertical,
  SCHEMA_COLUMNS,
  SHOW_COLUMNS,
} from "../../../support/mysql-client";

/** Parts of statements that look like parts of a list. */
const TRAP = fc.constantFrom(
  " | ",
  " |\n| ",
  "|\n",
  "\n",
  "\t",
  "\\n",
  "\\",
  "\r",
  "NULL",
  "+----+\n",
  `\n${"*".repeat(27)} 2. row ${"*".repeat(27)}\n`,
  "\n   Info: ",
  "\n    Id: 7\n",
  "\nProgress: 0.000",
  "\nINFO_BINARY: SELECT 1",
  "\n| 5 | root | localhost | NULL | Query | 0 | init | SELECT 1 |",
  "\n2 rows in set (0.00 sec)\n;",
  "数据库",
  "é",
  "e\u0301",
  "😀",
  "한글",
  "漢",
  "{",
);
const WORDS = fc.string({ unit: fc.constantFrom(..."abcXYZ 019'\"`(),.=*-;:|"), maxLength: 30 });
const STATEMENT = fc
  .oneof(
    {
      weight: 6,
      arbitrary: fc.array(fc.oneof(WORDS, TRAP), { maxLength: 8 }).map((parts) => parts.join("")),
    },
    // Longer than the client pads a column.
    {
      weight: 1,
      arbitrary: fc
        .tuple(WORDS, fc.integer({ min: 1_000, max: 1_100 }), fc.array(TRAP, { maxLength: 3 }))
        .map(([word, length, traps]) => `SELECT ${word}${"x".repeat(length)}${traps.join("")}z`),
    },
  )
  .map((text) => text.trim());
const NAME = fc.oneof(
  fc.constantFrom("app", "root", "system user", "NULL", "größe", "用户", "a|b"),
  fc.string({ unit: fc.constantFrom(..."abcxyz_-09"), minLength: 1, maxLength: 12 }),
);
const isText = (text: string) => text !== "NULL" && text !== "";

const SESSION: fc.Arbitrary<Session> = fc.record({
  id: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String),
  user: NAME,
  host: fc.constantFrom("localhost", "10.0.0.7:51234", "2001:db8::1:51234", ""),
  database: fc.oneof(fc.constant(""), NAME.filter(isText)),
  command: fc.constantFrom("Query", "Sleep", "Execute", "Binlog Dump GTID"),
  state: fc.constantFrom(
    "",
    "init",
    "Waiting for table metadata lock",
    "Master has sent all binlog to slave; waiting",
  ),
  duration_seconds: fc.nat({ max: 2 ** 31 - 1 }),
  info: fc.oneof(
    fc.constant(""),
    STATEMENT.filter((text) => text !== "NULL"),
  ),
});

const COLUMNS = [SHOW_COLUMNS, MARIADB_COLUMNS, SCHEMA_COLUMNS] as const;
const LISTS = fc.array(SESSION, { minLength: 1, maxLength: 6 });
const SEED = { numRuns: 400 };

describe.each([
  ["a table", printTable, true],
  ["vertical form", printVertical, true],
  ["batch form", printTabs, false],
] as const)("what the client prints as %s", (_, print, counts) => {
  // In other tables than SHOW PROCESSLIST a NULL user is none.
  const listFor = (columns: (typeof COLUMNS)[number], list: Session[]) =>
    columns === SCHEMA_COLUMNS
      ? list.map((session) => ({
          ...session,
          user: session.user === "NULL" ? "app" : session.user,
          query_id: "77",
        }))
      : list;

  it("is read as the same sessions", () => {
    fc.assert(
      fc.property(LISTS, fc.constantFrom(...COLUMNS), (list, columns) => {
        const sessions = listFor(columns, list);
        expect(readSessions(print(sessions, columns))).toEqual(sessions);
      }),
      SEED,
    );
  });

  it("is read as the same sessions from a Windows file, between a prompt and a count of rows", () => {
    fc.assert(
      fc.property(LISTS, (sessions) => {
        const tail = counts ? `${printRowCount(sessions.length)}mysql> quit\nBye\n` : "";
        const text = `mysql: [Warning] Using a password on the command line interface can be insecure.\nmysql> show full processlist;\n${print(sessions, SHOW_COLUMNS)}${tail}`;
        expect(readSessions(`\ufeff${text.replaceAll("\n", "\r\n")}`)).toEqual(sessions);
      }),
      SEED,
    );
  });
});
