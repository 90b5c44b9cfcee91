import type { Instance, World } from "../../../world";
import { TencentError } from "../error";
import { DBBRAIN } from "./service";

/** The products that have kill tasks and immediate kills. */
const KILL_PRODUCTS = ["mysql", "cynosdb"];

/**
 * The instance that a call names. A product that the action does not know is InvalidParameterValue, an instance that nobody
 * posted is ResourceNotFound: not every action lists that code among its own, but it is one of Tencent's common error codes.
 */
export function findInstance(
  world: World,
  instanceId: string,
  product = "mysql",
  products: readonly string[] = KILL_PRODUCTS,
): Instance {
  if (!products.includes(product)) {
    throw new TencentError(
      "InvalidParameterValue",
      `The value of the parameter \`Product\` must be one of ${products.join(", ")}.`,
    );
  }
  const instance = world.find(DBBRAIN, instanceId, product);
  if (!instance) {
    throw new TencentError(
      "ResourceNotFound",
      `The instance ${instanceId} of product ${product} is not found.`,
    );
  }
  return instance;
}
