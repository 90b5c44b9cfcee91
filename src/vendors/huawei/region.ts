import { homedir } from "node:os";
import { requireRegion } from "../shared/endpoint";
import { readHcloudProfile } from "./profile";

/**
 * The region to call: as configured, else `HW_REGION_NAME`, else its older name `OS_REGION_NAME`, else the one of the KooCLI
 * profile. There is no sound default: an instance exists in one.
 *
 * @param configured the most specific `region` attribute that is set.
 * @param homeDir where `~` is; default: the user's.
 * @throws RegionError where none is known, or it has characters that no region has.
 */
export function resolveHuaweiRegion(
  configured: string | null | undefined,
  env: NodeJS.ProcessEnv = process.env,
  homeDir: string = homedir(),
): string {
  const named = configured || env.HW_REGION_NAME || env.OS_REGION_NAME;
  const region = named || readHcloudProfile(env, homeDir).region?.trim();
  return requireRegion(region, {
    service: "huawei",
    cloud: "Huawei Cloud",
    remedy:
      "Set region on the resource or in the provider's huawei block, or HW_REGION_NAME, e.g. cn-north-4: the region of the database.",
  });
}
