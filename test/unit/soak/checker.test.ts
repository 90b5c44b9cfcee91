import { type PlayedRecord, reconcile } from "../../soak/runner/checker";

const target = { service: "dbbrain", instance_id: "cdb-1" };
const session = (id: string, user = "report") => ({ id, user });
const line = (event: string, more: object = {}) =>
  `${JSON.stringify({ at: "2026-11-30T12:00:00Z", policy: "kills", target, event, ...more })}\n`;
const begun = (id: string, user?: string) => line("killed", { session: session(id, user) });
const ended = (id: string, outcome = "killed", more: object = {}) =>
  line("killed", { outcome, session: session(id), request_id: "r1", ...more });
const named = (id: string, user = "report") => ({ instance: "cdb-1", ...session(id, user) });
const kill = (id: string, user?: string) => ({ ...named(id, user), at: 1_000 });

/** A record in which all is well but for what is given. */
function record(
  lines: readonly string[],
  { end = "told" as const, ...more }: Partial<PlayedRecord> & { end?: "told" | "killed" | "full" } = {},
): PlayedRecord {
  const text = lines.join("");
  return {
    sessions: [
      { ...named("1"), fate: "must" },
      { ...named("2"), fate: "must" },
      { ...named("3", "etl"), fate: "never" },
    ],
    replaced: [],
    audits: [{ text, ends: [{ at: Buffer.byteLength(text), end }] }],
    kills: [kill("1")],
    requestIds: new Set(["r1"]),
    stops: [],
    alive: [],
    cap: null,
    maxKills: null,
    ...more,
  };
}

const rules = (played: PlayedRecord) => reconcile(played).map(({ rule }) => rule);
const GOOD = [begun("1"), ended("1"), line("pass")];

describe("a checker of runners", () => {
  test("finds nothing where all is well", () => {
    expect(rules(record(GOOD))).toEqual([]);
    expect(rules(record([begun("1"), ended("1", "survived"), begun("1"), ended("1")]))).toEqual([]);
    const called = [begun("2"), line("error", { session: session("2"), code: "DBKILL_KILLS_STOPPED" })];
    expect(rules(record([...GOOD, ...called]))).toEqual([]);
    expect(
      rules(record([...GOOD, begun("2"), line("spared", { reason: "changed", session: session("2") })])),
    ).toEqual([]);
  });

  test.each([
    ["a kill that no audit has", record([]), ["unaudited"]],
    ["a kill of which an outcome is told alone", record([ended("1"), line("pass")]), ["twice", "unaudited"]],
    ["a decision without an outcome", record([begun("1"), line("pass")]), ["unanswered"]],
    ["two outcomes of one decision", record([...GOOD, ended("1")]), ["twice"]],
    [
      "a decision before the one before it has ended",
      record([begun("1"), ...GOOD]),
      ["unanswered", "unanswered"],
    ],
    ["a decision after its death", record([...GOOD, begun("1"), ended("1", "gone")]), ["twice"]],
    ["two kills of one session", record(GOOD, { kills: [kill("1"), kill("1")] }), ["twice"]],
    [
      "a kill of a session that must not die",
      record([begun("3", "etl")], { end: "killed", kills: [kill("3", "etl")] }),
      ["wrong", "wrong"],
    ],
    [
      "a kill of one that nobody knows",
      record(GOOD, { kills: [kill("1"), kill("9")] }),
      ["wrong", "unaudited"],
    ],
    ["a kill that the audit tells otherwise", record([begun("1"), ended("1", "gone")]), ["false"]],
    ["a kill that was not", record([...GOOD, begun("2"), ended("2")]), ["false"]],
    ["a call that was not", record([begun("1"), ended("1", "killed", { request_id: "r9" })]), ["false"]],
    ["more kills than the hour allows", record(GOOD, { cap: 0 }), ["over a cap"]],
    ["more decisions than a pass allows", record(GOOD, { maxKills: 0 }), ["over a cap"]],
    ["a kill while it is stopped", record(GOOD, { stops: [{ from: 500, to: 1_500 }] }), ["while stopped"]],
    ["a session that should have died", record(GOOD, { alive: [named("2")] }), ["in vain"]],
    ["a line that is cut by nothing", record([...GOOD, '{"at":\n', line("pass")]), ["unreadable"]],
  ])("finds %s", (_, played, expected) => {
    expect(rules(played)).toEqual(expected);
  });

  test("takes what a process that was killed, or whose disk was full, could not write for what it is", () => {
    for (const end of ["killed", "full"] as const) {
      expect(rules(record([begun("1")], { end }))).toEqual([]);
      expect(rules(record([begun("2"), '{"at":'], { end, kills: [] }))).toEqual([]);
    }
    // The next process does not finish what the one before it has left.
    const [first, second] = [begun("1"), GOOD.join("")];
    const ends = [
      { at: first.length, end: "killed" as const },
      { at: first.length + second.length, end: "told" as const },
    ];
    expect(rules(record([], { audits: [{ text: first + second, ends }] }))).toEqual([]);
    expect(rules(record([], { audits: [{ text: first + ended("1"), ends }] }))).toEqual(["twice"]);
  });

  test("counts a session that ended by itself after its kill as killed or not, as no list tells it", () => {
    expect(rules(record([...GOOD, begun("2"), ended("2")], { replaced: [named("2")] }))).toEqual([]);
  });
});
