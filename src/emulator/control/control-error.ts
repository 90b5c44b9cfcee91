/** A wrong call to the control interface, answered as `{"error":{"code","message"}}` with `status`. */
export class ControlError extends Error {
  override readonly name = "ControlError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** 400: something in a body or a query is not what it has to be. */
export function invalid(where: string, what: string): ControlError {
  return new ControlError(400, "InvalidField", `${where}: ${what}`);
}
