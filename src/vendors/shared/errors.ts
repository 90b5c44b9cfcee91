/**
 * One family for everything that can go wrong between us and a vendor's API.
 *
 * `message` says what went wrong, where and why (with the vendor's own code), in a sentence that ends with a full
 * stop; `remedy` says how to mend it; the vendor's request id is in `requestId` alone.
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
  /** How long the vendor asked us to wait before the next attempt, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What to do, in a sentence or two. */
  readonly remedy: string;
}

/** Base of the family; `code` is stable and the thing to switch on. */
export abstract class VendorError extends Error {
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
    this.retryAfterMs = details.retryAfterMs;
    this.remedy = details.remedy;
  }
}

/** No usable credentials were found, or only half of a pair. No call was made. */
export class CredentialsError extends VendorError {
  readonly code = "DBKILL_ERR_CREDENTIALS";
}

/** No region is known, or the vendor does not know it. */
export class RegionError extends VendorError {
  readonly code = "DBKILL_ERR_REGION";
}

/** No project is known, or the vendor does not know it. */
export class ProjectError extends VendorError {
  readonly code = "DBKILL_ERR_PROJECT";
}

/** An endpoint or proxy address is not usable. No call was made. */
export class EndpointError extends VendorError {
  readonly code = "DBKILL_ERR_ENDPOINT";
}

/** The vendor does not accept who we say we are: key, signature, token or clock. Never retried: vendors lock keys. */
export class AuthenticationError extends VendorError {
  readonly code = "DBKILL_ERR_AUTHENTICATION";
}

/** The vendor knows us and does not allow this. */
export class PermissionError extends VendorError {
  readonly code = "DBKILL_ERR_PERMISSION";
}

/** Too many requests; nothing was done. */
export class ThrottledError extends VendorError {
  readonly code = "DBKILL_ERR_THROTTLED";
}

/** The thing the call is about does not exist. */
export class NotFoundError extends VendorError {
  readonly code = "DBKILL_ERR_NOT_FOUND";
}

/** The vendor understood the request and refused it for any other reason. */
export class RejectedError extends VendorError {
  readonly code = "DBKILL_ERR_REJECTED";
}

/** The connection could not be made, or was lost. */
export class NetworkError extends VendorError {
  readonly code = "DBKILL_ERR_NETWORK";
}

/** No whole answer came in time. */
export class TimeoutError extends VendorError {
  readonly code = "DBKILL_ERR_TIMEOUT";
}

/** An answer came and is not what the vendor documents: not JSON, cut, too large, or without a promised field. */
export class MalformedResponseError extends VendorError {
  readonly code = "DBKILL_ERR_MALFORMED_RESPONSE";
}

/** The vendor failed on its own side. */
export class ServerError extends VendorError {
  readonly code = "DBKILL_ERR_SERVER";
}

/** The caller called off the waiting (for the rate limit, or between attempts). */
export class AbortedError extends VendorError {
  readonly code = "DBKILL_ERR_ABORTED";
  /** The platform's own name for it, by which callers that know nothing of vendors tell it and name the signal's reason. */
  override readonly name = "AbortError";
}
