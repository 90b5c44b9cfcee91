import type { Sighting } from "../../../../src/engine/kill/look";
import { newTrack, type Track } from "../../../../src/engine/kill/track";
import { judge, OTHER_STATEMENT, STOPPED, UNCONFIRMED } from "../../../../src/engine/kill/verdict";
import type { Session } from "../../../../src/model";
import { fault, Simulation } from "./simulation";
import { ids, left, type Order, stateOf } from "./support";

const SESSION: Session = {
  id: "1",
  user: "report",
  host: "h",
  database: "",
  command: "",
  state: "RUNNING",
  duration_seconds: 9,
  info: "SELECT 1",
};
const SEEN: Sighting = { sessions: [SESSION], from: 1, at: 2 };
const NEVER: Sighting = { sessions: [], from: 0, at: 0 };
const THERE = { kind: "there", session: SESSION } as const;
const OTHER = { kind: "there", session: { ...SESSION, info: "SELECT 2" } } as const;
const ABSENT = { kind: "absent" } as const;
const REPLACED = { kind: "replaced" } as const;
const UNCLEAR = { kind: "unclear" } as const;
const ended = (finished: boolean, message: string | null = null) => ({
  status: finished ? "FINISHED" : "FAILED",
  finished,
  message,
});
const SENT = { sentAt: 5 };
const ACCEPTED = { ...SENT, accepted: true };
const REFUSED = { refusal: { message: "denied" } };
const NEVER_LISTED = { first: NEVER, seen: NEVER };
const FAULT = { fault: fault("failed").fault };

interface Case extends Order {
  service?: string;
  key?: string;
  looked?: boolean;
  waitedMs?: number;
}

/** The verdict on one session of which a run knows this. */
function verdict(
  known: Partial<Track>,
  { service, key = "1", looked = true, waitedMs = 0, ...what }: Case = {},
) {
  const state = stateOf(new Simulation(service), what);
  state.waitedMs = waitedMs;
  state.tracks.set(key, Object.assign(newTrack(key, SEEN), known));
  const { results, events } = judge(state, looked);
  return { result: results[0], results, events, codes: events.map(({ code }) => code) };
}

describe("what became of a session", () => {
  test.each<[string, string, Partial<Track>]>([
    ["had ended before", "gone", { gone: {} }],
    ["had ended before, whatever its fate", "gone", { gone: {}, ...ACCEPTED, fate: THERE }],
    ["was accepted, and is absent", "killed", { ...ACCEPTED, fate: ABSENT }],
    ["was sent, and is absent", "killed", { ...SENT, fate: ABSENT }],
    ["was sent unseen, and is absent", "gone", { ...ACCEPTED, ...NEVER_LISTED, fate: ABSENT }],
    ["was not sent, and is absent", "gone", { fate: ABSENT }],
    ["was killed, the service says", "killed", { ...ACCEPTED, fate: { ...ABSENT, ended: ended(false) } }],
    ["finished by itself, it says", "gone", { ...ACCEPTED, fate: { ...ABSENT, ended: ended(true) } }],
    ["was accepted, and is replaced", "killed", { ...ACCEPTED, fate: REPLACED }],
    ["was sent, and is replaced", "gone", { ...SENT, fate: REPLACED }],
    ["was accepted, and is there", "survived", { ...ACCEPTED, fate: THERE }],
    ["was not sent, and is there", "survived", { fate: THERE }],
    ["was refused, and is there", "refused", { ...REFUSED, fate: THERE }],
    ["was accepted, then refused, and is there", "survived", { ...ACCEPTED, ...REFUSED, fate: THERE }],
    ["was refused, and nobody looked", "refused", { ...REFUSED }],
    ["was refused, and no look tells", "refused", { ...REFUSED, fate: UNCLEAR }],
    ["was sent, then refused, and nobody looked", "unknown", { ...SENT, ...REFUSED }],
    ["was sent, and nobody looked", "unknown", { ...SENT }],
    ["was sent, and no look tells", "unknown", { ...SENT, fate: UNCLEAR }],
    ["was not sent, and no look tells", "unknown", { fate: UNCLEAR }],
    ["was not sent, never listed, and nobody looked", "unknown", { ...NEVER_LISTED }],
    ["was not sent, and nobody looked", "survived", {}],
  ])("that %s: %s", (_what, outcome, known) => {
    expect(verdict(known, { choice: ids("1") }).result).toMatchObject({ key: "1", outcome });
  });
});

describe("a session has no result", () => {
  test.each<[string, number, Partial<Track>]>([
    ["was dropped", 0, { dropped: true }],
    ["was dropped after it was sent", 1, { dropped: true, ...SENT }],
    ["was dropped after it was refused", 1, { dropped: true, ...REFUSED }],
    ["is replaced", 0, { fate: REPLACED }],
    ["is replaced after it was sent", 1, { ...SENT, fate: REPLACED }],
    ["is replaced after it was refused", 1, { ...REFUSED, fate: REPLACED }],
    ["is absent", 1, { fate: ABSENT }],
  ])("that was chosen by a filter and %s: %d", (_what, count, known) => {
    expect(verdict(known).results).toHaveLength(count);
  });

  test("unless its id was named", () => {
    expect(verdict({ fate: REPLACED }, { choice: ids("1") }).result).toMatchObject({ outcome: "gone" });
    expect(verdict({ dropped: true }, { choice: ids("1") }).results).toEqual([]);
  });
});

