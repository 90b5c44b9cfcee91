import { confirmationOf } from "../../../../src/model";

const NOW = new Date("2026-11-30T12:00:00Z");
const reported = (status: string) => [
  { name: "it", document_hash: "h", last_pass: "2026-11-30T11:59:00Z", status },
];

describe("what a runner confirms", () => {
  test.each([
    ["enforce", "enforced", "enforced"],
    ["enforce", "outside_window", "outside_window"],
    // A dry run kills nothing.
    ["enforce", "observing", undefined],
    ["observe", "observing", "observing"],
    ["enforce", "vendor", undefined],
    ["enforce", "capped", undefined],
  ] as const)("of a policy that is to %s, from %s, is %s", (mode, status, confirmed) => {
    expect(confirmationOf({ name: "it", mode }, "h", reported(status), NOW).status).toBe(confirmed);
  });
});
