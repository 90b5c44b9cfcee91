import fc from "fast-check";
import { checkFilter, MYSQL_COMMANDS, type SessionFilter } from "../../../../src/model";
import { toKillTaskFilter } from "../../../../src/resources/tencent/filter";
import { dbbrainFacts } from "../../../../src/vendors/tencent/dbbrain/facts";

const text = fc.string({ minLength: 1, maxLength: 12 }).filter((value) => value.trim() !== "");
const name = text.filter((value) => !value.includes(","));
const distinct = (value: fc.Arbitrary<string>, maxLength = 4) =>
  fc.uniqueArray(value, { minLength: 1, maxLength });

/** Filters that DBbrain can express. */
const filters: fc.Arbitrary<SessionFilter> = fc
  .record(
    {
      users: distinct(text, 1),
      hosts: distinct(text, 1),
      databases: distinct(name),
      commands: distinct(fc.constantFrom(...MYSQL_COMMANDS)),
      info: fc.oneof(
        fc.record({ info_prefix: text }),
        fc.record({ info_keywords: fc.array(text, { minLength: 1, maxLength: 3 }) }),
      ),
      min_duration_seconds: fc.integer({ min: 1, max: 1_000_000 }),
    },
    { requiredKeys: [] },
  )
  .map(({ info, ...rest }) => ({ ...rest, ...info }))
  .filter((filter) => checkFilter(filter, { facts: dbbrainFacts, evaluatedBy: "task" }).length === 0);

describe("a filter as a CreateKillTask request", () => {
  test("says the whole filter and nothing more: it can be read back", () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const request = toKillTaskFilter(filter);
        const back: SessionFilter = {
          ...(request.User !== undefined && { users: [request.User] }),
          ...(request.Host !== undefined && { hosts: [request.Host] }),
          ...(request.DB !== undefined && { databases: request.DB.split(",") }),
          ...(request.Command !== undefined && { commands: request.Command.split(",") }),
          ...(request.Info !== undefined && { info_prefix: request.Info }),
          ...(request.Infos !== undefined && { info_keywords: request.Infos }),
          ...(request.Time !== undefined && { min_duration_seconds: request.Time }),
        };
        const sorted = (values?: readonly string[]) => values && [...values].sort();
        expect(back).toEqual({
          ...filter,
          ...(filter.databases && { databases: sorted(filter.databases) }),
          ...(filter.commands && { commands: sorted(filter.commands) }),
        });
      }),
    );
  });

  test("is never empty for a filter that passed the rules", () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(Object.keys(toKillTaskFilter(filter))).not.toHaveLength(0);
      }),
    );
  });

  test("does not depend on the order of a set", () => {
    expect(toKillTaskFilter({ databases: ["b", "a"], commands: ["SLEEP", "query"] })).toEqual({
      DB: "a,b",
      Command: "Query,Sleep",
    });
  });

  test("is empty for every session", () => {
    expect(toKillTaskFilter(null)).toEqual({});
  });

  test("refuses rather than drops a value that DBbrain has no room for", () => {
    expect(() => toKillTaskFilter({ users: ["a", "b"] })).toThrow("takes one value");
  });
});
