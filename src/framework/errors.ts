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

/** Ends an operation whose diagnostics say everything already. */
export class AlreadyReported extends Error {}

/** What the kit itself reports, by the end of its code; the provider's name stands before it. */
export const FRAMEWORK_CODES = {
  STOPPED: {
    cause: "Terraform asked the provider to stop, as after Ctrl-C, before the operation was done.",
    remedy: "Run it again.",
  },
  TIMED_OUT: {
    cause: "The operation took longer than its timeout.",
    remedy: "Run it again, or set timeouts to wait longer.",
  },
  VALUE_INVALID: {
    cause: "A value is missing, or is not what the schema allows.",
    remedy: "Correct the value as the message says.",
  },
  IMPORT_UNSUPPORTED: {
    cause: "The type can't be imported, or not in this way.",
    remedy: "Import by the id, or declare the resource and apply, as the message says.",
  },
  REQUEST_INVALID: {
    cause: "Terraform sent a request without what the protocol promises.",
    remedy: "Run it again with another version of Terraform, and report the message.",
  },
  PROVIDER_BUG: {
    cause: "The provider failed in a way that it does not know.",
    remedy: "Report the message. The state holds what is known to exist.",
  },
} as const;

export type FrameworkCode = keyof typeof FRAMEWORK_CODES;
