import type { Service } from "../../core/service";
import type { Match, ServiceName } from "../../core/types";
import type { Instance } from "../../core/world";
import { isTencentRegion } from "../regions";
import type {
  CallHead,
  Failure,
  RequestHead,
  Vendor,
  VendorCall,
  VendorContext,
  VendorResponse,
} from "../vendor";
import { noKillTasks, singleHeader } from "../wire";
import { type Action, type Api, instanceIdOf, readParameters, TencentError } from "./action";
import { authenticate, parseAuthorization } from "./tc3";

/**
 * Tencent Cloud API 3.0: RPC over HTTP, the action in the header X-TC-Action. Every response, an error too, has HTTP status 200
 * and the form `{"Response":{...,"RequestId"}}`.
 */
export class TencentCloud implements Vendor {
  readonly services: readonly Service[];
  #actions: ReadonlyMap<Api, readonly Action[]>;

  constructor(
    private readonly context: VendorContext,
    private readonly apis: readonly [Api, ...Api[]],
  ) {
    this.services = apis.map(({ service }) => service);
    this.#actions = actionsOf(apis);
  }

  actionsOf(service: ServiceName): readonly string[] | undefined {
    const api = this.apis.find((each) => each.service.name === service);
    return api && this.#actions.get(api)!.map(({ name }) => name);
  }

  identify(head: RequestHead): CallHead | undefined {
    const { headers } = head;
    const isTencent =
      headers.authorization?.startsWith("TC3-") ||
      Object.keys(headers).some((name) => name.startsWith("x-tc-"));
    if (!isTencent) return undefined;
    const version = singleHeader(head, "x-tc-version");
    const api = this.apis.find((each) => each.version === version) ?? this.apis[0];
    return {
      service: api.service.name,
      action: singleHeader(head, "x-tc-action") ?? "",
      accessKeyId: parseAuthorization(headers.authorization)?.secretId ?? null,
    };
  }

  open(head: RequestHead, body: Buffer, requestId: string): VendorCall {
    const parameters = readParameters(head, body);
    return {
      instanceId: instanceIdOf(parameters),
      carryOut: async () => {
        try {
          return success(await this.#carryOut(head, body, parameters), requestId);
        } catch (error) {
          return failure(asTencentError(error), 200, requestId);
        }
      },
    };
  }

  fail(fault: Failure, requestId: string): VendorResponse {
    switch (fault.kind) {
      case "throttle":
        return failure(throttled("this action"), 200, requestId);
      case "http_500":
        return failure(new TencentError("InternalError", "An internal error occurred."), 500, requestId);
      case "http_503":
        return failure(
          new TencentError("ServiceUnavailable", "The service is unavailable at the moment."),
          503,
          requestId,
        );
      case "code":
        return failure(new TencentError(fault.code, "An injected fault."), 200, requestId);
    }
  }

  startTask(instance: Instance, match: Match, durationSeconds: number | null): string {
    const api = this.apis.find(({ service }) => service === instance.service);
    if (!api?.startTask) throw noKillTasks(instance);
    return api.startTask(instance, match, durationSeconds, this.context);
  }

  reset(): void {
    this.#actions = actionsOf(this.apis);
  }

  /** In this order: signature, common parameters, rate limit, the action's own parameters. */
  async #carryOut(
    head: RequestHead,
    body: Buffer,
    parameters: Record<string, unknown> | undefined,
  ): Promise<object> {
    const accessKey = authenticate(head, body, this.context.accessKeys);
    const name = commonParameter(head, "Action");
    const version = commonParameter(head, "Version");
    const api = this.apis.find((each) => each.version === version);
    if (!api) {
      throw new TencentError(
        "NoSuchVersion",
        `The version ${version} does not exist; there is ${this.apis.map((each) => each.version).join(", ")}.`,
      );
    }
    const action = this.#actions.get(api)!.find((each) => each.name === name);
    if (!action) {
      // Which code the real API has for this is not documented.
      throw new TencentError("InvalidAction", `The action ${name} does not exist in version ${version}.`);
    }
    const region = commonParameter(head, "Region");
    if (!isTencentRegion(region)) {
      throw new TencentError("UnsupportedRegion", `The API does not support the requested region ${region}.`);
    }
    const { rateLimit } = this.context;
    if (rateLimit && !rateLimit.admit(`tencent ${accessKey.id} ${name}`, action.ratePerSecond)) {
      throw throttled(`${name}: ${action.ratePerSecond} requests per second`);
    }
    if (!parameters) throw new TencentError("InvalidParameter", "The body must be a JSON object.");
    return action.carryOut(parameters, { ...this.context, region });
  }
}

function actionsOf(apis: readonly Api[]): ReadonlyMap<Api, readonly Action[]> {
  return new Map(apis.map((api) => [api, api.actions()]));
}

function commonParameter(head: RequestHead, name: string): string {
  const value = singleHeader(head, `x-tc-${name.toLowerCase()}`);
  if (value === undefined) throw new TencentError("MissingParameter", `The header X-TC-${name} is missing.`);
  return value;
}

function throttled(limit: string): TencentError {
  return new TencentError("RequestLimitExceeded", `The request frequency limit is exceeded (${limit}).`);
}

function asTencentError(error: unknown): TencentError {
  if (error instanceof TencentError) return error;
  return new TencentError(
    "InternalError",
    error instanceof Error ? error.message : "An internal error occurred.",
  );
}

function success(fields: object, requestId: string): VendorResponse {
  return respond({ ...fields, RequestId: requestId }, 200, null);
}

function failure({ code, message }: TencentError, status: number, requestId: string): VendorResponse {
  return respond({ Error: { Code: code, Message: message }, RequestId: requestId }, status, code);
}

function respond(response: object, status: number, errorCode: string | null): VendorResponse {
  return {
    status,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ Response: response }),
    errorCode,
  };
}
