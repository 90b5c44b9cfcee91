import type { EngineEvent } from "../../../../src/engine/events";
import { Chooser } from "../../../../src/engine/kill/choose";
import * as messages from "../../../../src/engine/kill/messages";
import type { GuardSubject } from "../../../../src/engine/kill/subject";
import type { Session, Spared } from "../../../../src/model";
import { Simulation } from "./simulation";
import { ids } from "./support";

const SIM = new Simulation();
const [one, two] = ["1", "2"].map((id) => SIM.toSession(SIM.add(id))) as [Session, Session];
const spared = (session: Session, reason: Spared<Session>["reason"]) => ({ session, reason, detail: "d" });

const subject = (planned: boolean): GuardSubject => ({
  facts: SIM.facts,
  name: "db-1",
  chooser: new Chooser({ choice: ids("1", "2"), exclude: null, protectedUsers: [] }, SIM.facts),
  maxKills: 1,
  describe: {},
  planned,
});
const LOOK = { sessions: [one, two], complete: false, from: 0, at: 0, byKey: new Map() };

/** What programs read of an event: the setting that it is about, and its facts. */
describe.each([true, false])("an event of a kill, planned: %s,", (planned) => {
  const about = subject(planned);
  const events: readonly [EngineEvent, readonly string[] | undefined, object | undefined][] = [
    [messages.unknownIds(about, ["7", "8"]), ["session_ids", "7"], { unknown: ["7", "8"] }],
    [
      messages.protectedChosen(about, [spared(one, "protected"), spared(two, "system")]),
      ["session_ids"],
      { sessions: ["1", "2"], reasons: ["protected", "system"] },
    ],
    [messages.tooMany(about, [one], 2, 1), ["max_kills"], { count: 2, maxKills: 1 }],
    [messages.incompleteList(about, LOOK, "exclude"), ["exclude"], { listed: 2 }],
    [messages.sharedWarning(about, [one]), undefined, { sessions: ["1"] }],
    [messages.incompleteWarning(about, LOOK), undefined, { listed: 2 }],
    [messages.excludedWarning(about, [two]), ["exclude"], { sessions: ["2"] }],
    [messages.nothingToKill(about), ["session_ids"], undefined],
    [
      messages.killPreview(about, { victims: [one], count: 3, listed: 9, complete: true }, "kill"),
      undefined,
      { target: "db-1", count: 3, listed: 9, complete: true, sessions: ["1"] },
    ],
  ];

  test.each(events.map(([event, ...rest]) => [event.code, event, ...rest] as const))(
    "%s has its facts",
    (_code, { path, facts, summary, detail }, expectedPath, expectedFacts) => {
      expect([path, facts]).toStrictEqual([expectedPath, expectedFacts]);
      expect(`${summary} ${detail}`).not.toContain("undefined");
    },
  );
});
