import { homedir } from "node:os";
import { requireRegion } from "../shared/endpoint";
import { readJsonProfile } from "../shared/profile-file";
import { profilePaths, TENCENT_PROFILE } from "./profile";

/**
 * The region to call: as configured, else `TENCENTCLOUD_REGION`, else the one of the `tccli` profile. DBbrain requires one in
 * every call (https://cloud.tencent.com/document/product/1130/72836), and there is no sound default: an instance exists in one.
 *
 * @param configured the most specific `region` attribute that is set.
 * @param homeDir where `~` is; default: the user's.
 * @throws RegionError where none is known, or it has characters that no region has.
 */
export function resolveTencentRegion(
  configured: string | null | undefined,
  env: NodeJS.ProcessEnv = process.env,
  homeDir: string = homedir(),
): string {
  const region = configured || env.TENCENTCLOUD_REGION || profileRegion(env, homeDir);
  return requireRegion(region, {
    service: "tencent",
    cloud: "Tencent Cloud",
    remedy:
      "Set region on the resource or in the provider's tencent block, or TENCENTCLOUD_REGION, e.g. ap-guangzhou: the region of the database.",
  });
}

function profileRegion(env: NodeJS.ProcessEnv, homeDir: string): string | undefined {
  const settings = readJsonProfile(profilePaths(env, homeDir).configure, TENCENT_PROFILE)?._sys_param;
  const region = (settings as Record<string, unknown> | null | undefined)?.region;
  return typeof region === "string" ? region.trim() : undefined;
}