test("results come in the order in which ids were named, then in that of the list, each once", () => {
  const state = stateOf(new Simulation(), { choice: ids("3", "7", "1") });
  for (const key of ["1", "2", "3"]) state.track(key, SEEN);
  expect(judge(state, true).results.map(({ key }) => key)).toEqual(["3", "1", "2"]);
});

describe("a result", () => {
  test("has the user, where the service tells users", () => {
    expect(verdict({}).result!.user).toBe("report");
    const nameless = { ...SEEN, sessions: [{ ...SESSION, user: "" }] };
    expect(verdict({ seen: nameless }).result!.user).toBeNull();
    expect(verdict({ ...NEVER_LISTED }).result!.user).toBeNull();
  });

  test("has the id and the server as they were listed, or else as the key has them", () => {
    const listed = { ...SEEN, sessions: [{ ...SESSION, id: "7", server: "s1" }] };
    const service = "oceanbasepro";
    for (const known of [{ seen: listed }, { ...NEVER_LISTED }])
      expect(verdict(known, { service, key: "7@s1" }).result).toMatchObject({
        key: "7@s1",
        id: "7",
        server: "s1",
      });
    expect(verdict({}).result).not.toHaveProperty("server");
  });

  test("has the service's own states only where sessions can't be listed", () => {
    const mrs = { service: "mrs", choice: ids("1") };
    const states = (known: Partial<Track>) => {
      const { statusBefore, statusAfter } = verdict(known, mrs).result!;
      return [statusBefore, statusAfter];
    };
    expect(states({ ...ACCEPTED, fate: { ...ABSENT, ended: ended(false) } })).toEqual(["RUNNING", "FAILED"]);
    expect(
      states({ ...ACCEPTED, fate: { kind: "there", session: { ...SESSION, state: "QUEUED" } } }),
    ).toEqual(["RUNNING", "QUEUED"]);
    expect(states({ ...NEVER_LISTED, gone: { ended: ended(true) } })).toEqual(["FINISHED", "FINISHED"]);
    expect(states({ gone: { ended: ended(true) } })).toEqual(["RUNNING", "FINISHED"]);
    expect(states({ ...ACCEPTED, fate: ABSENT })).toEqual(["RUNNING", undefined]);
    expect(states({ ...NEVER_LISTED, fate: UNCLEAR })).toEqual([undefined, undefined]);
    expect(states({ ...ACCEPTED })).toEqual(["RUNNING", undefined]);
    expect(verdict({ fate: THERE }).result).not.toHaveProperty("statusBefore");
  });

  test("has the vendor's words, code and request id where it was refused or is there", () => {
    const refusal = { message: "de\u001bnied", code: "Denied", requestId: "r-1" };
    const told = { message: "de\\x1bnied", vendorCode: "Denied", requestId: "r-1" };
    expect(verdict({ refusal, fate: THERE }).result).toMatchObject({ outcome: "refused", ...told });
    expect(verdict({ ...ACCEPTED, refusal, fate: THERE }).result).toMatchObject({
      outcome: "survived",
      ...told,
    });
    const over = verdict({ ...SENT, refusal, fate: ABSENT }).result!;
    expect(over).toMatchObject({ outcome: "killed", message: null });
    for (const result of [over, verdict({ ...REFUSED, fate: THERE }).result!]) {
      expect(result).not.toHaveProperty("vendorCode");
      expect(result).not.toHaveProperty("requestId");
    }
  });
});

describe("why a session was not killed", () => {
  const CHANGED = { held: "It changed." };
  test.each<[string, string | null, Partial<Track>]>([
    ["it had ended", "m", { gone: { message: "m" } }],
    ["it had ended, nothing more", null, { gone: {}, ...CHANGED, ...FAULT }],
    ["nothing confirmed the kill", UNCONFIRMED, { ...SENT, fate: REPLACED, ...FAULT }],
    ["nothing: it was confirmed", null, { ...ACCEPTED, fate: REPLACED, ...FAULT }],
    ["nothing: it is gone", null, { fate: ABSENT, ...FAULT }],
    ["nothing: it was killed", null, { ...SENT, fate: ABSENT, ...FAULT }],
    [
      "the service's own words",
      "by you",
      { ...ACCEPTED, fate: { ...ABSENT, ended: ended(false, "by you") } },
    ],
    ["its id can't be sent", "h", { unsendable: true, held: "h", ...FAULT }],
    ["its id can't be sent any more", "h", { unsendable: true, held: "h", ...ACCEPTED }],
    ["it runs another statement", OTHER_STATEMENT, { ...SENT, ...CHANGED, fate: OTHER, ...FAULT }],
    ["the answer was lost", "It was failed", { ...SENT, ...CHANGED, fate: THERE, ...FAULT }],
    ["the answer was lost, unchanged", "It was failed", { ...SENT, fate: OTHER, ...FAULT }],
    ["the answer was lost, no look", "It was failed", { ...SENT, ...CHANGED, ...FAULT }],
    ["nothing: it was accepted", null, { ...ACCEPTED, fate: THERE, ...FAULT }],
    ["nothing is known", null, { ...SENT, fate: THERE }],
    ["it changed", "It changed.", { ...CHANGED, ...FAULT, fate: THERE }],
    ["it could not be sent", "It was failed", { ...FAULT, fate: THERE }],
    ["there was no time", STOPPED, { fate: THERE }],
  ])("%s: %s", (_what, message, known) => {
    expect(verdict(known, { choice: ids("1") }).result!.message).toBe(message);
  });

  test("a session that was sent unseen has no statement to compare", () => {
    const known = { ...SENT, ...NEVER_LISTED, ...CHANGED, fate: THERE };
    expect(verdict(known, { choice: ids("1") }).result!.message).toBe(OTHER_STATEMENT);
  });
});

