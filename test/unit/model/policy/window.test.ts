import fc from "fast-check";
import { UNDECIDED } from "../../../../src/model";
import { DAYS, type PolicyWindow } from "../../../../src/model/policy/policy";
import {
  isOpenAt,
  isWindowOpen,
  nextOpening,
  type WindowDraft,
  windowProblems,
} from "../../../../src/model/policy/window";

const window = (fields: Partial<PolicyWindow> = {}): PolicyWindow => ({
  days: [],
  start: "09:00",
  end: "17:00",
  time_zone: "UTC",
  ...fields,
});

const open = (fields: Partial<PolicyWindow>, at: string) => isWindowOpen(window(fields), new Date(at));

/** In December 2026, the 7th is a Monday. */
const MONDAY = "2026-12-07";
const TUESDAY = "2026-12-08";
const SUNDAY = "2026-12-06";

describe("a window", () => {
  test("is open from its start to before its end", () => {
    expect(open({}, `${MONDAY}T08:59:59.999Z`)).toBe(false);
    expect(open({}, `${MONDAY}T09:00:00Z`)).toBe(true);
    expect(open({}, `${MONDAY}T16:59:59.999Z`)).toBe(true);
    expect(open({}, `${MONDAY}T17:00:00Z`)).toBe(false);
  });

  test("opens on its days alone", () => {
    for (const [index, day] of DAYS.entries()) {
      const open = DAYS.map((_, offset) =>
        isWindowOpen(window({ days: [day] }), new Date(Date.UTC(2026, 11, 7 + offset, 12))),
      );
      expect(open.indexOf(true)).toBe(index);
      expect(open.filter(Boolean)).toHaveLength(1);
    }
  });

  test("that crosses midnight belongs to the day on which it opened", () => {
    const night = { days: ["mon"], start: "22:00", end: "06:00" } as const;
    expect(open(night, `${MONDAY}T05:59:00Z`)).toBe(false);
    expect(open(night, `${MONDAY}T21:59:00Z`)).toBe(false);
    expect(open(night, `${MONDAY}T22:00:00Z`)).toBe(true);
    expect(open(night, `${TUESDAY}T00:00:00Z`)).toBe(true);
    expect(open(night, `${TUESDAY}T05:59:59Z`)).toBe(true);
    expect(open(night, `${TUESDAY}T06:00:00Z`)).toBe(false);
    expect(open(night, `${TUESDAY}T22:00:00Z`)).toBe(false);
  });

  test("of Sunday night is open on Monday morning", () => {
    const night = { days: ["sun"], start: "22:00", end: "06:00" } as const;
    expect(open(night, `${SUNDAY}T23:00:00Z`)).toBe(true);
    expect(open(night, `${MONDAY}T05:00:00Z`)).toBe(true);
    expect(open(night, `${TUESDAY}T05:00:00Z`)).toBe(false);
  });

  test("may end with the day, as 24:00 or as 00:00", () => {
    for (const end of ["24:00", "00:00"]) {
      const evening = { days: ["mon"], start: "18:00", end } as const;
      expect(open(evening, `${MONDAY}T17:59:00Z`)).toBe(false);
      expect(open(evening, `${MONDAY}T23:59:59Z`)).toBe(true);
      expect(open(evening, `${TUESDAY}T00:00:00Z`)).toBe(false);
    }
  });

  test("whose start is its end lasts a day", () => {
    const day = { days: ["mon"], start: "08:00", end: "08:00" } as const;
    expect(open(day, `${MONDAY}T07:59:00Z`)).toBe(false);
    expect(open(day, `${MONDAY}T08:00:00Z`)).toBe(true);
    expect(open(day, `${TUESDAY}T07:59:59Z`)).toBe(true);
    expect(open(day, `${TUESDAY}T08:00:00Z`)).toBe(false);
    expect(open({ days: ["mon"], start: "00:00", end: "24:00" }, `${MONDAY}T00:00:00Z`)).toBe(true);
    expect(open({ days: ["mon"], start: "00:00", end: "24:00" }, `${TUESDAY}T00:00:00Z`)).toBe(false);
  });

  test("is told by the clock of its zone, and so is the day", () => {
    const shanghai = { days: ["tue"], start: "01:00", end: "03:00", time_zone: "Asia/Shanghai" } as const;
    expect(open(shanghai, `${MONDAY}T16:59:00Z`)).toBe(false);
    expect(open(shanghai, `${MONDAY}T17:00:00Z`)).toBe(true);
    expect(open(shanghai, `${TUESDAY}T17:00:00Z`)).toBe(false);
    expect(open({ start: "05:45", end: "05:46", time_zone: "Asia/Kathmandu" }, `${MONDAY}T00:00:30Z`)).toBe(
      true,
    );
  });

  test("is of use only if it can be told: anything else is an error", () => {
    const at = new Date();
    expect(() => isWindowOpen(window({ time_zone: "Europe/Nowhere" }), at)).toThrow(RangeError);
    for (const wrong of ["9:00", "09:60", "24:01", "", "09:00 "]) {
      expect(() => isWindowOpen(window({ start: wrong }), at)).toThrow(RangeError);
      expect(() => isWindowOpen(window({ end: wrong }), at)).toThrow(RangeError);
    }
  });
});

