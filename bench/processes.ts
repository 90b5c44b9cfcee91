import type { ChildProcess } from "node:child_process";

const running = new Set<ChildProcess>();

/** Sees to it that a process, and whatever it started, does not outlive the bench. It must lead a process group (`detached`). */
export function track<T extends ChildProcess>(child: T): T {
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** Ends one tracked process and its group at once. */
export function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

/** Ends all that still run. */
export function endAll(): void {
  for (const child of running) end(child);
}
