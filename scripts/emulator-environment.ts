import { type AccessKey, BUILT_IN_ACCESS_KEY, EMULATOR_PROJECT_ID } from "../src/emulator";

/** The clouds, as `--vendor` names them. */
export const VENDORS = ["tencent", "huawei", "alibaba"] as const;
export type Vendor = (typeof VENDORS)[number];

const credentials = ({ id, secret }: AccessKey): Readonly<Record<Vendor, NodeJS.ProcessEnv>> => ({
  tencent: {
    TENCENTCLOUD_REGION: "ap-guangzhou",
    TENCENTCLOUD_SECRET_ID: id,
    TENCENTCLOUD_SECRET_KEY: secret,
  },
  huawei: {
    HW_REGION_NAME: "cn-north-4",
    HW_PROJECT_ID: EMULATOR_PROJECT_ID,
    HW_ACCESS_KEY: id,
    HW_SECRET_KEY: secret,
  },
  alibaba: {
    ALIBABA_CLOUD_REGION: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: id,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
  },
});

/** What the provider needs to call an emulator instead of a cloud: its address, and a key pair that it accepts. */
export function emulatorEnvironment(
  vendor: Vendor,
  url: string,
  key: AccessKey = BUILT_IN_ACCESS_KEY,
): NodeJS.ProcessEnv {
  return { DBKILL_ENDPOINT_URL: url, ...credentials(key)[vendor] };
}
