import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSessions } from "../../../../src/cli/sessions-file";
import type { Session } from "../../../../src/model";
import {
  MARIADB_COLUMNS,
  printTable,
  printTabs,
  printVertical,
  SHOW_COLUMNS,
} from "../../../support/mysql-client";
import { refusal } from "./support";

const session = (more: Partial<Session> = {}): Session => ({
  id: "5",
  user: "app",
  host: "10.0.0.7:51234",
  database: "shop",
  command: "Query",
  state: "",
  duration_seconds: 3,
  info: "SELECT 1",
  ...more,
});

const FORMS = [
  ["table", printTable],
  ["vertical", printVertical],
  ["tabs", printTabs],
] as const;

/** Captured from the client of MariaDB 10.11. */
function captured(name: string): string {
  return readFileSync(join(__dirname, "../../../fixtures/process-lists", name), "utf8");
}

describe("lists that a real client has printed", () => {
  const STARS = "*".repeat(27);
  const statements = [
    "SELECT SLEEP(600), ' | ', '|'",
    "SELECT SLEEP(600),\n\t'two\tlines\n| 9 | root | localhost | NULL | Query | 0 | init | SELECT 1 |'",
    `SELECT SLEEP(600) /*\n${STARS} 2. row ${STARS}\n     Id: 9\n   Info: none*/`,
    "SELECT SLEEP(600), '数据库 ｆｕｌｌ 한글', 'größe e\u0301 😀 \\\\ \\n'",
    `SELECT SLEEP(600), '${"x".repeat(1_100)} |\n| 9'`,
    "",
    "SHOW FULL PROCESSLIST",
  ];

  it.each(["table.txt", "vertical.txt", "batch.txt"])("are read from %s", (name) => {
    const sessions = readSessions(captured(name));
    expect(sessions.map(({ info }) => info)).toEqual(statements);
    expect(sessions.map(({ id }) => id)).toEqual([
      ...["9", "10", "11", "12", "13", "14"],
      sessions.at(-1)!.id,
    ]);
    expect(sessions[1]).toEqual({
      id: "10",
      user: "dbkill",
      host: "127.0.0.1:46880",
      database: "shop",
      command: "Query",
      state: "User sleep",
      duration_seconds: 1,
      info: statements[1],
    });
    expect(sessions[0]!.database).toBe("");
  });

  it.each(["schema-table.txt", "schema-vertical.txt", "schema-batch.txt"])("are read from %s", (name) => {
    const sessions = readSessions(captured(name)).slice(1);
    // The schema's column has three bytes for a character.
    const kept = statements.slice(0, 6).map((statement) => statement.replace("😀", "????"));
    expect(sessions.map(({ info }) => info)).toEqual(kept.reverse());
    expect(sessions.map(({ query_id }) => query_id)).toEqual([undefined, "18", "17", "16", "15", "14"]);
  });
});

