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
    cause: "A value is missing, or the schema does not allow it.",
    remedy: "Correct the value as the message says.",
  },
  ATTRIBUTE_DEPRECATED: {
    cause: "An attribute is set that a later version will not have.",
    remedy: "Use what the message names instead.",
  },
  CONFIG_UNKNOWN: {
    cause: "An operation ran while part of its configuration was not known yet.",
    remedy: "First apply the resources that the values come from.",
  },
  NOT_CONFIGURED: {
    cause: "An operation ran before the provider was configured.",
    remedy: "Correct the provider's configuration.",
  },
  UNSUPPORTED: {
    cause: "The type, or this version of Terraform, does not offer what was asked for.",
    remedy: "Do as the message says instead.",
  },
  REQUEST_INVALID: {
    cause: "Terraform sent a request without what the protocol promises.",
    remedy: "Run it again with another version of Terraform, and report the message.",
  },
  TYPE_UNKNOWN: {
    cause: "This version of the provider has no such type.",
    remedy: "Use a version of the provider that has it.",
  },
  STATE_VERSION: {
    cause: "The state was written by a version of the provider that this one does not know.",
    remedy: "Use the newest version of the provider.",
  },
  PROVIDER_BUG: {
    cause: "The provider failed unexpectedly.",
    remedy: "Report the message as a bug. The state holds what is known to exist.",
  },
} as const;

export type FrameworkCode = keyof typeof FRAMEWORK_CODES;

/** A code of the kit's own: the star stands for the provider's name, which {@link shownCode} fills in. */
export function kitCode(code: FrameworkCode): string {
  return `*_${code}`;
}

/** The code as it is shown, e.g. `DBKILL_VALUE_INVALID`. */
export function shownCode(code: string, provider: string): string {
  return code.replace(/^\*/, provider.toUpperCase());
}
