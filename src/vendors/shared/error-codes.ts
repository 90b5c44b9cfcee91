import {
  AbortedError,
  AuthenticationError,
  CredentialsError,
  EndpointError,
  MalformedResponseError,
  NetworkError,
  NotFoundError,
  PermissionError,
  ProjectError,
  ProxyError,
  RegionError,
  RejectedError,
  ResponseTooLargeError,
  ServerError,
  ThrottledError,
  TimeoutError,
} from "./errors";

/** What each code means, for people who look it up. */
export const VENDOR_ERROR_CODES: Readonly<
  Record<string, { readonly cause: string; readonly remedy: string }>
> = {
  [CredentialsError.code]: {
    cause: "No usable key pair was found, or only half of one. No call was made.",
    remedy:
      "Set both halves in the same place: the provider block, the environment, or the vendor's profile file.",
  },
  [RegionError.code]: {
    cause: "No region is known, or the vendor does not know it.",
    remedy: "Set region in the resource or in the cloud's block of the provider.",
  },
  [ProjectError.code]: {
    cause: "No Huawei project is known, or the vendor does not know it.",
    remedy: "Set project_id in the provider's huawei block, or HW_PROJECT_ID.",
  },
  [EndpointError.code]: {
    cause: "The address of an endpoint or a proxy can't be used. No call was made.",
    remedy: "Correct endpoint_url, DBKILL_ENDPOINT_URL or HTTPS_PROXY as the message says.",
  },
  [AuthenticationError.code]: {
    cause:
      "The vendor does not accept the key, the signature, the token or this machine's clock. dbkill does not retry, because vendors lock keys after repeated failures; the runner pauses for up to a minute.",
    remedy: "Check the key pair and the clock, then run again.",
  },
  [PermissionError.code]: {
    cause: "The vendor knows the key and does not allow the call.",
    remedy: "Grant the permission that the message names.",
  },
  [ThrottledError.code]: {
    cause: "Too many requests. Nothing was done.",
    remedy: "Run again in a moment, with a lower -parallelism, or raise max_retries.",
  },
  [NotFoundError.code]: {
    cause: "What the call is about does not exist for this key, region and project.",
    remedy: "Check the id, the region and the account.",
  },
  [RejectedError.code]: {
    cause: "The vendor understood the request and refused it.",
    remedy: "Read the vendor's own code and text in the message; its support asks for the request id.",
  },
  [NetworkError.code]: {
    cause: "The connection could not be made, or was lost before the answer.",
    remedy: "Check the network, the endpoint, HTTPS_PROXY and NO_PROXY, then run again.",
  },
  [ProxyError.code]: {
    cause: "The proxy refused the connection. Nothing reached the vendor.",
    remedy:
      "Check the user and password in HTTPS_PROXY and what the proxy allows, or name the host in NO_PROXY.",
  },
  [TimeoutError.code]: {
    cause: "No complete answer came in time. The request may have been carried out.",
    remedy: "Run again, or raise request_timeout_seconds.",
  },
  [MalformedResponseError.code]: {
    cause: "The answer is not in the form that the vendor documents. The request may have been carried out.",
    remedy: "Run again. If it happens again, check that the endpoint is the vendor's.",
  },
  [ResponseTooLargeError.code]: {
    cause:
      "The answer is larger than 16 MiB. Where the call changes something, it may have been carried out.",
    remedy:
      "Check that the endpoint is the vendor's. Where the answer is a list of sessions, end some of them in the vendor's console, then run again.",
  },
  [ServerError.code]: {
    cause: "The vendor failed on its own side. The request may have been carried out.",
    remedy: "Run again in a moment, and check the vendor's status page.",
  },
  [AbortedError.code]: {
    cause: "The operation was stopped or timed out while a call waited.",
    remedy: "Run again. If it timed out, raise timeouts.",
  },
};
