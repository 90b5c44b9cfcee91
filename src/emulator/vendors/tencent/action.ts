import type { VendorContext } from "../vendor";
import { checkParameters, type Parameters, type ParameterTypes } from "./parameters";

/** One action of an API: it answers the fields of `Response`, or throws a TencentError. */
export interface Action {
  readonly name: string;
  /** Requests per second for one access key. */
  readonly ratePerSecond: number;
  carryOut(given: Record<string, unknown>, context: VendorContext): Promise<object>;
}

/** Makes an action whose parameters are checked before it runs. */
export function defineAction<P extends ParameterTypes>(action: {
  readonly name: string;
  readonly ratePerSecond: number;
  readonly parameters: P;
  carryOut(parameters: Parameters<P>, context: VendorContext): Promise<object> | object;
}): Action {
  const { name, ratePerSecond, parameters } = action;
  return {
    name,
    ratePerSecond,
    carryOut: async (given, context) => action.carryOut(checkParameters(parameters, given), context),
  };
}
