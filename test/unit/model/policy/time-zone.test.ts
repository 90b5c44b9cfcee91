import { wallClock, zoneProblem } from "../../../../src/model/policy/time-zone";

describe("a time zone", () => {
  test.each([
    "Europe/Berlin",
    "America/Argentina/Buenos_Aires",
    "Asia/Kolkata",
    "UTC",
    "GMT",
    "Etc/UTC",
    "Etc/GMT+5",
    "Japan",
  ])("is a name of the IANA database: %s", (zone) => {
    expect(zoneProblem(zone)).toBeUndefined();
  });

  test("is spelled as there", () => {
    expect(zoneProblem("europe/berlin")).toContain("Write Europe/Berlin.");
    expect(zoneProblem("EUROPE/BERLIN")).toContain("Write Europe/Berlin.");
    expect(zoneProblem("utc")).toContain("Write UTC.");
    expect(zoneProblem("America/New York")).toContain("Write America/New_York.");
    expect(zoneProblem("Europe/Berlin ")).toContain("Write Europe/Berlin.");
    expect(zoneProblem("shanghai")).toContain("Write Asia/Shanghai.");
  });

  test.each([
    ["CET", "Europe/Berlin"],
    ["pst", "America/Los_Angeles"],
    ["EST", "America/New_York"],
    ["Z", "UTC"],
    ["Est", "America/New_York"],
    ["est5edt", "such as Europe/Berlin"],
    ["EST5EDT", "such as Europe/Berlin"],
    ["AST", "such as Europe/Berlin"],
    ["ast", "such as Europe/Berlin"],
  ])("is no abbreviation, though the runtime may know it: %s", (zone, instead) => {
    expect(zoneProblem(zone)).toMatch(/abbreviation/);
    expect(zoneProblem(zone)).toContain(instead);
  });

  test.each(["+01:00", "-0500", "UTC+1", "GMT-8", "utc+2"])("is no offset: %s", (zone) => {
    expect(zoneProblem(zone)).toMatch(/offset/);
  });

  test.each(["Europe/Nowhere", "", "Mars/Olympus", "Berlin/Europe"])(
    "is one that exists, unlike %j",
    (zone) => {
      expect(zoneProblem(zone)).toContain("such as Europe/Berlin");
    },
  );
});

describe("the clock on the wall", () => {
  test("reads minutes since the start of Monday", () => {
    expect(wallClock("UTC", new Date("2026-12-07T00:00:59Z"))).toBe(0);
    expect(wallClock("UTC", new Date("2026-12-06T23:59:00Z"))).toBe(7 * 1440 - 1);
    expect(wallClock("America/New_York", new Date("2026-12-07T00:00:00Z"))).toBe(6 * 1440 + 19 * 60);
  });

  test("makes one formatter for each zone", () => {
    const { DateTimeFormat } = Intl;
    let made = 0;
    Intl.DateTimeFormat = class extends DateTimeFormat {
      constructor(...settings: ConstructorParameters<typeof DateTimeFormat>) {
        super(...settings);
        made++;
      }
    } as typeof DateTimeFormat;
    try {
      for (let minute = 0; minute < 3; minute++) wallClock("Asia/Tokyo", new Date(minute * 60_000));
    } finally {
      Intl.DateTimeFormat = DateTimeFormat;
    }
    expect(made).toBe(1);
  });
});
