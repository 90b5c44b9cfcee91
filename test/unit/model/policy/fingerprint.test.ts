import fc from "fast-check";
import { fingerprint } from "../../../../src/model/policy/fingerprint";

/** Statements of which each has the fingerprint that is given. */
const same = (expected: string, ...statements: string[]) => {
  expect(statements.map(fingerprint)).toEqual(statements.map(() => expected));
};

describe("statements that differ only in their values", () => {
  test("have one fingerprint: numbers", () => {
    same(
      "select a from t where b = ?",
      "select a from t where b = 5",
      "select a from t where b = 5.25",
      "select a from t where b = .5",
      "select a from t where b = 5.",
      "select a from t where b = 1e10",
      "select a from t where b = 1.5E-10",
      "select a from t where b = 0xAF",
      "select a from t where b = 0b01",
      "select a from t where b = -5",
      "select a from t where b = +5",
      "select a from t where b = - 5",
      "select a from t where b = - -5",
      "select a from t where b = ?",
      "select a from t where b = -?",
    );
  });

  test("have one fingerprint: texts in quotes", () => {
    same(
      "select a from t where b = ?",
      "select a from t where b = 'x'",
      'select a from t where b = "x"',
      "select a from t where b = ''",
      "select a from t where b = 'it''s'",
      "select a from t where b = 'it\\'s'",
      "select a from t where b = 'back\\\\'",
      'select a from t where b = "say \\"yes\\" or ""no"""',
      "select a from t where b = 'it is \"-- no comment\" /* either */ # so'",
      "select a from t where b = x'0f'",
      "select a from t where b = B'01'",
      "select a from t where b = N'x'",
      "select a from t where b = _utf8mb4'x'",
    );
  });

  test("have one fingerprint: NULL and booleans, which are values except in conditions", () => {
    same("update t set a = ?", "update t set a = NULL", "update t set a = true", "update t set a = False");
    same("select a from t where b is null", "select a from t where b IS NULL");
    same("select a from t where b is not null", "select a from t where b is NOT Null");
    same("select a from t where b is true", "select a from t where b is true");
    same("select nullable, trueness, falsehood", "select nullable, trueness, falsehood");
    same("select `is`, ?", "select `is`, null");
  });

  test("have one fingerprint: lists, however long", () => {
    same(
      "select a from t where b in (?) and c = ?",
      "select a from t where b in (1) and c = 1",
      "select a from t where b in (1, 2, 3) and c = 1",
      "select a from t where b in(-1,'two', NULL,0x3)and c=1",
      "select a from t where b in (?, ?) and c = ?",
      "select a from t where b in ((1, 2), (3, 4)) and c = 1",
    );
    same("select [?], a[?]", "select [1, 2, 3], a[2]");
  });

  test("have one fingerprint: rows", () => {
    same(
      "insert into t(a, b) values (?)",
      "insert into t (a, b) values (1, 2)",
      "insert into t (a, b) values (1, 2), (3, 4)",
      "insert into t(a,b)VALUES(1,'(x'),(3,'),('),(5,6)",
    );
    same("replace into t value (?)", "replace into t value (1), (2)");
    same(
      "insert into t values (now(), ?)",
      "insert into t values (now(), 1)",
      "insert into t values (now(), 1), (concat('a', lower('b')), default), (now(), 3)",
    );
    same(
      "insert into t values (?) on duplicate key update a = values (a), b = b + ?",
      "insert into t values (1, 2) on duplicate key update a = values(a), b = b + 1",
      "insert into t values (1, 2), (3, 4) ON DUPLICATE KEY UPDATE a = VALUES(a), b = b + 2",
    );
  });

  test("have one fingerprint: blanks, comments and the case of letters", () => {
    same(
      "select t.a, count(*) from db.t where b >= ? and c = lower(d)",
      "select t.a, count(*) from db.t where b >= 1 and c = lower(d)",
      "  SELECT\n\tT.A ,COUNT( * )  FROM Db . T WHERE B>=1 AND C=LOWER (D) ; ",
      "/* one */ select t.a,/* two */count(*) from db.t -- three\nwhere b >= 1 # four\r\nand c = lower(d) --",
      "select t.a, count(*) from db.t where b >= 1 and c = lower(d);;-- end",
    );
  });
});

