import fc from "fast-check";
import {
  addressOf,
  compileFilter,
  type ListFacts,
  type Session,
  type SessionFilter,
  stripComments,
} from "../../../src/model";
import { session } from "./support";

type HostPort = ListFacts["hostPort"];

const matches = (filter: SessionFilter, fields: Partial<Session> = {}, hostPort?: HostPort) =>
  compileFilter(filter, hostPort)(session(fields));

/** What a filter means, written without regard to cost. The client's address and the bare statement are given, not computed. */
function reference(filter: SessionFilter, { address, bare, ...row }: Row): boolean {
  const nfc = (text: string) => text.normalize("NFC");
  const among = (values: readonly string[] | undefined, value: string) =>
    values === undefined || values.some((each) => nfc(each) === nfc(value));
  const lower = (text: string) => nfc(text).toLowerCase();
  const info = nfc(filter.ignore_comments ? bare : row.info);
  return (
    among(filter.users, row.user) &&
    (filter.hosts?.some((pattern) => fits(lower(pattern), lower(address))) ?? true) &&
    among(filter.databases, row.database) &&
    among(filter.commands?.map(lower), lower(row.command)) &&
    among(filter.states, row.state) &&
    info.slice(0, nfc(filter.info_prefix ?? "").length) === nfc(filter.info_prefix ?? "") &&
    inOrder((filter.info_keywords ?? []).map(nfc), info) &&
    (filter.info_regex === undefined || new RegExp(filter.info_regex).test(info)) &&
    row.duration_seconds >= (filter.min_duration_seconds ?? Number.NEGATIVE_INFINITY) &&
    (filter.min_transaction_seconds === undefined ||
      (row.transaction_seconds ?? -1) >= filter.min_transaction_seconds)
  );
}

/** `%` stands for any text, every other character for itself; every split of the text is tried. */
function fits(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  if (pattern[0] !== "%") return pattern[0] === text[0] && fits(pattern.slice(1), text.slice(1));
  return [...text, ""].some((_, index) => fits(pattern.slice(1), text.slice(index)));
}

/** Every place of the first keyword is tried. */
function inOrder([first, ...others]: readonly string[], text: string): boolean {
  if (first === undefined) return true;
  return [...text, ""].some(
    (_, at) => text.startsWith(first, at) && inOrder(others, text.slice(at + first.length)),
  );
}

/** A session with what the matcher has to find out by itself. */
interface Row extends Session {
  readonly address: string;
  readonly bare: string;
}

/** Pieces of statements, each with what is left of it without comments. */
const PIECES: readonly (readonly [string, string])[] = [
  ["select", "select"],
  ["Select", "Select"],
  [" from t", " from t"],
  ["aa", "aa"],
  ["ab", "ab"],
  ["cafe\u0301", "cafe\u0301"],
  ["caf\u00e9", "caf\u00e9"],
  ["%", "%"],
  ["(", "("],
  ["/* select */", " "],
  ["-- select\n", " \n"],
  ["# ab\n", " \n"],
  ["/*! ab */", "/*! ab */"],
  ["/*+ ab */", "/*+ ab */"],
  ["/*M! ab */", "/*M! ab */"],
  ["'/* aa */'", "'/* aa */'"],
  ["'it\\'s -- aa'", "'it\\'s -- aa'"],
  ["'a''b # aa'", "'a''b # aa'"],
  ['"# aa\\""', '"# aa\\""'],
  ["`-- aa`", "`-- aa`"],
  ["a--b", "a--b"],
];

