import { nearest } from "../../../src/model/nearest";

const NAMES = ["users", "hosts", "info_prefix", "min_duration_seconds", "min_transaction_seconds", "when"];

describe("the name that a misspelt one is meant to be", () => {
  test.each([
    ["user", "users"],
    ["Users", "users"],
    ["suers", "users"],
    ["infoPrefix", "info_prefix"],
    ["info-prefx", "info_prefix"],
    ["minDurationSecond", "min_duration_seconds"],
    // Three changes at most.
    ["min_duratin_scnds", "min_duration_seconds"],
    // Half of a short name.
    ["whom", "when"],
    // A beginning of four letters or more.
    ["info", "info_prefix"],
    ["min_tran", "min_transaction_seconds"],
  ])("%s: %s", (name, other) => {
    expect(nearest(name, NAMES)).toBe(other);
  });

  test.each(["", "inf", "min", "seconds", "who_is_it", "min_duratn_scs", "xxxn"])("%j: none", (name) => {
    expect(nearest(name, NAMES)).toBeUndefined();
  });

  test("is the nearest, wherever it stands in the list, and a near one before one that begins alike", () => {
    expect(nearest("hostz", ["hoses", "hosts"])).toBe("hosts");
    expect(nearest("hostz", ["hosts", "hoses"])).toBe("hosts");
    expect(nearest("stat", ["statements", "state"])).toBe("state");
    expect(nearest("abcx", ["ab", "abcd"])).toBe("abcd");
  });
});
