import { request } from "node:http";
import { BUILT_IN_ACCESS_KEY, EMULATOR_PROJECT_ID, type ServiceName } from "../../src/emulator";
import { signature as sdkHmac } from "../../src/emulator/vendors/huawei/sdk-hmac";
import { signature as tc3 } from "../../src/emulator/vendors/tencent/tc3";
import { sha256 } from "../../src/emulator/vendors/wire";
import { signByHeader } from "./alibaba-calls";

/** What a call is for. */
export interface Place {
  readonly instanceId: string;
  /** The Host that it is addressed to. */
  readonly host: string;
  /** As a header or parameter, where the service's calls have one. */
  readonly region?: string;
  readonly secret?: string;
}

export interface SignedRequest {
  readonly method: string;
  /** With its query. */
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Of each service, a read that names an instance: the action's name, and a call of it that is signed. */
export const READS: Record<ServiceName, { readonly action: string; sign(place: Place): SignedRequest }> = {
  dbbrain: {
    action: "DescribeMySqlProcessList",
    sign: (place) => tencent("DescribeMySqlProcessList", { InstanceId: place.instanceId }, place),
  },
  das: {
    action: "query-process-list",
    sign: (place) => huawei("GET", "v3", "instances", "query-process-list", place),
  },
  mrs: {
    action: "ShowSqlResult",
    sign: (place) => huawei("GET", "v2", "clusters", "sql-execution/sql-1", place),
  },
  clickhouse: {
    action: "DescribeProcessList",
    sign: ({ region, ...place }) =>
      alibaba("2019-11-11", "DescribeProcessList", place, {
        query: { DBClusterId: place.instanceId, ...(region && { RegionId: region }) },
      }),
  },
  oceanbasepro: {
    action: "DescribeProcessStatsComposition",
    sign: (place) =>
      alibaba("2019-09-01", "DescribeProcessStatsComposition", place, {
        form: { InstanceId: place.instanceId, TenantId: "t1" },
      }),
  },
};

/** A call of DBbrain. */
export function tencent(action: string, parameters: object, place: Place): SignedRequest {
  const body = JSON.stringify(parameters);
  const timestamp = Math.floor(Date.now() / 1000);
  const authorization = {
    date: new Date(timestamp * 1000).toISOString().slice(0, 10),
    service: "dbbrain",
    signedHeaders: ["content-type", "host"],
  };
  const headers = { host: place.host, "content-type": "application/json" };
  const secret = place.secret ?? BUILT_IN_ACCESS_KEY.secret;
  const told = tc3({
    method: "POST",
    path: "/",
    query: "",
    headers,
    payload: body,
    timestamp,
    authorization,
    secret,
  });
  return {
    method: "POST",
    target: "/",
    body,
    headers: {
      ...headers,
      authorization: `TC3-HMAC-SHA256 Credential=${BUILT_IN_ACCESS_KEY.id}/${authorization.date}/dbbrain/tc3_request, SignedHeaders=content-type;host, Signature=${told}`,
      "x-tc-action": action,
      "x-tc-version": "2021-05-27",
      "x-tc-timestamp": String(timestamp),
      "x-tc-region": place.region ?? "ap-guangzhou",
    },
  };
}

function huawei(
  method: string,
  version: string,
  collection: string,
  rest: string,
  place: Place,
): SignedRequest {
  const path = `/${version}/${EMULATOR_PROJECT_ID}/${collection}/${place.instanceId}/${rest}`;
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const headers = { host: place.host, "x-sdk-date": date };
  const told = sdkHmac({
    method,
    path,
    query: "",
    headers,
    signedHeaders: ["host", "x-sdk-date"],
    date,
    payloadHash: sha256(""),
    secret: place.secret ?? BUILT_IN_ACCESS_KEY.secret,
  });
  const authorization = `SDK-HMAC-SHA256 Access=${BUILT_IN_ACCESS_KEY.id}, SignedHeaders=host;x-sdk-date, Signature=${told}`;
  return { method, target: path, body: "", headers: { ...headers, authorization } };
}

function alibaba(
  version: string,
  action: string,
  { host, secret = BUILT_IN_ACCESS_KEY.secret }: Place,
  parameters: { query?: Record<string, string>; form?: Record<string, string> },
): SignedRequest {
  const key = { ...BUILT_IN_ACCESS_KEY, secret };
  const { method, path, query, headers, body } = signByHeader({ version, action, host, key, ...parameters });
  return { method, target: `${path}${query && `?${query}`}`, headers, body };
}

/** Sends a request with the Host that it names, whichever address it goes to. Rejects where the connection breaks. */
export function exchange(url: string, { method, target, headers, body }: SignedRequest) {
  const { hostname, port } = new URL(url);
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const options = { host: hostname, port, method, path: target, headers, agent: false };
    const sent = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode!, text }));
    });
    sent.on("error", reject).end(body);
  });
}

/** The vendor's code in a response; undefined where it went well. */
export function codeIn(text: string): string | undefined {
  const body = JSON.parse(text);
  return body.Response?.Error?.Code ?? body.error_code ?? body.error?.code ?? body.Code;
}