const statement = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 6 })
  .map((pieces) => ({
    info: pieces.map(([text]) => text).join(""),
    bare: pieces
      .map(([, left]) => left)
      .join("")
      .trim(),
  }))
  // "-" at the end of one piece and the start of the next would be a comment that no piece has.
  .filter(({ info }) => !/---|--`|a--b--/.test(info));
const NAMES = ["report", "Report", "app", "jos\u00e9", "jose\u0301", "\u1100\u1161", "\uac00", ""];
const name = fc.constantFrom(...NAMES);

const V4_AND_NAMES = ["10.0.0.7", "10.0.0.70", "10a0.0.7", "db.example", "DB.Example", "localhost", ""];
const V6 = ["fe80::1", "2001:db8::7", "::1", "1:2:3:4:5:6:7:8", "FE80::1"];

/** Hosts as a service prints them, with the address that is meant. */
const hostOf: Record<HostPort, fc.Arbitrary<{ host: string; address: string }>> = {
  always: fc
    .tuple(fc.constantFrom(...V4_AND_NAMES, ...V6), fc.constantFrom(":1", ":51234"), fc.boolean())
    .map(([address, port, bracketed]) => ({
      host: bracketed ? `[${address}]${port}` : `${address}${port}`,
      address,
    })),
  sometimes: fc.oneof(
    fc
      .tuple(fc.constantFrom(...V4_AND_NAMES), fc.constantFrom("", ":1", ":51234"))
      .map(([address, port]) => ({ host: address + port, address })),
    fc
      .tuple(fc.constantFrom(...V6), fc.constantFrom("", ":51234"))
      .map(([address, port]) => ({ host: address + port, address })),
  ),
  never: fc
    .constantFrom(...V4_AND_NAMES, ...V6, "fe80::1:3306")
    .map((address) => ({ host: address, address })),
};

const rowOf = (hostPort: HostPort): fc.Arbitrary<Row> =>
  fc
    .record({
      id: fc.string(),
      user: name,
      client: hostOf[hostPort],
      database: name,
      command: fc.constantFrom("Query", "Sleep", "QUERY"),
      state: fc.constantFrom("", "updating", "Updating"),
      duration_seconds: fc.integer({ min: -1, max: 200 }),
      transaction: fc.option(fc.nat(200), { nil: undefined }),
      text: statement,
    })
    .map(({ client, transaction, text, ...rest }) => ({
      ...rest,
      ...client,
      ...text,
      ...(transaction !== undefined && { transaction_seconds: transaction }),
    }));

const some = (...values: string[]) => fc.subarray(values, { minLength: 1 });
const part = fc.constantFrom(...PIECES.map(([text]) => text), "caf\u00e9", " ", "aa");
const FIELDS = {
  users: some(...NAMES.filter((each) => each !== "")),
  hosts: some("10.0.0.7", "LOCALHOST", "10.%", "%.0.%7", "%0%0%", "fe80::1", "fe80:%", "%example", "::1"),
  databases: some("report", "app", "jos\u00e9"),
  commands: some("query", "SLEEP"),
  states: some("updating"),
  info_prefix: part,
  info_keywords: fc.array(part, { minLength: 1, maxLength: 3 }),
  // Patterns that mean the same to JavaScript's engine, which is the reference.
  info_regex: fc.constantFrom("select", "^select", "(?:aa|ab)+$", "from\\s+t", "[(%]", "a{2}b"),
  min_duration_seconds: fc.integer({ min: 1, max: 150 }),
  min_transaction_seconds: fc.integer({ min: 1, max: 150 }),
};
const anyFilter: fc.Arbitrary<SessionFilter> = fc.record(
  { ...FIELDS, ignore_comments: fc.boolean() },
  { requiredKeys: [] },
);

describe("a compiled filter", () => {
  test.each(["always", "sometimes", "never"] as const)(
    "matches as the reference does where hosts have a port: %s",
    (hostPort) => {
      fc.assert(
        fc.property(anyFilter, rowOf(hostPort), (filter, row) => {
          expect(compileFilter(filter, hostPort)(row)).toBe(reference(filter, row));
        }),
        { numRuns: 3000 },
      );
    },
  );

  // A filter with many fields rarely matches, so that each field is compared alone too.
  test.each(Object.keys(FIELDS) as (keyof typeof FIELDS)[])(
    "matches as the reference does by %s alone",
    (field) => {
      fc.assert(
        fc.property(FIELDS[field], fc.boolean(), rowOf("always"), (value, ignore_comments, row) => {
          const filter: SessionFilter = { ignore_comments, [field]: value };
          expect(compileFilter(filter, "always")(row)).toBe(reference(filter, row));
        }),
        { numRuns: 1000 },
      );
    },
  );

  test("compares long statements in either Unicode form", () => {
    const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"].map((name) => `${"x".repeat(100)} ${name}`);
    expect(matches({ info_keywords: ["caf\u00e9"] }, { info: decomposed })).toBe(true);
    expect(matches({ info_keywords: ["cafe\u0301"] }, { info: composed })).toBe(true);
    expect(matches({ info_prefix: decomposed }, { info: composed })).toBe(true);
    expect(matches({ info_regex: "cafe\u0301" }, { info: composed })).toBe(true);
  });

  test("gives the same answer for a session again and again, however many others come between", () => {
    const filter = compileFilter({ info_regex: "x{2}" });
    const rows = Array.from({ length: 600 }, (_, index) =>
      session({ info: index % 5 ? `${index} ${index % 3 ? "xx" : "x"}` : "" }),
    );
    const first = rows.map(filter);
    expect(first).toEqual(rows.map((_, index) => index % 5 !== 0 && index % 3 !== 0));
    expect(rows.map(filter)).toEqual(first);
    expect([...rows].reverse().map(filter)).toEqual([...first].reverse());
  });

  test.each([
    [{ users: ["report"] }, true],
    [{ users: ["Report"] }, false],
    [{ users: ["app", "report"] }, true],
    [{ hosts: ["10.0.0.7"] }, true],
    [{ hosts: ["10.0.0.70"] }, false],
    [{ hosts: ["10.0.%"] }, true],
    [{ hosts: ["%.7"] }, true],
    [{ hosts: ["10?0.0.7"] }, false],
    [{ hosts: ["10.0.0.7:51234"] }, false],
    [{ hosts: ["10.0.0.%0.0.7"] }, false],
    [{ hosts: ["%10.0.0.7%7"] }, false],
    [{ hosts: ["1%.0%.7"] }, true],
    [{ hosts: ["%10.0%7"] }, true],
    [{ hosts: ["10.%%.7"] }, true],
    [{ databases: ["Shop"] }, false],
    [{ commands: ["QUERY"] }, true],
    [{ states: ["Sending data"] }, true],
    [{ states: ["sending data"] }, false],
    [{ info_prefix: "select" }, true],
    [{ info_prefix: "SELECT" }, false],
    [{ info_keywords: ["select", "orders"] }, true],
    [{ info_keywords: ["orders", "select"] }, false],
    [{ info_keywords: ["select", "select"] }, false],
    [{ info_regex: "sum\\(\\w+\\)" }, true],
    [{ info_regex: "^sum" }, false],
    [{ info_regex: "SELECT" }, false],
    [{ info_regex: "(?i)SELECT" }, true],
    [{ min_duration_seconds: 75 }, true],
    [{ min_duration_seconds: 76 }, false],
    [{ min_transaction_seconds: 1 }, false],
    [{ users: ["report"], databases: ["other"] }, false],
  ] as [SessionFilter, boolean][])("%j on the report session says %s", (filter, expected) => {
    expect(matches(filter)).toBe(expected);
  });

  test.each(["10x0.0.7", "10.0x0.7", "10.0.0x7", "10.0.0.71"])(
    "takes a dot of a host for itself: not %s",
    (host) => {
      expect(matches({ hosts: ["10.0.0.7"] }, { host: `${host}:4000` })).toBe(false);
      expect(matches({ hosts: ["10.0.0.%7"] }, { host: `${host.replace("1", "")}:4000` })).toBe(false);
      expect(matches({ hosts: ["%.0.0.7"] }, { host: `${host}:4000` })).toBe(false);
    },
  );

  test("takes a host without a wildcard for the whole address", () => {
    expect(matches({ hosts: ["db"] }, { host: "dbdb:4000" })).toBe(false);
    expect(matches({ hosts: ["db"] }, { host: "db-1.db:4000" })).toBe(false);
    expect(matches({ hosts: ["db"] }, { host: "db:4000" })).toBe(true);
  });

  test("keeps letters apart that are alike in upper case only", () => {
    expect(matches({ hosts: ["fass.example"] }, { host: "fa\u00df.example:4000" })).toBe(false);
    expect(matches({ hosts: ["fa\u00df.example"] }, { host: "FASS.example:4000" })).toBe(false);
  });

  test.each(["(a+)+$", "(a|a)+$", "(a*)*c", "^(([a-z])+.)+[A-Z]$"])(
    "takes linear time for the pattern %s",
    (info_regex) => {
      expect(matches({ info_regex }, { info: `${"a".repeat(100_000)}b` })).toBe(false);
    },
  );

  test("takes linear time for many wildcards", () => {
    const hosts = [`${"%a".repeat(40)}b`];
    expect(matches({ hosts }, { host: `${"a".repeat(100_000)}:1` })).toBe(false);
  });

  test("never matches a session whose age is not known", () => {
    expect(matches({ min_duration_seconds: 1 }, { duration_seconds: Number.NaN })).toBe(false);
    expect(matches({ min_duration_seconds: 1 }, { duration_seconds: null as never })).toBe(false);
  });
});

describe("a client's address", () => {
  test.each([
    ["10.0.0.7:51234", "always", "10.0.0.7"],
    ["10.0.0.7:51234", "sometimes", "10.0.0.7"],
    ["10.0.0.7:51234", "never", "10.0.0.7:51234"],
    ["[fe80::1]:3306", "always", "fe80::1"],
    ["[fe80::1]", "never", "fe80::1"],
    ["2001:db8::1:3306", "always", "2001:db8::1"],
    // May be the whole address, and then another client's.
    ["2001:db8::1:3306", "sometimes", "2001:db8::1:3306"],
    ["2001:db8::1:3306", "never", "2001:db8::1:3306"],
    ["2001:db8::1:51234", "sometimes", "2001:db8::1"],
    ["2001:db8::1:51234", "never", "2001:db8::1:51234"],
    ["1:2:3:4:5:6:7:8:3306", "sometimes", "1:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:7:8", "always", "1:2:3:4:5:6:7:8"],
    ["::ffff:10.0.0.7:4000", "always", "::ffff:10.0.0.7"],
    ["localhost", "always", "localhost"],
    ["localhost:", "always", "localhost:"],
    ["db-7", "always", "db-7"],
    ["7", "always", "7"],
    ["", "always", ""],
    [":3306", "always", ""],
    ["10.0.0.7:59999", "always", "10.0.0.7"],
    ["10.0.0.7:5/999", "always", "10.0.0.7:5/999"],
    // No brackets around an address: not to be cut into something else.
    ["[fe80::1", "always", "[fe80::1"],
    ["[fe80::1]x", "always", "[fe80::1]x"],
  ] as [string, HostPort, string][])("is of %j with ports %s: %j", (host, hostPort, address) => {
    expect(addressOf(host, hostPort)).toBe(address);
  });
});

describe("a statement without comments", () => {
  test.each([
    ["/* job 7 */ select 1", "select 1"],
    ["-- nightly\nselect 1", "select 1"],
    ["# nightly\nselect 1", "select 1"],
    ["select 1 --", "select 1"],
    ["select 1--1", "select 1--1"],
    ["select/**/1", "select 1"],
    ["select 1 /* cut off", "select 1"],
    ["select '/* kept */', \"-- kept\", `# kept`", "select '/* kept */', \"-- kept\", `# kept`"],
    ["select 'it''s', '\\' -- kept'", "select 'it''s', '\\' -- kept'"],
    // Vendors cut long statements, so that a text may lack its end.
    ["select 'cut # off", "select 'cut # off"],
    ["select 'cut -- off\\", "select 'cut -- off\\"],
    ['select "a\\\\" /* b */, "c\\"d -- e"', 'select "a\\\\"  , "c\\"d -- e"'],
    ['select "cut # off', 'select "cut # off'],
    ['select "cut -- off\\', 'select "cut -- off\\'],
    ["select 'a\\n', \"a\\n\" -- end", "select 'a\\n', \"a\\n\""],
    ["select `cut # off", "select `cut # off"],
    ['select 1 /* it\'s "quoted" */', "select 1"],
    ["/*! select */ /*+ hint */ /*M! x */", "/*! select */ /*+ hint */ /*M! x */"],
  ])("is of %j: %j", (statement, expected) => {
    expect(stripComments(statement)).toBe(expected);
  });

  test("keeps long texts, in linear time", () => {
    const text = `select '${"a\\'".repeat(1_000_000)}`;
    expect(stripComments(text)).toBe(text);
  });
});
