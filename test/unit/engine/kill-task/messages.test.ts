import type { EngineEvent } from "../../../../src/engine/events";
import * as messages from "../../../../src/engine/kill-task/messages";
import * as plan from "../../../../src/engine/kill-task/plan-messages";
import { asListed } from "../../../../src/engine/kill-task/recognise";
import * as slots from "../../../../src/engine/kill-task/slot-messages";
import { FakeClock, FakeListedService, FakeSlotService, forUser } from "./fakes";

const LISTED = new FakeListedService(new FakeClock());
const SLOT = new FakeSlotService(new FakeClock());
const REPORT = forUser("report");
const FAULT = { kind: "failed", code: "C", summary: "It failed", detail: "Fix it." } as const;
const [one, two, three] = ["1", "2", "3"].map((taskId) => ({ ...asListed(REPORT), taskId }));
const slot = LISTED.slot;

const EVENTS: readonly [EngineEvent, readonly string[] | undefined, object][] = [
  [messages.unsettled(LISTED, FAULT, "Why.", [one!]), undefined, { slot, seen: ["1"] }],
  [messages.stopUnsettled(LISTED, "1", FAULT), undefined, { slot, taskId: "1" }],
  [messages.unrecognised(LISTED, "warning", REPORT, [one!, two!]), undefined, { slot, seen: ["1", "2"] }],
  [messages.respelled(LISTED, REPORT, one!), ["match"], { slot, taskId: "1" }],
  [
    messages.equalAppeared(LISTED, one!, [two!], [three!]),
    undefined,
    { slot, taskId: "1", stopped: ["2"], left: ["3"] },
  ],
  [messages.secondRunning(LISTED, [two!]), undefined, { slot, seen: ["2"] }],
  [messages.adopted(LISTED, one!, [one!, two!]), ["adopt_existing"], { slot, taskId: "1" }],
  [messages.declaredTwice(LISTED, "what"), ["match"], { slot }],
  [messages.switchOff(LISTED, "error"), ["require_switch"], { slot }],
  [messages.targetGone(LISTED, FAULT), ["instance_id"], { slot }],
  [messages.otherAccount(LISTED, "p-2", FAULT), ["instance_id"], { slot, account: "p-2" }],
  [plan.noRoom(LISTED, [one!, two!]), ["instance_id"], { slot, max: 5, tasks: 2 }],
  [
    plan.noRoom(LISTED, [one!], { own: "own", others: ["other"] }),
    ["instance_id"],
    { slot, max: 5, tasks: 3 },
  ],
  [plan.slotClaimed(SLOT, "one", "another"), ["instance_id"], { slot: SLOT.slot }],
  [plan.slotMoved(SLOT, "moved {}"), ["instance_id"], { slot: SLOT.slot }],
  [plan.planUnknown(LISTED, messages.targetGone(LISTED, FAULT)), undefined, { slot }],
  [plan.wouldAdopt(LISTED, one!), ["adopt_existing"], { slot, taskId: "1" }],
  [slots.slotTaken(SLOT, FAULT), ["on_conflict"], { slot: SLOT.slot }],
  [slots.slotReplaced(SLOT), ["on_conflict"], { slot: SLOT.slot }],
  [slots.slotCleared(SLOT), ["instance_id"], { slot: SLOT.slot }],
  [slots.superseded(SLOT), undefined, { slot: SLOT.slot }],
  [slots.notRunning(SLOT), undefined, { slot: SLOT.slot }],
];

/** What programs read of an event: the setting that it is about, its facts, and the failure beneath it. */
test.each(EVENTS.map(([event, ...rest]) => [event.code, event, ...rest] as const))(
  "%s has its facts",
  (_code, { path, facts, fault, summary, detail }, expectedPath, expectedFacts) => {
    expect([path, facts]).toStrictEqual([expectedPath, expectedFacts]);
    if (fault) expect(fault).toBe(FAULT);
    expect(`${summary} ${detail}`).not.toContain("undefined");
  },
);
