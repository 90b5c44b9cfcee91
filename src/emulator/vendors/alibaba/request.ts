import { singleHeader } from "../signing";
import type { RequestHead } from "../vendor";

/** Names and values, decoded, in the order in which they came. */
export type Entries = readonly (readonly [name: string, value: string])[];

/** A call to an RPC-style API, read but not checked. */
export interface AlibabaRequest {
  readonly head: RequestHead;
  readonly body: Buffer;
  readonly query: Entries;
  /** Empty where the body is no form. */
  readonly form: Entries;
  /** By name, from query and form; where a name comes twice, the first. */
  readonly parameters: ReadonlyMap<string, string>;
}

const FORM = "application/x-www-form-urlencoded";

export function readRequest(head: RequestHead, body: Buffer): AlibabaRequest {
  const query = decoded(head.query);
  const form = isForm(head) ? decoded(body.toString("utf8")) : [];
  return { head, body, query, form, parameters: new Map([...query, ...form].reverse()) };
}

/** Whether the body holds parameters. */
export function isForm(head: RequestHead): boolean {
  return singleHeader(head, "content-type")?.split(";")[0]?.trim().toLowerCase() === FORM;
}

/** The instance that a call names, by whatever name its API has for it; null where it names none. */
export function instanceIdOf({ parameters }: AlibabaRequest): string | null {
  const names = ["DBClusterId", "DBInstanceId", "InstanceId"];
  return names.map((name) => parameters.get(name)).find((id) => id) ?? null;
}

function decoded(text: string): Entries {
  return [...new URLSearchParams(text)];
}
