import OceanBase from "@alicloud/oceanbasepro20190901";
import OpenApi, { $OpenApiUtil } from "@alicloud/openapi-core";
import PopCore from "@alicloud/pop-core";
import { BUILT_IN_ACCESS_KEY } from "../../src/emulator/core/access-keys";
import type { AccessKey } from "../../src/emulator/core/types";

type Runtime = Parameters<OpenApi["callApi"]>[2];

/** What is in an answer of one of the editions; which fields there are depends on the action. */
export interface ClickhouseResponse {
  RequestId: string;
  ProcessList: { Data: { ResultSet: object[] } };
  Data: { ResultSet: object[] };
}

function config(port: number, { id, secret, token }: AccessKey): $OpenApiUtil.Config {
  return new $OpenApiUtil.Config({
    accessKeyId: id,
    accessKeySecret: secret,
    ...(token && { securityToken: token }),
    endpoint: `127.0.0.1:${port}`,
    protocol: "http",
  });
}

/**
 * Alibaba's generic client, which signs by header, pointed at a local server: there is no published one for ClickHouse. Responses the
 * body.
 */
export function clickhouseSdk(port: number, version: string, key: AccessKey = BUILT_IN_ACCESS_KEY) {
  const client = new OpenApi(config(port, key));
  return async (
    action: string,
    query: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<ClickhouseResponse> => {
    const parameters = new $OpenApiUtil.Params({
      action,
      version,
      protocol: "HTTP",
      pathname: "/",
      method: "POST",
      authType: "AK",
      style: "RPC",
      reqBodyType: "formData",
      bodyType: "json",
    });
    const request = new $OpenApiUtil.OpenApiRequest({ query, headers });
    return (await client.callApi(parameters, request, {} as Runtime)).body as ClickhouseResponse;
  };
}

/** Alibaba's typed client for OceanBase, which signs by header. */
export function oceanbaseSdk(port: number, key: AccessKey = BUILT_IN_ACCESS_KEY): OceanBase {
  return new OceanBase(config(port, key));
}

/** Alibaba's older client, which signs by parameters; in the query, or in a form where the method is POST. */
export function popCore(port: number, apiVersion: string, key: AccessKey = BUILT_IN_ACCESS_KEY): PopCore {
  return new PopCore({
    endpoint: `http://127.0.0.1:${port}`,
    apiVersion,
    accessKeyId: key.id,
    accessKeySecret: key.secret,
    ...(key.token && { securityToken: key.token }),
  });
}
