import type { Service } from "../../service";
import type { VendorContext } from "../vendor";
import { checkParameters, type Parameters, type ParameterTypes } from "./parameters";

/** One action of an API: it answers the fields of its response, or throws an AlibabaError. */
export interface Action {
  readonly name: string;
  carryOut(given: ReadonlyMap<string, string>, context: VendorContext): Promise<object>;
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
  carryOut(parameters: Parameters<P>, context: VendorContext): Promise<object> | object;
}): Action {
  const { name, parameters } = action;
  return {
    name,
    carryOut: async (given, context) => action.carryOut(checkParameters(parameters, given), context),
  };
}
