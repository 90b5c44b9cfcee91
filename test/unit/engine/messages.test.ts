import fc from "fast-check";
import * as drain from "../../../src/engine/drain/messages";
import type { EngineEvent } from "../../../src/engine/events";
import { listFailed } from "../../../src/engine/kill/messages";
import type { GuardSubject } from "../../../src/engine/kill/subject";
import * as ofTasks from "../../../src/engine/kill-task/messages";
import * as ofPlans from "../../../src/engine/kill-task/plan-messages";
import * as ofSlots from "../../../src/engine/kill-task/slot-messages";
import type { Fault, ListedTask } from "../../../src/engine/ports";
import { withFault } from "../../../src/engine/sentences";
import { clickhouseFacts } from "../../../src/vendors/alibaba/clickhouse/facts";
import { dbbrainFacts } from "../../../src/vendors/tencent/dbbrain/facts";

/** What a vendor says is its own, and counts as one sentence. */
const REASON =
  "dbbrain CreateKillTask: The instance is locked. It is being upgraded. Try again later, please (Busy.Locked)";
const FAULT: Fault = {
  kind: "refused",
  code: "DBKILL_ERR_REJECTED",
  summary: REASON,
  detail:
    "The request may have been carried out. Run again. If it fails again, check the endpoint. Ask the support.",
};
/** The longest of the explanations that the strategies of kill tasks give. */
const WHY =
  "The service did not say whether it started the task, and stopping it failed too. A task that ran there may have been stopped.";

const request = { filter: { users: ["report"] }, durationSeconds: 60 };
const service = {
  facts: dbbrainFacts,
  name: "cdb-1",
  slot: "dbbrain/ap-guangzhou/cdb-1/mysql",
  region: "ap-guangzhou",
  account: "100001",
  describe: () => "user report, at least 60 s",
} as never;
const listed: ListedTask = { taskId: "t-1", status: "running", ...request } as never;
const tasks = [listed, { ...listed, taskId: "t-2" }];

const task = { ...ofTasks, ...ofPlans, ...ofSlots };

type Catalogue<M> = {
  [K in keyof M]: M[K] extends (...args: never[]) => EngineEvent ? () => EngineEvent[] : never;
};

const TASK: Omit<Catalogue<typeof task>, "event"> = {
  unsettled: () => [
    task.unsettled(service, FAULT, WHY, tasks),
    task.unsettled(service, FAULT, "One reason."),
  ],
  stopUnsettled: () => [task.stopUnsettled(service, "t-1", FAULT)],
  unrecognised: () => [task.unrecognised(service, "error", request, tasks)],
  respelled: () => [task.respelled(service, request, listed)],
  equalAppeared: () => [task.equalAppeared(service, listed, tasks, tasks)],
  secondRunning: () => [task.secondRunning(service, tasks)],
  adopted: () => [task.adopted(service, listed, tasks)],
  declaredTwice: () => [task.declaredTwice(service, "user report")],
  noRoom: () => [task.noRoom(service, tasks), task.noRoom(service, tasks, { own: "one", others: ["two"] })],
  switchOff: () => [task.switchOff(service, "error")],
  slotTaken: () => [task.slotTaken(service, FAULT)],
  slotCleared: () => [task.slotCleared(service)],
  slotUnlocked: () => [task.slotUnlocked(service, "EACCES: permission denied")],
  targetGone: () => [task.targetGone(service, FAULT)],
  otherAccount: () => [task.otherAccount(service, "100002", FAULT)],
  slotClaimed: () => [task.slotClaimed(service, "a kill task", 'policy "it"')],
  filterUnclear: () => [
    task.filterUnclear({ field: "hosts", detail: "CreateKillTask documents no wildcard" }),
    task.filterUnclear({
      field: "info_keywords",
      detail: "CreateKillTask does not document how it joins several",
    }),
  ],
  slotMoved: () => [task.slotMoved(service, "moved {}")],
  planUnknown: () => [task.planUnknown(service, { ...FAULT, severity: "error", fault: FAULT })],
  wouldAdopt: () => [task.wouldAdopt(service, listed)],
  slotReplaced: () => [task.slotReplaced(service)],
  superseded: () => [task.superseded(service)],
  notRunning: () => [task.notRunning(service)],
};

const subject = (facts: GuardSubject["facts"], planned = false): GuardSubject => ({
  facts,
  name: "cc-1",
  chooser: { spares: true } as never,
  maxKills: 1,
  describe: {},
  planned,
});
const SUBJECT = subject(clickhouseFacts);
const session = {
  id: "1",
  user: "report",
  host: "10.0.0.7:1",
  database: "",
  command: "Query",
  state: "",
  duration_seconds: 1,
  info: "select 1",
};
const endings = [{ refusal: REASON }, { fault: FAULT }].map((trouble) => ({
  severity: "error" as const,
  killedMs: 9_000,
  trouble,
}));

const DRAIN: Catalogue<typeof drain> = {
  survivors: () => endings.map((ending) => drain.survivors(SUBJECT, [session as never], ending)),
  unproven: () => [FAULT, undefined].map((fault) => drain.unproven(SUBJECT, endings[0]!, fault)),
  interrupted: () => [FAULT, undefined].map((fault) => drain.interrupted(SUBJECT, [session as never], fault)),
  targetGone: () => [drain.targetGone("cc-1", FAULT)],
};

const KILL = {
  listFailed: () =>
    [false, true].flatMap((planned) =>
      (["error", "warning"] as const).map((severity) =>
        listFailed(subject(dbbrainFacts, planned), FAULT, severity),
      ),
    ),
};

/** The sentences above the lists. */
function sentences({ detail }: EngineEvent): number {
  const [own] = detail.replaceAll(REASON, "The service says so").split("\n");
  return own!.match(/[.!?](?=\s|$)/g)?.length ?? 0;
}

test("the catalogues are whole", () => {
  expect(Object.keys(TASK).sort()).toEqual(
    Object.keys(task)
      .filter((name) => name !== "event")
      .sort(),
  );
  expect(Object.keys(DRAIN).sort()).toEqual(Object.keys(drain).sort());
});

test.each(
  Object.entries({
    ...TASK,
    ...Object.fromEntries(Object.entries(DRAIN).map(([name, make]) => [`drain ${name}`, make])),
    ...KILL,
  }),
)("%s says in at most four sentences what is wrong and what to do", (_name, make) => {
  for (const event of make()) {
    expect(sentences(event)).toBeGreaterThan(0);
    expect(sentences(event)).toBeLessThanOrEqual(4);
    if (event.fault === FAULT && !event.code.endsWith("SURVIVORS")) expect(event.detail).toContain(REASON);
  }
});

test("a failure is told with as much of its remedy as there is room for", () => {
  const parts = fc.array(fc.constantFrom("It is so.", "Is it so?", "Run 1.5 times."), { maxLength: 3 });
  fc.assert(
    fc.property(parts, parts, (before, after) => {
      const remedy = FAULT.detail.split(/(?<=\.) /).slice(0, Math.max(0, 3 - before.length - after.length));
      const expected = [...before, `${REASON}.`, ...remedy, ...after].join(" ");
      expect(withFault(before.join(" "), FAULT, after.join(" "))).toBe(expected);
      expect(withFault(before.join(" "), undefined, after.join(" "))).toBe([...before, ...after].join(" "));
    }),
  );
});
