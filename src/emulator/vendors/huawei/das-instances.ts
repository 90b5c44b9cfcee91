import { isMysqlSystemSession, type Service } from "../../core/service";
import type { Instance } from "../../core/world";
import { isHuaweiRegion, isInRegion, notFoundHint } from "../regions";
import type { CallContext } from "../vendor";
import { serviceError } from "./operation";

/** The accounts that Huawei itself makes on each RDS for MySQL instance. */
const OWN_ACCOUNTS = ["rdsAdmin", "rdsBackup", "rdsMetric", "rdsRepl", "rdsProxy"];

/** The largest number of 63 bits: session ids are a Long on the wire. */
const LARGEST_LONG = 2n ** 63n - 1n;

/** Data Admin Service: MySQL instances. */
export const DAS: Service = {
  name: "das",
  products: [],
  defaultProduct: () => undefined,
  isRegion: isHuaweiRegion,
  sessionId: {
    pattern: { test: (id) => /^[1-9]\d{0,18}$/.test(id) && BigInt(id) <= LARGEST_LONG },
    words: "a whole number of at most 63 bits, as MySQL connection ids are",
  },
  spares: (session) => isMysqlSystemSession(session, OWN_ACCOUNTS),
};

/**
 * The instance that a path names. The documents say that an id has 32 letters and digits, and in every example it has 36: both
 * are taken, and whatever was posted. The code for an instance that does not exist is not documented: here it is the one for
 * instance ids that are not valid.
 */
export function findInstance({ world, region }: CallContext, instanceId: string): Instance {
  const instance = world.find(DAS, instanceId);
  if (instance && (isInRegion(instance, region) || servedFrom(instance.region) === region)) return instance;
  const hint = notFoundHint(instance, region);
  throw serviceError(
    "DAS.200114",
    /^([0-9A-Za-z]{32}|[0-9A-Za-z]{36})$/.test(instanceId)
      ? `The instance ${instanceId} does not exist. ${hint}`
      : `Invalid parameter: instance_id ${JSON.stringify(instanceId)} must be 32 or 36 letters and digits. ${hint}`,
  );
}

/** The region whose host serves another one: na-mexico-1 has none of its own (huaweicloud-sdk-nodejs-v3, DasRegion.ts). */
function servedFrom(region: string | undefined): string | undefined {
  return region === "na-mexico-1" ? "la-south-2" : region;
}
