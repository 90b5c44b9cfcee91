import { PolicyMemories } from "../../src/engine/runner/history";
import { TargetRunner } from "../../src/engine/runner/pass";
import { DAYS, type PolicyWindow, type Session } from "../../src/model";
import { mysqlFacts } from "../../src/vendors/sql/mysql/facts";
import { policy } from "../unit/model/policy/support";
import { session } from "../unit/model/support";

const MINUTE = 60_000;
const MINUTES_OF_DAY = 24 * 60;
const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;

/** A week with a change of the clock, by the tz database's rules: nothing of it is asked of this machine. */
interface Week {
  readonly time_zone: string;
  /** A Monday, 00:00 UTC. */
  readonly monday: string;
  /** When the clock changes, in UTC, and by how much it is ahead of UTC before and after, in minutes. */
  readonly change: string;
  readonly before: number;
  readonly after: number;
}

const WEEKS: readonly Week[] = [
  {
    time_zone: "Europe/Berlin",
    monday: "2026-03-23",
    change: "2026-03-29T01:00:00Z",
    before: 60,
    after: 120,
  },
  {
    time_zone: "Europe/Berlin",
    monday: "2026-10-19",
    change: "2026-10-25T01:00:00Z",
    before: 120,
    after: 60,
  },
  {
    time_zone: "America/New_York",
    monday: "2026-03-02",
    change: "2026-03-08T07:00:00Z",
    before: -300,
    after: -240,
  },
  {
    time_zone: "America/New_York",
    monday: "2026-10-26",
    change: "2026-11-01T06:00:00Z",
    before: -240,
    after: -300,
  },
  // Half an hour.
  {
    time_zone: "Australia/Lord_Howe",
    monday: "2026-03-30",
    change: "2026-04-04T15:00:00Z",
    before: 660,
    after: 630,
  },
  {
    time_zone: "Australia/Lord_Howe",
    monday: "2026-09-28",
    change: "2026-10-03T15:30:00Z",
    before: 630,
    after: 660,
  },
];

type Times = Omit<PolicyWindow, "time_zone">;

const WINDOWS: Readonly<Record<string, readonly Times[]>> = {
  "office hours": [{ days: ["mon", "tue", "wed", "thu", "fri"], start: "09:00", end: "17:30" }],
  "nights that cross midnight": [{ days: ["sat", "sun"], start: "22:00", end: "06:15" }],
  // Skipped in spring and there twice in autumn, the one or the other half of it on Lord Howe Island.
  "within the hour that changes": [
    { days: [], start: "02:05", end: "02:35" },
    { days: ["sun"], start: "01:15", end: "01:50" },
  ],
  "from one minute to the same of the next day": [{ days: ["sat"], start: "02:30", end: "02:30" }],
};

/** The minutes of a local week, from Monday 00:00, in which windows are open. */
function openMinutes(windows: readonly Times[]): ReadonlySet<number> {
  const minutes = new Set<number>();
  const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  for (const { days, start, end } of windows) {
    const from = minuteOf(start);
    const length = (minuteOf(end) - from + MINUTES_OF_DAY - 1) % MINUTES_OF_DAY;
    for (const day of days.length === 0 ? DAYS : days) {
      for (let minute = 0; minute <= length; minute++) {
        minutes.add((DAYS.indexOf(day) * MINUTES_OF_DAY + from + minute) % MINUTES_OF_WEEK);
      }
    }
  }
  return minutes;
}

/** A runner on a clock of its own, on a database where somebody is always there to be killed. */
function world(windows: readonly Times[], time_zone: string) {
  let time = 0;
  let live: Session[] = [];
  let next = 1;
  const clock = { now: () => time, date: () => new Date(time), sleep: async () => {} };
  const source = {
    facts: mysqlFacts,
    name: "it",
    list: async () => ({ sessions: live, complete: true, at: time }),
  };
  const killer = {
    kill: async () => {
      live = [];
      return { refused: new Map(), unanswered: [], requestIds: [] };
    },
  };
  const it = policy({ windows: windows.map((window) => ({ ...window, time_zone })) });
  const memory = new PolicyMemories(clock).of("it", "hash");
  const runner = new TargetRunner(
    it.target,
    [{ policy: it, documentHash: "hash", memory, acts: true }],
    { of: () => ({ source, killer }) },
    { write: async () => {} },
    { clock, log: () => {}, classify: () => undefined, signal: new AbortController().signal },
    { dryRun: false, mayKill: () => true },
  );
  /** Whether a pass at a moment kills. */
  return async (at: number) => {
    time = at;
    live = [session({ id: String(next++) })];
    await runner.pass();
    return live.length === 0;
  };
}

describe.each(Object.entries(WINDOWS))("a runner whose windows are %s", (_, windows) => {
  test.each(WEEKS)(
    "kills in each minute of the week of $monday in $time_zone in which they are open, and in no other",
    async ({ time_zone, monday, change, before, after }) => {
      const kills = world(windows, time_zone);
      const open = openMinutes(windows);
      const start = Date.parse(`${monday}T00:00:00Z`);
      const changed = Date.parse(change);
      const wrong: string[] = [];
      let opened = 0;
      for (let minute = 0; minute < MINUTES_OF_WEEK; minute++) {
        for (const at of [start + minute * MINUTE, start + (minute + 1) * MINUTE - 1]) {
          const local = Math.floor((at - start) / MINUTE) + (at < changed ? before : after);
          const expected = open.has((local + 2 * MINUTES_OF_WEEK) % MINUTES_OF_WEEK);
          opened += Number(expected);
          if ((await kills(at)) !== expected) wrong.push(new Date(at).toISOString());
        }
      }
      expect(wrong).toEqual([]);
      expect(opened).toBeGreaterThan(0);
    },
  );
});
