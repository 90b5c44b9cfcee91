import { retryAfterMs } from "../http";
import {
  AuthenticationError,
  NotFoundError,
  PermissionError,
  ProjectError,
  RejectedError,
  ServerError,
  ThrottledError,
  type VendorError,
  type VendorErrorDetails,
} from "../shared/errors";
import { asSentence, type FaultContext, skewNote } from "../shared/fault";
import { PROJECT_REMEDY } from "./project";

/** What an error body says, whichever of its shapes it has. */
export interface HuaweiFault {
  /** E.g. `APIGW.0301`; of MRS's cancel its `status`, `FAILED`, as it has no code. */
  readonly code: string;
  readonly message: string;
}

/** With the permission that the call needs. */
export interface HuaweiFaultContext extends FaultContext {
  /** What IAM calls the permission for this action; absent where it is not documented. */
  readonly permission?: string;
}

/** Huawei Cloud asks to wait 2 to 5 s after its gateway has throttled a call; the back-off adds to it. */
const LEAST_WAIT_MS = 2_000;

/** A clock that is further off than this, in seconds, may be why a signature was not accepted; the limit is not documented. */
const NOTABLE_SKEW = 300;

/** How to make the error of one group of faults. */
interface Kind {
  fits(fault: HuaweiFault, status: number): boolean;
  readonly type: new (message: string, details: VendorErrorDetails) => VendorError;
  remedy(fault: HuaweiFault, context: HuaweiFaultContext): string;
  readonly retryable?: true;
  readonly ambiguous?: true;
}

/**
 * What the gateway's codes and the services' own mean. The first rule that fits counts.
 *
 * @see https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-errorcode.html
 * @see https://support.huaweicloud.com/api-das/das_01_0035.html
 */
const KINDS: readonly Kind[] = [
  {
    fits: ({ code }, status) => status === 429 || isGateway(code, "0308") || code === "DAS.200002",
    type: ThrottledError,
    retryable: true,
    remedy: () =>
      "The account makes more calls than Huawei Cloud allows. Run again in a moment, with a lower -parallelism, or raise max_retries.",
  },
  {
    fits: ({ code }, status) => status === 401 || isGateway(code, "0301"),
    type: AuthenticationError,
    remedy: ({ message }) =>
      `${authenticationRemedy(message)} More than five failures in a row lock the key for five minutes: this call is not repeated.`,
  },
  {
    fits: ({ code }, status) => status === 403 || code === "DAS.200051",
    type: PermissionError,
    remedy: (_fault, { permission }) =>
      `Grant ${permission ?? "this action"} to the user or agency of the key pair in IAM (Identity and Access Management), for this project.`,
  },
  {
    fits: ({ code }) => code === "DAS.200113",
    type: ProjectError,
    remedy: () => PROJECT_REMEDY,
  },
  {
    fits: ({ code }, status) => status >= 500 || isGateway(code, "0605", "0608"),
    type: ServerError,
    retryable: true,
    ambiguous: true,
    remedy: () =>
      "Huawei Cloud failed on its side, and the request may have been carried out. Run again. If it happens again, report the request id to Huawei Cloud.",
  },
  {
    // An unknown API says nothing about the resource that was asked for.
    fits: ({ code }) => isGateway(code, "0101"),
    type: RejectedError,
    remedy: () =>
      "Huawei Cloud does not offer this API at this address. Check region and endpoint_url; not every region has it.",
  },
  {
    fits: isNotFound,
    type: NotFoundError,
    remedy: () => "Check the id, region and project_id: the project has nothing with this id there.",
  },
  {
    fits: ({ code }) => code === "DAS.200114",
    type: RejectedError,
    remedy: () => "Check the instance id: 32 letters and digits, usually followed by in01.",
  },
  {
    fits: ({ code }) => code === "FAILED",
    type: RejectedError,
    remedy: () => "The statement runs on. Run again, or cancel it in the cluster itself.",
  },
];

const OTHER: Kind = {
  fits: () => true,
  type: RejectedError,
  remedy: () => "See the message of Huawei Cloud and correct the configuration it names.",
};

/** The error for a fault that Huawei Cloud reports. */
export function huaweiError(fault: HuaweiFault, context: HuaweiFaultContext): VendorError {
  const { service, action, answer, requestId, date } = context;
  const kind = KINDS.find(({ fits }) => fits(fault, answer.status)) ?? OTHER;
  const note = kind.type === AuthenticationError ? skewNote(answer, date, NOTABLE_SKEW) : "";
  const words = fault.message.trim() ? `${fault.code}: ${fault.message}` : fault.code;
  const wait = retryAfterMs(answer.headers, date);
  return new kind.type(`${service} ${action} was refused: ${asSentence(words)}${note}`, {
    service,
    action,
    vendorCode: fault.code,
    vendorMessage: fault.message,
    requestId,
    httpStatus: answer.status,
    retryable: kind.retryable,
    ambiguous: kind.ambiguous,
    retryAfterMs: kind.type === ThrottledError ? Math.max(LEAST_WAIT_MS, wait ?? 0) : wait,
    remedy: kind.remedy(fault, context),
  });
}

/**
 * That an instance, cluster, task or statement does not exist. DAS documents one code for a wrong instance id of any kind, MRS
 * none but the one for clusters that its Terraform provider knows; so the message decides. A gateway's code never fits: that it
 * finds nothing at an address must not read as "there is no such task".
 */
function isNotFound({ code, message }: HuaweiFault, status: number): boolean {
  if (isGateway(code) || status < 400) return false;
  const isService = /^(DAS|MRS)\.|^\d{6,}$/.test(code);
  return (status === 404 && isService) || code === "12000003" || NOT_THERE.test(message);
}

const NOT_THERE = /\bnot (exist|found)|n't exist|不存在/i;

/** Whether it is one of these codes of the API gateway, which has two spellings of its name; without numbers: any. */
export function isGateway(code: string, ...numbers: readonly string[]): boolean {
  const number = /^APIGW?\.(.*)$/.exec(code)?.[1];
  return number !== undefined && (numbers.length === 0 || numbers.includes(number));
}

/** One code stands for everything about keys; the message tells which. */
function authenticationRemedy(message: string): string {
  if (/reach the limit/i.test(message))
    return "The key is locked: wait five minutes, then check the secret key.";
  if (/ak not exist|get secretkey/i.test(message)) {
    return "Check the access key: it may have been deleted or disabled, or belong to another site (China or international).";
  }
  if (/token/i.test(message)) {
    return "Get new temporary credentials: the security token is wrong or has expired. Access key, secret key and token belong together.";
  }
  if (/signature/i.test(message)) return "Check the secret key: it does not belong to the access key.";
  return "Check the credentials: access key, secret key, security token and project_id.";
}
