import { Token } from "cdktf";

/** Whether there is a token anywhere in a value. */
export function holdsTokens(value: unknown): boolean {
  if (Token.isUnresolved(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsTokens);
}