describe.each(FORMS)("a list in %s form", (form, print) => {
  it("is empty with a header alone", () => {
    if (form === "vertical") expect(readSessions("Empty set (0.00 sec)\n\n")).toEqual([]);
    else expect(readSessions(print([], SHOW_COLUMNS))).toEqual([]);
  });

  it.each([
    ["0", 0],
    ["NULL", 0],
    ["-1", 0],
    ["2147483647", 2_147_483_647],
    ["4294967295", 0],
    ["18446744073709551614", 0],
  ])("reads a time of %s as %d seconds", (time, seconds) => {
    const columns = SHOW_COLUMNS.map((column) =>
      column.name === "Time" ? { ...column, of: () => time } : column,
    );
    expect(readSessions(print([session()], columns))).toEqual([session({ duration_seconds: seconds })]);
  });

  it("takes columns in any order and case, and a time in milliseconds", () => {
    const columns = SHOW_COLUMNS.map(({ name, numeric, of }) =>
      name === "Time"
        ? { name: "time_ms", numeric, of: () => "3999.123" }
        : { name: name.toLowerCase(), numeric, of },
    );
    const order = [5, 0, 3, 2, 1, 4, 6, 7].map((index) => columns[index]!);
    expect(readSessions(print([session()], order))).toEqual([session()]);
  });

  it("takes the age of a transaction that a select has joined", () => {
    const age = { name: "transaction_seconds", numeric: true };
    const list = [session(), session({ id: "6", transaction_seconds: 90 })];
    const columns = [
      ...SHOW_COLUMNS,
      { ...age, of: ({ transaction_seconds: value }: Session) => value?.toString() ?? null },
    ];
    expect(readSessions(print(list, columns))).toEqual(list);
  });

  it("reads a user NULL of SHOW PROCESSLIST as a user, and of a table as a thread of the server", () => {
    const user = { name: "USER", of: () => null };
    const schema = SHOW_COLUMNS.map((column) => (column.name === "User" ? user : column));
    expect(readSessions(print([session({ user: "NULL" })], SHOW_COLUMNS))[0]!.user).toBe("NULL");
    expect(readSessions(print([session()], schema))[0]!.user).toBe("system user");
  });

  it("takes the id 0 of a thread of the server", () => {
    expect(readSessions(print([session({ id: "0" })], SHOW_COLUMNS))[0]!.id).toBe("0");
  });

  it("names the columns that are missing", () => {
    const columns = SHOW_COLUMNS.filter(({ name }) => name !== "User" && name !== "Host");
    const { code, line, message } = refusal(print([session()], columns));
    expect(code).toBe("DBKILL_SESSIONS_FILE_INVALID");
    expect(line).toBe(form === "tabs" ? 1 : 2);
    expect(message).toContain("no column user, host");
  });

  it("refuses a column that is there twice", () => {
    const { message } = refusal(
      print([session()], [...SHOW_COLUMNS.slice(0, 7), SHOW_COLUMNS[1]!, SHOW_COLUMNS[7]!]),
    );
    expect(message).toContain("column user twice");
  });

  it.each(["-7", "18446744073709551616", "x"])("refuses the id %s", (id) => {
    const { line, message } = refusal(print([session(), session({ id })], SHOW_COLUMNS));
    expect(message).toContain(
      form === "table" && id !== "18446744073709551616" ? "" : `"${id}" is not the id`,
    );
    expect(line).toBeGreaterThan(1);
  });

  it("refuses a time that is no number", () => {
    const columns = SHOW_COLUMNS.map((column) =>
      column.name === "Time" ? { ...column, of: () => "soon" } : column,
    );
    expect(refusal(print([session()], columns)).line).toBe({ table: 4, vertical: 2, tabs: 2 }[form]);
  });

  it("refuses several lists with their number", () => {
    const list = print([session(), session({ id: "6" })], MARIADB_COLUMNS);
    const { message, line } = refusal(`${list}\n${list}${list}`);
    expect(message).toContain("holds 3 lists");
    expect(line).toBeGreaterThan(3);
  });

  it("refuses the file of PowerShell's >, which is in UTF-16", () => {
    const bytes = Buffer.from(`\ufeff${print([session()], SHOW_COLUMNS)}`, "utf16le");
    expect(refusal(bytes.toString("utf8")).message).toContain("UTF-16");
    expect(refusal(bytes.subarray(2).toString("utf8")).message).toContain("UTF-16");
  });

  it("passes over what stands before it", () => {
    const noise = `PAGER set to 'less -S'\n+---+\n| 1 |\n+---+\n| 1 |\n+---+\n1 row in set\n\nMariaDB [(none)]> select\n    -> 1;\n`;
    expect(readSessions(noise + print([session()], SHOW_COLUMNS))).toEqual([session()]);
  });
});

describe("a table", () => {
  const text = printTable([session(), session({ id: "6", info: "SELECT\n2" })], SHOW_COLUMNS);

  it("is read where a terminal has turned tabs into blanks and an editor has cut blanks off", () => {
    const list = [
      session({ info: "SELECT\t1 FROM `a | b`\n  WHERE x" }),
      session({ id: "6", database: "größe", info: "SELECT 'a |' |\n| 2 | b" }),
      session({ id: "7", info: "SELECT 3" }),
    ];
    const copied = printTable(list, MARIADB_COLUMNS)
      .replaceAll("\t", "       ")
      .replaceAll("größe", "gro\u0308sse");
    const read = readSessions(copied);
    expect(read.map(({ id }) => id)).toEqual(["5", "6", "7"]);
    expect(read.map(({ info }) => info)).toEqual([
      "SELECT       1 FROM `a | b`\n  WHERE x",
      list[1]!.info,
      "SELECT 3",
    ]);
    expect(read[1]!.database).toBe("gro\u0308sse");
  });

  it("is not taken apart by a statement that a terminal has changed and that looks like a row", () => {
    const fake = session({ info: "SELECT\t1 |\n| 5 | a | b | c | d | e | f | g" });
    const read = readSessions(printTable([fake, session()], SHOW_COLUMNS).replaceAll("\t", "   "));
    expect(read.map(({ info }) => info)).toEqual([
      "SELECT   1 |\n| 5 | a | b | c | d | e | f | g",
      "SELECT 1",
    ]);
  });

  it("refuses a row that has changed and lacks a value", () => {
    const list = printTable([session({ info: "SELECT\t1 | x" }), session()], MARIADB_COLUMNS);
    expect(refusal(list.replace(/\t(.*)\|.*\|\n/, "    $1|\n"))).toMatchObject({ line: 4 });
  });

  it("is not taken apart by a statement that is longer than its column and looks like a row", () => {
    const info = `SELECT '${"x".repeat(1_100)}' |\n| 5 | root | localhost | NULL | Query | 0 | init | SELECT 1`;
    const list = [session({ info }), session({ id: "6" })];
    expect(readSessions(printTable(list, SHOW_COLUMNS))).toEqual(list);
  });

  it("refuses a row below its lower border", () => {
    const rows = text.split("\n");
    expect(refusal([...rows.slice(0, 4), rows[0], ...rows.slice(4)].join("\n"))).toMatchObject({ line: 6 });
  });

  it("that ends after a row is said to be cut off", () => {
    const { message, line } = refusal(text.slice(0, text.lastIndexOf("\n+") + 1));
    expect(message).toContain("cut off");
    expect(line).toBe(7);
  });

  it("is read without the rows that a pager has hidden", () => {
    const list = [session(), session({ id: "6", command: "Sleep", info: "" })];
    const rest = printTable(list, SHOW_COLUMNS)
      .split("\n")
      .filter((line) => !line.includes("Sleep"));
    expect(readSessions(`${rest.join("\n")}2 rows in set (0.00 sec)\n`)).toEqual([session()]);
  });

  it("refuses more rows than the client has counted", () => {
    expect(refusal(`${text}1 row in set (0.00 sec)\n`)).toMatchObject({ line: 8 });
  });

  it.each([
    ["has no lower border", text.slice(0, text.lastIndexOf("+-", text.length - 10)), 7],
    ["is cut within a row", text.slice(0, text.indexOf("SELECT\n2")), 5],
    ["has a line that is no row", text.replace("|    6 |", "|    s |"), 5],
    ["has no border below its header", text.replace(/(Info.*\n)\+.*\n/, "$1"), 3],
  ])("that %s is refused", (_, broken, line) => {
    expect(refusal(broken).line).toBe(line);
  });

  it("without its header is refused", () => {
    const rows = text.split("\n").slice(3).join("\n");
    expect(refusal(rows).message).toContain("no header");
    expect(refusal("5\tapp\t10.0.0.7:1\tshop\tQuery\t3\t\tSELECT 1\n").message).toContain("no header");
  });
});

