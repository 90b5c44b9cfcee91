import { Journal } from "../../../../src/engine/kill-task/journal";
import { stopTaskById } from "../../../../src/engine/kill-task/stop";
import type { Fault, TaskListing } from "../../../../src/engine/ports";
import { FakeClock, FakeFault, FakeListedService, forUser, provider } from "./fakes";

/** What one stop answers, and whether the task runs on after it. */
type Answer = "stopped" | "none" | "unconfirmed" | Fault["kind"] | Error;

/** Stops task 1 by a service that answers so, one after the other, and still lists it so many times. */
async function stopping(answers: readonly Answer[], listed: number, failing = false) {
  const clock = new FakeClock();
  const service = new FakeListedService(clock);
  service.add(forUser("other"), true);
  const { ctx, options, registry } = provider(clock);
  let sent = 0;
  let lists = 0;
  service.stop = async () => {
    const answer = answers[sent++] ?? "unconfirmed";
    if (answer === "stopped" || answer === "none" || answer === "unconfirmed") return answer;
    throw answer instanceof Error ? answer : new FakeFault(answer);
  };
  service.list = async (): Promise<TaskListing> => {
    if (failing) throw new FakeFault("failed");
    const task = { taskId: "7", request: forUser("a"), startedAt: null, endsAt: null, rawState: null };
    const status = ++lists <= listed ? ("running" as const) : ("stopped" as const);
    return {
      tasks: [
        { ...task, taskId: "8", status: "running" },
        { ...task, status },
      ],
      at: clock.date(),
    };
  };
  const memory = { get: () => undefined, set: () => undefined };
  const parts = { service, options: options(), journal: new Journal(null), memory, ctx };
  const outcome = await stopTaskById(parts, "7", undefined).catch((error: Error) => error);
  const error = outcome instanceof Error ? outcome : undefined;
  return {
    outcome: error ? ((error as { event?: { code: string } }).event?.code ?? error.message) : outcome,
    error: error as (Error & { event?: { facts?: object; fault?: Fault; severity?: string } }) | undefined,
    sent,
    lists,
    noted: registry.wasStopped(service.slot, "7"),
  };
}

describe("the stop of a task by its id", () => {
  test.each<[readonly Answer[], number, boolean, number]>([
    [["stopped"], 9, true, 1],
    [["none"], 0, false, 1],
    [["unconfirmed"], 0, true, 1],
    [["lost"], 0, true, 1],
    [["refused"], 0, false, 1],
    [["not_found"], 0, false, 1],
    [["unconfirmed", "stopped"], 9, true, 2],
    // An earlier one, whose answer told nothing, may have stopped it.
    [["lost", "none"], 1, true, 2],
    [["unconfirmed", "refused"], 1, true, 2],
    [["lost", "lost", "unconfirmed"], 2, true, 3],
  ])(
    "that goes %j, and lists it %d times more, has stopped it: %s",
    async (answers, listed, stopped, sent) => {
      expect(await stopping(answers, listed)).toMatchObject({ outcome: stopped, sent, noted: stopped });
    },
  );

  test("does not look where the service says that it was stopped", async () => {
    expect((await stopping(["stopped"], 9)).lists).toBe(0);
  });

  test.each<Answer>(["refused", "not_found"])("that is %s while it runs is an error", async (answer) => {
    expect(await stopping([answer], 9)).toMatchObject({
      outcome: `vendor: ${answer}`,
      sent: 1,
      noted: false,
    });
  });

  test.each<Answer>(["configuration", "gone", "busy"])(
    "that is %s is an error, without a look",
    async (answer) => {
      expect(await stopping([answer], 0)).toMatchObject({ outcome: `vendor: ${answer}`, sent: 1, lists: 0 });
    },
  );

  test.each<[readonly Answer[], Fault["kind"] | undefined]>([
    [["none", "unconfirmed", "lost"], "lost"],
    [["lost", "lost", "unconfirmed"], undefined],
    [["none", "none", "none"], undefined],
  ])("that goes %j while it runs is an error after three", async (answers, kind) => {
    const { outcome, sent, noted, error } = await stopping(answers, 9);
    expect([outcome, sent, noted]).toEqual(["DBKILL_TASK_NOT_STOPPED", 3, false]);
    expect(error!.event).toMatchObject({ severity: "error", facts: { taskId: "7" } });
    expect(error!.event!.fault?.kind).toBe(kind);
  });

  test("that ends in a bug is that error", async () => {
    expect(await stopping([new TypeError("bug")], 0)).toMatchObject({ outcome: "bug", sent: 1, lists: 0 });
  });

  test("whose outcome no list tells is an error of its own", async () => {
    const { outcome, error, noted } = await stopping(["lost"], 0, true);
    expect([outcome, noted]).toEqual(["DBKILL_TASK_STOP_UNSETTLED", false]);
    expect(error!.event).toMatchObject({ facts: { taskId: "7" }, fault: { kind: "lost" } });
  });
});
