import { KillHistory } from "../../../../../src/cli/enforce/page/kill-history";
import { Redactor } from "../../../../../src/cli/enforce/page/redactor";
import { Secrets } from "../../../../../src/cli/secrets";
import type { AuditLine } from "../../../../../src/engine/runner/audit";
import { LIMITS } from "../../../../../src/page/data";
import { NOON, policy } from "../../../model/policy/support";
import { session } from "../../../model/support";

describe("the kills of the page", () => {
  const history = new KillHistory(new Redactor({ auditStatements: "full" }, new Secrets()));
  const line = (more: Partial<AuditLine>): AuditLine => ({
    at: NOON.toISOString(),
    policy: "report-limit",
    document_hash: "x",
    target: policy().target,
    event: "killed",
    session: session(),
    ...more,
  });

  test("is each kill, from when it is sent to its outcome; of a session that stays one row", () => {
    history.add(line({}));
    expect(history.rows).toMatchObject([{ key: "11", user: "report", rule: "report-limit", attempts: 1 }]);
    expect(history.rows[0]).not.toHaveProperty("outcome");
    history.add(line({ outcome: "survived" }));
    expect(history.rows).toMatchObject([{ outcome: "survived", tone: "bad", attempts: 1 }]);
    history.add(line({}));
    history.add(line({ outcome: "killed" }));
    expect(history.rows).toMatchObject([{ outcome: "killed", tone: "good", attempts: 2 }]);
    // Another session with the same id.
    history.add(line({}));
    history.add(line({ event: "spared", reason: "changed" }));
    expect(history.rows.map(({ outcome }) => outcome)).toEqual(["changed, not killed", "killed"]);
    history.add(line({ session: session({ id: "12" }) }));
    history.add(line({ event: "error", code: "DBKILL_KILL_NOT_SENT", session: session({ id: "12" }) }));
    expect(history.rows[0]).toMatchObject({ outcome: "not sent", code: "DBKILL_KILL_NOT_SENT", tone: "bad" });
    const before = history.rows;
    for (const other of [
      line({ event: "spared", reason: "protected" }),
      line({ event: "would_kill" }),
      line({ event: "pass", session: undefined }),
      line({ event: "error", code: "X" }),
    ])
      history.add(other);
    expect(history.rows).toEqual(before);
    for (let id = 0; id < 200; id++) history.add(line({ session: session({ id: `s${id}` }) }));
    expect(history.rows).toHaveLength(LIMITS.kills);
    expect(history.rows[0]!.key).toBe("s199");
  });
});
