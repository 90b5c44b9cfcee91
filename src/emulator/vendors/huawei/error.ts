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

/** What is not, or not rightly, signed. */
export function unauthenticated(reason: string): HuaweiError {
  return gatewayError(401, "APIGW.0301", `Incorrect IAM authentication information: ${reason}`);
}

/** The gateway's answer to more calls than it takes. */
export function throttled(perSecond: number): HuaweiError {
  return gatewayError(
    429,
    "APIGW.0308",
    `The throttling threshold has been reached: policy user over ratelimit,limit:${perSecond},time:1 second`,
  );
}
