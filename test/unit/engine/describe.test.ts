import {
  countOf,
  describeKey,
  describeSession,
  describeSessions,
  describeStatement,
  listLines,
} from "../../../src/engine/describe";
import type { Session } from "../../../src/model";

const session: Session = {
  id: "11",
  user: "report",
  host: "10.0.0.7:51234",
  database: "shop",
  command: "Query",
  state: "executing",
  duration_seconds: 75,
  info: "SELECT   1\n FROM t",
};

describe("a session", () => {
  test("is one line", () => {
    expect(describeSession(session)).toBe("11 report@10.0.0.7 Query 75 s SELECT 1 FROM t");
  });

  test("names its server", () => {
    expect(describeSession({ ...session, server: "10.0.0.2:2882" })).toBe(
      "11 on 10.0.0.2:2882 report@10.0.0.7 Query 75 s SELECT 1 FROM t",
    );
  });

  test("keeps the last group of an IPv6 address where hosts have no port", () => {
    const one = { ...session, host: "2001:db8::1" };
    expect(describeSession(one, { hostPort: "never" })).toContain("report@2001:db8::1 ");
  });

  test.each(["id", "user", "host", "command", "info", "server"] as const)(
    "can't forge a line by its %s",
    (field) => {
      const forged = describeSession({ ...session, [field]: "x\n12 root\u001b[1A\u202e" });
      expect(forged).not.toMatch(/\p{Cc}|\p{Cf}/u);
    },
  );

  test("without a host is its user alone, without a statement ends with its age", () => {
    expect(describeSession({ ...session, host: "", info: " " })).toBe("11 report Query 75 s");
  });

  test("shows 60 characters of a statement, or its hash, or nothing", () => {
    const long = `SELECT ${"x".repeat(100)}`;
    expect(describeStatement(long)).toBe(`${long.slice(0, 60)}...`);
    const hashed = describeStatement(long, "hashed");
    expect(hashed).toMatch(/^statement [0-9a-f]{12}$/);
    expect(describeStatement(`${long}x`, "hashed")).not.toBe(hashed);
    expect(describeStatement(long, "hidden")).toBe("");
    expect(describeSession({ ...session, info: "secret" }, { statements: "hidden" })).not.toContain("secret");
    expect(describeSession({ ...session, info: "secret" }, { statements: "hashed" })).not.toContain("secret");
  });

  test("is among the first five; the others are counted", () => {
    const many = Array.from({ length: 8 }, (_, index) => ({ ...session, id: `${index}` }));
    expect(describeSessions(many).split("\n")).toHaveLength(6);
    expect(describeSessions(many)).toMatch(/and 3 more$/);
    expect(describeSessions(many.slice(0, 5), {}, 200)).toMatch(/and 195 more$/);
  });
});

test("a statement has no blanks around it, and a blank one is none, hashed or not", () => {
  expect(describeStatement(" \n SELECT 1 \t")).toBe("SELECT 1");
  for (const statements of ["shown", "hashed", "hidden"] as const)
    expect(describeStatement(" \n", statements)).toBe("");
});

test("five sessions are shown, and none more is counted", () => {
  const five = Array.from({ length: 5 }, (_, index) => ({ ...session, id: `${index}` }));
  expect(describeSessions(five).split("\n")).toEqual(five.map((one) => describeSession(one)));
});

test("a key is an id, with its server where it has one", () => {
  expect([describeKey("11"), describeKey("11@10.0.0.2:2882")]).toEqual(["11", "11 on 10.0.0.2:2882"]);
});

test("a count has its word", () => {
  const words = { one: "query", many: "queries" };
  expect([0, 1, 2].map((count) => countOf(count, words))).toEqual(["0 queries", "1 query", "2 queries"]);
});

test("twenty lines are listed, and how many more there are", () => {
  const lines = Array.from({ length: 23 }, (_, index) => `line ${index}`);
  expect(listLines(lines).split("\n")).toEqual([...lines.slice(0, 20), "and 3 more"]);
  expect(listLines(lines.slice(0, 20)).split("\n")).toEqual(lines.slice(0, 20));
});
