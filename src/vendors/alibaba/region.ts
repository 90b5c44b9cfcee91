import { homedir } from "node:os";
import { requireRegion } from "../shared/endpoint";
import { profileFiles, readCliProfile } from "./profile";

/** The first two are of Alibaba's own Terraform provider, the others of its command line and SDKs. */
const VARIABLES = [
  "ALICLOUD_REGION",
  "ALIBABA_CLOUD_REGION",
  "ALIBABA_CLOUD_REGION_ID",
  "ALIBABACLOUD_REGION_ID",
  "ALICLOUD_REGION_ID",
];

/**
 * The region to call: as configured, else the environment's, else `region_id` of the `aliyun` command's profile. There is no
 * sound default: a database is in one.
 *
 * @param configured the most specific `region` attribute that is set.
 * @param homeDir where `~` is; default: the user's.
 * @throws RegionError where none is known, or it has characters that no region has.
 */
export function resolveAlibabaRegion(
  configured: string | null | undefined,
  env: NodeJS.ProcessEnv = process.env,
  homeDir: string = homedir(),
): string {
  const variable = VARIABLES.find((name) => env[name]);
  const region = configured || (variable && env[variable]) || profileRegion(env, homeDir);
  return requireRegion(region, {
    service: "alibaba",
    cloud: "Alibaba Cloud",
    remedy:
      "Set region on the resource or in the provider's alibaba block, or ALIBABA_CLOUD_REGION, e.g. cn-hangzhou: the region of the database.",
  });
}

function profileRegion(env: NodeJS.ProcessEnv, homeDir: string): string | undefined {
  const { cli, profile } = profileFiles(env, homeDir);
  const region = cli && readCliProfile(cli, profile).values?.region_id;
  return typeof region === "string" ? region.trim() : undefined;
}
