import {
  confirmationOf,
  LONGEST_INTERVAL_MS,
  RECENT_PASS_MS,
  type ReportedPolicy,
  readRunnerReport,
} from "../../../../src/model";
import { NOON } from "./support";

const reported = (more: Partial<ReportedPolicy> = {}): ReportedPolicy => ({
  name: "report-limit",
  document_hash: "abc",
  last_pass: NOON.toISOString(),
  status: "enforced",
  ...more,
});

describe("the answer of a runner", () => {
  test("is read where it lists policies, also none, and whatever else it has", () => {
    const policies = [reported(), reported({ last_pass: null }), { ...reported(), shard: 1 }];
    expect(readRunnerReport({ policies, version: "1" })).toEqual({ intervalMs: 0, policies });
    expect(readRunnerReport({ policies: [] })).toEqual({ intervalMs: 0, policies: [] });
  });

  test("tells its interval, of which more than a day counts as a day", () => {
    const interval = (interval_seconds: unknown) =>
      readRunnerReport({ policies: [], interval_seconds })?.intervalMs;
    expect([0, 0.1, 600, 86_400, 86_401, 1e300].map(interval)).toEqual([
      0,
      100,
      600_000,
      LONGEST_INTERVAL_MS,
      LONGEST_INTERVAL_MS,
      LONGEST_INTERVAL_MS,
    ]);
    expect(["600", -1, null, Number.NaN, []].map(interval)).toEqual(Array(5).fill(undefined));
  });

  test.each([
    null,
    undefined,
    "<html>",
    [],
    {},
    { policies: null },
    { policies: "report-limit" },
    { policies: { length: 0 } },
    { policies: [null] },
    { policies: [undefined] },
    { policies: ["report-limit"] },
    { policies: [reported(), {}] },
    { policies: [{ ...reported(), name: 7 }] },
    { policies: [{ ...reported(), document_hash: null }] },
    { policies: [{ ...reported(), status: undefined }] },
    { policies: [{ ...reported(), last_pass: 1_700_000_000 }] },
    { policies: [{ ...reported(), last_pass: undefined }] },
  ])("is none where it is %j", (answer) => {
    expect(readRunnerReport(answer)).toBeUndefined();
  });
});

describe("a policy of a runner", () => {
  const confirm = (...report: ReportedPolicy[]) =>
    confirmationOf(
      { name: "report-limit", mode: "observe" },
      "abc",
      [{ intervalMs: 5_000, policies: report }],
      NOON,
    );
  const ago = (ms: number) => new Date(NOON.getTime() - ms).toISOString();

  test.each(["enforced", "observing", "outside_window"])("is confirmed as %s", (status) => {
    expect(confirm(reported({ status }))).toEqual({ status });
  });

  test("is confirmed by one runner beside another that has the revision and only observes, or no pass yet", () => {
    const reports = [reported({ status: "observing" }), reported({ last_pass: null }), reported()].map(
      (each) => ({ intervalMs: 5_000, policies: [each] }),
    );
    const policy = { name: "report-limit", mode: "enforce" } as const;
    expect(confirmationOf(policy, "abc", reports, NOON)).toEqual({ status: "enforced" });
    expect(confirmationOf(policy, "abc", reports.slice(0, 2), NOON).status).toBeUndefined();
  });

  test("is confirmed by its own line among others, also beside an older revision", () => {
    const others = [
      reported({ name: "other", status: "observing" }),
      reported({ document_hash: "old", status: "observing" }),
    ];
    expect(confirm(...others, reported())).toEqual({ status: "enforced" });
  });

  test.each<[string, ReportedPolicy[]]>([
    ["does not have it", []],
    ["does not have it", [reported({ name: "other" })]],
    ["another revision", [reported({ document_hash: "old" })]],
    // The hash alone proves nothing: another policy may have it.
    ["another revision", [reported({ document_hash: "old" }), reported({ name: "other" })]],
    ["no pass", [reported({ last_pass: null })]],
    ["no pass", [reported({ last_pass: "yesterday" })]],
    ["last pass at", [reported({ last_pass: ago(RECENT_PASS_MS + 1) })]],
    ["in the future", [reported({ last_pass: ago(-60_001) })]],
    ["its status is", [reported({ status: "failed" })]],
    ["its status is", [reported({ status: "" })]],
  ])("is not confirmed where the runner has %s", (why, report) => {
    const found = confirm(...report);
    expect(found).toEqual({
      status: undefined,
      why: expect.stringContaining(why),
      // A runner that has the document must not be given it again.
      remedy: /does not have|another revision/.test(why)
        ? expect.stringContaining("document")
        : expect.not.stringContaining("document"),
    });
  });

  test("is confirmed up to five minutes after its pass, and by a clock that is a minute ahead", () => {
    expect(RECENT_PASS_MS).toBe(300_000);
    for (const last_pass of [ago(RECENT_PASS_MS), ago(-60_000)]) {
      expect(confirm(reported({ last_pass }))).toEqual({ status: "enforced" });
    }
  });

  test("of a runner that seldom has a pass is confirmed for two of its intervals", () => {
    const confirmed = (intervalMs: number, age: number) =>
      confirmationOf(
        { name: "report-limit", mode: "enforce" },
        "abc",
        [{ intervalMs, policies: [reported({ last_pass: ago(age) })] }],
        NOON,
      ).status;
    const hour = 3_600_000;
    expect(confirmed(hour, 2 * hour)).toBe("enforced");
    expect(confirmed(hour, 2 * hour + 1)).toBeUndefined();
    // A short interval does not make it stricter.
    expect(confirmed(100, RECENT_PASS_MS)).toBe("enforced");
    expect(confirmed(0, RECENT_PASS_MS + 1)).toBeUndefined();
  });

  test("is confirmed by the one of several runners that has it, with that one's interval", () => {
    const hour = 3_600_000;
    const one = { intervalMs: 1_000, policies: [reported({ name: "other" })] };
    const two = { intervalMs: hour, policies: [reported({ last_pass: ago(hour) })] };
    const status = (...reports: (typeof one)[]) =>
      confirmationOf({ name: "report-limit", mode: "enforce" }, "abc", reports, NOON).status;
    expect(status(one, two)).toBe("enforced");
    expect(status(two, one)).toBe("enforced");
    expect(status(one, { ...two, intervalMs: 1_000 })).toBeUndefined();
    expect(status(one)).toBeUndefined();
  });

  test("that is to kill is not confirmed by a runner that only observes it", () => {
    const toKill = { name: "report-limit", mode: "enforce" } as const;
    const confirmed = (status: string) =>
      confirmationOf(toKill, "abc", [{ intervalMs: 0, policies: [reported({ status })] }], NOON).status;
    expect(["enforced", "observing", "outside_window"].map(confirmed)).toEqual([
      "enforced",
      undefined,
      "outside_window",
    ]);
  });
});
