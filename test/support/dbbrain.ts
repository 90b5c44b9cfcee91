import { CommonClient } from "tencentcloud-sdk-nodejs-common";

/** Tencent's own SDK, pointed at a local server, with the emulator's key unless told otherwise. */
export function dbbrainSdk(
  port: number,
  credential: { secretId?: string; secretKey?: string; token?: string } = {},
  { region = "ap-guangzhou", version = "2021-05-27", reqMethod = "POST" as "POST" | "GET" } = {},
): CommonClient {
  return new CommonClient("", version, {
    credential: { secretId: "dbkill-emulator", secretKey: "dbkill-emulator-secret", ...credential },
    region,
    profile: { httpProfile: { protocol: "http://", endpoint: `127.0.0.1:${port}`, reqMethod } },
  });
}
