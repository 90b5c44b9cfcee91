import * as fc from "fast-check";
import { parseRfc3339 } from "../../../src/resources/huawei-das-kill-history";

describe("a time in RFC 3339", () => {
  test("is read as what it says", () => {
    const date = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true });
    fc.assert(fc.property(date, (each) => parseRfc3339(each.toISOString()) === each.getTime()));
    expect(parseRfc3339("2026-11-22T10:00:00+08:00")).toBe(Date.UTC(2026, 10, 22, 2));
    expect(parseRfc3339("2024-02-29T00:00:00Z")).toBe(Date.UTC(2024, 1, 29));
  });

  test.each([
    "",
    "2026-11-22",
    "2026-11-22T10:00:00",
    "2026-11-22 10:00:00Z",
    "2026-02-29T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-11-22T25:00:00Z",
    "1766655104",
  ])("is not %j", (text) => {
    expect(parseRfc3339(text)).toBeUndefined();
  });
});
