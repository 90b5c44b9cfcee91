import type { ChildProcess } from "node:child_process";
import { collect, type RunResult } from "../terraform";

/** How long a command may take to end after it was asked to. */
const PATIENCE_MS = 30_000;

/**
 * Waits for a command that leads a process group of its own, so that a Ctrl-C reaches it by us alone and once.
 * When the signal aborts, the command is interrupted and waited for; then the signal's reason is thrown.
 */
export async function finish(child: ChildProcess, signal: AbortSignal): Promise<RunResult> {
  let impatience: NodeJS.Timeout | undefined;
  const interrupt = () => {
    end(child, "SIGINT");
    impatience = setTimeout(() => end(child, "SIGKILL"), PATIENCE_MS);
  };
  if (signal.aborted) interrupt();
  else signal.addEventListener("abort", interrupt, { once: true });
  try {
    const result = await collect(child);
    signal.throwIfAborted();
    return result;
  } finally {
    clearTimeout(impatience);
    signal.removeEventListener("abort", interrupt);
  }
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, signal);
}
