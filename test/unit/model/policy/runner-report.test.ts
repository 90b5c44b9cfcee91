import { confirmationOf, RECENT_PASS_MS, type ReportedPolicy, readRunnerReport } from "../../../../src/model";
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
    expect(readRunnerReport({ policies, version: "1" })).toEqual(policies);
    expect(readRunnerReport({ policies: [] })).toEqual([]);
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
    confirmationOf({ name: "report-limit", mode: "observe" }, "abc", report, NOON);
  const ago = (ms: number) => new Date(NOON.getTime() - ms).toISOString();

  test.each(["enforced", "observing", "outside_window"])("is confirmed as %s", (status) => {
    expect(confirm(reported({ status }))).toEqual({ status });
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
    expect(found).toEqual({ status: undefined, why: expect.stringContaining(why) });
  });

  test("is confirmed up to five minutes after its pass, and by a clock that is a minute ahead", () => {
    expect(RECENT_PASS_MS).toBe(300_000);
    for (const last_pass of [ago(RECENT_PASS_MS), ago(-60_000)]) {
      expect(confirm(reported({ last_pass }))).toEqual({ status: "enforced" });
    }
  });

  test("that is to kill is not confirmed by a runner that only observes it", () => {
    const toKill = { name: "report-limit", mode: "enforce" } as const;
    const confirmed = (status: string) => confirmationOf(toKill, "abc", [reported({ status })], NOON).status;
    expect(["enforced", "observing", "outside_window"].map(confirmed)).toEqual([
      "enforced",
      undefined,
      "outside_window",
    ]);
  });
});
