/** Statuses that are not 400, by code. The gateway's own are from https://help.aliyun.com/document_detail/48054.html. */
const STATUSES: Readonly<Record<string, number>> = {
  "InvalidAccessKeyId.NotFound": 404,
  "InvalidApi.NotFound": 404,
  "InvalidRegionId.NotFound": 404,
  "InvalidDBClusterId.NotFound": 404,
  "InvalidDBInstanceId.NotFound": 404,
  "InvalidInstanceId.NotFound": 404,
  "InvalidTenantId.NotFound": 404,
  "Forbidden.RAM": 403,
  NoPermission: 403,
  InternalError: 500,
  ServiceUnavailable: 503,
};

/** An error in Alibaba Cloud's own words: a code from its documents, and a message. */
export class AlibabaError extends Error {
  override readonly name = "AlibabaError";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  /** The HTTP status that goes with the code. */
  get status(): number {
    return STATUSES[this.code] ?? 400;
  }
}

/** `Missing{Parameter}`, as the gateway says it. */
export function missing(parameter: string): AlibabaError {
  return new AlibabaError(`Missing${parameter}`, `${parameter} is mandatory for this action.`);
}

/** The signature itself is not whole, as the gateway says it. */
export function incomplete(why: string): AlibabaError {
  return new AlibabaError(
    "IncompleteSignature",
    `The request signature does not conform to Aliyun standards: ${why}.`,
  );
}

/** Which code the services have for a value of the wrong form is in no document at hand. */
export function invalid(parameter: string, what: string): AlibabaError {
  return new AlibabaError(
    "InvalidParameter",
    `The specified parameter ${parameter} is not valid: it ${what}.`,
  );
}
