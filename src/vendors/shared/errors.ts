/**
 * One family of errors for everything that can go wrong between us and a vendor's API.
 *
 * `message` says what went wrong, where and why (with the vendor's own code), in a sentence that ends with a full
 * stop; `remedy` says how to fix it; the vendor's request id is in `requestId` alone.
 * Both are safe to show: no key, token or signature is ever part of them.
 */

/** What every {@link VendorError} is made from. */
export interface VendorErrorDetails {
  /** The API's short name in the vendor's own endpoint, e.g. `dbbrain`. */
  readonly service: string;
  /** The API action that failed, e.g. `CreateKillTask`; absent where no call was made. */
  readonly action?: string;
  /** The vendor's error code, verbatim. */
  readonly vendorCode?: string;
  /** The vendor's error text, verbatim but for secrets. */
  readonly vendorMessage?: string;
  /** The vendor's id for this request: what their support asks for. */
  readonly requestId?: string;
  /** HTTP status of the answer, where there was one. */
  readonly httpStatus?: number;
  /** See {@link VendorError.ambiguous}. */
  readonly ambiguous?: boolean;
  /** See {@link VendorError.retryable}. Default: the class's own. */
  readonly retryable?: boolean;
  /** See {@link VendorError.retryLimit}. */
  readonly retryLimit?: number;
  /** See {@link VendorError.busy}. */
  readonly busy?: boolean;
  /** See {@link VendorError.absent}. */
  readonly absent?: boolean;
  /** How long the vendor asked us to wait before the next attempt, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What to do, in a sentence or two. */
  readonly remedy: string;
}

/** Marks the errors of this family for every copy of this module, as after bundling. */
const MARK = Symbol.for("dbkill.vendor-error");

/** Base of the family; `code` is stable and the thing to switch on. */
export abstract class VendorError extends Error {
  // biome-ignore-start lint/complexity/noThisInStatic: `this` is the class that is asked about, which may be a subclass
  static override [Symbol.hasInstance](error: unknown): boolean {
    const mark = (error as { [MARK]?: unknown } | null | undefined)?.[MARK];
    return typeof mark === "string" && (this.code === undefined || mark === this.code);
  }
  // biome-ignore-end lint/complexity/noThisInStatic: as above

  /** The stable code that the errors of a class have; absent on the base. */
  static readonly code: string | undefined;

  get [MARK](): string {
    return this.code;
  }

  abstract readonly code: string;
  readonly service: string;
  readonly action: string | undefined;
  readonly vendorCode: string | undefined;
  readonly vendorMessage: string | undefined;
  readonly requestId: string | undefined;
  readonly httpStatus: number | undefined;
  /** True where the request may have been carried out although there is no usable answer. */
  readonly ambiguous: boolean;
  /**
   * True where the same request may well succeed a little later. Whether it may be *repeated* is another question:
   * an ambiguous failure is repeated only for an action that is safe to carry out twice.
   */
  readonly retryable: boolean;
  /** How many attempts after the first this failure is worth at most; absent: as many as are made for any. */
  readonly retryLimit: number | undefined;
  /** True where the vendor refused to start a task because another one may hold the place. */
  readonly busy: boolean;
  /** True if no key pair was found anywhere: the cloud is not configured. */
  readonly absent: boolean;
  readonly retryAfterMs: number | undefined;
  readonly remedy: string;

  constructor(message: string, details: VendorErrorDetails) {
    super(message);
    this.name = new.target.name;
    this.service = details.service;
    this.action = details.action;
    this.vendorCode = details.vendorCode;
    this.vendorMessage = details.vendorMessage;
    this.requestId = details.requestId;
    this.httpStatus = details.httpStatus;
    this.ambiguous = details.ambiguous ?? false;
    this.retryable = details.retryable ?? false;
    this.retryLimit = details.retryLimit;
    this.busy = details.busy ?? false;
    this.absent = details.absent ?? false;
    this.retryAfterMs = details.retryAfterMs;
    this.remedy = details.remedy;
  }
}

/** No usable credentials were found, or only half of a pair. No call was made. */
export class CredentialsError extends VendorError {
  static override readonly code = "DBKILL_ERR_CREDENTIALS";
  readonly code = CredentialsError.code;
}

/** No region is known, or the vendor does not know it. */
export class RegionError extends VendorError {
  static override readonly code = "DBKILL_ERR_REGION";
  readonly code = RegionError.code;
}

/** No project is known, or the vendor does not know it. */
export class ProjectError extends VendorError {
  static override readonly code = "DBKILL_ERR_PROJECT";
  readonly code = ProjectError.code;
}

/** An endpoint or proxy address is not usable. No call was made. */
export class EndpointError extends VendorError {
  static override readonly code = "DBKILL_ERR_ENDPOINT";
  readonly code = EndpointError.code;
}

/** The vendor does not accept who we say we are: key, signature, token or clock. Never retried: vendors lock keys. */
export class AuthenticationError extends VendorError {
  static override readonly code = "DBKILL_ERR_AUTHENTICATION";
  readonly code = AuthenticationError.code;
}

/** The vendor knows us and does not allow this. */
export class PermissionError extends VendorError {
  static override readonly code = "DBKILL_ERR_PERMISSION";
  readonly code = PermissionError.code;
}

/** Too many requests; nothing was done. */
export class ThrottledError extends VendorError {
  static override readonly code = "DBKILL_ERR_THROTTLED";
  readonly code = ThrottledError.code;
}

/** The thing the call is about does not exist. */
export class NotFoundError extends VendorError {
  static override readonly code = "DBKILL_ERR_NOT_FOUND";
  readonly code = NotFoundError.code;
}

/** The vendor understood the request and refused it for any other reason. */
export class RejectedError extends VendorError {
  static override readonly code = "DBKILL_ERR_REJECTED";
  readonly code = RejectedError.code;
}

/** The connection could not be made, or was lost. */
export class NetworkError extends VendorError {
  static override readonly code = "DBKILL_ERR_NETWORK";
  readonly code = NetworkError.code;
}

/** The proxy between us and the vendor refused the connection. Nothing was sent to the vendor. */
export class ProxyError extends VendorError {
  static override readonly code = "DBKILL_ERR_PROXY";
  readonly code = ProxyError.code;
}

/** No complete answer came in time. */
export class TimeoutError extends VendorError {
  static override readonly code = "DBKILL_ERR_TIMEOUT";
  readonly code = TimeoutError.code;
}

/** An answer came and is not what the vendor documents: not JSON, cut, or without a promised field. */
export class MalformedResponseError extends VendorError {
  static override readonly code = "DBKILL_ERR_MALFORMED_RESPONSE";
  readonly code = MalformedResponseError.code;
}

/** The answer is larger than anything that is read. */
export class ResponseTooLargeError extends VendorError {
  static override readonly code = "DBKILL_ERR_RESPONSE_TOO_LARGE";
  readonly code = ResponseTooLargeError.code;
}

/** The vendor failed on its own side. */
export class ServerError extends VendorError {
  static override readonly code = "DBKILL_ERR_SERVER";
  readonly code = ServerError.code;
}

/** The caller called off the waiting (for the rate limit, or between attempts). */
export class AbortedError extends VendorError {
  static override readonly code = "DBKILL_ERR_ABORTED";
  readonly code = AbortedError.code;
  /** The platform's own name for it, by which callers that know nothing of vendors tell it and name the signal's reason. */
  override readonly name = "AbortError";
}
