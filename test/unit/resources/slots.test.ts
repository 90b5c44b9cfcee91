import type { Diagnostics } from "../../../src/framework";
import { SlotRegistry } from "../../../src/resources/slots";

function collector() {
  const errors: string[] = [];
  const diagnostics: Diagnostics = {
    error: (summary) => void errors.push(summary),
    warning: () => undefined,
    hasErrors: () => errors.length > 0,
  };
  return { errors, diagnostics };
}

describe("the slots of a plan", () => {
  test("hold one resource each, however often it is planned", () => {
    const slots = new SlotRegistry();
    const claims = [
      ["cdb-1/mysql", "a"],
      ["cdb-1/mysql", "a"],
      ["cdb-1/cynosdb", "b"],
      ["cdb-1/mysql", "b"],
    ] as const;
    expect(claims.map(([slot, claim]) => slots.claim(slot, claim))).toEqual([true, true, true, false]);
  });

  test.each([
    ["create", "destroy"],
    ["destroy", "create"],
  ] as const)("refuse a %s and a %s in one plan, in whatever order", (first, second) => {
    const slots = new SlotRegistry();
    const { errors, diagnostics } = collector();
    slots.plan("cdb-1/mysql", first, "moved {}", diagnostics);
    expect(errors).toEqual([]);
    slots.plan("cdb-1/mysql", second, "moved {}", diagnostics);
    expect(errors).toHaveLength(1);
  });

  test("know the newest and the oldest task that were seen", () => {
    const slots = new SlotRegistry();
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
    const slots = new SlotRegistry();
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
});
