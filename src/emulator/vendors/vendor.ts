import type { IncomingHttpHeaders } from "node:http";
import type { AccessKeys } from "../core/access-keys";
import type { RateLimit } from "../core/rate-limit";
import type { Service } from "../core/service";
import type { ServiceName } from "../core/types";
import type { World } from "../core/world";
import type { SessionEngine } from "../engines/engine";
import type { HuaweiSettings } from "./huawei/settings";

/** A request before its body is read. */
export interface RequestHead {
  readonly method: string;
  readonly path: string;
  /** Without the question mark, as it was sent. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
}

/** Whose call it is. */
export interface CallHead {
  readonly service: ServiceName;
  /** Empty where the call names none. */
  readonly action: string;
  readonly accessKeyId: string | null;
}

export interface VendorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The vendor's code; null where the call went well. */
  readonly errorCode: string | null;
}

/** One call with its body. */
export interface VendorCall {
  /** As the call names it; null where it names none. */
  readonly instanceId: string | null;
  /** Checks the call as the vendor does, and does what it asks. */
  carryOut(): Promise<VendorResponse>;
}

/** What a fault makes of a call. */
export type Failure =
  | { readonly kind: "http_500" | "http_503" | "throttle" }
  | { readonly kind: "code"; readonly code: string };

/** One cloud's front door. ProviderClients are told apart by headers and path. */
export interface Vendor {
  readonly services: readonly Service[];
  /** The names of a service's actions; undefined where this cloud does not serve it. */
  actionsOf(service: ServiceName): readonly string[] | undefined;
  /**
   * Undefined: the call is for another cloud, or only its body can tell. A call that nobody knows by its head is asked for once more
   * with its body.
   */
  identify(head: RequestHead, body?: Buffer): CallHead | undefined;
  open(head: RequestHead, body: Buffer, requestId: string): VendorCall;
  /** The vendor's own error for a fault. */
  fail(failure: Failure, requestId: string): VendorResponse;
  /** Forgets what it keeps between calls. */
  reset(): void;
}

/** What a vendor's APIs work with. */
export interface VendorContext {
  readonly world: World;
  readonly engine: SessionEngine;
  readonly accessKeys: AccessKeys;
  /** Undefined: the vendor's rate limits are off. */
  readonly rateLimit: RateLimit | undefined;
  readonly huawei: HuaweiSettings;
}