describe("what is no value stays", () => {
  test("digits within names", () => {
    same("select t1.c2 from orders_2024 t1", "SELECT t1.c2 FROM orders_2024 t1");
    same("select db.2024_orders.`3`, @v1, @@g2", "select db.2024_orders.`3`, @v1, @@g2");
    expect(fingerprint("select a from orders_2024")).not.toBe(fingerprint("select a from orders_2025"));
  });

  test("what looks like a value, a list or a comment at a first glance", () => {
    same("alter table t add c int default ?", "alter table t add c int default null");
    same("select values2(?), (?)", "select values2(1), (2)");
    same("select `a`.2b, `c\\` from t", "select `a`.2b, `c\\` FROM t");
    same("select ab ?, nb ?, ?", "select ab'x', nb'x', .55");
    same("select /*! a */ b * / c", "select /*! a */ b */ c");
  });

  test("names in backticks, with their case and blanks", () => {
    same("select `A  b`.`c``D` from `In (1)`", "SELECT `A  b`.`c``D` FROM `In (1)`");
    expect(fingerprint("select `a`")).not.toBe(fingerprint("select `A`"));
  });

  test("a sign between two operands", () => {
    same(
      "select a - ?, b + ?, (a) - ?, `a` - ?, ? - ?, a[?] - ?",
      "select a-1, b + -2, (a)-3, `a`-4, 5-6, a[1]-7",
    );
    same("select ? between ? and ? or not ?", "select 1 between -1 and -2 or not -3");
  });

  test("executable comments and hints, with the values in them replaced", () => {
    same(
      "select /*!40001 sql_no_cache */ a from t",
      "SELECT /*!40001 SQL_NO_CACHE */ a FROM t",
      "select /*!40001 SQL_NO_CACHE/* within */*/a from t",
    );
    same("select /*+ max_execution_time(?) */ a", "select /*+ MAX_EXECUTION_TIME(1000) */ a");
    same("/*M!100100 set a = ? */", "/*M!100100 SET a = 5 */");
    same("select a * / b", "select a */ b");
  });

  test("operators of several characters", () => {
    same(
      "a <=> b <> c != d || e && f := g :: h -> i ->> j << k >> l <= m",
      "a<=>b<>c!=d||e&&f:=g::h->i->>j<<k>>l<=m",
    );
    same("select a ->> ? - - b", "select a->>'$.x' - - b");
  });

  test("the number of arguments, and lists with more than values in them", () => {
    same("call p(?, ?)", "call p(1, 2)");
    same("select a from t where b in (?, c, ?)", "select a from t where b in (1, c, 2)");
    same("select a from t where b in (select ? from u)", "select a from t where b in (select 1 from u)");
    same("select a from t where b in ()", "select a from t where b in ()");
    same("select [a, ?], [(?)]", "select [a, 1], [(1)]");
    same("insert into t values ((?), a)", "insert into t values ((1), a), (2, b)");
    same("select (?, ?), (?, ?)", "select (1, 2), (3, 4)");
  });
});

describe("a statement that is cut", () => {
  test("within a list has the fingerprint of the list", () => {
    same(
      "select a from t where b in (?)",
      "select a from t where b in (1, 2)",
      "select a from t where b in (1, 2",
      "select a from t where b in (1,",
      "select a from t where b in (",
      "select a from t where b in ('on",
    );
  });

  test("within a row has the fingerprint of the first row", () => {
    same(
      "insert into t values (?)",
      "insert into t values (1, 2), (3, 4)",
      "insert into t values (1, 2), (3, 'x",
      "insert into t values (1, 2), (",
      "insert into t values (1, 2),",
      "insert into t values (1, 2",
      "insert into t values (",
    );
    same(
      "insert into t values (now())",
      "insert into t values (now()), (now(",
      "insert into t values (now()),",
    );
  });

  test("within a text, a comment or a name reaches to the end", () => {
    same(
      "select ?",
      "select 'x",
      "select 'x\\",
      "select 'x''",
      "select 1 /* x",
      "select 1 --",
      "select 1 /*",
    );
    same("select `X y", "select `X y");
    same("select /*!40001 a", "select /*!40001 a");
  });

  test("to nothing has none", () => {
    same("", "", " ", "/* x */", ";", "-- x");
  });
});

/** Two ways to write each piece, which differ in nothing but values, blanks, comments and case. */
const PIECES: readonly (readonly [string, string])[] = [
  ["select", "SELECT"],
  ["a", "A"],
  [" , ", "/* x */,"],
  ["5", "7.5e3"],
  ["'x'", '"y"'],
  ["b in (1, 2)", "b in(3)"],
  ["c = null", "c=TRUE"],
  ["values (1), (2)", "values (3)"],
  ["`n`", "`n` -- e\n"],
  ["(", "( "],
  [")", " )"],
  ["/*!1 d */", "/*!1 d*/"],
  ["is not null", "IS  NOT NULL"],
  ["t1.c", "T1 . c"],
];

const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 });

const FRAGMENTS = [
  ..."'\"`/*-+#()[],.;?!@:=<>\\ \n0129xbneN_\u00e9\u0130\u212a",
  ...[
    "in",
    "values",
    "null",
    "is",
    "not",
    "select",
    "--",
    "/*",
    "*/",
    "/*!",
    "/*+",
    "/*M!",
    "0x",
    "1e",
    "in (1,2",
  ],
];

const fragments = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 30 }).map((some) => some.join(""));

describe("for any statement", () => {
  test("how its values are written makes no difference", () => {
    fc.assert(
      fc.property(pieces, (some) => {
        const [one, other] = [0, 1].map((way) => some.map((piece) => piece[way]).join(" "));
        expect(fingerprint(other!)).toBe(fingerprint(one!));
      }),
    );
  });

  test("none of its values is in it", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z ]*$/), fc.nat(), (text, number) => {
        const found = fingerprint(`select a from t where b = 'SECRET${text}' and c in (${number}, 'SECRET')`);
        expect(found).toBe("select a from t where b = ? and c in (?)");
      }),
    );
  });

  test("blanks at its start make no difference, and it is in one line where its names are", () => {
    fc.assert(
      fc.property(fragments, (statement) => {
        expect(fingerprint(`\n ${statement}`)).toBe(fingerprint(statement));
        if (!statement.includes("`")) expect(fingerprint(statement)).not.toMatch(/\n| {2}/);
      }),
    );
  });
});

describe("a statement of a megabyte", () => {
  test.each([
    "in (",
    "[",
    "values (a,(",
    "in ((1,",
    "values (1),(",
    "- ",
    "--",
    "/*",
    "\\'",
    "'\\",
    "`",
    "1e",
  ])("of %j only is told", (part) => {
    // The statement is long, so it must not get into a failure's message.
    const statement = `select a from t where b = ${part.repeat(Math.ceil(200_000 / part.length))}`;
    expect(fingerprint(statement).startsWith("select a from t where b =")).toBe(true);
  });
});
