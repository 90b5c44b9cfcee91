import { createHmac } from "node:crypto";
import { incomplete, missing } from "../error";
import type { AlibabaRequest, Entries } from "../request";
import { canonicalQuery, encode } from "./canonical";
import type { Claim } from "./claim";

/**
 * Reads a call that is signed the older way, by the parameter Signature ("V2 RPC": HMAC-SHA1 over query and form,
 * https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism). Throws Missing*, and IncompleteSignature where the
 * signature itself is not whole.
 */
export function readRpc({ head, query, form, parameters }: AlibabaRequest): Claim {
  const value = (name: string) => {
    const found = parameters.get(name);
    if (!found) throw missing(name);
    return found;
  };
  const accessKeyId = value("AccessKeyId");
  value("Action");
  value("Version");
  const timestamp = value("Timestamp");
  const [signature, nonce] = [parameters.get("Signature"), parameters.get("SignatureNonce")];
  if (!signature || !nonce) throw incomplete("Signature and SignatureNonce are mandatory");
  if (parameters.get("SignatureMethod") !== "HMAC-SHA1" || parameters.get("SignatureVersion") !== "1.0") {
    throw incomplete("SignatureMethod must be HMAC-SHA1, SignatureVersion 1.0");
  }
  return {
    accessKeyId,
    timestamp,
    nonce,
    securityToken: parameters.get("SecurityToken") || undefined,
    signature,
    sign: (secret) => rpcSignature(head.method, [...query, ...form], secret),
  };
}

/** The signature that a request must bear, in Base64; a parameter Signature is no part of it. */
export function rpcSignature(method: string, parameters: Entries, secret: string): string {
  const signed = parameters.filter(([name]) => name !== "Signature");
  const stringToSign = [method, encode("/"), encode(canonicalQuery(signed))].join("&");
  return createHmac("sha1", `${secret}&`).update(stringToSign).digest("base64");
}