/** In Berlin the clock skips from 02:00 to 03:00 on the 28th of March 2027, and goes back from 03:00 to 02:00 on the 31st of October. */
describe("when the clock is put forward or back", () => {
  const berlin = (start: string, end: string) => ({ start, end, time_zone: "Europe/Berlin" });

  test("a window within the hour that is skipped does not open", () => {
    const skipped = berlin("02:10", "02:50");
    expect(nextOpening([window(skipped)], new Date("2027-03-27T22:00:00Z"))).toEqual(
      new Date("2027-03-29T00:10:00Z"),
    );
    expect(open(skipped, "2027-03-28T01:10:00Z")).toBe(false);
  });

  test("a window that begins in it opens when the clock goes on", () => {
    const [before, after] = ["2027-03-28T00:59:59Z", "2027-03-28T01:00:00Z"];
    expect(open(berlin("02:30", "04:00"), before)).toBe(false);
    expect(open(berlin("02:30", "04:00"), after)).toBe(true);
    expect(nextOpening([window(berlin("02:30", "04:00"))], new Date("2027-03-28T00:00:00Z"))).toEqual(
      new Date(after),
    );
  });

  test("a window within the hour that is repeated is open both times", () => {
    const repeated = berlin("02:10", "02:50");
    expect(open(repeated, "2027-10-31T00:20:00Z")).toBe(true);
    expect(open(repeated, "2027-10-31T00:55:00Z")).toBe(false);
    expect(open(repeated, "2027-10-31T01:20:00Z")).toBe(true);
    expect(nextOpening([window(repeated)], new Date("2027-10-31T00:55:00Z"))).toEqual(
      new Date("2027-10-31T01:10:00Z"),
    );
  });

  test("a window of one day a week may not open within eight days", () => {
    const sundays = window({ ...berlin("02:00", "03:00"), days: ["sun"] });
    expect(nextOpening([sundays], new Date("2027-03-21T02:00:00Z"))).toBeNull();
    expect(nextOpening([sundays], new Date("2027-03-26T23:59:59Z"))).toBeNull();
    expect(nextOpening([sundays], new Date("2027-03-27T00:00:00Z"))).toEqual(
      new Date("2027-04-04T00:00:00Z"),
    );
  });

  test("a clock that is put forward by a day skips the day", () => {
    // Samoa had no 30th of December 2011, a Friday.
    const samoa = window({ days: ["fri"], start: "09:00", end: "10:00", time_zone: "Pacific/Apia" });
    expect(nextOpening([samoa], new Date("2011-12-29T12:00:00Z"))).toEqual(new Date("2012-01-05T19:00:00Z"));
  });
});

