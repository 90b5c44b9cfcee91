import { stringifyLongJson } from "../long-json";
import type { VendorResponse } from "../vendor";
import type { AlibabaError } from "./error";

/** In milliseconds, as Alibaba's SDK reads `x-acs-retry-after`. */
const RETRY_AFTER_MS = "1000";

export function success(fields: object, requestId: string): VendorResponse {
  return answer({ RequestId: requestId, ...fields }, requestId, 200, null);
}

export function failure({ code, message, status }: AlibabaError, requestId: string): VendorResponse {
  const body = {
    RequestId: requestId,
    HostId: "dbkill-emulator",
    Code: code,
    Message: message,
    Recommend: `https://api.alibabacloud.com/troubleshoot?q=${encodeURIComponent(code)}`,
  };
  const { headers, ...rest } = answer(body, requestId, status, code);
  if (!code.includes("Throttling")) return { headers, ...rest };
  return { headers: { ...headers, "x-acs-retry-after": RETRY_AFTER_MS }, ...rest };
}

function answer(body: object, requestId: string, status: number, errorCode: string | null): VendorResponse {
  const headers = { "Content-Type": "application/json;charset=utf-8", "x-acs-request-id": requestId };
  return { status, headers, body: stringifyLongJson(body), errorCode };
}
