import type { IncomingHttpHeaders } from "node:http";
import type { AccessKeys } from "../core/access-keys";
import type { Quirks } from "../core/quirks";
import type { RateLimit } from "../core/rate-limit";
import type { Service } from "../core/service";
import type { Match, ServiceName } from "../core/types";
import type { Instance, World } from "../core/world";
import type { SessionEngine } from "../engines/engine";

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

/** The entrance of one cloud. Clouds are told apart by headers and path. */
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
  /**
   * Starts a kill task as somebody else does, in the vendor's console; returns its id. `durationSeconds` null: until it is cancelled.
   * Throws a ControlError where the service has no kill tasks, can't express the match, or takes no further task.
   */
  startTask(instance: Instance, match: Match, durationSeconds: number | null): string;
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
  readonly quirks: Quirks;
}

/** What one call works with. */
export interface CallContext extends VendorContext {
  /** The region that the call names; undefined where it names none. */
  readonly region?: string;
}

/** The parameters of an action by name, with `!` behind the type where one is required. `T` has the types by their names. */
export type Declared<T> = Readonly<Record<string, (keyof T & string) | `${keyof T & string}!`>>;

/** What an action gets: checked values, absent ones undefined. */
export type Checked<T, P extends Declared<T>> = {
  [K in keyof P]: P[K] extends `${infer N extends keyof T & string}!`
    ? T[N]
    : P[K] extends keyof T
      ? T[P[K]] | undefined
      : never;
};
