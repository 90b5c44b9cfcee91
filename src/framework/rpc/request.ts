import { DiagnosticError } from "../diagnostics";
import { kitCode } from "../errors";
import { type AttributePath, formatPath } from "../path";
import type { Attributes } from "../schema/types";
import type { Served } from "./runtime";

/**
 * Refuses values without what the schema requires, before a handler sees them: no version of core is known to send them, and a
 * handler that read them would fail in an unclear way.
 */
export function requireWhole(
  served: Served<unknown>,
  values: Readonly<Record<string, Record<string, unknown> | null>>,
  filled: "required" | "defaulted" = "defaulted",
): void {
  for (const [what, value] of Object.entries(values)) {
    const missing = value && missingIn(served.attributes, value, filled === "defaulted", []);
    if (missing) throw invalidRequest(served, `${formatPath(missing)} in ${what}`);
  }
}

/** The path of the first required or defaulted attribute that is null. */
function missingIn(
  attributes: Attributes,
  value: Readonly<Record<string, unknown>>,
  defaulted: boolean,
  path: AttributePath,
): AttributePath | undefined {
  for (const name in attributes) {
    const { mode, type, writeOnly } = attributes[name]!;
    const inner = value[name] ?? null;
    if (inner === null) {
      if ((mode === "required" || (mode === "defaulted" && defaulted)) && !writeOnly) return [...path, name];
    } else if (type.kind === "object" && type.nesting === "single" && typeof inner === "object") {
      const missing = missingIn(type.attributes, inner as Record<string, unknown>, defaulted, [
        ...path,
        name,
      ]);
      if (missing) return missing;
    }
  }
  return undefined;
}

/** What to throw where a request lacks what the protocol promises. */
export function invalidRequest({ name }: Pick<Served<unknown>, "name">, missing: string): DiagnosticError {
  return new DiagnosticError({
    code: kitCode("REQUEST_INVALID"),
    summary: "Terraform sent an incomplete request",
    detail: `${name}: the request lacks ${missing}. This is not a mistake in the configuration. Run it again with another version of Terraform, and report this message.`,
  });
}
