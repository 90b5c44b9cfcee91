import {
  type AutoKillPolicySettings,
  Duration,
  KillTarget,
  PolicyMode,
  PolicyTemplate,
  SessionFilter,
} from "../../../src";
import { complaints, newStack, onlyResource, refusals } from "./support";

const TYPE = "dbkill_auto_kill_policy";
const filter = SessionFilter.of({ users: ["report"] });
const template = PolicyTemplate.of({
  name: "reports",
  filter,
  maxKills: 50,
  protectedUsers: ["etl"],
  when: { activeSessionsAtLeast: 200, for: Duration.minutes(1) },
});

function applied(made: PolicyTemplate, overlay?: Partial<AutoKillPolicySettings>) {
  const stack = newStack();
  made.apply(stack, "policy", KillTarget.mysql({ host: "db" }), overlay);
  expect(complaints(stack)).toBe("");
  const { target, name, match, ...others } = onlyResource(stack, TYPE);
  expect({ target, name, match }).toEqual({
    target: { service: "mysql", instance_id: "db:3306" },
    name: "reports",
    match: { users: ["report"] },
  });
  return others;
}

const base = {
  max_kills: 50,
  protected_users: ["etl"],
  when: { active_sessions_at_least: 200, for_seconds: 60 },
};

describe("PolicyTemplate", () => {
  test("makes the policy of a database, with what differs for it", () => {
    expect(applied(template)).toEqual(base);
    expect(applied(template, { maxKills: 5 })).toEqual({ ...base, max_kills: 5 });
    expect(applied(template)).toEqual(base);
  });

  test("replaces settings as a whole, in a new template", () => {
    const dev = template.with({ mode: PolicyMode.OBSERVE });
    const strict = dev.with({ protectedUsers: ["dba"], when: { matchingAtLeast: 3 } });
    expect(applied(dev)).toEqual({ ...base, mode: "observe" });
    expect(applied(strict)).toEqual({
      ...base,
      mode: "observe",
      protected_users: ["dba"],
      when: { matching_at_least: 3 },
    });
    expect(applied(template)).toEqual(base);
  });

  test("keeps a setting that an overlay leaves undefined: no guard is lost by accident", () => {
    expect(applied(template.with({ maxKills: undefined, filter: undefined }))).toEqual(base);
    expect(applied(template, { protectedUsers: undefined })).toEqual(base);
  });

  test("drops a setting only where it is asked to", () => {
    const { max_kills: _, when: __, ...others } = base;
    expect(applied(template.without("maxKills", "when"))).toEqual(others);
    expect(applied(template.with({ dependsOn: [] }).without("dependsOn"))).toEqual(base);
    expect(refusals(() => template.without("name" as never))).toEqual(["DBKILL_PROPERTY_UNKNOWN name"]);
    expect(refusals(() => template.without("maxKill" as never))).toEqual(["DBKILL_PROPERTY_UNKNOWN maxKill"]);
  });

  test("takes no database, which is each policy's own", () => {
    const target = KillTarget.mysql({ host: "db" });
    expect(refusals(() => template.with({ target } as never))).toEqual(["DBKILL_PROPERTY_UNKNOWN target"]);
  });

  test("can't be changed, and tells itself from others", () => {
    expect(() => Object.assign(template.settings, { maxKills: 1 })).toThrow(TypeError);
    expect([PolicyTemplate.isPolicyTemplate(template), PolicyTemplate.isPolicyTemplate({})]).toEqual([
      true,
      false,
    ]);
  });
});
