import type { AccessKey } from "../src/emulator";
import { CLOUD_NAMES, type CloudName, cloudEnvironment } from "../src/emulator/vendors/environment";

/** The clouds, as `--vendor` names them. */
export const VENDORS = CLOUD_NAMES;
export type Vendor = CloudName;

/** What the provider needs to call an emulator instead of a cloud: its address, and a key pair that it accepts. */
export function emulatorEnvironment(vendor: Vendor, url: string, key?: AccessKey): NodeJS.ProcessEnv {
  return { DBKILL_ENDPOINT_URL: url, ...cloudEnvironment(vendor, key) };
}
