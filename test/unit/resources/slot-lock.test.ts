import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileSlotLock } from "../../../src/resources/slot-lock";

const SLOT = "das/r-1/i-1";
let folder: string;
const fileOf = (slot: string) =>
  join(folder, `${createHash("sha256").update(slot).digest("hex").slice(0, 32)}.lock`);
const locks = () => readdirSync(folder).filter((name) => name.includes(".lock"));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dbkill-lock-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tick = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a lock file", () => {
  test("lets one process change a slot at a time, and another slot meanwhile", async () => {
    const [one, other] = [new FileSlotLock({ folder }), new FileSlotLock({ folder })];
    const order: string[] = [];
    const step = (lock: FileSlotLock, slot: string, name: string) =>
      lock.hold(slot, async () => {
        order.push(`${name} starts`);
        await tick(150);
        order.push(`${name} ends`);
      });
    const first = step(one, SLOT, "a");
    await tick(20);
    await Promise.all([first, step(other, SLOT, "b"), step(other, "elsewhere", "c")]);
    expect(order.indexOf("b starts")).toBeGreaterThan(order.indexOf("a ends"));
    expect(order.indexOf("c starts")).toBeLessThan(order.indexOf("a ends"));
    expect(locks()).toEqual([]);
  });

  test("is released by a change that fails", async () => {
    const lock = new FileSlotLock({ folder });
    await expect(lock.hold(SLOT, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await lock.hold(SLOT, async () => 1)).toBe(1);
  });

  test("of a process that has ended is taken over by exactly one of many", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await new Promise((resolve) => child.on("exit", resolve));
    writeFileSync(fileOf(SLOT), JSON.stringify({ pid: child.pid, token: "t" }));
    let [running, most] = [0, 0];
    const step = () =>
      new FileSlotLock({ folder }).hold(SLOT, async () => {
        most = Math.max(most, ++running);
        await tick(5);
        running--;
      });
    await Promise.all(Array.from({ length: 6 }, step));
    expect(most).toBe(1);
    expect(locks()).toEqual([]);
  });

  test("that is older than any operation is taken over although its process id is used again", async () => {
    writeFileSync(fileOf(SLOT), JSON.stringify({ pid: process.pid, token: "t" }));
    const old = Date.now() / 1000 - 2 * 3_600;
    utimesSync(fileOf(SLOT), old, old);
    expect(await new FileSlotLock({ folder }).hold(SLOT, async () => 1)).toBe(1);
  });

  test("of a process that lives ends the waiting with an error when the time is over", async () => {
    writeFileSync(fileOf(SLOT), JSON.stringify({ pid: process.pid, token: "t" }));
    let ran = false;
    const held = new FileSlotLock({ folder }).hold(
      SLOT,
      async () => {
        ran = true;
      },
      AbortSignal.timeout(150),
    );
    await expect(held).rejects.toMatchObject({
      event: { code: "DBKILL_TASK_SLOT_LOCKED", facts: { pid: process.pid } },
    });
    expect(ran).toBe(false);
    expect(locks()).toHaveLength(1);
  });

  test("has notes that the processes of one run share, and those of another one don't", async () => {
    const note = (run: string) =>
      new FileSlotLock({ folder, run }).hold(SLOT, async (memory) => {
        const before = memory.get("newest");
        memory.set("newest", run);
        return before;
      });
    expect([await note("1"), await note("1"), await note("2")]).toEqual([undefined, "1", undefined]);
    const names = ["__proto__", "constructor"];
    const read = await new FileSlotLock({ folder, run: "1" }).hold(SLOT, async (memory) =>
      names.map((name) => memory.get(name)),
    );
    expect(read).toEqual([undefined, undefined]);
  });

  test("that can't be written is said once, and changes of this process still exclude each other's notes", async () => {
    const reasons: string[] = [];
    const file = join(folder, "a file");
    writeFileSync(file, "");
    const lock = new FileSlotLock({
      folder: join(file, "below"),
      warn: (reason) => void reasons.push(reason),
    });
    await lock.hold(SLOT, async (memory) => memory.set("newest", "x"));
    expect(await lock.hold(SLOT, async (memory) => memory.get("newest"))).toBe("x");
    expect(reasons).toHaveLength(1);
  });

  test("whose notes can't be written does not fail a change that was carried out", async () => {
    const reasons: string[] = [];
    const lock = new FileSlotLock({ folder, warn: (reason) => void reasons.push(reason) });
    const done = await lock.hold(SLOT, async (memory) => {
      rmSync(folder, { recursive: true });
      memory.set("newest", "x");
      return memory.get("newest");
    });
    expect(done).toBe("x");
    expect(reasons).toHaveLength(1);
  });
});
