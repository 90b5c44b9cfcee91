import { DeadlineExceeded, StopRequested } from "../errors";
import { parseDuration } from "../schema/duration";
import type { Attributes } from "../schema/types";

/** The operations that `block.timeouts` can limit. */
export type Operation = "create" | "read" | "update" | "delete" | "invoke";

/** How long an operation may take. */
export interface Timeout {
  readonly operation: Operation;
  /** As written, e.g. `10m`. */
  readonly duration: string;
}

/** An operation under way. */
export interface OpenOperation {
  readonly signal: AbortSignal;
  /** When its time is over, by `performance.now()`. */
  readonly deadline: number | undefined;
  close(): void;
}

/** Timers can't wait longer than this many milliseconds (about 25 days): treated as no limit. */
const LONGEST = 2 ** 31 - 1;

/** Runs operations, each with a signal that aborts when its time is over or everything is to stop. */
export class Operations {
  private readonly running = new Set<AbortController>();
  private stopped = false;

  /** Runs one. @throws StopRequested where it comes too late to begin */
  async run<T>(
    work: (signal: AbortSignal, deadline: number | undefined) => Promise<T>,
    { timeout, cancel }: { timeout?: Timeout | undefined; cancel?: AbortSignal } = {},
  ): Promise<T> {
    const { signal, deadline, close } = this.open(timeout, cancel);
    try {
      return await work(signal, deadline);
    } finally {
      close();
    }
  }

  /**
   * Begins one, to be closed by the caller.
   * @param cancel - stops it when it aborts
   * @throws StopRequested where it comes too late to begin
   */
  open(timeout?: Timeout, cancel?: AbortSignal): OpenOperation {
    if (this.stopped || cancel?.aborted === true) throw new StopRequested();
    const controller = new AbortController();
    this.running.add(controller);
    const stop = () => controller.abort(new StopRequested());
    cancel?.addEventListener("abort", stop);
    const milliseconds = limitOf(timeout);
    const timer = startTimer(controller, timeout, milliseconds);
    return {
      signal: controller.signal,
      deadline: milliseconds === undefined ? undefined : performance.now() + milliseconds,
      close: () => {
        clearTimeout(timer);
        cancel?.removeEventListener("abort", stop);
        this.running.delete(controller);
      },
    };
  }

  /** Aborts what runs, and lets nothing begin any more. */
  stop(): void {
    this.stopped = true;
    for (const controller of this.running) controller.abort(new StopRequested());
  }
}

function limitOf(timeout: Timeout | undefined): number | undefined {
  const milliseconds = timeout && parseDuration(timeout.duration);
  return milliseconds === undefined || milliseconds > LONGEST ? undefined : milliseconds;
}

function startTimer(
  controller: AbortController,
  timeout: Timeout | undefined,
  milliseconds: number | undefined,
): NodeJS.Timeout | undefined {
  if (timeout === undefined || milliseconds === undefined) return undefined;
  const { operation, duration } = timeout;
  return setTimeout(() => controller.abort(new DeadlineExceeded(operation, duration)), milliseconds);
}

/**
 * The timeout of an operation: what the resource's `timeouts` attribute says, else its default; undefined where the
 * schema has no such timeout.
 */
export function timeoutOf(
  attributes: Attributes,
  operation: Operation,
  value: Readonly<Record<string, unknown>> | null,
): Timeout | undefined {
  for (const name in attributes) {
    const fallback = attributes[name]?.timeouts?.[operation];
    if (fallback === undefined) continue;
    const configured = (value?.[name] as Record<string, unknown> | null | undefined)?.[operation];
    return { operation, duration: typeof configured === "string" ? configured : fallback };
  }
  return undefined;
}
