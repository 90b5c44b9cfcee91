import { PolicyRegistry } from "../../../../src/engine/policy/registry";
import { policy } from "../../model/policy/support";

const codes = (events: readonly { code: string; severity: string }[]) =>
  events.map(({ code, severity }) => [code, severity]);

describe("the policies of a plan", () => {
  test("may be planned twice, and have no trouble with each other", () => {
    const registry = new PolicyRegistry();
    expect(registry.declare("db-1", "a", policy())).toEqual([]);
    expect(registry.declare("db-1", "a", policy())).toEqual([]);
    expect(registry.declare("db-1", "b", policy({ name: "other" }))).toEqual([]);
  });

  test("of one target have names of their own", () => {
    const registry = new PolicyRegistry();
    registry.declare("db-1", "a", policy());
    const events = registry.declare("db-1", "b", policy());
    expect(codes(events)).toEqual([["DBKILL_POLICY_NAME_TAKEN", "error"]]);
    expect(events[0]).toMatchObject({ path: ["name"], facts: { name: "report-limit" } });
    expect(registry.declare("db-2", "c", policy())).toEqual([]);
  });

  test("are warned of where they may choose one session for different ends, with both names and which acts", () => {
    const registry = new PolicyRegistry();
    registry.declare("db-1", "a", policy({ name: "zeta", priority: 5 }));
    registry.declare("db-1", "b", policy({ name: "none", match: { users: ["etl"] } }));
    const events = registry.declare("db-1", "c", policy({ name: "alpha", action: "query" }));
    expect(codes(events)).toEqual([["DBKILL_POLICY_CONFLICT", "warning"]]);
    expect(events[0]).toMatchObject({ path: ["match"], facts: { first: "zeta", second: "alpha" } });
    const [before] = registry.declare("db-1", "e", policy({ name: "omega", action: "query", priority: 9 }));
    expect(before?.facts).toEqual({ first: "omega", second: "zeta" });
    expect(registry.declare("db-2", "d", policy({ name: "alpha", action: "query" }))).toEqual([]);
  });
});
