import type { Service } from "../../core/service";
import type { CallContext, Checked, Declared } from "../vendor";
import { invalid, missing } from "./request";

/** One action of an API: returns the fields of its response, or throws an AlibabaError. */
export interface Action {
  readonly name: string;
  carryOut(given: ReadonlyMap<string, string>, context: CallContext): Promise<object>;
}

/** One version of a service's API. */
export interface Api {
  readonly service: Service;
  readonly version: string;
  readonly actions: readonly Action[];
}

/** Makes an action whose parameters are checked before it runs. */
export function defineAction<P extends ParameterTypes>(action: {
  readonly name: string;
  readonly parameters: P;
  carryOut(parameters: Parameters<P>, context: CallContext): Promise<object> | object;
}): Action {
  const { name, parameters } = action;
  return {
    name,
    carryOut: async (given, context) => action.carryOut(checkParameters(parameters, given), context),
  };
}

interface Types {
  string: string;
  integer: number;
  boolean: boolean;
}
type Type = keyof Types;

export type ParameterTypes = Declared<Types>;
export type Parameters<P extends ParameterTypes> = Checked<Types, P>;

const READERS: { [T in Type]: (text: string) => Types[T] | undefined } = {
  string: (text) => text,
  integer: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined),
  boolean: (text) => (/^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined),
};

/**
 * Checks the parameters of a call. An empty one that is required, or is no text, counts as absent; what an action does not know is
 * ignored, as the gateway does. Throws Missing* and InvalidParameter.
 */
export function checkParameters<P extends ParameterTypes>(
  types: P,
  given: ReadonlyMap<string, string>,
): Parameters<P> {
  const values: Record<string, unknown> = {};
  for (const [name, declared] of Object.entries(types)) {
    const type = declared.replace("!", "") as Type;
    const isRequired = declared.endsWith("!");
    const text = given.get(name);
    if (text === undefined || (text === "" && (isRequired || type !== "string"))) {
      if (isRequired) throw missing(name);
      continue;
    }
    const value = READERS[type](text);
    if (value === undefined) throw invalid(name, `must be of type ${type}`);
    values[name] = value;
  }
  return values as Parameters<P>;
}

/** A client's address without its port. An IPv6 address with a port is in brackets. */
export function clientAddress(host: string): string {
  const match = /^\[([^\]]*)\](?::\d+)?$/.exec(host) ?? /^([^:]*):\d+$/.exec(host);
  return match ? match[1]! : host;
}
