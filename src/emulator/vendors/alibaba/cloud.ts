import type { Service } from "../../core/service";
import type { ServiceName } from "../../core/types";
import type { Instance } from "../../core/world";
import { regionOfHost } from "../regions";
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
import type { Action, Api } from "./action";
import { authenticate, claimedKey, isAcs3, Nonces } from "./authenticate";
import {
  AlibabaError,
  type AlibabaRequest,
  failure,
  instanceIdOf,
  isForm,
  readRequest,
  success,
} from "./request";

/** No document names the services' own limits; the gateway's is 100 a second (https://help.aliyun.com/document_detail/48054.html). */
const RATE_PER_SECOND = 100;

/**
 * Alibaba Cloud's RPC-style APIs. Action and version are headers where the call is signed by header (ACS3-HMAC-SHA256), and
 * parameters where it is signed by parameters (HMAC-SHA1). An action's own parameters may be in the query or in a form, either way.
 * Errors have a status of their own and the form `{"RequestId","HostId","Code","Message","Recommend"}`.
 */
export class AlibabaCloud implements Vendor {
  readonly services: readonly Service[];
  readonly #nonces = new Nonces();

  constructor(
    private readonly context: VendorContext,
    private readonly apis: readonly Api[],
  ) {
    this.services = [...new Set(apis.map(({ service }) => service))];
  }

  actionsOf(service: ServiceName): readonly string[] | undefined {
    const actions = this.apis.filter((api) => api.service.name === service).flatMap((api) => api.actions);
    return actions.length > 0 ? [...new Set(actions.map(({ name }) => name))] : undefined;
  }

  identify(head: RequestHead, body?: Buffer): CallHead | undefined {
    const request = readRequest(head, body ?? Buffer.alloc(0));
    // Whose key it is, or even which action, may be said in the form alone.
    const needsBody = isForm(head) && !isAcs3(request) && !request.parameters.has("AccessKeyId");
    if (!isAlibaba(request) || (needsBody && body === undefined)) return undefined;
    const action = nameOf("Action", request);
    return {
      service: this.#serviceOf(nameOf("Version", request), action).name,
      action,
      accessKeyId: claimedKey(request),
    };
  }

  open(head: RequestHead, body: Buffer, requestId: string): VendorCall {
    const request = readRequest(head, body);
    return {
      instanceId: instanceIdOf(request),
      carryOut: async () => {
        try {
          return success(await this.#carryOut(request), requestId);
        } catch (error) {
          return failure(asAlibabaError(error), requestId);
        }
      },
    };
  }

  fail(fault: Failure, requestId: string): VendorResponse {
    return failure(errorOf(fault), requestId);
  }

  startTask(instance: Instance): never {
    throw noKillTasks(instance);
  }

  reset(): void {
    this.#nonces.clear();
  }

  /** In this order: signature, action, rate limit, the action's own parameters. */
  async #carryOut(request: AlibabaRequest): Promise<object> {
    const { accessKeys, rateLimit } = this.context;
    const accessKey = authenticate(request, accessKeys, this.#nonces);
    const { api, action } = this.#findAction(request);
    if (
      rateLimit &&
      !rateLimit.admit(`${api.service.name} ${accessKey.id} ${action.name}`, RATE_PER_SECOND)
    ) {
      throw throttled();
    }
    const region = regionOfHost(request.head, api.service.name);
    return action.carryOut(request.parameters, { ...this.context, region });
  }

  /** The vendor tells its services apart by host name. Here all have one, and version and action tell them apart. */
  #serviceOf(version: string, action: string): Service {
    const api =
      this.apis.find((each) => each.version === version) ??
      this.apis.find(({ actions }) => actions.some(({ name }) => name === action));
    return (api ?? this.apis[0]!).service;
  }

  #findAction(request: AlibabaRequest): { api: Api; action: Action } {
    const [name, version] = [nameOf("Action", request), nameOf("Version", request)];
    const api = this.apis.find((each) => each.version === version);
    if (!api) {
      throw new AlibabaError(
        "NoSuchVersion",
        `The specified version ${version} does not exist; there are ${this.apis.map((each) => each.version).join(", ")}.`,
      );
    }
    const action = api.actions.find((each) => each.name === name);
    const { method, path } = request.head;
    if (!action || path !== "/" || !["GET", "POST"].includes(method)) {
      throw new AlibabaError(
        "InvalidApi.NotFound",
        `Specified api is not found, please check your url and method: ${method} ${path} ${name} of version ${version}.`,
      );
    }
    return { api, action };
  }
}

function isAlibaba({ head, parameters }: AlibabaRequest): boolean {
  return (
    head.headers.authorization?.startsWith("ACS3-") ||
    Object.keys(head.headers).some((name) => name.startsWith("x-acs-")) ||
    (parameters.has("Action") && parameters.has("Version"))
  );
}

/** Empty where the call names none. Some clients that sign by parameters send the headers as well; those are not signed. */
function nameOf(name: "Action" | "Version", request: AlibabaRequest): string {
  const inHeader = singleHeader(request.head, `x-acs-${name.toLowerCase()}`) ?? "";
  return isAcs3(request) ? inHeader : (request.parameters.get(name) ?? inHeader);
}

function errorOf(fault: Failure): AlibabaError {
  switch (fault.kind) {
    case "throttle":
      return throttled();
    case "http_500":
      return new AlibabaError("InternalError", "An error occurred while processing your request.");
    case "http_503":
      return new AlibabaError("ServiceUnavailable", "An error occurred while processing your request.");
    case "code":
      return new AlibabaError(fault.code, "An injected fault.");
  }
}

function throttled(): AlibabaError {
  return new AlibabaError("Throttling.User", "Request was denied due to user flow control.");
}

function asAlibabaError(error: unknown): AlibabaError {
  if (error instanceof AlibabaError) return error;
  return new AlibabaError(
    "InternalError",
    error instanceof Error ? error.message : "An error occurred while processing your request.",
  );
}
