import { timestamp } from "../../core/clock";
import type { Service } from "../../core/service";
import type { Match, ServiceName } from "../../core/types";
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
import { noKillTasks, singleHeader, stringifyLongJson } from "../wire";
import { Gatekeeper } from "./gatekeeper";
import {
  type Api,
  gatewayError,
  HuaweiError,
  nestedError,
  type Route,
  routeOf,
  serviceError,
  throttled,
  unauthenticated,
} from "./operation";
import { parseAuthorization } from "./sdk-hmac";

/** The default of Huawei's API gateway, for each API; the services publish no limits of their own. */
const CALLS_PER_SECOND = 200;

/** The HTTP status of an error that a fault names; of any other, 400. */
const STATUS: Readonly<Record<string, number>> = {
  "APIGW.0101": 404,
  "APIGW.0301": 401,
  "APIGW.0302": 403,
  "APIGW.0308": 429,
  "APIGW.0605": 500,
  "APIGW.0608": 500,
};

/**
 * Huawei Cloud: REST behind one gateway, which checks signatures, projects' keys and rates before a service sees the call. Every
 * response has a request id and, in `Date`, the time by the emulator's clock.
 */
export class HuaweiCloud implements Vendor {
  #apis: readonly Api[];
  readonly #gatekeeper: Gatekeeper;

  /** Each of `apis` makes an API with nothing kept from earlier calls. */
  constructor(
    private readonly context: VendorContext,
    private readonly apis: readonly [() => Api, ...(() => Api)[]],
  ) {
    this.#apis = apis.map((make) => make());
    this.#gatekeeper = new Gatekeeper(context.accessKeys, context.world.clock);
  }

  get services(): readonly Service[] {
    return this.#apis.map(({ service }) => service);
  }

  actionsOf(service: ServiceName): readonly string[] | undefined {
    const api = this.#apis.find((each) => each.service.name === service);
    return api && Object.keys(api.operations);
  }

  identify(head: RequestHead): CallHead | undefined {
    const { authorization } = head.headers;
    const isSigned =
      authorization?.startsWith("SDK-HMAC-SHA256") || singleHeader(head, "x-sdk-date") !== undefined;
    const route = routeOf(head, this.#apis);
    if (!route && !isSigned) return undefined;
    return {
      service: (route?.api ?? this.#apis[0]!).service.name,
      action: route?.action ?? "",
      accessKeyId: parseAuthorization(authorization)?.accessKeyId ?? null,
    };
  }

  open(head: RequestHead, body: Buffer, requestId: string): VendorCall {
    const route = routeOf(head, this.#apis);
    return {
      instanceId: route?.instanceId || null,
      carryOut: async () => {
        try {
          return this.#success(await this.#carryOut(head, body, route), requestId);
        } catch (error) {
          return this.#failure(asHuaweiError(route ? route.api.explain(error) : error), requestId);
        }
      },
    };
  }

  /** Which body a 503 has is not documented: here it is the nested one that some of Huawei's services have. */
  fail(fault: Failure, requestId: string): VendorResponse {
    switch (fault.kind) {
      case "throttle":
        return this.#failure(throttled(CALLS_PER_SECOND), requestId);
      case "http_500":
        return this.#failure(
          gatewayError(500, "APIGW.0605", "Failed to resolve the backend's domain name."),
          requestId,
        );
      case "http_503":
        return this.#failure(
          nestedError(503, "ServiceUnavailable", "The service is unavailable at the moment."),
          requestId,
        );
      case "code":
        return this.#failure(asked(fault.code), requestId);
    }
  }

  startTask(instance: Instance, match: Match, durationSeconds: number | null): string {
    const api = this.#apis.find(({ service }) => service === instance.service);
    if (!api?.startTask) throw noKillTasks(instance);
    return api.startTask(instance, match, durationSeconds, this.context);
  }

  reset(): void {
    this.#apis = this.apis.map((make) => make());
    this.#gatekeeper.reset();
  }

  /** In this order: signature, path, rate limit, project, instance, the operation's own parameters. */
  async #carryOut(head: RequestHead, body: Buffer, route: Route | undefined): Promise<object> {
    const accessKey = this.#gatekeeper.authenticate(head, body);
    if (!route?.operation) {
      throw gatewayError(404, "APIGW.0101", "The API does not exist or has not been published.");
    }
    const { api, action, operation, projectId, instanceId, pathId } = route;
    const { context } = this;
    if (context.rateLimit && !context.rateLimit.admit(`huawei ${accessKey.id} ${action}`, CALLS_PER_SECOND)) {
      throw throttled(CALLS_PER_SECOND);
    }
    const scope = singleHeader(head, "x-project-id");
    if (scope !== undefined && scope !== projectId) {
      throw unauthenticated("X-Project-Id is not the project of the request's path");
    }
    if (!this.#isProject(api, projectId)) throw api.wrongProject(projectId);
    const region = regionOfHost(head, api.service.name);
    const instance = api.findInstance({ ...context, region }, instanceId);
    return operation.carryOut({ instance, pathId, query: head.query, body, context });
  }

  #isProject(api: Api, projectId: string): boolean {
    return this.context.accessKeys.hasProject(projectId) ?? api.projectId.test(projectId);
  }

  #success(body: object, requestId: string): VendorResponse {
    return this.#respond(200, body, null, requestId);
  }

  #failure(error: HuaweiError, requestId: string): VendorResponse {
    return this.#respond(error.status, error.body(requestId), error.code, requestId);
  }

  #respond(status: number, body: object, errorCode: string | null, requestId: string): VendorResponse {
    const { world, quirks } = this.context;
    const asTexts = quirks.has("numbers-as-strings") ? numbersAsTexts : undefined;
    return {
      status,
      headers: {
        "Content-Type": "application/json",
        ...(!quirks.has("no-date") && { Date: new Date(timestamp(world.clock.now())).toUTCString() }),
        "X-Request-Id": requestId,
      },
      body: stringifyLongJson(body, asTexts),
      errorCode,
    };
  }
}

function numbersAsTexts(_key: string, value: unknown): unknown {
  return typeof value === "number" || typeof value === "bigint" ? String(value) : value;
}

/** An error of the emulator's own, such as a MySQL server that it can't reach. */
function asHuaweiError(error: unknown): HuaweiError {
  if (error instanceof HuaweiError) return error;
  return nestedError(
    500,
    "InternalError",
    error instanceof Error ? error.message : "An internal error occurred.",
  );
}

function asked(code: string): HuaweiError {
  const message = "An injected fault.";
  return code.startsWith("APIGW.")
    ? gatewayError(STATUS[code] ?? 400, code, message)
    : serviceError(code, message);
}
