import type { ChildProcess } from "node:child_process";

/** What is sent to end a process, and does so unless it listens. */
const DEADLY = ["SIGINT", "SIGTERM"] as const;

/**
 * A child that was started as `detached`, with all that it has started. They are killed where this process ends before they are released:
 * Ctrl-C does not reach another group.
 */
export class ProcessGroup {
  constructor(private readonly leader: Pick<ChildProcess, "pid">) {
    process.once("exit", this.#onExit);
    for (const name of DEADLY) process.once(name, this.#onSignal);
  }

  signal(name: NodeJS.Signals): void {
    const { pid } = this.leader;
    try {
      if (pid !== undefined) process.kill(-pid, name);
    } catch {
      // All of them have ended.
    }
  }

  release(): void {
    process.off("exit", this.#onExit);
    for (const name of DEADLY) process.off(name, this.#onSignal);
  }

  readonly #onExit = (): void => this.signal("SIGKILL");

  readonly #onSignal = (name: NodeJS.Signals): void => {
    // A command that listens ends by itself.
    if (process.listenerCount(name) > 0) return;
    this.signal("SIGKILL");
    // As if nobody had listened.
    process.kill(process.pid, name);
  };
}
