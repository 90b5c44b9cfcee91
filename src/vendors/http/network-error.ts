import { isEmulator } from "../shared/endpoint";
import { NetworkError, ProxyError, TimeoutError, type VendorError } from "../shared/errors";
import { detailsOf, type Exchange, nameOf } from "./call";
import { abortedWaiting } from "./rate-limit";
import { AttemptAborted, AttemptTimeout } from "./timeout";

/** Where no emulator listens, waiting seldom helps: two more attempts, within 1.5 s. */
const REFUSED_HERE_RETRIES = 2;

/** How undici words a proxy's refusal of a tunnel. */
const PROXY_REFUSAL = /^Proxy response \((\d+)\)/;

/** What OpenSSL makes of an answer in clear text. */
const CLEAR_TEXT = /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/;

/**
 * What a failure below HTTP means. The error itself is not kept as a cause: undici's may carry options and headers, so only its
 * code and text go on.
 * @param sent whether writing the request had begun: if not, nothing was done at the vendor's.
 */
export function networkError(exchange: Exchange, error: Error, sent: boolean): VendorError {
  const { call } = exchange;
  const name = nameOf(call);
  const host = call.endpoint.host;
  const details = { ...detailsOf(call), ambiguous: sent, retryable: true };
  if (error instanceof AttemptAborted) return abortedWaiting(exchange, "for a free connection");
  if (error instanceof AttemptTimeout || codeOf(error) === "UND_ERR_CONNECT_TIMEOUT") {
    const what = sent ? `${host} did not answer` : `no connection to ${host} was made`;
    return new TimeoutError(`${name}: ${what} in time (${reasonOf(error)}).`, {
      ...details,
      remedy: sent
        ? "The request may have been carried out. Check the vendor's status page, or raise request_timeout_seconds."
        : "Check the endpoint, the network and HTTPS_PROXY / NO_PROXY.",
    });
  }
  const refusedByProxy = PROXY_REFUSAL.exec(error.message)?.[1];
  if (refusedByProxy) {
    const keys = refusedByProxy === "407" || refusedByProxy === "403";
    return new ProxyError(
      `${name}: the proxy refused the connection to ${host} with HTTP status ${refusedByProxy}.`,
      {
        ...details,
        ambiguous: false,
        // Repeated calls with a wrong password lock an account.
        retryable: !keys,
        remedy: keys
          ? "Check the user and password in HTTPS_PROXY and what the proxy allows, or name the host in NO_PROXY."
          : "Check the proxy that HTTPS_PROXY names, or name the host in NO_PROXY.",
      },
    );
  }
  if (sent) {
    return new NetworkError(
      `${name}: the connection to ${host} was lost before the answer (${reasonOf(error)}).`,
      {
        ...details,
        remedy: "The request may have been carried out. Run the operation again once the network works.",
      },
    );
  }
  const code = codeOf(error);
  const here = isEmulator(call.endpoint);
  if (CLEAR_TEXT.test(code)) {
    return new NetworkError(`${name}: ${host} does not speak TLS (${code}).`, {
      ...details,
      retryable: false,
      remedy: here
        ? "Write http:// for an emulator on this machine."
        : "Check host and port of the endpoint. Where HTTPS_PROXY is set: a proxy that is reached without TLS is written http://.",
    });
  }
  return new NetworkError(`${name}: no connection to ${host} was made (${reasonOf(error)}).`, {
    ...details,
    // A certificate that is not accepted now is not accepted a second later.
    retryable: !/CERT|TLS|SIGNATURE|UND_ERR_(INVALID_ARG|CLOSED|DESTROYED)/.test(code),
    ...(here && code === "ECONNREFUSED" && { retryLimit: REFUSED_HERE_RETRIES }),
    remedy: remedyFor(code, here),
  });
}

function remedyFor(code: string, here: boolean): string {
  if (here && code === "ECONNREFUSED") {
    return "Is the emulator running? Start it with `npx dbkill emulator`.";
  }
  if (/CERT|TLS|SIGNATURE/.test(code)) {
    return "The certificate was not accepted. Check the endpoint; for a private authority set NODE_EXTRA_CA_CERTS.";
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return "The host name was not found. Check the endpoint and the name server; behind a proxy set HTTPS_PROXY.";
  }
  if (code === "UND_ERR_INVALID_ARG") {
    return "The request could not be written. Check the credentials and the endpoint for stray characters.";
  }
  return "Check that the endpoint is right and running, and HTTPS_PROXY / NO_PROXY.";
}

function reasonOf(error: Error): string {
  const code = codeOf(error);
  // Where every address of a host failed, Node's error is a bundle with an empty text of its own.
  const text =
    error.message || (error instanceof AggregateError ? String(error.errors[0]?.message ?? "") : "");
  if (!text) return code || error.name;
  return code && !text.includes(code) ? `${code}: ${text}` : text;
}

function codeOf(error: Error): string {
  return String((error as NodeJS.ErrnoException).code ?? "");
}
