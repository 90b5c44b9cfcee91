import type { Construct } from "constructs";
import { targetUnsupported } from "../errors";
import type { Offer, TargetApi } from "./target-api";

/**
 * What a target's service offers for a construct.
 *
 * @param use the construct's class, for the message
 * @throws ConstructError `TARGET_UNSUPPORTED` where it offers nothing, with what to use instead
 */
export function offered<A extends object>(
  offer: Offer<A>,
  use: string,
  construct: Construct,
  api: TargetApi,
): A {
  if (typeof offer === "string") throw targetUnsupported(use, construct.node.path, api, offer);
  return offer;
}
