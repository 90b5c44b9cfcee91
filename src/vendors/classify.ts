import type { Fault, FaultClassifier } from "../engine/ports";
import { printable } from "../model";
import {
  AbortedError,
  AuthenticationError,
  CredentialsError,
  EndpointError,
  MalformedResponseError,
  NotFoundError,
  PermissionError,
  ProjectError,
  ProxyError,
  RegionError,
  ThrottledError,
  VendorError,
} from "./shared/errors";

/** Failures that no retry helps: keys, region, project, endpoint, proxy and permissions. */
const CONFIGURATION = [
  AuthenticationError,
  CredentialsError,
  EndpointError,
  PermissionError,
  ProjectError,
  ProxyError,
  RegionError,
] as const;

/** Actions that change nothing: a lost answer of one has done nothing. Their names, in all vendors' styles. */
const READ = /^(Describe|Show|List|query-|get-|preview-)/;

/** `The instance i-1 does not exist.`, `DB instance not found`: the instance itself, not something of it such as a task. */
const INSTANCE = /^\W*(?:the )?(?:\w+ )?(?:instance|cluster|tenant)\b|^\W*(?:实例|集群|租户)/i;

/** `Instance i-1: the kill task 5 does not exist.`: something of the instance, not the instance itself. */
const PART = /\b(?:task|session|thread|process|statement|query)\b|任务|会话|线程/i;

/** Codes of a cluster, instance or tenant that does not exist: Alibaba's, and MRS's for a cluster. */
const TARGET_CODE = /^(Invalid)?(DB)?(Cluster|Instance|Tenant)\w*\.(NotFound|NotExist)|^12000003$/i;

/** What an error of the vendors' clients means to the use cases; undefined for any other error. */
export const classify: FaultClassifier = (error) => {
  if (!(error instanceof VendorError)) return undefined;
  const { retryAfterMs, vendorCode, requestId, code } = error;
  return {
    kind: kindOf(error),
    ...(error instanceof PermissionError && { permission: true as const }),
    ...(error instanceof AuthenticationError && { authentication: true as const }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    summary: printable(error.message.replace(/\.$/, "")),
    detail: detailOf(error),
    code,
    ...(vendorCode !== undefined && { vendorCode }),
    ...(requestId !== undefined && { requestId }),
  };
};

function kindOf(error: VendorError): Fault["kind"] {
  const isRead = error.action !== undefined && READ.test(error.action);
  // Of any type: an earlier attempt, or this one, may have been carried out.
  if (error.ambiguous && !isRead) return "lost";
  if (error instanceof AbortedError) return "aborted";
  if (CONFIGURATION.some((type) => error instanceof type)) return "configuration";
  if (error instanceof ThrottledError) return "throttled";
  if (error instanceof NotFoundError) return isTargetGone(error) ? "gone" : "not_found";
  if (error.busy) return "busy";
  if (error.retryable) return "failed";
  // No connection that a second attempt would make, such as a certificate that is not accepted.
  const isAnswered = error.httpStatus !== undefined || error instanceof MalformedResponseError;
  return isAnswered || error.vendorCode !== undefined ? "refused" : "configuration";
}

/**
 * Whether the vendor says that the whole target does not exist. Not all vendors document a code for it, so their words decide:
 * what else they may not find, such as a task, tells nothing of the target.
 */
function isTargetGone({ vendorCode = "", vendorMessage = "" }: VendorError): boolean {
  return TARGET_CODE.test(vendorCode) || (INSTANCE.test(vendorMessage) && !PART.test(vendorMessage));
}

/** How to fix it, and what the vendor's support asks for. */
function detailOf({ remedy, vendorCode, requestId }: VendorError): string {
  const facts = [vendorCode && `Vendor code: ${vendorCode}`, requestId && `Request id: ${requestId}`];
  const lines = facts.filter(Boolean).map((fact) => printable(String(fact)));
  return [remedy, lines.join("\n")].filter(Boolean).join("\n\n");
}
