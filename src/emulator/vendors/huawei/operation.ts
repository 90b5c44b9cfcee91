import type { Service } from "../../core/service";
import type { Match } from "../../core/types";
import type { Instance } from "../../core/world";
import type { CallContext, RequestHead, VendorContext } from "../vendor";
import { decoded } from "./sdk-hmac";

/** An error in Huawei Cloud's own words. Its body has another shape in each place it comes from. */
export class HuaweiError extends Error {
  override readonly name = "HuaweiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly body: (requestId: string) => object,
  ) {
    super(message);
  }
}

/** An error of the gateway before all services: codes `APIGW.*`. */
export function gatewayError(status: number, code: string, message: string): HuaweiError {
  return new HuaweiError(status, code, message, (requestId) => ({
    error_msg: message,
    error_code: code,
    request_id: requestId,
  }));
}

/** An error of a service, in the shape that both DAS and MRS have in their tables. */
export function serviceError(code: string, message: string): HuaweiError {
  return new HuaweiError(400, code, message, () => ({ error_code: code, error_msg: message }));
}

/** An error in the shape that some of Huawei's older services have. */
export function nestedError(status: number, code: string, message: string): HuaweiError {
  return new HuaweiError(status, code, message, () => ({ error: { code, message } }));
}

/** A request without a valid signature. */
export function unauthenticated(reason: string): HuaweiError {
  return gatewayError(401, "APIGW.0301", `Incorrect IAM authentication information: ${reason}`);
}

/** The gateway's error for more calls than its limit. */
export function throttled(perSecond: number): HuaweiError {
  return gatewayError(
    429,
    "APIGW.0308",
    `The throttling threshold has been reached: policy user over ratelimit,limit:${perSecond},time:1 second`,
  );
}

/** A call that is signed, for a project of the key's, and for an instance that exists. */
export interface HuaweiCall {
  readonly instance: Instance;
  /** What the path has where the operation's has `*`; empty where it has none. */
  readonly pathId: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
  readonly body: Buffer;
  readonly context: VendorContext;
}

/** One operation of a service: returns the body of HTTP 200, or throws a HuaweiError or what the service's `explain` turns into one. */
export interface Operation {
  readonly method: string;
  /** Below the instance, such as `auto-flow/add-kill-process-task`; `*` stands for one segment. */
  readonly path: string;
  carryOut(call: HuaweiCall): Promise<object> | object;
}

/** One of Huawei's services, behind the gateway. */
export interface Api {
  readonly service: Service;
  /** What its paths begin with: `/v3/{project_id}/instances/{instance_id}/` has version `v3` and collection `instances`. */
  readonly version: string;
  readonly collection: string;
  /** By action: the name in faults and in the request log. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** What a project id looks like. */
  readonly projectId: RegExp;
  /** The error for a project that is not the caller's. */
  wrongProject(projectId: string): HuaweiError;
  /** Throws the service's error for an id that can't be one, or that nobody posted in the call's region. */
  findInstance(context: CallContext, instanceId: string): Instance;
  /** Starts a kill task as the console does; absent where the service has none. */
  startTask?(
    instance: Instance,
    match: Match,
    durationSeconds: number | null,
    context: VendorContext,
  ): string;
  /** What an operation threw: where it is a mistake of the caller's, as a HuaweiError in the service's words. */
  explain(thrown: unknown): unknown;
}

/** What a request's path says. */
export interface Route {
  readonly api: Api;
  readonly projectId: string;
  readonly instanceId: string;
  /** The operation's name; where there is none, the path's last segment. */
  readonly action: string;
  /** Undefined: the service has no such operation. */
  readonly operation: Operation | undefined;
  /** What the path has where the operation's has `*`. */
  readonly pathId: string;
}

/** Undefined: the path is of none of these APIs. */
export function routeOf({ method, path }: RequestHead, apis: readonly Api[]): Route | undefined {
  const [root, version, projectId, collection, instanceId, ...rest] = path.split("/").map(decoded);
  const api = apis.find((each) => each.version === version && each.collection === collection);
  if (root !== "" || !api || projectId === undefined || instanceId === undefined) return undefined;
  const place = { api, projectId, instanceId };
  for (const [action, operation] of Object.entries(api.operations)) {
    const pathId = operation.method === method ? starOf(operation.path, rest) : undefined;
    if (pathId !== undefined) return { ...place, action, operation, pathId };
  }
  return { ...place, action: rest.at(-1) ?? "", operation: undefined, pathId: "" };
}

/** The segment that `*` stands for, empty where the pattern has none; undefined where the path does not fit. */
function starOf(pattern: string, segments: readonly string[]): string | undefined {
  const parts = pattern.split("/");
  const fits =
    parts.length === segments.length && parts.every((part, at) => part === "*" || part === segments[at]);
  return fits ? (segments[parts.indexOf("*")] ?? "") : undefined;
}