describe("several windows", () => {
  const morning = window({ start: "06:00", end: "08:00" });
  const evening = window({ start: "20:00", end: "22:00" });

  test("are open if one of them is", () => {
    const at = (time: string) => isOpenAt([morning, evening], new Date(`${MONDAY}T${time}Z`));
    expect(["05:00:00", "07:00:00", "12:00:00", "21:00:00", "22:00:00"].map(at)).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  test("open next when the first of them does", () => {
    const next = (time: string) => nextOpening([evening, morning], new Date(`${MONDAY}T${time}Z`));
    expect(next("12:00:30.500")).toEqual(new Date(`${MONDAY}T20:00:00Z`));
    expect(next("22:00:00")).toEqual(new Date(`${TUESDAY}T06:00:00Z`));
  });

  test("are open now where one is, to the millisecond", () => {
    const at = new Date(`${MONDAY}T07:00:30.500Z`);
    expect(nextOpening([evening, morning], at)).toEqual(at);
  });

  test("are always open where there are none", () => {
    const at = new Date(0);
    expect(isOpenAt([], at)).toBe(true);
    expect(nextOpening([], at)).toEqual(at);
  });
});

const time = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const windows = fc.record({
  days: fc.subarray([...DAYS]),
  start: fc.integer({ min: 0, max: 1439 }).map(time),
  end: fc.integer({ min: 0, max: 1440 }).map(time),
  time_zone: fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
  ),
});

/** Some of these are near a change of the clock in one of the zones. */
const moments = fc
  .tuple(
    fc.constantFrom("2027-03-14", "2027-03-28", "2027-04-03", "2027-10-02", "2027-10-31", "2027-11-07"),
    fc.integer({ min: -2 * 86_400, max: 2 * 86_400 }),
  )
  .map(([day, seconds]) => new Date(Date.parse(day) + seconds * 1000));

/** What a window means, minute by minute: each day on which it opens has a run of minutes of the week. */
function openMinutes({ days, start, end }: PolicyWindow): Set<number> {
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const length =
    minutes(end) > minutes(start) ? minutes(end) - minutes(start) : minutes(end) - minutes(start) + 1440;
  const open = new Set<number>();
  for (const [index, day] of DAYS.entries()) {
    if (days.length > 0 && !days.includes(day)) continue;
    for (let minute = 0; minute < length; minute++)
      open.add((index * 1440 + minutes(start) + minute) % 10_080);
  }
  return open;
}

function minuteOfWeek(zone: string, at: Date): number {
  const local = new Date(`${at.toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T")}Z`);
  return ((local.getUTCDay() + 6) % 7) * 1440 + local.getUTCHours() * 60 + local.getUTCMinutes();
}

describe("for any window", () => {
  test("it is open where the minute that its clock reads is one of its minutes", () => {
    fc.assert(
      fc.property(windows, moments, (any, at) => {
        expect(isWindowOpen(any, at)).toBe(openMinutes(any).has(minuteOfWeek(any.time_zone, at)));
      }),
      { numRuns: 300 },
    );
  });

  test("the next opening is the first minute that a look at every minute finds", () => {
    fc.assert(
      fc.property(fc.array(windows, { minLength: 1, maxLength: 2 }), moments, (some, at) => {
        const next = nextOpening(some, at);
        let found: number | null = at.getTime();
        for (let minutes = 1; !isOpenAt(some, new Date(found)); minutes++) {
          found = (Math.floor(at.getTime() / 60_000) + minutes) * 60_000;
          if (minutes > 8 * 1440) {
            found = null;
            break;
          }
        }
        expect(next?.getTime() ?? null).toBe(found);
      }),
      { numRuns: 25 },
    );
  });

  test("nothing is wrong with it", () => {
    fc.assert(fc.property(windows, (any) => expect(windowProblems(any)).toEqual([])));
  });
});

describe("what is wrong with a window", () => {
  const field = (draft: WindowDraft) => windowProblems({ ...window(), ...draft })[0]?.field;
  const reason = (draft: WindowDraft) => windowProblems({ ...window(), ...draft })[0]?.reason;

  test.each(["9:00", "0900", "24:01", "12:60", "noon", "", " 09:00", "09:00:00", "-1:00"])(
    "is a time that is not of a day: %j",
    (wrong) => {
      expect(field({ start: wrong })).toBe("start");
      expect(field({ end: wrong })).toBe("end");
    },
  );

  test("is a start at the end of the day, which an end may be", () => {
    expect(field({ start: "24:00" })).toBe("start");
    expect(field({ end: "24:00" })).toBeUndefined();
    expect(field({ start: "00:00", end: "00:00" })).toBeUndefined();
  });

  test("is told of all its fields at once", () => {
    const wrong = { days: ["someday"], start: "9:00", end: "25:00", time_zone: "CET" };
    expect(windowProblems(wrong).map(({ field }) => field)).toEqual(["days", "start", "end", "time_zone"]);
  });

  test("is told with a time that is meant", () => {
    expect(reason({ start: "9:30" })).toContain("Write 09:30.");
    for (const wrong of ["9:75", "9:30pm", "x9:30"]) expect(reason({ end: wrong })).toContain("Write HH:MM");
    expect(reason({ start: null })).toContain("missing");
  });

  test("is a day that does not exist or is there twice", () => {
    expect(field({ days: ["mon", "Tuesday"] })).toBe("days");
    expect(reason({ days: ["Tuesday"] })).toContain("Write tue.");
    expect(reason({ days: ["someday"] })).toContain("mon, tue");
    expect(field({ days: ["mon", "tue", "mon"] })).toBe("days");
    expect(field({ days: ["mon", "tue"] })).toBeUndefined();
  });

  test("is what it needs and does not have, and days are not that", () => {
    for (const name of ["start", "end", "time_zone"] as const) {
      expect(field({ [name]: undefined })).toBe(name);
      expect(field({ [name]: null })).toBe(name);
    }
    expect(field({ days: undefined })).toBeUndefined();
    expect(field({ days: null })).toBeUndefined();
  });

  test("is not what is undecided", () => {
    for (const name of ["days", "start", "end", "time_zone"]) {
      expect(field({ [name]: UNDECIDED })).toBeUndefined();
    }
    expect(field({ days: [UNDECIDED, "mon", UNDECIDED] })).toBeUndefined();
    expect(field({ days: [UNDECIDED, "nay"] })).toBe("days");
  });
});
