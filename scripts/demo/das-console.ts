import { type AccessKey, BUILT_IN_ACCESS_KEY, EMULATOR_PROJECT_ID } from "../../src/emulator";
import { createHttp } from "../../src/vendors";
import * as huawei from "../../src/vendors/huawei";

/** Somebody else who works on the emulator's instances: in the DAS console, or by another program. */
export function dasConsole(url: string, { id, secret }: AccessKey = BUILT_IN_ACCESS_KEY): huawei.DasClient {
  return new huawei.DasClient({
    http: createHttp({ userAgent: "console", env: {} }),
    credentials: { accessKey: id, secretKey: secret, source: "the emulator" },
    region: "cn-north-4",
    projectId: EMULATOR_PROJECT_ID,
    endpoint: new URL(url),
  });
}
