/**
 * A value that Terraform will know only later (while planning: an output of something not yet created).
 * It stands wherever a value of the attribute's type could stand, also inside lists, sets, maps and objects.
 * A symbol, so that using it by mistake as a string or a number throws instead of going unnoticed.
 */
export const UNKNOWN: unique symbol = Symbol.for("terraform.value.unknown") as never;
export type Unknown = typeof UNKNOWN;

/** Whether the value is not known yet. Looks at the value itself, not into it: see {@link hasUnknown}. */
export function isUnknown(value: unknown): value is Unknown {
  return value === UNKNOWN;
}

/** Whether the value, or anything inside it, is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (value === null || typeof value !== "object") return false;
  for (const key in value) if (hasUnknown((value as Record<string, unknown>)[key])) return true;
  return false;
}

/** The same value with null for everything that is not known. Returns a copy. */
export function unknownToNull(value: unknown): unknown {
  if (value === UNKNOWN || value === undefined) return null;
  if (Array.isArray(value)) return value.map(unknownToNull);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unknownToNull(inner)]));
}
