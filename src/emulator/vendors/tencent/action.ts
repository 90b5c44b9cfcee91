import type { Service } from "../../core/service";
import type { Match } from "../../core/types";
import type { Instance } from "../../core/world";
import type { CallContext, Checked, Declared, RequestHead, VendorContext } from "../vendor";

/** An error in Tencent Cloud's own words: a code from its documents, and a message. */
export class TencentError extends Error {
  override readonly name = "TencentError";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** One action of an API: returns the fields of `Response`, or throws a TencentError. */
export interface Action {
  readonly name: string;
  /** Requests per second for one access key. */
  readonly ratePerSecond: number;
  carryOut(given: Record<string, unknown>, context: CallContext): Promise<object>;
}

/** One service's API. */
export interface Api {
  readonly service: Service;
  readonly version: string;
  /** Its actions, with nothing kept from earlier calls. */
  actions(): readonly Action[];
  /** Starts a kill task as the console does; absent where the service has none. */
  startTask?(
    instance: Instance,
    match: Match,
    durationSeconds: number | null,
    context: VendorContext,
  ): string;
}

/** Makes an action whose parameters are checked before it runs. */
export function defineAction<P extends ParameterTypes>(action: {
  readonly name: string;
  readonly ratePerSecond: number;
  readonly parameters: P;
  carryOut(parameters: Parameters<P>, context: CallContext): Promise<object> | object;
}): Action {
  const { name, ratePerSecond, parameters } = action;
  return {
    name,
    ratePerSecond,
    carryOut: async (given, context) => action.carryOut(checkParameters(parameters, given), context),
  };
}

interface Types {
  string: string;
  integer: number;
  boolean: boolean;
  "string[]": string[];
  "integer[]": number[];
  "object[]": object[];
}
type Type = keyof Types;

export type ParameterTypes = Declared<Types>;
export type Parameters<P extends ParameterTypes> = Checked<Types, P>;

const CHECKS: { [T in Type]: (value: unknown) => boolean } = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === "boolean",
  "string[]": (value) => Array.isArray(value) && value.every(CHECKS.string),
  "integer[]": (value) => Array.isArray(value) && value.every(CHECKS.integer),
  "object[]": (value) =>
    Array.isArray(value) &&
    value.every((each) => typeof each === "object" && each !== null && !Array.isArray(each)),
};

/**
 * Parameters as a call sends them, unchecked: a JSON body, or for GET the query string, where a list is written
 * `Name.0=...&Name.1=...`. Undefined where the body is not a JSON object.
 */
export function readParameters(head: RequestHead, body: Buffer): Record<string, unknown> | undefined {
  if (head.method === "GET") return fromQuery(head.query);
  try {
    const value: unknown = JSON.parse(body.toString("utf8") || "{}");
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function fromQuery(query: string): Record<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, text] of new URLSearchParams(query)) {
    const item = /^(.+)\.\d+$/.exec(name);
    const value = new QueryText(text);
    if (!item) found.set(name, value);
    else found.set(item[1]!, [...((found.get(item[1]!) as unknown[] | undefined) ?? []), value]);
  }
  return Object.fromEntries(found);
}

/** A query string has no types: what a text stands for is known when its parameter is checked. */
class QueryText {
  constructor(readonly text: string) {}
}

/** The instance that unchecked parameters name; null where they name none. */
export function instanceIdOf(given: Record<string, unknown> | undefined): string | null {
  const id = typed("string", given?.InstanceId);
  return typeof id === "string" && id !== "" ? id : null;
}

/**
 * Checks the parameters of a call. Null counts as absent.
 * Throws MissingParameter, UnknownParameter, and InvalidParameter for one of the wrong type.
 */
export function checkParameters<P extends ParameterTypes>(
  types: P,
  given: Record<string, unknown>,
): Parameters<P> {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(types, name)) {
      throw new TencentError("UnknownParameter", `The parameter \`${name}\` is not defined for this action.`);
    }
  }
  for (const [name, declared] of Object.entries(types)) {
    const type = declared.replace("!", "") as Type;
    const value = typed(type, given[name]);
    if (value === undefined || value === null) {
      if (declared.endsWith("!")) {
        throw new TencentError("MissingParameter", `The required parameter \`${name}\` is missing.`);
      }
    } else if (CHECKS[type](value)) values[name] = value;
    else throw new TencentError("InvalidParameter", `The parameter \`${name}\` must be of type ${type}.`);
  }
  return values as Parameters<P>;
}

/** Gives a query string's texts the type that is asked for, where they can be read so. */
function typed(type: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => typed(type.replace("[]", ""), each));
  if (!(value instanceof QueryText)) return value;
  if (type === "integer" && /^-?\d+$/.test(value.text)) return Number(value.text);
  if (type === "boolean" && /^(true|false)$/.test(value.text)) return value.text === "true";
  return value.text;
}
