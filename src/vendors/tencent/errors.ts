import { retryAfterMs } from "../http";
import {
  AuthenticationError,
  NotFoundError,
  PermissionError,
  RegionError,
  RejectedError,
  ServerError,
  ThrottledError,
  type VendorError,
  type VendorErrorDetails,
} from "../shared/errors";
import { asSentence, type FaultContext, skewNote } from "../shared/fault";
import { SLOT_TAKEN_CODES } from "./dbbrain/facts";

/** `Response.Error` of API 3.0. */
export interface TencentFault {
  readonly Code: string;
  readonly Message: string;
}

/** How to make the error of one group of codes. */
interface Kind {
  /** Codes have a group and, after a dot, a detail: `AuthFailure.SignatureExpire`. A rule for a group holds for its details. */
  readonly codes: readonly string[];
  readonly type: new (message: string, details: VendorErrorDetails) => VendorError;
  readonly remedy: string;
  readonly retryable?: true;
  readonly ambiguous?: true;
}

/**
 * What the common codes and DBbrain's own mean. The first rule that fits counts.
 *
 * @see https://tencentcloud.com/document/api/1227/61822 "Error codes"
 */
const KINDS: readonly Kind[] = [
  {
    // Sub-codes included: each names a limit, and nothing was done.
    codes: ["RequestLimitExceeded"],
    type: ThrottledError,
    retryable: true,
    remedy:
      "The account makes more calls than Tencent Cloud allows. Run again in a moment, with a lower -parallelism, or raise max_retries.",
  },
  {
    codes: [
      "AuthFailure.UnauthorizedOperation",
      "UnauthorizedOperation",
      "OperationDenied.UserHasNoStrategy",
    ],
    type: PermissionError,
    remedy: "Grant this action to the user or role of the key pair in CAM (Cloud Access Management).",
  },
  {
    codes: ["AuthFailure.SignatureExpire"],
    type: AuthenticationError,
    remedy: "Set this machine's clock: Tencent Cloud accepts a difference of five minutes.",
  },
  {
    codes: ["AuthFailure.SecretIdNotFound", "AuthFailure.InvalidSecretId"],
    type: AuthenticationError,
    remedy:
      "Check the secret id: the key may have been deleted or disabled, or belong to another site (China or international).",
  },
  {
    codes: ["AuthFailure.SignatureFailure"],
    type: AuthenticationError,
    remedy: "Check the secret key: it does not belong to the secret id.",
  },
  {
    codes: ["AuthFailure.TokenFailure"],
    type: AuthenticationError,
    remedy:
      "Get new temporary credentials: the session token is wrong or has expired. Id, key and token belong together.",
  },
  {
    codes: ["AuthFailure"],
    type: AuthenticationError,
    remedy: "Check the credentials: secret id, secret key and session token.",
  },
  {
    codes: ["RegionError", "UnsupportedRegion"],
    type: RegionError,
    remedy: "Set region to the one the database is in, e.g. ap-guangzhou.",
  },
  {
    codes: ["ResourceNotFound", "InvalidParameterValue.ResourceNotFound"],
    type: NotFoundError,
    remedy: "Check instance id, product and region: the key pair's account has no such instance there.",
  },
  {
    // Retried by Tencent's own Terraform provider as well (tencentcloud/common/common.go).
    codes: ["ResourceInUse", "ResourceBusy", "ResourceUnavailable"],
    type: RejectedError,
    retryable: true,
    remedy: "The instance is busy with something else. Run again in a moment.",
  },
];

/** InternalError, and any other code with an HTTP status of 5xx. */
const SERVER_FAULT: Kind = {
  codes: ["InternalError"],
  type: ServerError,
  retryable: true,
  ambiguous: true,
  remedy:
    "Tencent Cloud failed on its side, and the request may have been carried out. Run again. If it happens again, report the request id to Tencent Cloud.",
};

const OTHER: Kind = {
  codes: [],
  type: RejectedError,
  remedy: "See the message of Tencent Cloud and correct the configuration it names.",
};

/** Whether a refusal may say that a kill task runs already. */
function saysBusy(action: string, code: string): boolean {
  return action === "CreateKillTask" && SLOT_TAKEN_CODES.has(code);
}

function kindOf(code: string, status: number): Kind {
  const known = [...KINDS, SERVER_FAULT].find(({ codes }) => codes.some((rule) => fits(code, rule)));
  return known ?? (status >= 500 ? SERVER_FAULT : OTHER);
}

/** The error for a fault that Tencent Cloud reports; the code decides, as its HTTP status is 200 nearly always. */
export function tencentError(fault: TencentFault, context: FaultContext): VendorError {
  const { service, action, answer, requestId, date } = context;
  const kind = kindOf(fault.Code, answer.status);
  const busy = saysBusy(action, fault.Code);
  const note = fault.Code === "AuthFailure.SignatureExpire" ? skewNote(answer, date) : "";
  const words = fault.Message.trim() ? `${fault.Code}: ${fault.Message}` : fault.Code;
  return new kind.type(`${service} ${action} was refused: ${asSentence(words)}${note}`, {
    service,
    action,
    vendorCode: fault.Code,
    vendorMessage: fault.Message,
    requestId,
    httpStatus: answer.status,
    retryable: kind.retryable,
    ambiguous: kind.ambiguous,
    retryAfterMs: retryAfterMs(answer.headers, date),
    busy,
    remedy: busy ? "Tencent Cloud does not document the causes of this code." : kind.remedy,
  });
}

function fits(code: string, rule: string): boolean {
  return code === rule || code.startsWith(`${rule}.`);
}
