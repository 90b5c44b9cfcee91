import { isMysqlSystemSession, type Service } from "../../core/service";
import type { Instance } from "../../core/world";
import { isInRegion, isTencentRegion, notFoundHint } from "../regions";
import type { CallContext } from "../vendor";
import { TencentError } from "./action";

/** TencentDB's administration account. */
const OWN_ACCOUNTS = ["tencentroot"];

/** DBbrain: diagnosis and treatment of TencentDB for MySQL (`mysql`), TDSQL-C (`cynosdb`) and their relatives. */
export const DBBRAIN: Service = {
  name: "dbbrain",
  products: ["mysql", "cynosdb", "mariadb", "dcdb"],
  // TDSQL-C ids begin with cynosdbmysql-; the API's own default is mysql.
  defaultProduct: (instanceId) => (instanceId.startsWith("cynosdb") ? "cynosdb" : "mysql"),
  isRegion: isTencentRegion,
  sessionId: { pattern: /^[1-9]\d{0,14}$/, words: "a whole number, as MySQL connection ids are" },
  // "System connections are spared" (https://www.tencentcloud.com/document/product/1035/71632), without a list of them.
  spares: (session) => isMysqlSystemSession(session, OWN_ACCOUNTS),
};

/** The products that have kill tasks and immediate kills. */
const KILL_PRODUCTS = ["mysql", "cynosdb"];

/**
 * The instance that a call names. A product that the action does not know is InvalidParameterValue, an instance that nobody
 * posted is ResourceNotFound: not every action lists that code among its own, but it is one of Tencent's common error codes.
 */
export function findInstance(
  { world, region }: CallContext,
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
  if (!instance || !isInRegion(instance, region)) {
    throw new TencentError(
      "ResourceNotFound",
      `The instance ${instanceId} of product ${product} is not found. ${notFoundHint(instance, region)}`,
    );
  }
  return instance;
}
