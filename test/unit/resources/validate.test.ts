import { type Diagnostic, UNKNOWN } from "../../../src/framework";
import { alibabaClickhouseSessionKill } from "../../../src/resources/alibaba-clickhouse-session-kill";
import { huaweiDasKillPreview } from "../../../src/resources/huawei-das-kill-preview";
import { huaweiDasKillTask } from "../../../src/resources/huawei-das-kill-task";
import { sessionDrain } from "../../../src/resources/session-drain";
import { sessions } from "../../../src/resources/sessions";
import { tencentDbbrainKillTask } from "../../../src/resources/tencent-dbbrain-kill-task";

/** The codes of what is wrong with a configuration. */
function problems({ validate }: { validate?: unknown }, config: object): (string | undefined)[] {
  const reported: Diagnostic[] = [];
  const diagnostics = { report: (diagnostic: Diagnostic) => void reported.push(diagnostic) };
  (validate as (config: object, context: object) => void)(config, { diagnostics });
  return reported.map(({ code }) => code);
}

/** What is not known yet may turn out to be null, which is as good as not written: only what is certain is an error. */
describe("a value that is not known yet is no error", () => {
  test.each([
    ["kill task of DAS", huaweiDasKillTask],
    ["kill task of DBbrain", tencentDbbrainKillTask],
    ["preview of DAS", huaweiDasKillPreview],
  ])("as match_all beside the match of a %s", (_name, type) => {
    const match = { users: ["report"] };
    const config = { match, match_all: UNKNOWN, renew_on_expiry: null, duration_seconds: null };
    expect(problems(type, config)).toEqual([]);
    expect(problems(type, { ...config, match_all: true })).toEqual(["DBKILL_SELECTION_AMBIGUOUS"]);
    expect(problems(type, { ...config, match: null })).toEqual([]);
    expect(problems(type, { ...config, match: null, match_all: false })).toEqual([
      "DBKILL_SELECTION_MISSING",
    ]);
  });

  test("as the computing group of a community cluster", () => {
    const none = { match: null, match_all: null, exclude: null, protected_users: null };
    const config = { cluster_id: "cc-1", edition: null, query_ids: ["q"], ...none };
    expect(problems(alibabaClickhouseSessionKill, { ...config, computing_group_id: UNKNOWN })).toEqual([]);
    expect(problems(alibabaClickhouseSessionKill, { ...config, computing_group_id: "g" })).toEqual([
      "DBKILL_TARGET_INVALID",
    ]);
  });

  test("as anything of a drain", () => {
    const place = { product: null, tenant_id: null, edition: null, computing_group_id: null, region: null };
    const config = {
      target: { service: "das", instance_id: "i", ...place },
      match: { users: ["report"] },
      match_all: null,
      exclude: null,
      protected_users: null,
      grace_seconds: null,
      deadline_seconds: null,
      timeouts: null,
    };
    expect(problems(sessionDrain, config)).toEqual([]);
    for (const name of Object.keys(config))
      expect(problems(sessionDrain, { ...config, [name]: UNKNOWN })).toEqual([]);
    expect(problems(sessionDrain, { ...config, target: { ...config.target, service: UNKNOWN } })).toEqual([]);
    expect(problems(sessionDrain, { ...config, timeouts: { delete: "60s" } })).toEqual([
      "DBKILL_DRAIN_TIME_SHORT",
    ]);
    expect(problems(sessionDrain, { ...config, timeouts: { delete: UNKNOWN } })).toEqual([]);
    expect(problems(sessionDrain, { ...config, grace_seconds: 540, deadline_seconds: UNKNOWN })).toEqual([]);
  });

  test("as a setting of a target that belongs to another service", () => {
    const unset = { product: null, tenant_id: null, edition: null, computing_group_id: null, region: null };
    const config = (settings: object) => ({
      target: { service: "das", instance_id: "i", ...unset, ...settings },
      match: null,
      exclude: null,
    });
    expect(problems(sessions, config({ product: UNKNOWN, tenant_id: UNKNOWN }))).toEqual([]);
    expect(problems(sessions, config({ product: "mysql" }))).toEqual(["DBKILL_TARGET_INVALID"]);
  });
});
