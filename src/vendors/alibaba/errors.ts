import { type Response, retryAfterMs } from "../http";
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

/** `Code` and `Message` of an answer. */
export interface AlibabaFault {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
}

/** How to make the error of one group of codes. */
interface Kind {
  readonly codes: RegExp;
  readonly type: new (message: string, details: VendorErrorDetails) => VendorError;
  readonly remedy: string;
  readonly retryable?: true;
  readonly ambiguous?: true;
}

/** Whether a clock that is off explains the code. */
const CLOCK = /^(InvalidTimeStamp|IllegalTimestamp)(\.|$)/;

/**
 * What the gateway's codes and the services' own mean. The first rule that fits counts.
 *
 * @see https://help.aliyun.com/en/document_detail/434846.html; https://help.aliyun.com/en/polardb/client-error-codes; for
 * throttling Alibaba's own Terraform provider (alicloud/errors.go), which takes any code with the word in it
 */
const KINDS: readonly Kind[] = [
  {
    codes: /Throttling/,
    type: ThrottledError,
    retryable: true,
    remedy:
      "The account makes more calls than Alibaba Cloud allows. Run again in a moment, with a lower -parallelism, or raise max_retries.",
  },
  {
    // Every attempt has a nonce of its own, so a proxy has sent this request twice, and the first may have been carried out.
    codes: /^SignatureNonceUsed(\.|$)/,
    type: RejectedError,
    retryable: true,
    ambiguous: true,
    remedy:
      "A proxy repeats requests on its own. The first copy may have been carried out; run the operation again.",
  },
  {
    codes: CLOCK,
    type: AuthenticationError,
    remedy: "Set this machine's clock: Alibaba Cloud accepts a difference of fifteen minutes.",
  },
  {
    codes: /^InvalidAccessKeyId(\.|$)/,
    type: AuthenticationError,
    remedy:
      "Check the access key: it may have been deleted or disabled, or belong to another site (China or international).",
  },
  {
    codes: /^(SignatureDoesNotMatch|IncompleteSignature|InvalidAccessKeySecret)(\.|$)/,
    type: AuthenticationError,
    remedy: "Check the secret key: it does not belong to the access key.",
  },
  {
    codes: /^(InvalidSecurityToken|MissingSecurityToken)(\.|$)/,
    type: AuthenticationError,
    remedy:
      "Get new temporary credentials: the security token is missing, wrong or has expired. Access key, secret key and token belong together.",
  },
  {
    codes: /^(Forbidden|NoPermission|AccessDenied|AccessForbidden)(\.|$)/,
    type: PermissionError,
    remedy: "Grant this action to the user or role of the key pair in RAM (Resource Access Management).",
  },
  {
    codes: /^(Invalid|Unknown|Unsupported|Missing)Region(Id)?(\.|$)/,
    type: RegionError,
    remedy: "Set region to the one the database is in, e.g. cn-hangzhou.",
  },
  {
    codes: /^(InvalidApi|InvalidAction|InvalidProduct|InvalidVersion|NoSuchVersion)(\.|$)/,
    type: RejectedError,
    remedy: "Check that the endpoint is the one of this service and region: it does not know the action.",
  },
  {
    codes: /(^|\.|\w)(NotFound|NotExist|NotExists)$/,
    type: NotFoundError,
    remedy:
      "Check the ids of cluster, instance and tenant, the edition and the region: the key pair's account has none with this id there.",
  },
];

/** InternalError, ServiceUnavailable, and whatever comes with an HTTP status of 5xx. */
const SERVER_FAULT: Kind = {
  codes: /^(InternalError|InternalServerError|ServiceUnavailable|ServiceUnavailableTemporary)(\.|$)/,
  type: ServerError,
  retryable: true,
  ambiguous: true,
  remedy:
    "Alibaba Cloud failed on its side, and the request may have been carried out. Run again. If it happens again, report the request id to Alibaba Cloud.",
};

const OTHER: Kind = {
  codes: /^/,
  type: RejectedError,
  remedy: "See the message of Alibaba Cloud and correct the configuration it names.",
};

function kindOf(code: string, status: number): Kind {
  const known = [...KINDS, SERVER_FAULT].find(({ codes }) => codes.test(code));
  return known ?? (status >= 500 ? SERVER_FAULT : OTHER);
}

/** The error for a fault that Alibaba Cloud reports. */
export function alibabaError(fault: AlibabaFault, context: FaultContext): VendorError {
  const { service, action, answer, requestId, date } = context;
  const { code, message } = fault;
  const kind = kindOf(code, answer.status);
  const note = CLOCK.test(code) ? skewNote(answer, date) : "";
  const words = message.trim() ? `${code}: ${message}` : code;
  return new kind.type(`${service} ${action} was refused: ${asSentence(words)}${note}`, {
    service,
    action,
    vendorCode: code,
    vendorMessage: message,
    requestId,
    httpStatus: answer.status,
    retryable: kind.retryable,
    ambiguous: kind.ambiguous,
    retryAfterMs: waitMs(answer, date),
    remedy: kind.remedy,
  });
}

/**
 * How long the answer asks us to wait: `x-acs-retry-after`, in milliseconds as Alibaba's own SDKs take it (the default retry
 * policy of `@darabonba/typescript` sleeps for so long), else HTTP's `Retry-After`.
 */
function waitMs({ headers }: Response, date: Date): number | undefined {
  const own = headers["x-acs-retry-after"]?.trim() ?? "";
  return /^\d+$/.test(own) ? Number(own) : retryAfterMs(headers, date);
}
