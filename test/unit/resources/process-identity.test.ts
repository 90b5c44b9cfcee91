import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identify, lifeOf } from "../../../src/resources/process-identity";

const PID = process.pid;
const systems: string[] = [];

/** What Linux tells of a process of this id, started at this tick after this boot, in this container. */
function system({ start = "42", boot = "b1", container = "1", name = "node" } = {}): string {
  const proc = mkdtempSync(join(tmpdir(), "dbkill-proc-"));
  systems.push(proc);
  for (const folder of [`${PID}`, "self/ns", "sys/kernel/random"])
    mkdirSync(join(proc, folder), { recursive: true });
  const fields = Array.from({ length: 30 }, (_, index) => (index === 19 ? start : `${index + 1000}`));
  writeFileSync(join(proc, `${PID}`, "stat"), `${PID} (${name}) ${fields.join(" ")}\n`);
  writeFileSync(join(proc, "sys/kernel/random/boot_id"), `${boot}\n`);
  symlinkSync(`pid:[${container}]`, join(proc, "self/ns/pid"));
  return proc;
}

afterEach(() => {
  for (const proc of systems.splice(0)) rmSync(proc, { recursive: true, force: true });
});

describe("a process", () => {
  test.each(["node", "a) 1 2 3 (b", "x y"])("named %s has its start", (name) => {
    expect(identify(PID, system({ name }))).toEqual({ pid: PID, space: "b1.1", start: "42" });
  });

  test("whose id another one has by now is over", () => {
    const before = identify(PID, system());
    expect(lifeOf(before, system())).toBe("alive");
    expect(lifeOf(before, system({ start: "43" }))).toBe("over");
  });

  test("of another container or an earlier boot is not judged by who has its id here", () => {
    const before = identify(PID, system());
    expect(lifeOf(before, system({ start: "43", container: "2" }))).toBe("unknown");
    expect(lifeOf(before, system({ start: "43", boot: "b2" }))).toBe("unknown");
    expect(lifeOf({ ...before, pid: 2 ** 30 }, system({ container: "2" }))).toBe("unknown");
  });

  test("that ended is over, and one whose id is in use may live, where the system tells nothing of processes", async () => {
    const proc = join(tmpdir(), "no such folder");
    const child = spawn(process.execPath, ["-e", ""]);
    await new Promise((resolve) => child.on("exit", resolve));
    expect(identify(PID, proc)).toEqual({ pid: PID });
    expect(lifeOf({ pid: child.pid! }, proc)).toBe("over");
    expect(lifeOf({ pid: PID }, proc)).toBe("unknown");
  });
});
