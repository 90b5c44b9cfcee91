import type { AttributePath, PathStep } from "../path";

/** A value that does not fit its type. The path is completed on the way out of the nested values. */
export class ValueError extends Error {
  readonly path: AttributePath = [];

  constructor(message: string) {
    super(message);
    this.name = "ValueError";
  }
}

/** Runs `convert`; if it finds fault with the value, notes that it was at this step. */
export function at<T>(step: PathStep, convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    throw located(error, step);
  }
}

/** The error itself; a {@link ValueError} has the step put before its path. */
export function located(error: unknown, step: PathStep): unknown {
  if (error instanceof ValueError) error.path.unshift(step);
  return error;
}
