import { EMULATOR_PROJECT_ID } from "../../src/emulator";
import { createHttp } from "../../src/vendors/http";
import { DasClient } from "../../src/vendors/huawei";
import { resource, SECRETS } from "./workspace";

/** Somebody else who works on the same instances: in the console, or by another program. */
export function elsewhere(url: string): DasClient {
  return new DasClient({
    http: createHttp({ userAgent: "console/1", env: {} }),
    credentials: { accessKey: SECRETS.id, secretKey: SECRETS.key, source: "a test" },
    region: "cn-north-4",
    projectId: EMULATOR_PROJECT_ID,
    endpoint: new URL(url),
  });
}

export const DAS_INSTANCE = "bcfa975193f1402fa11a6d4fd6baf5fbin01";

/** A DAS kill task in HCL, for the report user of one instance unless told otherwise. */
export function dasKillTask(name: string, attributes: Record<string, string> = {}, meta = ""): string {
  const defaults = { instance_id: `"${DAS_INSTANCE}"`, match: '{ users = ["report"] }' };
  return resource("dbkill_huawei_das_kill_task", name, { ...defaults, ...attributes }, meta);
}
