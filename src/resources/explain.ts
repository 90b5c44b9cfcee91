import { DiagnosticError } from "../framework";
import type { VendorError } from "../vendors/shared/errors";
import { NotKnownYetError } from "./client-kit";

/** A failure in the words of a diagnostic. */
export interface Explanation {
  readonly summary: string;
  readonly detail: string;
}

/** Errors of the vendors' clients, told apart without loading them. */
export function isVendorError(error: unknown): error is VendorError {
  return error instanceof Error && typeof (error as Partial<VendorError>).remedy === "string";
}

/** Turns an error of ours to a diagnostic; undefined for one that is not ours. */
export function explain(error: unknown): Explanation | undefined {
  if (error instanceof DiagnosticError) return error;
  if (error instanceof NotKnownYetError) {
    return { summary: "The provider is not wholly configured", detail: error.message };
  }
  if (!isVendorError(error)) return undefined;
  const facts = [
    ["Service", error.service],
    ["Action", error.action],
    ["Vendor code", error.vendorCode],
    ["Request id", error.requestId],
    ["Code", error.code],
  ].flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []));
  return { summary: error.message, detail: [error.remedy, facts.join("\n")].filter(Boolean).join("\n\n") };
}

/** As explain, with words for every other error. */
export function explainAny(error: unknown): Explanation {
  return (
    explain(error) ?? { summary: "An unexpected error", detail: String((error as Error)?.message ?? error) }
  );
}

/** Failures of the configuration, that no waiting and no retry mends. */
export function isConfigurationError(error: unknown): boolean {
  return (
    isVendorError(error) &&
    ["CREDENTIALS", "REGION", "PROJECT", "ENDPOINT", "AUTHENTICATION"].some(
      (kind) => error.code === `DBKILL_ERR_${kind}`,
    )
  );
}
