import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { identify } from "../../../src/resources/process-identity";
import { FileSlotLock } from "../../../src/resources/slot-lock";

const SLOT = "das/r-1/i-1";
let folder: string;
const fileOf = (slot: string) =>
  join(folder, `${createHash("sha256").update(slot).digest("hex").slice(0, 32)}.lock`);
const locks = () => readdirSync(folder).filter((name) => name.includes(".lock"));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dbkill-lock-test-"));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** The id of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => child.on("exit", resolve));
  return child.pid!;
}

/** Dates a file or folder back. */
function age(path: string, hours: number): void {
  const then = Date.now() / 1000 - hours * 3_600;
  utimesSync(path, then, then);
}

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
    writeFileSync(fileOf(SLOT), JSON.stringify({ pid: await endedPid(), token: "t" }));
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

  test("of which nobody can tell whether its process lives is taken over once it is old", async () => {
    writeFileSync(fileOf(SLOT), JSON.stringify({ pid: process.pid, token: "t" }));
    age(fileOf(SLOT), 2);
    expect(await new FileSlotLock({ folder }).hold(SLOT, async () => 1)).toBe(1);
  });

  test("of a process that lives is its own however old it is", async () => {
    writeFileSync(fileOf(SLOT), JSON.stringify({ ...identify(process.pid), token: "t" }));
    age(fileOf(SLOT), 20);
    const held = new FileSlotLock({ folder }).hold(SLOT, async () => 1, AbortSignal.timeout(150));
    await expect(held).rejects.toMatchObject({ event: { code: "DBKILL_TASK_SLOT_LOCKED" } });
  });

  test("of a process whose id another one has by now is taken over at once", async () => {
    writeFileSync(fileOf(SLOT), JSON.stringify({ ...identify(process.pid), start: "1", token: "t" }));
    expect(await new FileSlotLock({ folder }).hold(SLOT, async () => 1)).toBe(1);
  });

  test("is touched while it is held, so that it never gets old", async () => {
    jest.useFakeTimers();
    try {
      const written = await new FileSlotLock({ folder }).hold(SLOT, async () => {
        age(fileOf(SLOT), 2);
        jest.advanceTimersByTime(10 * 60_000);
        return statSync(fileOf(SLOT)).mtimeMs;
      });
      expect(written).toBeGreaterThan(Date.now() - 30 * 60_000);
    } finally {
      jest.useRealTimers();
    }
  });

  test("that can't be removed does not fail a change that was carried out", async () => {
    const reasons: string[] = [];
    const lock = new FileSlotLock({ folder, warn: (reason) => void reasons.push(reason) });
    const done = await lock.hold(SLOT, async () => {
      rmSync(fileOf(SLOT));
      mkdirSync(fileOf(SLOT));
      return "done";
    });
    expect(done).toBe("done");
    expect(reasons).toHaveLength(1);
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

  test("that can't be written is said once, and changes of this process still exclude each other's notes", async () => {
    const reasons: string[] = [];
    const file = join(folder, "a file");
    writeFileSync(file, "");
    const lock = new FileSlotLock({
      folder: join(file, "below"),
      warn: (reason) => void reasons.push(reason),
    });
    const unshared = await lock.hold(SLOT, async (memory) => {
      memory.set("newest", "x");
      return memory.unshared;
    });
    expect(unshared).toContain(file);
    expect(await lock.hold(SLOT, async (memory) => memory.get("newest"))).toBe("x");
    expect(reasons).toHaveLength(1);
    expect(await new FileSlotLock({ folder }).hold(SLOT, async (memory) => memory.unshared)).toBeUndefined();
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

describe("the notes of a run", () => {
  const self = identify(process.pid);
  const note = (run: { pid: number; start?: string }, at = folder) =>
    new FileSlotLock({ folder: at, run }).hold(SLOT, async (memory) => {
      const before = memory.get("newest");
      memory.set("newest", "x");
      return before;
    });
  const runs = () => readdirSync(folder).filter((name) => name.startsWith("run_"));

  test("are shared by its processes", async () => {
    expect([await note(self), await note(self)]).toEqual([undefined, "x"]);
    const names = ["__proto__", "constructor"];
    const read = await new FileSlotLock({ folder, run: self }).hold(SLOT, async (memory) =>
      names.map((name) => memory.get(name)),
    );
    expect(read).toEqual([undefined, undefined]);
  });

  test("are all there after several changes, in one file for each slot", async () => {
    const lock = new FileSlotLock({ folder, run: self });
    await lock.hold(SLOT, async (memory) => memory.set("newest", "1"));
    await lock.hold(SLOT, async (memory) => {
      memory.set("newest", "2");
      memory.set("other", "3");
    });
    const read = await lock.hold(SLOT, async (memory) => [memory.get("newest"), memory.get("other")]);
    expect(read).toEqual(["2", "3"]);
    expect(readdirSync(join(folder, runs()[0]!))).toEqual([expect.stringMatching(/\.json$/)]);
  });

  test("that were being written when their process died count as none, and are written anew", async () => {
    await note(self);
    const file = join(folder, runs()[0]!, readdirSync(join(folder, runs()[0]!))[0]!);
    writeFileSync(file, '{"newest":"x');
    expect([await note(self), await note(self)]).toEqual([undefined, "x"]);
  });

  test("are not read by a later run whose process has the same id", async () => {
    await note({ ...self, start: "1" });
    expect(await note(self)).toBeUndefined();
  });

  test("are not read once they are old where nobody can tell when the run began", async () => {
    await note({ pid: process.pid });
    expect(await note({ pid: process.pid })).toBe("x");
    age(join(folder, runs()[0]!), 25);
    expect([await note({ pid: process.pid }), await note({ pid: process.pid })]).toEqual([undefined, "x"]);
  });

  test("are removed once it is over, and those of others stay", async () => {
    await note({ ...self, start: "1" });
    await note({ pid: await endedPid() });
    await note({ pid: process.pid });
    await note(self);
    expect(runs()).toHaveLength(2);
  });

  test("leave no lock of a process that has ended", async () => {
    writeFileSync(fileOf("another"), JSON.stringify({ pid: await endedPid(), token: "t" }));
    mkdirSync(join(folder, "not a file.lock"));
    await note(self);
    expect(locks()).toEqual(["not a file.lock"]);
    expect(await note(self)).toBe("x");
  });
});

describe("the folder of locks", () => {
  const warned = async (path: string) => {
    const reasons: string[] = [];
    const lock = new FileSlotLock({ folder: path, warn: (reason) => void reasons.push(reason) });
    await lock.hold(SLOT, async (memory) => memory.set("newest", "x"));
    // Without files, this process still has its notes.
    expect(await lock.hold(SLOT, async (memory) => memory.get("newest"))).toBe("x");
    return reasons.length;
  };

  test("is this user's alone", async () => {
    const path = join(folder, "locks");
    expect(await warned(path)).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(readdirSync(path)).toHaveLength(1);
  });

  test("is not used where other users can enter it", async () => {
    const path = join(folder, "locks");
    mkdirSync(path);
    chmodSync(path, 0o711);
    expect(await warned(path)).toBe(1);
    expect(readdirSync(path)).toEqual([]);
  });

  test.each(["with", "without"])("is not used where it is a link, on a system %s user ids", async (ids) => {
    if (ids === "without") jest.spyOn(process, "getuid").mockReturnValue(undefined as never);
    const path = join(folder, "locks");
    mkdirSync(join(folder, "elsewhere"), { mode: 0o700 });
    symlinkSync(join(folder, "elsewhere"), path);
    expect(await warned(path)).toBe(1);
    expect(readdirSync(join(folder, "elsewhere"))).toEqual([]);
  });

  test("is not used where it is another user's", async () => {
    const path = join(folder, "locks");
    mkdirSync(path, { mode: 0o700 });
    const { uid } = statSync(path);
    jest.spyOn(process, "getuid").mockReturnValue(uid + 1);
    expect(await warned(path)).toBe(1);
    expect(readdirSync(path)).toEqual([]);
  });

  test("is found for a user without an entry in the system's list of users", async () => {
    jest.spyOn(os, "userInfo").mockImplementation(() => {
      throw new Error("ENOENT");
    });
    jest.spyOn(os, "tmpdir").mockReturnValue(folder);
    expect(await new FileSlotLock().hold(SLOT, async () => 1)).toBe(1);
    expect(existsSync(join(folder, `dbkill-${process.getuid!()}`))).toBe(true);
  });
});
