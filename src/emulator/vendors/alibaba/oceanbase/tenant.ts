import type { Instance, World } from "../../../world";
import { AlibabaError } from "../error";
import { OCEANBASE } from "./service";

/**
 * The tenants of a cluster that a call names: one, or all where it names none. Which codes the real API has for a cluster or a tenant that
 * is not there is in no document at hand.
 */
export function findTenants(world: World, instanceId: string, tenantId: string | undefined): Instance[] {
  const tenants = [...world.instances()].filter(
    (each) => each.service.name === OCEANBASE.name && each.id === instanceId,
  );
  if (tenants.length === 0) {
    throw new AlibabaError(
      "InvalidInstanceId.NotFound",
      `The specified InstanceId ${instanceId} is not found.`,
    );
  }
  return tenantId ? [findTenant(world, instanceId, tenantId)] : tenants;
}

/** One tenant of a cluster. */
function findTenant(world: World, instanceId: string, tenantId: string): Instance {
  const tenant = world.find(OCEANBASE, instanceId, undefined, tenantId);
  if (tenant) return tenant;
  throw new AlibabaError(
    "InvalidTenantId.NotFound",
    `The specified TenantId ${tenantId} is not found in ${instanceId}.`,
  );
}
