import { TaskRegistry } from "../../../../src/engine/kill-task";
import { SlotRegistry } from "../../../../src/engine/slots";
import { MemorySlotLock } from "../../../../src/resources/slot-lock";
import { FakeClock, FakeListedService, FakeSlotService, forUser } from "./fakes";

const registry = () => new TaskRegistry(new SlotRegistry(new MemorySlotLock()));
const REPORT = forUser("report");

test("a task belongs to the first object of the state that has it", () => {
  const tasks = registry();
  expect(tasks.isOwned("s", "1")).toBe(false);
  expect([tasks.own("s", "1", "a"), tasks.own("s", "1", "a"), tasks.own("s", "1", "b")]).toEqual([
    true,
    true,
    false,
  ]);
  // Still the first one's.
  expect(tasks.own("s", "1", "a")).toBe(true);
  expect([tasks.isOwned("s", "1"), tasks.isOwned("t", "1"), tasks.isOwned("s", "2")]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a task that was stopped is known by its slot and its id", () => {
  const tasks = registry();
  tasks.stopped("s", "1");
  expect([tasks.wasStopped("s", "1"), tasks.wasStopped("t", "1"), tasks.wasStopped("s", "2")]).toEqual([
    true,
    false,
    false,
  ]);
});

describe("a request on a slot", () => {
  const service = new FakeListedService(new FakeClock());

  test("is claimed by one resource, which may change it", () => {
    const tasks = registry();
    expect(tasks.claimRequest(service, REPORT, "a")).toBe(true);
    expect(tasks.claimRequest(service, REPORT, "a")).toBe(true);
    expect(tasks.claimRequest(service, REPORT, "b")).toBe(false);
    expect(tasks.claimRequest(service, forUser("app"), "b")).toBe(true);
    expect(tasks.claimRequest(service, REPORT, "b")).toBe(false);
    // What was refused claims nothing.
    expect(tasks.claimRequest(service, forUser("app"), "c")).toBe(false);
    expect(tasks.claimRequest(service, forUser("app"), "a")).toBe(false);
  });

  test("is another one on another slot, and where the service can't compare", () => {
    const tasks = registry();
    tasks.claimRequest(service, REPORT, "a");
    const other = new FakeListedService(new FakeClock(), "r-1", "i-2");
    expect(tasks.claimRequest(other, REPORT, "b")).toBe(true);
    const slot = new FakeSlotService(new FakeClock());
    expect([tasks.claimRequest(slot, REPORT, "a"), tasks.claimRequest(slot, REPORT, "b")]).toEqual([
      true,
      true,
    ]);
  });
});

describe("the task that a resource has before a plan", () => {
  test("is known for its slot", () => {
    const tasks = registry();
    tasks.planFrom("a", "s", "1");
    expect([tasks.priorTask("a", "s"), tasks.priorTask("a", "t"), tasks.priorTask("b", "s")]).toEqual([
      "1",
      null,
      null,
    ]);
  });

  test("is replaced where the same resource starts another one on the same slot", () => {
    const tasks = registry();
    tasks.planFrom("a", "s", "1");
    expect(tasks.isReplaced("s", "1")).toBe(false);
    tasks.planStart("s", "b", "of another");
    tasks.planStart("t", "a", "elsewhere");
    expect(tasks.isReplaced("s", "1")).toBe(false);
    tasks.planStart("s", "a", "its own");
    expect([tasks.isReplaced("s", "1"), tasks.isReplaced("s", "2"), tasks.isReplaced("t", "1")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

test("a planned start knows those of the others on its slot, however often it is planned", () => {
  const tasks = registry();
  expect(tasks.planStart("s", "a", "A")).toEqual([]);
  expect(tasks.planStart("s", "a", "A again")).toEqual([]);
  expect(tasks.planStart("s", "b", "B")).toEqual(["A again"]);
  expect(tasks.planStart("t", "b", "B elsewhere")).toEqual([]);
});

test("a question is asked once for each key", async () => {
  const tasks = registry();
  let asked = 0;
  const ask = async () => ++asked;
  expect([await tasks.once("k", ask), await tasks.once("k", ask), await tasks.once("l", ask)]).toEqual([
    1, 1, 2,
  ]);
});
