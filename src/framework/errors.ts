/** The reason of `signal` when Terraform asked the provider to stop, as it does on Ctrl-C. */
export class StopRequested extends Error {
  constructor() {
    super("Terraform asked the provider to stop");
    this.name = "StopRequested";
  }
}

/** The reason of `signal` when an operation took longer than its timeout. */
export class DeadlineExceeded extends Error {
  /** @param operation - e.g. `create` @param timeout - as configured, e.g. `10m` */
  constructor(
    readonly operation: string,
    readonly timeout: string,
  ) {
    super(`the ${operation} took longer than its timeout of ${timeout}`);
    this.name = "DeadlineExceeded";
  }
}
