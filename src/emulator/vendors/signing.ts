import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHead } from "./vendor";

/** A header's value; an empty one counts as absent. `name` is in lower case. */
export function singleHeader(head: RequestHead, name: string): string | undefined {
  const value = head.headers[name];
  return (Array.isArray(value) ? value[0] : value) || undefined;
}

/** SHA-256 in hexadecimal. */
export function sha256(data: Buffer | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Whether two signatures are the same, in a time that does not tell where they differ. */
export function sameSignature(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
