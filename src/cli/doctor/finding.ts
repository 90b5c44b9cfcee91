import type { DoctorCode } from "./codes";

/** What one check has found. */
export interface Finding {
  /** What was looked at, such as `node` or `list dbbrain cdb-1`. */
  readonly check: string;
  /** `skipped`: it could not be looked at, or there is nothing to look at. */
  readonly status: "ok" | "warning" | "error" | "skipped";
  /** What is there, or what is wrong. */
  readonly message: string;
  /** What to do. Absent where nothing has to be done. */
  readonly remedy?: string;
  /** Stable; absent where all is well. Of a vendor's call it is the error's own, as in docs/errors.md. */
  readonly code?: DoctorCode | (string & {});
}

export const ok = (check: string, message: string): Finding => ({ check, status: "ok", message });
