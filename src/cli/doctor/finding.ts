import type { DoctorCode } from "./codes";

/** The result of one check. */
export interface Finding {
  /** The name of the check, such as `node` or `list dbbrain cdb-1`. */
  readonly check: string;
  /** `skipped`: the check was not possible or not needed. */
  readonly status: "ok" | "warning" | "error" | "skipped";
  /** The state found, or the problem. */
  readonly message: string;
  /** The remedy. Absent if nothing is to be done. */
  readonly remedy?: string;
  /** A stable code; absent if all is well. For a vendor's call, the code of its error, as in docs/errors.md. */
  readonly code?: DoctorCode | (string & {});
}

export const ok = (check: string, message: string): Finding => ({ check, status: "ok", message });
