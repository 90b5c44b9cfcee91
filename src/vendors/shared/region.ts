import { RegionError } from "./errors";

/**
 * Checks a region that becomes part of a request or a host name. A line end copied along with it is not part of it.
 *
 * @param cloud e.g. `Tencent Cloud`
 * @param remedy where a region can be set
 * @throws RegionError where none is known, or it has characters that no region has
 */
export function requireRegion(
  region: string | null | undefined,
  { service, cloud, remedy }: { readonly service: string; readonly cloud: string; readonly remedy: string },
): string {
  const name = region?.trim();
  if (!name) throw new RegionError(`No ${cloud} region is configured.`, { service, remedy });
  if (/^[a-z0-9-]+$/.test(name)) return name;
  throw new RegionError(`${JSON.stringify(name)} is not a ${cloud} region.`, { service, remedy });
}