describe("a vertical list", () => {
  const text = printVertical([session(), session({ id: "6", info: "SELECT\n2" })], SHOW_COLUMNS);

  it("ends before what a pager and the client print below it", () => {
    expect(readSessions(`${text}(END)\n2 rows in set (0.00 sec)\n\nmysql> select 1;\n1\n`)).toEqual(
      readSessions(text),
    );
  });

  it("refuses another number of rows than the client has counted", () => {
    expect(refusal(`${text}3 rows in set (0.00 sec)\n\n`).line).toBe(20);
  });

  it("refuses a statement that is a whole row", () => {
    const row = printVertical([session({ id: "9" }), session({ id: "9" })], SHOW_COLUMNS);
    const fake = row.slice(row.indexOf("*", row.indexOf("SELECT")));
    const list = printVertical([session({ info: `SELECT 1\n${fake}` }), session({ id: "6" })], SHOW_COLUMNS);
    expect(refusal(list).line).toBe(20);
  });

  it("takes what looks like a column in a statement for the statement", () => {
    const list = [session({ info: "SELECT 1\n   Host: none" })];
    expect(readSessions(printVertical(list, SHOW_COLUMNS))).toEqual(list);
  });

  it("refuses rows that are missing or cut off", () => {
    expect(refusal(text.slice(text.indexOf("*", text.indexOf("SELECT")))).line).toBe(1);
    expect(refusal(text.slice(0, text.indexOf("Command"))).line).toBe(6);
  });

  it("is read where an editor has cut blanks off the ends of its lines", () => {
    const list = [session({ info: "SELECT 1", state: "" }), session({ id: "6", database: "", info: "" })];
    const cut = printVertical(list, MARIADB_COLUMNS).replace(/ +$/gm, "");
    expect(readSessions(cut)).toEqual(list);
  });
});

describe("a list in batch form", () => {
  const text = printTabs([session(), session({ id: "6" })], SHOW_COLUMNS);

  it("refuses a line with another number of values", () => {
    expect(refusal(text.replace("SELECT 1\n", "SELECT\t1\n"))).toMatchObject({ line: 2 });
    expect(refusal(text.replace("SELECT 1\n", "SELECT\n1\n"))).toMatchObject({ line: 3 });
  });

  it("passes over warnings and blank lines", () => {
    const warning = "mysql: [Warning] Using a password on the command line interface can be insecure.\n";
    expect(readSessions(`${text}\n${warning}Bye\n`)).toHaveLength(2);
  });
});

describe("a file without a list", () => {
  it.each(["", "\n\n", "\ufeff"])("is refused where it is empty: %j", (text) => {
    expect(refusal(text)).toMatchObject({ line: 1, code: "DBKILL_SESSIONS_FILE_INVALID" });
  });

  it.each(["ERROR 1045 (28000): Access denied\n", "<html></html>", "id,user\n5,app\n"])(
    "is refused: %j",
    (text) => {
      expect(refusal(text).message).toContain("no list of sessions");
    },
  );
});
