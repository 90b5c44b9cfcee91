import { SlotRegistry } from "../../../../src/engine/slots";
import { MemorySlotLock } from "../../../../src/resources/slot-lock";

const registry = () => new SlotRegistry(new MemorySlotLock());

describe("the slots of a plan", () => {
  test("hold one resource each, however often it is planned", () => {
    const slots = registry();
    const claims = [
      ["cdb-1/mysql", "a"],
      ["cdb-1/mysql", "a"],
      ["cdb-1/cynosdb", "b"],
      ["cdb-1/mysql", "b"],
      ["cdb-1/mysql", "a"],
      ["cdb-1/mysql", "b"],
    ] as const;
    expect(claims.map(([slot, claim]) => slots.claim(slot, claim, `resource ${claim}`))).toEqual([
      undefined,
      undefined,
      undefined,
      "resource a",
      undefined,
      "resource a",
    ]);
  });

  test.each([
    ["take", "leave"],
    ["leave", "take"],
  ] as const)("refuse a %s and a %s of two resources in one plan, in whatever order", (one, other) => {
    const slots = registry();
    expect(slots.move("s", one, "a")).toBe(true);
    expect(slots.move("s", other, "a")).toBe(true);
    expect(slots.move("t", other, "b")).toBe(true);
    expect(slots.move("s", other, "b")).toBe(false);
  });

  test("know the newest and the oldest task that were seen", () => {
    const slots = registry();
    slots.saw("s", "2026-01-01T00:00:02.000Z");
    slots.saw("s", "2026-01-01T00:00:01.000Z");
    expect(slots.holdsNewer("s", "2026-01-01T00:00:01.000Z")).toBe(true);
    expect(slots.holdsNewer("s", "2026-01-01T00:00:02.000Z")).toBe(false);
    expect(slots.holdsNewer("other", "")).toBe(false);
    expect(slots.holdsOlder("s", "2026-01-01T00:00:02.000Z")).toBe(true);
    expect(slots.holdsOlder("s", "2026-01-01T00:00:01.000Z")).toBe(false);
    expect(slots.holdsOlder("other", "")).toBe(false);
  });

  test("are changed one at a time, and a failure does not block the next", async () => {
    const slots = registry();
    const order: string[] = [];
    const step = (name: string, fails = false) =>
      slots.exclusively("s", async () => {
        order.push(`${name} starts`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
      });
    const [first, second] = await Promise.allSettled([step("a", true), step("b")]);
    expect(first.status).toBe("rejected");
    expect(second.status).toBe("fulfilled");
    expect(order).toEqual(["a starts", "a ends", "b starts", "b ends"]);
  });

  test("make a third change wait for the second, although it comes when the first has ended", async () => {
    const slots = registry();
    let running = 0;
    let most = 0;
    const step = (ticks: number) =>
      slots.exclusively("s", async () => {
        most = Math.max(most, ++running);
        for (let tick = 0; tick < ticks; tick++) await new Promise((resolve) => setImmediate(resolve));
        running--;
      });
    const first = step(1);
    const second = step(5);
    await first;
    await Promise.all([second, step(1)]);
    expect(most).toBe(1);
  });
});