describe("the event about a session", () => {
  const HELD = { held: "h" };
  test.each<[string, string[], Partial<Track>]>([
    ["that was killed", [], { ...ACCEPTED, fate: ABSENT }],
    ["that is gone", [], { fate: ABSENT }],
    ["that was refused", ["E DBKILL_SESSION_REFUSED"], { ...REFUSED, fate: THERE }],
    ["that was not sent", ["E DBKILL_KILL_NOT_SENT"], { fate: THERE }],
    ["that was not sent, unseen", ["E DBKILL_KILL_NOT_SENT"], { fate: UNCLEAR }],
    ["that is held", ["SURVIVORS DBKILL_SESSION_SURVIVED"], { ...HELD, fate: THERE }],
    ["that is held, unseen", ["SURVIVORS DBKILL_SESSION_SURVIVED"], { ...HELD, fate: UNCLEAR }],
    ["that was not confirmed", ["SURVIVORS DBKILL_KILL_UNCONFIRMED"], { ...SENT, fate: THERE }],
    ["that was not confirmed, held", ["SURVIVORS DBKILL_KILL_UNCONFIRMED"], { ...SENT, ...HELD }],
    ["that survived", ["SURVIVORS DBKILL_SESSION_SURVIVED"], { ...ACCEPTED, fate: THERE }],
    ["of which nothing is known", ["SURVIVORS DBKILL_OUTCOME_UNKNOWN"], { ...ACCEPTED, fate: UNCLEAR }],
  ])("%s: %j", (_what, expected, known) => {
    for (const failOnSurvivors of [true, false]) {
      const { events } = verdict(known, { failOnSurvivors, waitedMs: 400 });
      const how = failOnSurvivors ? "E" : "W";
      expect(events.map(({ code, severity }) => `${severity === "error" ? "E" : "W"} ${code}`)).toEqual(
        expected.map((code) => code.replace("SURVIVORS ", `${how} `)),
      );
      for (const { facts } of events) expect(facts).toEqual({ keys: ["1"], waitedMs: 400 });
    }
  });

  test("of which nothing is known is left out where nobody was to look", () => {
    expect(verdict({ ...ACCEPTED }, { looked: false }).codes).toEqual([]);
    expect(verdict({ ...SENT }, { looked: false }).codes).toEqual(["DBKILL_KILL_UNCONFIRMED"]);
  });

  test("names the failure beneath it, and each session under one code", () => {
    const state = stateOf(new Simulation());
    for (const key of ["1", "2", "3"]) state.track(key, SEEN);
    Object.assign(state.tracks.get("1")!, { ...ACCEPTED, fate: THERE });
    Object.assign(state.tracks.get("3")!, FAULT);
    const { events } = judge(state, true);
    expect(events.map(({ code, facts, fault: beneath }) => [code, facts!.keys, beneath])).toEqual([
      ["DBKILL_KILL_NOT_SENT", ["2", "3"], FAULT.fault],
      ["DBKILL_SESSION_SURVIVED", ["1"], undefined],
    ]);
  });
});

describe("named ids that had ended before", () => {
  const gone = { gone: {} };
  test("are worth a warning", () => {
    const { events } = verdict(gone, { choice: ids("1") });
    expect(events).toMatchObject([
      {
        code: "DBKILL_SESSION_NOT_FOUND",
        severity: "warning",
        path: ["session_ids"],
        facts: { keys: ["1"] },
      },
    ]);
  });

  test("are none where they were sent, chosen by a filter, left by an earlier run, or looked up", () => {
    expect(verdict({ fate: ABSENT }, { choice: ids("1") }).events).toEqual([]);
    expect(verdict(gone).events).toEqual([]);
    expect(verdict(gone, { choice: ids("1"), previous: [left("1", "report")] }).events).toEqual([]);
    expect(verdict(gone, { choice: ids("1"), service: "mrs" }).events).toEqual([]);
  });
});
