import { BUILT_IN_ACCESS_KEY, EMULATOR_PROJECT_ID } from "../core/access-keys";
import type { AccessKey } from "../core/types";

/** The environment variables by which the vendors' own tools, and dbkill, find a region and a key pair that the emulator accepts. */
const ENVIRONMENTS = {
  tencent: ({ id, secret }: AccessKey) => ({
    TENCENTCLOUD_REGION: "ap-guangzhou",
    TENCENTCLOUD_SECRET_ID: id,
    TENCENTCLOUD_SECRET_KEY: secret,
  }),
  huawei: ({ id, secret }: AccessKey, projectId: string) => ({
    HW_REGION_NAME: "cn-north-4",
    HW_PROJECT_ID: projectId,
    HW_ACCESS_KEY: id,
    HW_SECRET_KEY: secret,
  }),
  alibaba: ({ id, secret }: AccessKey) => ({
    ALIBABA_CLOUD_REGION: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: id,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
  }),
};

/** A cloud, as the provider's block and the types name it. */
export type CloudName = keyof typeof ENVIRONMENTS;

export const CLOUD_NAMES = Object.keys(ENVIRONMENTS) as [CloudName, ...CloudName[]];

/** What to set so that a cloud's services are called with a key pair that the emulator accepts. */
export function cloudEnvironment(
  cloud: CloudName,
  key: AccessKey = BUILT_IN_ACCESS_KEY,
  projectId = EMULATOR_PROJECT_ID,
): Readonly<Record<string, string>> {
  return ENVIRONMENTS[cloud](key, projectId);
}
