import type { Http } from "../../../../src/vendors/http";
import { DasClient, type HuaweiClientOptions, MrsClient } from "../../../../src/vendors/huawei";
import { SECRET_KEY, TOKEN } from "./dbbrain";
import { answer, type Reaction } from "./raw-server";

export const PROJECT = "054e292c9880d4992f02c0196d3ea468";
export const INSTANCE_ID = "bcfa975193f1402fa11a6d4fd6baf5fbin01";
export const SQL_ID = "20190909_011820_00151_xxxxx";

/** What a client of a server on loop-back is made from. */
export function huaweiOptions(endpoint: URL, http: Http): HuaweiClientOptions {
  const credentials = { accessKey: "AKtest", secretKey: SECRET_KEY, securityToken: TOKEN, source: "a test" };
  return { http, credentials, region: "cn-north-4", projectId: PROJECT, endpoint };
}

/** Clients of a server on loop-back. */
export function huaweiAt(endpoint: URL, http: Http): { das: DasClient; mrs: MrsClient } {
  const options = huaweiOptions(endpoint, http);
  return { das: new DasClient(options), mrs: new MrsClient(options) };
}

/** Responses as DAS and MRS do when they did what they were asked. */
export function done(content: unknown = { success: true }, headers: Record<string, string> = {}): Reaction {
  return answer(200, content, { "x-request-id": "req-ok", ...headers });
}
