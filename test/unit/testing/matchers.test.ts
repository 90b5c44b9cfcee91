import { Aspects, TerraformIterator, TerraformResource, TerraformStack, Testing } from "cdktf";
import { ApplyAutoKillPolicy, DbkillProvider, KillTarget, PolicyTemplate, SessionFilter } from "cdktf-dbkill";
import { autoKillPolicyMatchers, findAutoKillPolicies } from "cdktf-dbkill/testing";

expect.extend(autoKillPolicyMatchers);

const TYPE = "tencentcloud_mysql_instance";
const template = PolicyTemplate.of({
  name: "reports",
  filter: SessionFilter.of({ users: ["report"], commands: ["Query"] }),
  maxKills: 20,
  protectedUsers: ["etl"],
});

function newStack() {
  const stack = new TerraformStack(Testing.app(), "stack");
  new DbkillProvider(stack, "dbkill");
  return stack;
}
const database = (stack: TerraformStack, id = "db", meta = {}) =>
  new TerraformResource(stack, id, { terraformResourceType: TYPE, ...meta });

/** The message of an expectation that must fail. */
function failureOf(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It was expected to fail, but it did not.");
}

describe("toHaveAutoKillPolicyFor", () => {
  const stack = newStack();
  template.apply(stack, "policy", KillTarget.tencentMysql("cdb-1"));
  const synthesized = Testing.synth(stack);

  test("finds the policy of an id", () => {
    expect(synthesized).toHaveAutoKillPolicyFor("cdb-1");
    expect(synthesized).not.toHaveAutoKillPolicyFor("cdb-2");
    expect(JSON.parse(synthesized)).toHaveAutoKillPolicyFor("cdb-1");
  });

  test("finds one with these properties, in which objects may have more", () => {
    expect(synthesized).toHaveAutoKillPolicyFor("cdb-1", { max_kills: 20, match: { users: ["report"] } });
    expect(synthesized).toHaveAutoKillPolicyFor("cdb-1", {
      max_kills: expect.any(Number),
      reason: undefined,
    });
    for (const wrong of [
      { max_kills: 21 },
      { max_kills: "20" },
      { mode: "observe" },
      { match: { users: ["report", "other"] } },
      { match: { users: [] } },
      { match: { users: "report" } },
      { match: ["report"] },
      { match: { hosts: ["%"] } },
      { exclude: {} },
      { name: null },
      { name: { length: 7 } },
      { protected_users: expect.arrayContaining(["dba"]) },
    ]) {
      expect(synthesized).not.toHaveAutoKillPolicyFor("cdb-1", wrong);
    }
  });

  test("says what is there instead", () => {
    const other = failureOf(() => expect(synthesized).toHaveAutoKillPolicyFor("cdb-1", { max_kills: 3 }));
    expect(other).toMatch(/cdb-1 with .*"max_kills": 3.*It has these:\n {2}dbkill_auto_kill_policy\.policy/s);
    expect(failureOf(() => expect(synthesized).toHaveAutoKillPolicyFor("cdb-2"))).toContain(
      "for other databases",
    );
    expect(failureOf(() => expect(synthesized).not.toHaveAutoKillPolicyFor("cdb-1"))).toContain(
      "dbkill_auto_kill_policy.policy_",
    );
    const none = Testing.synth(new TerraformStack(Testing.app(), "none"));
    expect(failureOf(() => expect(none).toHaveAutoKillPolicyFor("cdb-1"))).toContain("none at all");
  });

  test("refuses what is no synthesized stack", () => {
    for (const wrong of [stack, "resource {}", undefined, null, 5]) {
      expect(() => expect(wrong).toHaveAutoKillPolicyFor("cdb-1")).toThrow("Testing.synth");
    }
  });
});

describe("findAutoKillPolicies", () => {
  test("finds those of a database's own resource, made by an Aspect or by hand", () => {
    const stack = newStack();
    const databases = [
      database(stack, "a2"),
      database(stack, "b", { count: 2 }),
      database(stack, "c", { forEach: TerraformIterator.fromList(["x"]) }),
    ];
    const bare = database(stack, "a");
    Aspects.of(stack).add(new ApplyAutoKillPolicy({ template, exempt: { a: "Nobody is connected." } }));
    const synthesized = Testing.synth(stack);
    for (const each of databases) {
      expect(synthesized).toHaveAutoKillPolicyFor(each);
      const [found, ...others] = findAutoKillPolicies(synthesized, each);
      expect(found).toMatchObject({
        address: expect.stringContaining(each.node.id),
        attributes: { name: "reports", max_kills: 20 },
      });
      expect(others).toEqual([]);
    }
    expect(synthesized).not.toHaveAutoKillPolicyFor(bare);
    expect(findAutoKillPolicies(synthesized).map(({ instanceId }) => instanceId)).toEqual([
      "${tencentcloud_mysql_instance.a2.id}",
      "${tencentcloud_mysql_instance.b[count.index].id}",
      "${tencentcloud_mysql_instance.c[each.key].id}",
    ]);
  });

  test("finds those that are repeated over the database", () => {
    const stack = newStack();
    const repeated = database(stack, "db", { forEach: TerraformIterator.fromList(["x"]) });
    const other = database(stack, "other", { forEach: TerraformIterator.fromList(["x"]) });
    const forEach = TerraformIterator.fromResources(repeated);
    template.apply(stack, "policy", KillTarget.tencentMysql(forEach.getString("id")), { forEach });
    expect(Testing.synth(stack)).toHaveAutoKillPolicyFor(repeated);
    expect(Testing.synth(stack)).not.toHaveAutoKillPolicyFor(other);
  });
});
