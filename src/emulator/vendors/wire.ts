import { createHash, timingSafeEqual } from "node:crypto";
import { parse, stringify } from "lossless-json";
import { ControlError } from "../core/fields";
import type { Instance } from "../core/world";
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

/** Reads JSON; an integer that a number can't hold is a bigint. Throws a SyntaxError where it is none. */
export function parseLongJson(text: string): unknown {
  return parse(text, undefined, (digits) => {
    const number = Number(digits);
    return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
  });
}

/** Writes JSON; a bigint is a number with all its digits. */
export function stringifyLongJson(
  value: object,
  replacer?: (key: string, value: unknown) => unknown,
): string {
  return stringify(value, replacer) as string;
}

/** An id of up to 64 bits as the number that it is in JSON. `id` is decimal digits. */
export function long(id: string): number | bigint {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}

/** Behind every vendor's error for an instance that nobody posted: real clouds don't know this step. */
export const POST_FIRST = "(Emulator: post the instance first, with POST /_dbkill/sessions.)";

/** The control interface's error for a task on a service without kill tasks. */
export function noKillTasks({ service }: Instance): ControlError {
  return new ControlError(400, "NoKillTasks", `service: ${service.name} has no kill tasks`);
}
