import fc from "fast-check";
import { hostMatches, matches } from "../../../src/emulator/core/match";
import type { Match, Session } from "../../../src/emulator/core/types";

const SESSION: Session = {
  id: "11",
  user: "report",
  host: "10.0.0.7:51234",
  database: "shop",
  command: "Query",
  state: "Sending data",
  duration_seconds: 75,
  info: "select * from orders where note like '%late%'",
};

describe("matches", () => {
  test.each<[boolean, Match]>([
    [true, {}],
    [true, { users: ["report"] }],
    [true, { users: ["app", "report"] }],
    [false, { users: ["Report"] }],
    [false, { users: ["rep"] }],
    [true, { databases: ["stock", "shop"] }],
    [false, { databases: ["sho"] }],
    [true, { commands: ["QUERY"] }],
    [false, { commands: ["Sleep"] }],
    [true, { info_prefix: "select *" }],
    [false, { info_prefix: "orders" }],
    [true, { info_keywords: ["select", "orders", "late"] }],
    [false, { info_keywords: ["orders", "select"] }],
    [false, { info_keywords: ["orders", "orders"] }],
    [true, { min_duration_seconds: 75 }],
    [false, { min_duration_seconds: 76 }],
    [true, { users: ["report"], databases: ["shop"], min_duration_seconds: 60 }],
    [false, { users: ["report"], databases: ["stock"] }],
  ])("is %s for %j", (expected, match) => {
    expect(matches(match, SESSION)).toBe(expected);
  });

  test("a session without a statement fits no filter on statements", () => {
    const idle = { ...SESSION, info: "" };
    expect(matches({ info_prefix: "s" }, idle)).toBe(false);
    expect(matches({ info_keywords: ["s"] }, idle)).toBe(false);
  });

  test("each further filter can only take sessions away", () => {
    const filter = fc.record<Match>(
      {
        users: fc.subarray(["report", "app"]),
        commands: fc.subarray(["query", "sleep"]),
        info_prefix: fc.constantFrom("select", "update"),
        min_duration_seconds: fc.nat(150),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(filter, filter, (one, other) => {
        const both = { ...other, ...one };
        if (matches(both, SESSION)) expect(matches(one, SESSION)).toBe(true);
      }),
    );
  });
});

describe("hostMatches", () => {
  test.each([
    [true, "10.0.0.7", "10.0.0.7:51234"],
    [true, "10.0.0.7", "10.0.0.7"],
    [true, "10.0.0.%", "10.0.0.7:51234"],
    [true, "%", "localhost"],
    [true, "%.7", "10.0.0.7:51234"],
    [true, "10.%.7", "10.0.0.7:51234"],
    [true, "LOCALHOST", "localhost"],
    [true, "fe80::1", "fe80::1:51234"],
    [true, "::1", "[::1]:51234"],
    [false, "10.0.0.7", "10.0.0.70:51234"],
    [false, "10.0.0", "10.0.0.7:51234"],
    [false, "10.0.0.7%7", "10.0.0.7"],
    [false, "10.0.0._", "10.0.0.7"],
    [false, "10.0.1.%", "10.0.0.7:51234"],
  ])("is %s for %s and %s", (expected, pattern, host) => {
    expect(hostMatches(pattern, host)).toBe(expected);
  });

  test("replacing any part of an address by % keeps the match", () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.nat(20),
        fc.nat(20),
        fc.integer({ min: 1, max: 65535 }),
        (address, a, b, port) => {
          const [from, to] = [Math.min(a, b, address.length), Math.min(Math.max(a, b), address.length)];
          const pattern = `${address.slice(0, from)}%${address.slice(to)}`;
          expect(hostMatches(pattern, `${address}:${port}`)).toBe(true);
        },
      ),
    );
  });
});
