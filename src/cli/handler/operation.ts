import { Core, type Types } from "./core";
import type { Output } from "./output";

export type Operation = "create" | "destroy";

/** The context of an operation. */
export interface Means {
  readonly types: Types;
  readonly output: Output;
  /** Aborts when the process is asked to end. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

/** Whether what a type declares stands from its create to its destroy. */
export function isStanding(type: string, { types }: Means): boolean {
  return Object.hasOwn(types.STANDING, type);
}

/** Does some work with the core of a type, and closes it. */
export async function withCore(
  type: string,
  { types, output, signal }: Means,
  work: (core: Core) => Promise<void>,
): Promise<void> {
  const core = new Core(types, type, output.diagnostic);
  output.scrub = core.scrub;
  const stop = () => core.stop();
  signal.addEventListener("abort", stop);
  try {
    await work(core);
  } finally {
    signal.removeEventListener("abort", stop);
    await core.close();
  }
}
