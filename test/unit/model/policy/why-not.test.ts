import fc from "fast-check";
import { compileFilter, FILTER_FIELDS } from "../../../../src/model";
import { whyNot } from "../../../../src/model/policy/why-not";
import { session } from "../support";
import { anyPolicy, anySessions } from "./support";

const victim = session({
  user: "report",
  host: "10.0.0.7:51234",
  database: "shop",
  command: "Query",
  state: "Sending data",
  duration_seconds: 75,
  info: "/* job 7 */ select * from orders where day = 1",
});

describe("why a session does not match", () => {
  test("is the first field that it fails, with what it has there", () => {
    expect(whyNot({ users: ["app"], databases: ["crm"] }, victim)).toEqual({
      field: "users",
      wanted: ["app"],
      actual: "report",
    });
    expect(whyNot({ users: ["report"], databases: ["crm"], min_duration_seconds: 80 }, victim)).toEqual({
      field: "databases",
      wanted: ["crm"],
      actual: "shop",
    });
  });

  test.each([
    [{ hosts: ["10.0.0.8"] }, "10.0.0.7"],
    [{ commands: ["sleep"] }, "Query"],
    [{ states: ["updating"] }, "Sending data"],
    [{ info_prefix: "select" }, victim.info],
    [{ info_keywords: ["orders", "select"] }, victim.info],
    [{ info_regex: "^insert" }, victim.info],
    [{ info_prefix: "insert", ignore_comments: true }, "select * from orders where day = 1"],
    [{ min_duration_seconds: 76 }, 75],
    [{ min_transaction_seconds: 1 }, null],
  ])("tells of %j what the session has: %s", (filter, actual) => {
    expect(whyNot(filter, victim)).toEqual({
      field: Object.keys(filter)[0],
      wanted: Object.values(filter)[0],
      actual,
    });
  });

  test("counts comments where the filter takes them out", () => {
    expect(whyNot({ info_prefix: "select", ignore_comments: true }, victim)).toBeUndefined();
  });

  test("passes over fields that are not set", () => {
    const unset = { users: null, info_regex: undefined, ignore_comments: true, databases: ["crm"] };
    expect(whyNot(unset as never, victim)).toMatchObject({ field: "databases" });
    expect(whyNot({ ignore_comments: true } as never, victim)).toBeUndefined();
  });

  test("tells the whole host where the service prints no port", () => {
    expect(whyNot({ hosts: ["10.0.0.7"] }, victim, "never")).toMatchObject({ actual: "10.0.0.7:51234" });
    expect(whyNot({ hosts: ["10.0.0.7"] }, victim)).toBeUndefined();
  });

  test("is there if and only if the matcher says no, for any filter and session", () => {
    fc.assert(
      fc.property(anyPolicy, anySessions, ({ match }, sessions) => {
        if (match === null) return;
        const matches = compileFilter(match);
        for (const each of sessions) {
          const found = whyNot(match, each);
          expect(found === undefined).toBe(matches(each));
          if (found) expect(FILTER_FIELDS).toContain(found.field);
        }
      }),
    );
  });
});
